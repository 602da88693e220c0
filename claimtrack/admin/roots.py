"""The admin of roots: they are published as editions, and deleted only as drafts."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

import orjson
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from claimtrack.admin import agreeing, schedules
from claimtrack.admin.base import may_name, person
from claimtrack.admin.history import Happened, decided_on, editions_of
from claimtrack.admin.labels import once
from claimtrack.admin.reading import UNNAMED, compare, document_name, entries, ids_in, members_in_words, path_in_words
from claimtrack.admin.steps import Given, Shown, Step
from claimtrack.admin.workplace import WorkplaceAdmin
from claimtrack.editions.agreement import HOURS_TO_LOOK
from claimtrack.editions.chain import Document, changed_members
from claimtrack.editions.composed import Fragment
from claimtrack.editions.models import TOMBSTONES, Edition, Head, HeldBack
from claimtrack.editions.roots import Root, Stage
from claimtrack.editions.store import Published, last_documents
from claimtrack.ids import ID
from claimtrack.query.texts import number
from claimtrack.text import shortened
from claimtrack.writing import Written
from claimtrack.writing.agreement import numbers_of
from claimtrack.writing.shown import Shown as WasShown
from claimtrack.writing.trail import written_since
from claimtrack.writing.works import DESK_WORKS, DeskWork, desk_work

ON_THE_DESK: Any = (
    "On the desk",
    {
        "fields": ("stage", "author", "version", "published_version", "edited_by_person", "created_at", "updated_at"),
        "classes": ("collapse",),
    },
)
EDITION_COLUMNS = ("subject_id", "number", "kind", "published_at", "note", "sha256")
ON_THE_RECORD: Any = ("On the record", {"fields": ("editions",)})

#: Of what is updated by itself, so many are named.
MOST_NAMED = 5

#: What a step asks for whose edition may be told without words.
NOTE = "A note that readers see with the edition, if there is something to say"


def at(*stages: Stage) -> Callable[[Root], bool]:
    """Whether a root stands at one of these stages."""
    return lambda root: root.stage in stages


def told(published: Sequence[Published]) -> str:
    """What was published, in a sentence."""
    if not published:
        return "There is nothing new to say: no edition was made."
    editions = ", ".join(
        f"edition {item.edition.number} ({item.edition.get_kind_display().lower()})" for item in published
    )
    return " ".join([f"On the record now: {editions}.", *re_issued(published)])


def re_issued(published: Sequence[Published]) -> Iterator[str]:
    """What gets an edition by itself: others that were published before, and have named these all along."""
    standing = [item for item in published if item.edition.kind not in TOMBSTONES]
    yield from waiting_for({item.edition.subject_id for item in standing})
    for work in DESK_WORKS.values():
        documents = [item.document for item in standing if item.edition.subject_type == work.name]
        yield from updated(work, documents) if documents else ()


def waiting_for(now_public: Collection[UUID]) -> Iterator[str]:
    """In a sentence, what names these and waits for them."""
    waiting = HeldBack.objects.filter(neighbour_id__in=now_public).exclude(subject_id__in=now_public)
    subjects = Head.objects.filter(pk__in=waiting.values("subject_id"), readable=True).values_list("pk", flat=True)
    if documents := last_documents(subjects):
        names = _some(documents.values())
        yield f"What names it is updated by itself in a moment, with an edition of its own: {names}."


def updated(work: DeskWork, documents: Sequence[Document]) -> Iterator[str]:
    """In a sentence for each public note, what publishing these documents brings up to date."""
    by_note: dict[str, list[Document]] = {}
    for document, note in work.updates(documents):
        by_note.setdefault(note, []).append(document)
    for note, others in by_note.items():
        yield f"Updated by itself in a moment, with the note “{note}”: {_some(others)}."


def _some(documents: Collection[Document]) -> str:
    names = "; ".join(f"“{shortened(document_name(each), 80)}”" for each in list(documents)[:MOST_NAMED])
    return names + (f" and {len(documents) - MOST_NAMED} more" if len(documents) > MOST_NAMED else "")


def retract_step(retract: Callable[[Any, User, Given], Published]) -> Step:
    """The withdrawal of a root, for a reason that readers are given."""
    return Step(
        name="retract",
        verb="Retract",
        right="retract",
        take=lambda root, by, given: told([retract(root, by, given)]),
        offered=at(Stage.PUBLISHED),
        asks="The reason, which is public",
    )


def correct_step(correct: Callable[[Any, User, Given], Published], sha256: Callable[[Any], str]) -> Step:
    """The correction of a published root, with a note that readers are given."""
    return Step(
        name="correct",
        verb="Correct",
        right="correct",
        take=lambda root, by, given: told([correct(root, by, given)]),
        offered=at(Stage.PUBLISHED),
        asks="What was wrong and what is right, for readers",
        shows_preview=True,
        sha256=sha256,
    )


def restore_step(restore: Callable[[Any, User, Given], Published], sha256: Callable[[Any], str]) -> Step:
    """The return of a retracted root, as it stands on the desk."""
    return Step(
        name="restore",
        verb="Restore",
        right="restore",
        take=lambda root, by, given: told([restore(root, by, given)]),
        offered=at(Stage.RETRACTED),
        asks=NOTE,
        shows_preview=True,
        sha256=sha256,
    )


class UnpublishedChanges(admin.SimpleListFilter):
    """Published roots the desk is ahead of."""

    title = "unpublished changes"
    parameter_name = "ahead"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "has unpublished changes")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = queryset.with_unpublished_changes() if self.value() else queryset
        return rows


class RootAdmin(WorkplaceAdmin):
    """A root: its stage and versions are moved by actions alone, and its editions are shown, never edited."""

    api_root: str
    actions: Any = ("publish_selected", "assign_selected", "tag_selected", "return_selected")
    naming_people = ("author",)
    has_a_past = True
    readonly_fields: ClassVar[Any] = (
        "stage",
        "author",
        "version",
        "published_version",
        "edited_by_person",
        "created_at",
        "updated_at",
        "editions",
    )

    # -- what the app's actions do ----------------------------------------------------------------

    def publish(
        self,
        roots: Sequence[Any],
        by: User,
        note: str | None = None,
        shown: WasShown | None = None,
        alone: str | None = None,
    ) -> list[Published]:
        raise NotImplementedError

    def goes_along(self, root: Any) -> Sequence[Root]:
        """What was never published, and is with the first edition that names it."""
        return ()

    def sha256(self, root: Any) -> str:
        """The number of what the page of a step shows (`claimtrack.editions.shown`), and those of what goes along."""
        numbers = numbers_of([root, *self.goes_along(root)])
        return " ".join([numbers.pop(root.pk), *(f"{pk}={number}" for pk, number in sorted(numbers.items()))])

    def against_publishing(self, root: Any) -> Iterable[str]:
        return ()

    def worth_a_look(self, root: Any) -> Iterable[str]:
        """What does not stand against publishing, and may be a slip."""
        return ()

    def preview(self, root: Any) -> Document:
        """What publishing the root now would store."""
        return desk_work(root).preview(root)

    def held_back(self, root: Any) -> Iterable[Fragment]:
        """What publishing the root now would leave out, because it names what is not public."""
        return desk_work(root).composed(root).held_back

    def also_happened(self, row: Any) -> Iterable[Happened]:
        return (*editions_of(row, self.api_root), *decided_on(row, by=row.reader))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        if row is not None:  # what a step asks of a row is asked without the request
            row.reader = person(request)
        return row

    # -- rights -----------------------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.stage != Stage.REDACTED)

    def has_publish_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "publish", obj)

    # -- writing ----------------------------------------------------------------------------------

    def kept_of_others(self, request: HttpRequest, written: Written) -> Iterable[str]:
        """All that others wrote under the root, its other rows included; the page carries the version it showed."""
        seen, root = number(request.POST.get("seen_version", "")), written.rows[0]
        writes = written_since(root, seen, by=person(request)) if seen is not None and seen < root.version else []
        if writes:
            return [f"While the page stood open others wrote, and it is kept: {'; '.join(writes)}."]
        return super().kept_of_others(request, written)

    # -- publishing -------------------------------------------------------------------------------

    def publish_step(self) -> Step:
        return Step(
            name="publish",
            verb="Publish",
            right="publish",
            take=self._publish_one,
            offered=at(Stage.DRAFT, Stage.IN_REVIEW, Stage.PUBLISHED),
            asks=NOTE,
            against=self._all_against,
            hints=self.worth_a_look,
            agreed=agreeing.agreed,
            shows_preview=True,
            sha256=self.sha256,
        )

    def schedule_step(self) -> Step:
        return schedules.schedule_step(self.publish_step(), _seen)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if root := context.get("original"):
            alerts = schedules.alerts_about(root) if may_name(request) else []
            context["told"] = [*alerts, *schedules.told_of_time(root)]
        return super().render_change_form(request, context, *args, **kwargs)

    def alone_step(self) -> Step:
        rest = {"against": self.against_publishing, "sha256": self.sha256}
        return agreeing.alone_step(self._publish_alone, _is_ahead, rest)

    def _all_against(self, root: Any) -> Iterator[str]:
        yield from self.against_publishing(root)
        yield from agreeing.missing(root)

    def _publish_one(self, root: Any, by: User, given: Given) -> str:
        return told(self.publish([root], by, given.words or None, _seen(root, given)))

    def _publish_alone(self, root: Any, by: User, given: Given) -> str:
        published = self.publish([root], by, None, _seen(root, given), given.words)
        return f"{told(published)} A second person looks at it within {HOURS_TO_LOOK} hours."

    @admin.action(description="Publish selected, together", permissions=["publish"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        roots = list(queryset)
        try:
            published = self.publish(roots, person(request))
        except ValidationError as refused:
            self._tell_refusals(request, roots, refused)
            return
        for item in published:
            root = next(root for root in roots if root.pk == item.edition.subject_id)
            self.log_change(request, root, told([item]))
        told_after = [f"{len(published)} of {len(roots)} have a new edition.", *re_issued(published)]
        self.message_user(request, " ".join(told_after), messages.SUCCESS)

    def _tell_refusals(self, request: HttpRequest, roots: Sequence[Any], refused: ValidationError) -> None:
        """Every refusal with the root it concerns; those that no root alone explains, as they came."""
        by_root = [f"{self.label(root)}: {reason}" for root in roots for reason in self.against_publishing(root)]
        for line in by_root or refused.messages:
            self.message_user(request, line, messages.ERROR)
        self.message_user(request, "Nothing was published.", messages.ERROR)

    def shown(self, step: Step, row: Any) -> Shown:
        if step == agreeing.APPROVE:
            return agreeing.approved_and_now(row)
        if step == agreeing.LOOK_AGAIN:
            return agreeing.before_and_after(row)
        if not step.shows_preview:
            return {}
        standing, following = last_documents([row.pk]).get(row.pk), self.preview(row)
        return {
            "standing": standing,
            "comparison": compare(standing, following, self.names(ids_in(standing, following))),
            "changed": members_in_words(changed_members(standing, following), following) if standing else "",
            "document": in_lines(following),
            "left_out": self._left_out(row),
            "updated": [*waiting_for({row.pk}), *updated(desk_work(row), [following])],
            "facts": [(f"Published along with it: {root}", _in_short(root)) for root in self.goes_along(row)],
        }

    def _left_out(self, row: Any) -> Sequence[str]:
        fragments = list(self.held_back(row))
        names = self.names({str(each.neighbour_id) for each in fragments})
        lines = (f"{path_in_words(each.path)}: {names.get(str(each.neighbour_id), UNNAMED)}" for each in fragments)
        return list(dict.fromkeys(lines))

    def names(self, ids: Collection[str]) -> Mapping[str, str]:
        """What the other roots of this sort are called, that a document names by their ids alone."""
        return {str(pk): shortened(str(row), 200) for pk, row in self.model._default_manager.in_bulk(ids).items()}

    # -- columns ----------------------------------------------------------------------------------

    @admin.display(description="stage", ordering="stage")
    def where(self, root: Any) -> str:
        ahead = ", changed since" if root.has_unpublished_changes else ""
        return f"{root.get_stage_display()}{ahead}"

    @admin.display(description="changed", ordering="updated_at")
    def changed(self, root: Any) -> str:
        return f"{root.updated_at:%Y-%m-%d}"

    @admin.display(description="editions")
    @once
    def editions(self, root: Any) -> str:
        if root._state.adding:
            return "Not published yet."
        rows = Edition.objects.filter(subject_id=root.pk).order_by("-number").only(*EDITION_COLUMNS)
        cells = format_html_join(
            "",
            '<tr><td><a href="{}?edition={}">{}</a></td><td>{}</td><td>{}</td><td>{}</td><td><code>{}</code></td></tr>',
            (
                (
                    f"{self.api_root}{root.pk}/",
                    row.number,
                    row.number,
                    row.get_kind_display(),
                    f"{row.published_at:%Y-%m-%d %H:%M:%S} UTC",
                    row.note or "",
                    row.sha256[:12],
                )
                for row in rows
            ),
        )
        if not cells:
            return "Not published yet."
        heads = "<tr><th>Number</th><th>Kind</th><th>Published</th><th>Public note</th><th>SHA-256</th></tr>"
        return format_html(f'<table class="desk-table">{heads}{{}}</table>', cells)


def _is_ahead(root: Root) -> bool:
    """Whether the desk says what readers do not have yet."""
    return root.stage in {Stage.DRAFT, Stage.IN_REVIEW} or root.has_unpublished_changes


def _seen(root: Root, given: Given) -> WasShown | None:
    """The numbers that the page carried along: that of the root, and those of what goes along with it."""
    if given.shown is None:
        return None
    number, *along = given.shown.split()
    pairs = (each.partition("=") for each in along)
    return {root.pk: number, **{UUID(pk): its for pk, _, its in pairs if ID.fullmatch(pk)}}


def _in_short(root: Root) -> str:
    """All that a root says, a line for each fact."""
    said = desk_work(root).said([root])[root.pk]
    return "\n".join(f"{entry.label}: {entry.text}" for entry in entries(said, agreeing.names_of_roots(said)))


def in_lines(document: Document) -> str:
    """JSON as a person reads it, in one order of members, so that two documents can be compared by eye."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode()
