"""Merging and parting works over HTTP: the verbs, and before them both side by side with what will move."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypedDict

from django.contrib.auth.models import User
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector

from claimtrack import addresses
from claimtrack.api.rows.members import Reference, Text
from claimtrack.api.rows.resource import Resource, who
from claimtrack.api.rows.roots import PreviewSchema
from claimtrack.api.rows.verbs import Given, Verb
from claimtrack.api.rows.views import ResourceView
from claimtrack.api.writing import not_there, tagged
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.joining import Joining
from claimtrack.editions.roots import Root
from claimtrack.editions.store import Published
from claimtrack.notations import Instant
from claimtrack.query.filters import TextFilter
from claimtrack.query.filterset import StrictFilterSet
from claimtrack.text import shortened
from claimtrack.writing import joining
from claimtrack.writing.book import RootKey
from claimtrack.writing.joining.merging import merger_of
from claimtrack.writing.joining.moving import roots_moving, roots_of_moved
from claimtrack.writing.joining.showing import Plan, Rows, identity_of, plan_of_merging, plan_of_parting
from claimtrack.writing.joining.waiting import Waits
from claimtrack.writing.works import desk_work


class IdentityDocument(TypedDict):
    """One thing that tells a work from others; the value is empty where it has none."""

    name: str
    value: str


class PartyDocument(TypedDict):
    """One of the two, as it is told from the other."""

    id: str
    api_url: str
    identity: list[IdentityDocument]


class MovingRowDocument(TypedDict):
    id: str
    name: str


class MovingDocument(TypedDict):
    """Rows of one sort that move, or stay and `why`; the first of them are named."""

    called: str
    number: int
    rows: list[MovingRowDocument]
    why: str | None


class AskedDocument(TypedDict):
    """That somebody asked for it and somebody else has to agree; `by` is null to those who only read."""

    by: str | None
    at: Instant
    note: str


class PlanDocument(TypedDict):
    """What would be done, and what it publishes. `joining_sha256` is what whoever decides names as seen."""

    root: PartyDocument
    other: PartyDocument
    moves: list[MovingDocument]
    stays: list[MovingDocument]
    publishes: list[str]
    against: list[str]
    needs_two: bool
    waits: AskedDocument | None
    joining_sha256: str


def party(root: Root) -> PartyDocument:
    identity: list[IdentityDocument] = [{"name": name, "value": value} for name, value in identity_of(root)]
    return {
        "id": str(root.pk),
        "api_url": addresses.on_desk(f"{desk_work(root).name}s", root.pk),
        "identity": identity,
    }


def _moving(rows: Rows) -> MovingDocument:
    named: list[MovingRowDocument] = [{"id": str(row.pk), "name": shortened(str(row), 120)} for row in rows.named]
    return {"called": rows.called, "number": rows.number, "rows": named, "why": rows.why or None}


def waiting(row: Joining | None, reader: User) -> AskedDocument | None:
    if row is None:
        return None
    return {"by": who(User.objects.filter(pk=row.by_id).first(), reader), "at": rfc3339(row.at), "note": row.note}


def plan_document(plan: Plan, reader: User) -> PlanDocument:
    return {
        "root": party(plan.root),
        "other": party(plan.other),
        "moves": list(map(_moving, plan.moves)),
        "stays": list(map(_moving, plan.stays)),
        "publishes": list(plan.publishes),
        "against": list(plan.against),
        "needs_two": plan.needs_two,
        "waits": waiting(plan.waiting, reader),
        "joining_sha256": plan.sha256,
    }


# -- what is asked before ---------------------------------------------------------------------------


class MergeFilters(StrictFilterSet):
    into = TextFilter(narrows=False, max_length=120, help_text="The one that would go on, by id or slug.")


class MergePreviewView(ResourceView):
    """Both side by side, what would move and what would stay, and what stands against it."""

    answers: type = PlanDocument
    schema: ViewInspector | None = PreviewSchema()
    filterset_class = MergeFilters

    def get(self, request: Request, **names: str) -> Response:
        [name] = names.values()
        root = self.resource.one(name, self.person)
        asked = MergeFilters.accept(self.asked, self.resource.model._default_manager.none()).values["into"]
        plan = plan_of_merging(kept=self.resource.one(asked or "", self.person), gone=root, by=self.person)
        return tagged(root, plan_document(plan, self.person))


class UnmergePreviewView(ResourceView):
    """Both side by side, what would move back, and what was changed since."""

    answers: type = PlanDocument
    schema: ViewInspector | None = PreviewSchema()

    def get(self, request: Request, **names: str) -> Response:
        [name] = names.values()
        root = self.resource.one(name, self.person)
        plan = plan_of_parting(gone=root, by=self.person)
        if plan is None:
            raise not_there("merger of it")
        return tagged(root, plan_document(plan, self.person))


# -- what is done -----------------------------------------------------------------------------------

JOINING_SHA256 = Text(
    name="joining_sha256",
    nullable=True,
    meaning="The number of what was looked at, as the preview tells it: another by now is refused with 412. It is "
    "asked for where two people agree: the first is answered 202, and nothing is done before the second, who sends "
    "the same note; whoever sends another asks anew.",
)


def joining_verbs(model: type[Root], *, merge: str, unmerge: str) -> tuple[Verb, ...]:
    """The verbs of one sort of work; the texts say what they mean."""
    return _merge(model, merge), _unmerge(model, unmerge)


def _merge(model: type[Root], meaning: str) -> Verb:
    def take(root: Any, by: User, given: Given) -> Iterable[Published] | Waits:
        kept = model._default_manager.get(pk=given["into"])
        shown = given["joining_sha256"]
        return joining.merge(survivor=kept, duplicate=root, by=by, note=given["note"], shown=shown)

    def along(root: Any, given: Given) -> Iterable[RootKey]:
        return [(model, given["into"]), *roots_moving(root)]

    name = model._meta.verbose_name
    into = Reference(name="into", model=model, required=True, meaning=f"The {name} that goes on, by id or slug.")
    note = Text(name="note", required=True, meaning=f"Why the two are the same {name}; it is public.")
    members = (into, note, JOINING_SHA256)
    return Verb(name="merge", right="merge", meaning=meaning, take=take, along=along, members=members, waits=True)


def _unmerge(model: type[Root], meaning: str) -> Verb:
    def take(root: Any, by: User, given: Given) -> Iterable[Published] | Waits:
        return joining.unmerge(root=root, by=by, note=given["note"], shown=given["joining_sha256"])

    def along(root: Any, given: Given) -> Iterable[RootKey]:
        merger = merger_of(root)
        return [(model, merger.other_id), *roots_of_moved(merger)] if merger else []

    name = model._meta.verbose_name
    members = (
        Text(name="note", required=True, meaning=f"Why they are not the same {name}; it is public."),
        JOINING_SHA256,
    )
    return Verb(name="unmerge", right="unmerge", meaning=meaning, take=take, along=along, members=members, waits=True)


def joining_patterns(resource: Resource) -> Iterator[URLPattern]:
    views: Mapping[str, type[ResourceView]] = {"merge": MergePreviewView, "unmerge": UnmergePreviewView}
    for name, view in views.items():
        members: dict[str, Any] = {
            "__doc__": view.__doc__,
            "resource": resource,
            "rights": dict.fromkeys(("GET", "HEAD"), ("view", resource.model)),
        }
        made: type[ResourceView] = type(f"{resource.called}{view.__name__}", (view,), members)
        yield path(f"desk/{resource.name}/<str:id_or_slug>/{name}/preview/", made.as_view())
