"""The form by which a copy is stored: what is pasted or uploaded, and what is chosen of what is seen or heard."""

from dataclasses import replace
from typing import Any, Final

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextareaWidget

from claimtrack.admin.forms import DeskForm
from claimtrack.writing.faults import Fault, Refused, faults_of
from sources import writing as actions
from sources.copies import BY_HAND, of_paste, of_upload
from sources.models import Capture, Document
from sources.vocabulary import FLAGS

#: What is asked of what is seen or heard: when the file is chosen, the page says what it tells, and what it is like.
OF_MEDIA: Final = ("particulars", FLAGS, "nonetheless")


#: Where a file is chosen: the desk looks at it at once, and keeps nothing of it.
FILE: Final = UnfoldAdminFileFieldWidget(attrs={"data-looks": reverse_lazy("admin:sources_capture_look")})


class CaptureForm(DeskForm):
    """A copy to be stored: a file as it came, a pasted text or page, or both."""

    file = forms.FileField(
        required=False,
        widget=FILE,
        help_text="The bytes as they came; their SHA-256 is kept. Of text and HTML, what people read is taken out.",
    )

    class Meta:
        model = Capture
        fields = (
            *("taken_at", "tool", "media_type", "text", "archived_url"),
            *("particulars", *FLAGS, "nonetheless"),
        )
        widgets = {"text": UnfoldAdminTextareaWidget(attrs={"rows": 6})}
        help_texts = {"text": "The readable text, pasted; HTML is cleaned. Empty: taken from the file."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "taken_at" in self.fields:
            self.fields["taken_at"].required = False
            self.fields["taken_at"].help_text = "Empty: now."
            self.fields["tool"].required = False
            self.fields["tool"].initial = BY_HAND

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        upload, pasted = self.cleaned_data.get("file"), self.cleaned_data.get("text")
        if not upload and not pasted:
            raise ValidationError("A capture holds a text or the bytes of the document.")
        given = of_upload(upload) if upload else of_paste(pasted or "")
        self.instance.content = given.content
        self.cleaned_data["tool"] = cleaned.get("tool") or BY_HAND
        self.cleaned_data["text"] = of_paste(pasted).text if pasted else given.text
        if "media_type" not in self.changed_data:
            self.cleaned_data["media_type"] = given.media_type
        return cleaned


def store_capture(form: CaptureForm, document: Document, *, by: User) -> Capture:
    """Hand a filled-in form to the action, and let its row stand for what was stored."""
    row: Capture = form.instance
    try:
        stored = actions.capture(
            document=document,
            text=row.text,
            content=None if row.content is None else bytes(row.content),
            tool=row.tool,
            media_type=row.media_type,
            taken_at=form.cleaned_data["taken_at"],
            archived_url=row.archived_url,
            particulars=row.particulars,
            graphic=row.graphic,
            minor=row.minor,
            intimate=row.intimate,
            nonetheless=row.nonetheless,
            by=by,
        )
    except ValidationError as error:
        raise Refused([_shown_at(fault) for fault in faults_of(error, form.prefix or "")]) from error
    row.pk, row.document, row.taken_at = stored.pk, document, stored.taken_at
    return row


def _shown_at(fault: Fault) -> Fault:
    """What is wrong with the bytes is said beside the file."""
    return replace(fault, field="file") if fault.field == "content" else fault
