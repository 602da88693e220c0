"""Rows that a person names by their id or, where they have one, their slug."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from django.db.models import Model, QuerySet

from claimtrack.editions.names import called, first_of, nearest_slugs
from claimtrack.query.texts import REFUSED_CHARACTERS, UUID_FORM, shown, suggestion
from claimtrack.writing.faults import Fault

AnyRow = TypeVar("AnyRow", bound=Model)

UNKNOWN = "unknown"


def rows_named(rows: "QuerySet[AnyRow, AnyRow]", names: Collection[str]) -> Mapping[str, AnyRow]:
    """Those of these rows that are named so, by their names: an id in any case, or a slug."""
    ids = {name for name in names if UUID_FORM.fullmatch(name)}
    found = {str(row.pk): row for row in rows.filter(pk__in=ids)} if ids else {}
    known = {name: found[name.lower()] for name in ids if name.lower() in found}
    slugs = {name for name in names if name not in ids and not REFUSED_CHARACTERS.search(name)}
    if slugs and has_slug(rows.model):
        known |= {str(row.slug): row for row in rows.filter(slug__in=slugs)}  # type: ignore[attr-defined]  # asked above
    return known


def has_slug(model: type[Model]) -> bool:
    return any(field.name == "slug" for field in model._meta.concrete_fields)


def unknown(rows: "QuerySet[AnyRow, AnyRow]", name: str, *, place: str) -> Fault:
    """That none of these rows is named so, and which slugs are most like it, those of like names first."""
    what, is_slug = rows.model._meta.verbose_name, has_slug(rows.model) and not UUID_FORM.fullmatch(name)
    nearest = _nearest(rows, name) if is_slug and not REFUSED_CHARACTERS.search(name) else []
    named = "id or slug" if has_slug(rows.model) else "id"
    return Fault(place, "", UNKNOWN, f"{shown(name)} is the {named} of no {what}.{suggestion(nearest)}")


def _nearest(rows: "QuerySet[AnyRow, AnyRow]", name: str) -> Sequence[str]:
    published = called(str(rows.model._meta.model_name), name)
    known = set(rows.filter(slug__in=published).values_list("slug", flat=True)) if published else set()
    return first_of(filter(known.__contains__, published), nearest_slugs(rows, name))
