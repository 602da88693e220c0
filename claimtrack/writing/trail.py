"""What others wrote, of a row and under a root: who, when and which parts, as the audit trail has it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise
from typing import Any, cast
from uuid import UUID

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.db.models import ManyToManyField, Max, Min, Model, Q
from django.utils.text import capfirst
from pghistory.models import Event

from claimtrack.accounts.hiding import hidden_among
from claimtrack.accounts.names import NOBODY, person_name
from claimtrack.editions.roots import Root
from claimtrack.text import shortened

#: So many writes, and of each so many parts, are told: more would not be read.
MOST_WRITES = 3
MOST_PARTS = 8
#: How far back the write of one field is looked for.
MOST_EVENTS = 100
DONE = {"insert": "added", "delete": "removed", "linked": "added", "unlinked": "removed"}


@dataclass(frozen=True, slots=True)
class Write:
    """One write: all that was stored under one context of the trail, by a person or by a program in words."""

    context: UUID
    by: int | None
    at: str
    actor: str = ""


def last_written(row: Model, name: str | None = None) -> str:
    """Who wrote the row last, or this field of it, and when; empty where the trail has nothing of it."""
    field = type(row)._meta.get_field(name) if name else None
    event = _last_link(row, field) if isinstance(field, ManyToManyField) else _last_event(row, field)
    return _told_of(event) if event else ""


def _told_of(event: Any) -> str:
    write = _write(event.pgh_context_id, event.pgh_context.metadata if event.pgh_context else {}, "")
    people = User.objects.in_bulk([write.by] if write.by else [])
    return _name(write, people) + f" on {_moment(event.pgh_created_at)}"


def last_written_of(ids: Collection[UUID]) -> str:
    """As `last_written`, of whichever of these rows was written last; of one moment, a person rather than a job."""
    found = [event for kind in _kinds() if hasattr(kind, "pgh_obj") for event in _last_of(kind, ids)]
    last = max(found, key=lambda event: (event.pgh_created_at, _is_by_person(event)), default=None)
    return _told_of(last) if last else ""


def _is_by_person(event: Any) -> bool:
    return bool(event.pgh_context and "user" in event.pgh_context.metadata)


def _last_of(kind: Any, ids: Collection[UUID]) -> "Iterator[Any]":
    if kind.pgh_tracked_model._meta.pk.get_internal_type() == "UUIDField":
        events = kind.objects.filter(pgh_obj__in=ids).select_related("pgh_context")
        yield from events.order_by("-pgh_created_at", "-pgh_id")[:1]


def written_by_person(row: Model) -> bool:
    """Whether somebody has ever written this row at the desk: what imports, jobs and tables write has no user."""
    trail = row._meta.model.pgh_event_model.objects  # type: ignore[attr-defined]  # made by pghistory
    return bool(trail.filter(pgh_obj_id=row.pk, pgh_context__metadata__user__isnull=False).exists())


def last_writer(row: Model) -> int | None:
    """Who wrote the row last; None where no person or program has."""
    trail = row._meta.model.pgh_event_model.objects  # type: ignore[attr-defined]  # made by pghistory
    events = trail.filter(pgh_obj_id=row.pk, pgh_context__metadata__user__isnull=False).order_by("-pgh_id")
    user: int | None = events.values_list("pgh_context__metadata__user", flat=True).first()
    return user


def _last_event(row: Model, field: Any) -> Any:
    trail = getattr(type(row), "pgh_event_model", None)
    if trail is None:
        return None
    events = trail.objects.filter(pgh_obj=row.pk).select_related("pgh_context").order_by("-pgh_id")
    return _last_to_change(events, field.attname) if field else events.first()


def _last_link(row: Model, field: "ManyToManyField[Any, Any]") -> Any:
    """The newest event of the table that keeps these references."""
    for kind in _kinds():
        if kind.pgh_tracked_model._meta.concrete_model is field.remote_field.through:
            events = kind.objects.filter(**{f"{field.m2m_field_name()}": row.pk}).select_related("pgh_context")
            return events.order_by("-pgh_id").first()
    return None


def _kinds() -> list[Any]:
    return [model for model in apps.get_models() if issubclass(model, Event)]


def _last_to_change(events: Iterable[Any], column: str) -> Any:
    """Of a row's events, the newest first, the one that gave the column its present value."""
    newest_first = list(islice(events, MOST_EVENTS))
    for event, before in pairwise(newest_first):
        if getattr(event, column) != getattr(before, column):
            return event
    return newest_first[-1] if newest_first else None


def written_since(root: Root, version: int, *, by: AbstractBaseUser | None) -> list[str]:
    """What was written under the root after it stood at this version, the newest first: a phrase for each write.

    No further than the root in memory has come, so that whoever wrote on from there is not told of their own write.
    Rows that do not exist for `by` are not told of.
    """
    writes = _writes(root, version)
    people = User.objects.in_bulk({write.by for write in writes if write.by})
    events = _events(root, writes, by)
    return [
        f"{_name(write, people)} on {write.at}" + _in_brackets(_parts(root, events.get(write.context, ())))
        for write in writes
    ]


