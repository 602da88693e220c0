"""Restricting rows of the desk to named people, and opening them again.

Whoever is not named, of whatever role, and a program like a person, does not know that there is such a row: it is left
out by `claimtrack.accounts.visible`. Only what readers never had can be restricted.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Final, cast
from uuid import UUID, uuid4

from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Model

from claimtrack.accounts.hiding import existing_for
from claimtrack.accounts.models import Named, Restrictable, Restriction, is_program
from claimtrack.accounts.rights import demand
from claimtrack.database.waiting import locked
from claimtrack.editions.publishing import refuse
from claimtrack.editions.roots import Root, audited
from claimtrack.writing.slugs import free_slug

NOBODY_LEFT: Final = "Name a person who can sign in: programs alone could not open it again."
OPEN_ALREADY: Final = "It is not restricted."
THE_WHOLE_IS: Final = "What it is part of is restricted: open that, or take this out of it first."

#: The ids of what is restricted along with rows of these ids, and the row that one is part of.
Along = Callable[[Collection[UUID]], Collection[UUID]]
Whole = Callable[[Any], Restrictable | None]
_TREES: Final[dict[type[Model], tuple[Along, Whole]]] = {}
#: What follows when rows of a model were restricted or opened.
Follows = Callable[[Sequence[Any]], None]
_FOLLOWS: Final[dict[type[Model], Follows]] = {}


def goes_along(model: type[Restrictable], *, along: Along, whole: Whole) -> None:
    """Say what is restricted together with rows of a model, and opened together."""
    _TREES[model] = along, whole


def follows(model: type[Restrictable], follow: Follows) -> None:
    """Say what depends on whether rows of a model are restricted: it is done in the same transaction."""
    _FOLLOWS[model] = follow


def restrict(*, row: Restrictable, people: Collection[User], by: User | None) -> Restriction:
    """Let `row`, with its parts, exist for these people alone; of what is restricted already, name others instead.

    Whoever does it stays named: another of them takes that away. Raises NotAllowed, NotThere and CannotPublish.
    """
    with audited(by), transaction.atomic():
        rows = _with_what_goes_along(row, by)
        demand(by, "restrict", rows)
        people = {*people, by} if by else set(people)
        refuse([] if any(person.is_active and not is_program(person) for person in people) else [NOBODY_LEFT])
        stored = next(each for each in rows if each.pk == row.pk)
        restriction = stored.restriction or Restriction.objects.create(by=by)
        _name(restriction, people)
        _put([each for each in rows if each.restriction_id is None], restriction)
    row.restriction = restriction
    return restriction


def lift(*, row: Restrictable, by: User | None) -> None:
    """Let `row`, with what was restricted along with it, exist for everybody again.

    Raises NotAllowed, NotThere, CannotPublish, and ValidationError where there is another of the same by now.
    """
    with audited(by), transaction.atomic():
        rows = _with_what_goes_along(row, by)
        demand(by, "restrict", rows)
        stored = next(each for each in rows if each.pk == row.pk)
        refuse(_against_lifting(stored))
        restriction = cast("Restriction", stored.restriction)
        _put([each for each in rows if each.restriction_id == restriction.pk], None)
        if not _holds_anything(restriction):
            restriction.delete()
    row.restriction = None


def restrict_like(rows: Sequence[Restrictable], whole: Restrictable | None) -> None:
    """In memory: restrict what comes to be part of something restricted, under a slug that tells nothing."""
    for row in rows:
        if whole and whole.restriction_id and row.restriction_id is None:
            row.restriction_id = whole.restriction_id
        if row.restriction_id and isinstance(row, Root):
            row.slug = slug_that_tells_nothing(row)


def pass_on(rows: Sequence[Restrictable]) -> None:
    """Restrict the parts of stored rows along with them."""
    for row in rows:
        if row.restriction:
            model = type(row)
            parts = model._default_manager.filter(pk__in=_ids_along(row), restriction=None)
            _put(list(parts), row.restriction)


def slug_that_tells_nothing(root: Root) -> str:
    """What a restricted root is called in addresses: nobody can guess it, nor take it first."""
    return f"restricted-{uuid4().hex}"


def _against_lifting(row: Restrictable) -> Iterable[str]:
    if row.restriction_id is None:
        yield OPEN_ALREADY
    elif (tree := _TREES.get(type(row))) and (whole := tree[1](row)) and whole.restriction_id == row.restriction_id:
        yield THE_WHOLE_IS


def _ids_along(row: Restrictable) -> set[UUID]:
    tree = _TREES.get(type(row))
    return set(tree[0]([row.pk])) if tree else set()


def _with_what_goes_along(row: Restrictable, by: User | None) -> list[Restrictable]:
    """The row and its parts, locked; parts that are restricted otherwise are others' affair."""
    model = type(row)
    known = existing_for(model._default_manager.filter(pk__in={row.pk, *_ids_along(row)}), by)
    return [
        each
        for each in locked(known.order_by("pk"))
        if each.pk == row.pk or each.restriction_id in {None, row.restriction_id}
    ] or [row]


def _name(restriction: Restriction, people: Collection[User]) -> None:
    restriction.named.exclude(person__in=people).delete()
    known = set(restriction.named.values_list("person_id", flat=True))
    for person in sorted(people, key=lambda each: each.pk):
        if person.pk not in known:
            Named.objects.create(restriction=restriction, person=person)


def _put(rows: Sequence[Restrictable], restriction: Restriction | None) -> None:
    for row in rows:
        row.restriction = restriction
        new: dict[str, Any] = {"restriction": restriction}
        if isinstance(row, Root):
            row.slug = slug_that_tells_nothing(row) if restriction else free_slug(type(row), str(row))
            new |= {"slug": row.slug, "version": F("version") + 1, "edited_by_person": True}
        elif restriction is None:
            row.validate_constraints()
        type(row)._default_manager.filter(pk=row.pk).update(**new)
    if rows and (follow := _FOLLOWS.get(type(rows[0]))):
        follow(rows)


def _holds_anything(restriction: Restriction) -> bool:
    return any(model._default_manager.filter(restriction=restriction).exists() for model in restrictable())


def restrictable() -> list[type[Restrictable]]:
    """The models whose rows can be restricted."""
    return [model for model in apps.get_models() if issubclass(model, Restrictable)]
