"""The right of reply on the desk: whom we asked, the letters, and what readers are told of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextareaWidget

from claims import writing as actions
from claims.models import Inquiry, Letter, LetterTemplate
from claims.scales import InquiryOutcome
from claims.writing.letters import letters_for
from claims.writing.replies import is_unpublished_answer
from claimtrack.accounts.rights import may
from claimtrack.admin.base import DeskAdmin, Stack, Table
from claimtrack.admin.forms import DeskForm
from claimtrack.admin.labels import joined, once
from claimtrack.admin.steps import Given, Shown, Step, SteppedAdmin
from claimtrack.editions.store import last_documents
from claimtrack.text import shortened
from sources.copies import of_paste, of_upload

FIELDS = (
    "source",
    ("asked", "asked_at"),
    ("deadline_day", "deadline_zone"),
    "deadline_at",
    ("means", "contact"),
    "wording",
    "outcome",
    "answer",
    ("answered", "answered_at"),
)


class InquiryForm(DeskForm):
    class Meta:
        model = Inquiry
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "deadline_zone" in self.fields:
            attrs = self.fields["deadline_zone"].widget.attrs
            attrs |= {"list": "desk-zones", "class": f"{attrs.get('class', '')} desk-zone"}


class InquiryInline(Stack):
    """Whom we asked, on the claim's page."""

    model = Inquiry
    form = InquiryForm
    fields = (*FIELDS, "readers")
    readonly_fields = ("readers",)
    autocomplete_fields = ("source",)
    related = ("claim", "source")
    verbose_name_plural = "right of reply: whom we asked, until when, and what came of it"

    standing: Mapping[str, Any] | None = None

    @admin.display(description="readers")
    @once
    def readers(self, row: Inquiry) -> str:
        if row._state.adding:
            return "Readers are told of whom, when, until when, and the answer or silence; once you say when you asked."
        if self.standing is None:  # an inline's admin is made for one request
            self.standing = last_documents([row.claim_id]).get(row.claim_id, {})
        may_publish = may(self.asked_by, "publish", row)
        return told_to_readers(row, self.standing, may_publish=may_publish)


def told_to_readers(row: Inquiry, standing: Mapping[str, Any], *, may_publish: bool) -> str:
    """What readers have of an inquiry, the letters to be copied, and the one step that publishes an answer alone."""
    page = reverse("admin:claims_inquiry_change", args=[row.pk])
    letters = format_html('<a href="{}#id_letters">Letters with the claim filled in</a>', page)
    if is_unpublished_answer(row, standing):
        address = reverse("admin:claims_inquiry_publish-answer", args=[row.pk])
        button = format_html('<a class="desk-button" href="{}">Publish this answer alone</a> ', address)
        told = "Readers do not have this answer yet."
        return format_html("<p>{}</p><p>{}{}</p>", told, button if may_publish else "", letters)
    known = next((each for each in standing.get("inquiries", ()) if each["id"] == str(row.pk)), None)
    told = _known(known["outcome"]) if known else NOTHING if row.asked else UNSENT
    return format_html("<p>{}</p><p>{}</p>", told, letters)


NOTHING = "Readers know nothing of it yet: it is published with the claim."
UNSENT = "Not sent yet, so readers will see nothing of it. Say when you asked once you have."


def _known(outcome: str | None) -> str:
    said = InquiryOutcome(outcome).label if outcome else "the answer is awaited"
    return f"Readers know that they were asked: {said}."


# -- letters --------------------------------------------------------------------------------------


class LetterForm(DeskForm):
    """A letter to be kept: a file as it came, a pasted text, or both."""

    content = forms.FileField(
        required=False, label="File", widget=UnfoldAdminFileFieldWidget, help_text="The bytes as they came."
    )

    class Meta:
        model = Letter
        fields = ("inquiry", "way", "media_type", "text")
        widgets = {"text": UnfoldAdminTextareaWidget(attrs={"rows": 6})}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        upload, pasted = cleaned.get("content"), cleaned.get("text")
        if upload or pasted:
            given = of_upload(upload) if upload else of_paste(pasted or "")
            cleaned["content"] = given.content
            cleaned["text"] = of_paste(pasted).text if pasted else given.text
            if "media_type" not in self.changed_data:
                cleaned["media_type"] = given.media_type
        return cleaned


class LetterInline(Table):
    """Letters that are kept, without what they hold."""

    model = Letter
    fields = readonly_fields = ("copy", "way", "media_type", "sha256")
    show_change_link = False
    hide_title = True
    verbose_name_plural = "letters that are kept, for the desk alone"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("text", "content")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="kept at")
    def copy(self, row: Letter) -> str:
        if row._state.adding:
            return "Not kept."
        address = reverse("admin:claims_letter_change", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, f"{row.kept_at:%Y-%m-%d %H:%M} UTC")


class NewLetterInline(Stack):
    """Letters to be kept along with the inquiry."""

    model = Letter
    form = LetterForm
    fields = ("way", "text", "content", "media_type")
    verbose_name = "letter to keep"
    verbose_name_plural = "letters to keep: a text pasted, or a file; they never leave the desk"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).none()


