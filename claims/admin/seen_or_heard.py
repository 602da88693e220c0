"""What the page of a quotation asks of an image, a film or a recording: the file, and what stands for a quotation."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldBooleanWidget

from claims.scales import MediaCategory
from sources import writing as source_actions
from sources.copies import Copy
from sources.media.types import kind_of
from sources.models import Capture, Document
from sources.storing import FILE
from sources.vocabulary import Particulars
from sources.writing.media import OfMedia

SEEN_OR_HEARD: Final = ("file", "particulars", "despite", "description", "transcript", "media_category")
#: Where it is said what stands against a file.
AT: Final = {"particulars": "particulars", "nonetheless": "despite"}


class SeenOrHeardForm(forms.Form):
    """The file is looked at before anything is kept of it, and again when it is sent."""

    file = forms.FileField(
        label="The page, as a file",
        required=False,
        widget=FILE,
        help_text="Or the picture. Text or HTML is read; anything else is kept as it is, with its SHA-256.",
    )
    particulars = forms.ChoiceField(
        label="What the file says besides: place, author, device",
        required=False,
        choices=[("", "–"), *Particulars.choices],
        widget=UnfoldAdminSelectWidget,
        help_text="Where a picture says such things: what becomes of them.",
    )
    despite = forms.BooleanField(
        label="Keep the file, although one like it is there", required=False, widget=UnfoldBooleanWidget
    )
    description = forms.CharField(
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="In place of a quotation: what is seen or heard, in our words.",
    )
    transcript = forms.CharField(
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="In place of a quotation: what is said or written in it, in its words.",
    )
    media_category = forms.ChoiceField(
        label="Media category",
        required=False,
        choices=[("", "–"), *MediaCategory.choices],
        widget=UnfoldAdminSelectWidget,
        help_text="What was done to a picture, a film or a recording, when that is known.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("quote") and (cleaned.get("description") or cleaned.get("transcript")):
            self.add_error("description", "Give the quotation, or what is seen or heard in its place, not both.")
        return cleaned

    def look_at(self, given: dict[str, Any], copies: Sequence[Copy], *, of: Document | None, by: User) -> None:
        """Say beside the fields what stands against keeping these."""
        for copy in copies:
            if copy.content is None or kind_of(copy.media_type) is None:
                continue
            row = Capture(document=of, content=copy.content, media_type=copy.media_type)
            row.particulars, row.nonetheless = given.get("particulars", ""), given.get("despite", False)
            try:
                source_actions.complete(row, by)
            except ValidationError as refused:
                for name, faults in refused.message_dict.items():
                    self.add_error(AT.get(name, "file"), faults)

    def of_media(self, copy: Copy) -> OfMedia:
        if kind_of(copy.media_type) is None:
            return {}
        return {"particulars": self.cleaned_data["particulars"], "nonetheless": self.cleaned_data["despite"]}
