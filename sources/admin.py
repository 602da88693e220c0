"""The desk's pages for sources, documents and captures."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django_countries.filters import CountryFilter

from claimtrack import addresses
from claimtrack.accounts.hiding import existing_for
from claimtrack.accounts.rights import may
from claimtrack.accounts.visible import visible
from claimtrack.admin import schedules, withholding
from claimtrack.admin.agreeing import APPROVE, LOOK_AGAIN, SEND_BACK, SUBMIT
from claimtrack.admin.base import DeskAdmin, Stack, Table, person
from claimtrack.admin.joining import JoiningAdmin
from claimtrack.admin.labels import in_a_table, joined, linked, once
from claimtrack.admin.restricting import Restricted, RestrictingAdmin
from claimtrack.admin.roots import (
    ON_THE_DESK,
    ON_THE_RECORD,
    RootAdmin,
    UnpublishedChanges,
    correct_step,
    restore_step,
    retract_step,
)
from claimtrack.admin.steps import Given, Step
from claimtrack.admin.tabs import Tab
from claimtrack.editions.store import Published
from claimtrack.text import shortened
from claimtrack.writing.shown import Shown
from sources import writing as actions
from sources.checking import checked
from sources.composing import sources_sha256
from sources.documents import SOURCE
from sources.embargoes import EmbargoAdmin
from sources.ledger import ReliabilityGradeInline
from sources.models import HELD, Capture, Document, Naming, Office, Source
from sources.showing import OF_MEDIA as OF_MEDIA_STEPS
from sources.showing import ShowingAdmin
from sources.storing import OF_MEDIA, CaptureForm, store_capture
from sources.vocabulary import FLAGS, Level

# -- sources --------------------------------------------------------------------------------------


class OfficeInline(Stack):
    model = Office
    fk_name = "person"
    fields = ("title", "organization", "start", "end")
    autocomplete_fields = ("organization",)
    related = ("organization",)
    verbose_name_plural = "offices held"


@admin.register(Source)
class SourceAdmin(JoiningAdmin):
    api_root = addresses.of_all(SOURCE)
    list_display = ("name", "kind", "country", "part_of", "where", "changed")
    list_filter = ("stage", UnpublishedChanges, "kind", ("country", CountryFilter), "edited_by_person")
    list_select_related = ("part_of", "document")
    search_fields = ("name", "aliases", "slug", "website")
    autocomplete_fields = ("part_of", "document")
    prepopulated_fields = {"slug": ("name",)}
    inlines: ClassVar[Any] = (OfficeInline, ReliabilityGradeInline)
    readonly_fields = (*RootAdmin.readonly_fields, "members", "officers", "published_documents")
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("name", "slug", "kind", "country", "aliases", "description")}),
        ("Where it belongs", {"fields": ("part_of", "website", "same_as", "document", "members")}),
        ("Who holds office in it", {"fields": ("officers",)}),
        ("What it published", {"fields": ("published_documents",)}),
        ON_THE_RECORD,
        ON_THE_DESK,
    )
    tabs: Sequence[Tab] = (
        Tab("general", "Identity and names", fieldsets=(None, "Where it belongs")),
        Tab("offices", "Offices", ("Who holds office in it",), ("offices",), inlines_first=True),
        Tab("grades", "Reliability", inlines=("grades",)),
        Tab("documents", "Documents", fieldsets=("What it published",)),
        Tab("editions", "Editions", fieldsets=("On the record", "On the desk")),
    )

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            row.reader_may_add = may(row.asked_by, "add", Document)
        return row

    def get_steps(self) -> Sequence[Step]:
        agreed = (APPROVE, self.publish_step(), self.schedule_step(), self.alone_step(), LOOK_AGAIN)
        return (SUBMIT, SEND_BACK, *agreed, *schedules.STEPS, CORRECT, RETRACT, RESTORE, *withholding.STEPS)

    @admin.display(description="members")
    @once
    def members(self, row: Source) -> str:
        return in_a_table(("Name", "Kind"), ((linked(part), part.get_kind_display()) for part in _of(row, "members")))

    @admin.display(description="officers")
    @once
    def officers(self, row: Any) -> str:
        held = _of(row, "officers", "id")
        cells = ((linked(office.person), office.title, office.start or "", office.end or "") for office in held)
        return in_a_table(("Who", "Office", "From", "To"), cells)

    @admin.display(description="documents")
    @once
    def published_documents(self, row: Any) -> str:
        """The last ones entered, the way to all, and the way to one more: a window of its own."""
        documents = _of(row, "documents", "-id")
        cells = ((linked(item), item.get_medium_display(), item.published or "undated") for item in documents)
        table = in_a_table(("Title", "Medium", "Published"), cells)
        return table if row._state.adding else table + _ways_to_documents(row, may_add=row.reader_may_add)

    def label(self, row: Source) -> str:
        part_of = f"part of {row.part_of}" if row.part_of else ""
        document = f"in “{row.document}”" if row.document else ""
        return joined(row.name, row.get_kind_display(), row.country.name, part_of, document)

    def publish(
        self,
        roots: Sequence[Source],
        by: User,
        note: str | None = None,
        shown: Shown | None = None,
        alone: str | None = None,
    ) -> list[Published]:
        # The graders published along with them are no news to whoever asked for these.
        asked = {root.pk for root in roots}
        published = actions.publish(sources=roots, by=by, note=note or None, shown=shown, alone=alone)
        return [item for item in published if item.edition.subject_id in asked]

    def against_publishing(self, root: Source) -> Iterable[str]:
        return actions.reasons_against(root)


def source_sha256(source: Source) -> str:
    return sources_sha256([source])[source.pk]


def _restore(source: Source, by: User, given: Given) -> Published:
    return actions.restore(source=source, by=by, note=given.words or None, shown=given.shown)


def _correct(source: Source, by: User, given: Given) -> Published:
    return actions.correct(source=source, by=by, note=given.words, shown=given.shown)


CORRECT = correct_step(_correct, source_sha256)
RETRACT = retract_step(lambda source, by, given: actions.retract(source=source, by=by, reason=given.words))
RESTORE = restore_step(_restore, source_sha256)

#: Rows of a list on a page of something else; the way to all of them stands below.
MOST_SHOWN = 50


def _of(row: Any, related: str, *order: str) -> Iterable[Any]:
    if row._state.adding:
        return ()
    return existing_for(getattr(row, related).all(), row.asked_by).order_by(*order or ("name",))[:MOST_SHOWN]


def _ways_to_documents(source: Source, *, may_add: bool) -> SafeString:
    everything = f"{reverse('admin:sources_document_changelist')}?publisher__id__exact={source.pk}"
    another = f"{reverse('admin:sources_document_add')}?publisher={source.pk}"
    ways = [format_html('<a href="{}">All of them</a>', everything)]
    if may_add:
        new = '<a href="{}" target="_blank">Add a document<span class="sr-only"> in a window of its own</span></a>'
        ways.append(format_html(new, another))
    return format_html('<p class="desk-ways">{}</p>', format_html_join(" ", "{}", ((way,) for way in ways)))


@admin.register(Office)
class OfficeAdmin(DeskAdmin):
    list_display = ("title", "person", "organization", "start", "end")
    list_select_related = ("person", "organization")
    search_fields = ("title", "person__name", "organization__name")
    autocomplete_fields = ("person", "organization")


# -- documents ------------------------------------------------------------------------------------


class CaptureInline(Table):
    """The copies there are, without what they hold."""

    model = Capture
    naming_people = ("taken_by",)
    fields = readonly_fields = ("copy", "taken_by", "tool", "media_type", "level", "sha256")
    can_delete = False
    show_change_link = False
    hide_title = True
    related = ("document",)

    @admin.display(description="taken at")
    def copy(self, row: Capture) -> str:
        if row._state.adding:  # a form that was sent may name more copies than there are
            return "Not stored."
        address = reverse("admin:sources_capture_change", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, f"{row.taken_at:%Y-%m-%d %H:%M} UTC")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer(*HELD)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NewCaptureInline(Stack):
    """Copies to be stored along with the document."""

    model = Capture
    form = CaptureForm
    fields = ("taken_at", "tool", "media_type", "text", "file", *OF_MEDIA, "archived_url")
    verbose_name = "new capture"
    verbose_name_plural = "new captures: a text or a page pasted, or a file"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).none()


def _ids_in(sent: Iterable[str]) -> Iterator[UUID]:
    """What was sent that is an id; of a choice that nobody made yet, nothing."""
    for text in sent:
        with suppress(ValueError):
            yield UUID(text)


@admin.register(Document)
class DocumentAdmin(EmbargoAdmin, RestrictingAdmin):
    """A document with its copies. The app that quotes it adds what it is quoted for."""

    has_a_past = True
    list_display = ("called", "publisher", "medium", "language", "published", "url")
    list_filter = ("medium", ("archived_url", admin.EmptyFieldListFilter), Restricted)
    list_select_related = ("publisher",)
    search_fields = ("title", "url", "archived_url", "authors", "publisher__name")
    autocomplete_fields = ("publisher",)
    inlines = (CaptureInline, NewCaptureInline)
    readonly_fields: ClassVar[Any] = ("speaks_of", "exists_for")
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("title", "url", "publisher", "authors", ("medium", "language"), "published", "summary")}),
        ("Elsewhere", {"fields": ("archived_url", "speaks_of", "exists_for")}),
    )
    tabs: Sequence[Tab] = (
        Tab("general", "Identity", fieldsets=(None, "Elsewhere")),
        Tab("captures", "Captures", inlines=("captures", "captures-2")),
    )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.check_view)
        return [path("check/", view, name="sources_document_check"), *super().get_urls()]

    def check_view(self, request: HttpRequest) -> HttpResponse:
        """How the posted `quote` stands in the copies of the posted `document`; asked while somebody types."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        known = visible(Capture.objects.read_by_all(), by=person(request))
        copies = known.filter(document__in=_ids_in(request.POST.getlist("document")))
        words = {name: request.POST.get(name, "") for name in ("quote", "prefix", "suffix")}
        return HttpResponse(checked(**words, texts=list(copies.values_list("text", flat=True))))

    @admin.display(description="title, or its address", ordering="title")
    def called(self, row: Document) -> str:
        return shortened(str(row))

    @admin.display(description="anonymous sources")
    @once
    def speaks_of(self, row: Document) -> str:
        cells = ((linked(source), source.description) for source in _of(row, "anonymous_sources"))
        return in_a_table(("Name", "The document's words for them"), cells)

    def label(self, row: Document) -> str:
        return joined(
            str(row),
            row.get_medium_display(),
            row.publisher,
            row.publisher.country.name,
            row.published or (shortened(row.url, 60) if row.title else ""),
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        for formset in formsets:
            if formset.model is Capture:
                filled = [inner for inner in formset.extra_forms if inner.has_changed()]
                formset.new_objects = [store_capture(inner, form.instance, by=person(request)) for inner in filled]


def _level_step(level: Level, verb: str) -> Step:
    def take(capture: Capture, by: User, given: Given) -> str:
        actions.set_level(captures=[capture], level=level, by=by)
        return f"This copy: {level.label}."

    def meaning(capture: Capture) -> Iterator[str]:
        yield level.meaning

    return Step(
        name=level.value.replace("_", "-"),
        verb=verb,
        right="set_level",
        take=take,
        offered=lambda capture: capture.level != level,
        against=lambda capture: actions.against_handing_on([capture]) if level != Level.DESK_ONLY else (),
        hints=meaning,
    )


LEVELS = (
    _level_step(Level.DESK_ONLY, "Keep it at the desk"),
    _level_step(Level.HANDED_ON, "Let it be handed on"),
    _level_step(Level.PUBLIC, "Let anybody have it"),
)


@admin.register(Capture)
class CaptureAdmin(ShowingAdmin):
    """A copy is stored or discarded: what it holds is never changed. One that an edition names is not discarded.

    Whoever asks for it all the same is shown which namings protect it.
    """

    has_a_past = True
    delete_confirmation_template = delete_selected_confirmation_template = "admin/desk/discard.html"
    form = CaptureForm
    naming_people = ("taken_by",)
    list_display = ("document", "taken_at", "taken_by", "tool", "media_type", "level", "sha256")
    list_filter = ("media_type", "level", *FLAGS, Restricted)
    actions = ("may_be_handed_on",)
    list_select_related = ("document",)
    search_fields = ("document__title", "document__url", "sha256", "archived_url", "tool")
    autocomplete_fields = ("document",)
    date_hierarchy = "taken_at"
    fields = ("document", "taken_at", "tool", "media_type", "text", "file", *OF_MEDIA, "archived_url")

    def get_fields(self, request: HttpRequest, obj: Capture | None = None) -> Any:
        stored = ("document", "taken_at", "taken_by", "tool", "media_type", "sha256", "bytes_kept", "text")
        seen = ("seen", "flags", "besides", "similar", "words_in_it") if obj and obj.came_as else ()
        return (*stored, *seen, "archived_url", "level", "exists_for", "stays") if obj else self.fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Capture]:
        named = Naming.objects.filter(capture=OuterRef("pk"))
        copies: QuerySet[Capture] = super().get_queryset(request).defer(*HELD)
        return copies.annotate(is_named=Exists(named))

    def has_change_permission(self, request: HttpRequest, obj: Capture | None = None) -> bool:
        return False

    def get_steps(self) -> Sequence[Step]:
        return (*OF_MEDIA_STEPS, *LEVELS, *super().get_steps())

    def has_set_level_permission(self, request: HttpRequest, obj: Capture | None = None) -> bool:
        return self.may(request, "set_level", obj)

    @admin.action(description="May be handed on with sealed dossiers", permissions=["set_level"])
    def may_be_handed_on(self, request: HttpRequest, queryset: QuerySet[Capture]) -> None:
        rows = list(queryset)
        actions.set_level(captures=rows, level=Level.HANDED_ON, by=person(request))
        self.message_user(request, f"{len(rows)} copies may be handed on with sealed dossiers.", messages.SUCCESS)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = kwargs.get("obj")
        context["show_delete"] = row is None or not row.is_named
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="may be discarded")
    def stays(self, row: Any) -> str:
        return f"No: {actions.NAMED}" if row.is_named else "Yes: no edition names it."

    @admin.display(description="bytes kept")
    def bytes_kept(self, row: Capture) -> str:
        return f"{len(row.content):,}" if row.content is not None else "none: the text alone"

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        store_capture(form, form.cleaned_data["document"], by=person(request))

    def delete_rows(self, request: HttpRequest, rows: Sequence[Capture]) -> None:
        actions.discard(captures=rows, reason=request.POST.get("reason", ""), by=person(request))