def _writes(root: Root, version: int) -> list[Write]:
    """Every write counts the version up, and says so in the root's own trail."""
    trail = cast("Any", type(root)).pgh_event_model.objects.filter(pgh_obj=root.pk, pgh_context__isnull=False)
    further = trail.filter(version__gt=root.version)
    counted = (
        trail.filter(version__gt=version)
        .exclude(pgh_context__in=further.values("pgh_context"))
        .values("pgh_context", "pgh_context__metadata")
        .annotate(at=Min("pgh_created_at"), last=Max("pgh_id"))
        .order_by("-last")
    )
    return [
        _write(row["pgh_context"], row["pgh_context__metadata"], _moment(row["at"])) for row in counted[:MOST_WRITES]
    ]


def _write(context: UUID, metadata: Mapping[str, Any], at: str) -> Write:
    return Write(context, metadata.get("user"), at, metadata.get("actor", ""))


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d at %H:%M} UTC"


def _name(write: Write, people: dict[int, User]) -> str:
    if write.by is None:
        return write.actor or "an import or a job"
    return person_name(people.get(write.by), NOBODY)


def _events(root: Root, writes: Sequence[Write], by: AbstractBaseUser | None) -> dict[UUID, list[Any]]:
    """The events of these writes by their contexts, those of the root itself first."""
    kinds = _kinds()
    kinds.sort(key=lambda kind: (kind.pgh_tracked_model is not type(root), kind.__name__))
    found: dict[UUID, list[Any]] = {}
    for kind in kinds:
        for event in _known(kind, list(kind.objects.filter(_of(root, kind, writes)).order_by("pgh_id")), by):
            found.setdefault(event.pgh_context_id, []).append(event)
    return found


def _known(kind: Any, events: Sequence[Any], by: AbstractBaseUser | None) -> Iterator[Any]:
    """The events of rows, and of links to rows, that exist for `by`."""
    model, column = kind.pgh_tracked_model, "pgh_obj_id"
    if not hasattr(kind, "pgh_obj"):
        field = _chosen_in(kind)
        if field is None:
            return
        model, column = field.related_model, f"{field.m2m_reverse_field_name()}_id"
    hidden = hidden_among(model, {getattr(event, column) for event in events}, by) if events else set()
    yield from (event for event in events if getattr(event, column) not in hidden)


def _of(root: Root, kind: Any, writes: Sequence[Write]) -> Q:
    """Events of the root and of rows that name it; of rows that do not, such as a rebuttal, those a person wrote.

    One import writes under many roots.
    """
    names = [
        field.name
        for field in kind.pgh_tracked_model._meta.fields
        if field.related_model is type(root) and not field.primary_key
    ]
    if kind.pgh_tracked_model is type(root):
        names.append("pgh_obj")
    if not names:
        return Q(pgh_context__in=[write.context for write in writes if write.by])
    its = Q(*((name, root.pk) for name in names), _connector=Q.OR)
    return its & Q(pgh_context__in=[write.context for write in writes])


def _parts(root: Root, events: Iterable[Any]) -> Iterator[str]:
    """Each part once: an event for every column that a write sets by itself is no news."""
    told: set[str] = set()
    for event in events:
        for part in _told(root, event):
            if part not in told:
                told.add(part)
                yield part


def _told(root: Root, event: Any) -> Iterator[str]:
    if not hasattr(event, "pgh_obj_id"):
        yield _link(event)
    elif event.pgh_obj_id == root.pk:
        yield from _changed_fields(event)
    elif event.pgh_label in DONE:
        yield f"{DONE[event.pgh_label]} {_called(event.pgh_tracked_model, event.pgh_obj_id)}"
    elif fields := list(_changed_fields(event)):
        yield f"{_called(event.pgh_tracked_model, event.pgh_obj_id)}: {', '.join(fields)}"


def _called(model: type[Model], pk: Any) -> str:
    """The row as it is called now, or what sort of row it was."""
    row = model._default_manager.filter(pk=pk).first()
    return f"{model._meta.verbose_name} “{shortened(str(row), 60)}”" if row else str(model._meta.verbose_name)


def _link(event: Any) -> str:
    """A row chosen or dropped, under the name of the field it is chosen in."""
    field = _chosen_in(type(event))
    if field is None:
        return ""
    chosen = field.related_model._default_manager.filter(pk=getattr(event, f"{field.m2m_reverse_field_name()}_id"))
    name = "".join(f" “{shortened(str(row), 60)}”" for row in chosen)
    return f"{DONE[event.pgh_label]} {field.verbose_name}{name}"


def _chosen_in(kind: Any) -> "ManyToManyField[Any, Any] | None":
    """The field whose links such events tell of; None of a table that is no field's own."""
    through = kind.pgh_tracked_model._meta.concrete_model
    owner = through._meta.auto_created
    fields = owner._meta.many_to_many if owner else ()
    return next((field for field in fields if field.remote_field.through is through), None)


def _changed_fields(event: Any) -> Iterator[str]:
    """What differs from the event before of the same row, of what people decide: not its counters and clocks."""
    before = type(event).objects.filter(pgh_obj=event.pgh_obj_id, pgh_id__lt=event.pgh_id).order_by("pgh_id").last()
    for field in event.pgh_tracked_model._meta.concrete_fields:
        decided = field.editable or field.name == "stage"
        if decided and before and getattr(event, field.attname) != getattr(before, field.attname):
            yield capfirst(str(field.verbose_name))


def _in_brackets(parts: Iterable[str]) -> str:
    every = iter(parts)
    told = list(islice(every, MOST_PARTS))
    more = ["more"] if next(every, None) else []
    return f" ({'; '.join([*told, *more])})" if told else ""