@admin.register(Letter)
class LetterAdmin(DeskAdmin):
    """A letter is kept or thrown away: it is never changed."""

    form = LetterForm
    list_display = ("inquiry", "way", "kept_at", "media_type", "sha256")
    list_filter = ("way", "media_type")
    list_select_related = ("inquiry__source",)
    search_fields = ("inquiry__source__name", "sha256")
    autocomplete_fields = ("inquiry",)
    fields = ("inquiry", "way", "text", "content", "media_type")

    def get_fields(self, request: HttpRequest, obj: Letter | None = None) -> Any:
        return ("inquiry", "way", "kept_at", "media_type", "sha256", "file", "text") if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Letter | None = None) -> Any:
        return ("kept_at", "sha256", "file") if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        return super().get_queryset(request).defer("text", "content")

    def has_change_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("<uuid:pk>/file/", view, name="claims_letter_file"), *super().get_urls()]

    def file_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """The bytes as they came, to be saved: no browser opens them here."""
        row = self.get_queryset(request).filter(pk=pk).first()
        if row is None or row.content is None:
            raise Http404
        headers = {"Content-Disposition": f'attachment; filename="letter-{row.pk}"', "Cache-Control": "no-store"}
        return HttpResponse(bytes(row.content), content_type="application/octet-stream", headers=headers)

    @admin.display(description="file")
    def file(self, row: Letter) -> str:
        if row.content is None:
            return "None: the text alone."
        address = reverse("admin:claims_letter_file", args=[row.pk])
        return format_html('<a href="{}">{} bytes</a>', address, f"{len(row.content):,}")


@admin.register(LetterTemplate)
class LetterTemplateAdmin(DeskAdmin):
    list_display = ("name", "language")
    list_filter = ("language",)
    search_fields = ("name", "text")


BOX = '<div class="desk-letter"><p>{}</p><textarea readonly rows="14" cols="80" aria-label="{}">{}</textarea></div>'


# -- the page of an inquiry -----------------------------------------------------------------------


def _publish(row: Inquiry, by: User, given: Given) -> str:
    published = actions.publish_answer(inquiry=row, by=by)
    return f"Published: edition {published.edition.number} shows the answer, and nothing else has changed."


def _standing_of(row: Inquiry) -> Mapping[str, Any]:
    return last_documents([row.claim_id]).get(row.claim_id, {})


PUBLISH = Step(
    name="publish-answer",
    verb="Publish this answer alone",
    right="publish",
    take=_publish,
    offered=lambda row: is_unpublished_answer(row, _standing_of(row)),
    hints=lambda row: [
        "Nothing else that is being worked on is published with it. A second person looks at it afterwards."
    ],
    returns_to=lambda row: reverse("admin:claims_claim_change", args=[row.claim_id]) + "#asked",
)


@admin.register(Inquiry)
class InquiryAdmin(SteppedAdmin):
    form = InquiryForm
    list_display = ("short_claim", "source", "asked", "passes_at", "outcome")
    list_filter = ("outcome", "means")
    list_select_related = ("claim", "source")
    search_fields = ("source__name", "claim__statement", "contact", "wording", "answer")
    autocomplete_fields = ("claim", "source")
    readonly_fields = ("readers", "letters")
    inlines = (LetterInline, NewLetterInline)
    queues = (("All", ""), ("Answers that are awaited", "outcome__exact="))
    fieldsets = (
        ("Whom, about what", {"fields": ("claim", "source")}),
        ("When they were asked, and until when they can answer", {"fields": FIELDS[1:4]}),
        ("For the desk alone", {"fields": FIELDS[4:6]}),
        ("What came of it", {"fields": (*FIELDS[6:], "readers")}),
        ("Letters with the claim filled in, to be copied", {"fields": ("letters",)}),
    )

    def label(self, row: Inquiry) -> str:
        return joined(row, row.asked, shortened(row.claim.statement, 60))

    @admin.display(description="claim", ordering="claim__statement")
    def short_claim(self, row: Inquiry) -> str:
        return shortened(row.claim.statement)

    @admin.display(description="readers")
    @once
    def readers(self, row: Inquiry) -> str:
        if row._state.adding:
            return NOTHING
        return told_to_readers(row, _standing_of(row), may_publish=False)

    @admin.display(description="letters")
    @once
    def letters(self, row: Any) -> str:
        """Each in a box of its own, where it is copied: nothing is sent from here."""
        if row._state.adding:
            return "Once it is stored."
        boxes = ((f"{each.name} ({each.language})", each.name, each.text) for each in letters_for(row, by=row.asked_by))
        shown = format_html_join("", BOX, boxes)
        return format_html('<div id="id_letters">{}</div>', shown)

    def get_steps(self) -> Sequence[Step]:
        return (PUBLISH,)

    def shown(self, step: Step, row: Inquiry) -> Shown:
        return {"facts": list(_facts(row))}


def _facts(row: Inquiry) -> Iterable[tuple[str, object]]:
    yield "Asked", row.source
    yield "When", row.asked
    yield "They answered", row.answered or "on a day not recorded"
    yield "After the deadline", {True: "yes", False: "no", None: "the dates do not tell"}[row.is_late]
    yield "Answer", row.answer
