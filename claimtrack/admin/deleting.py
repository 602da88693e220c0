"""What a page says of a deletion, without a word of rows that do not exist for whoever deletes."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.admin.sites import AdminSite
from django.contrib.admin.utils import NestedObjects
from django.contrib.auth.models import User
from django.db import router
from django.db.models import Model
from django.utils.text import capfirst

from claimtrack.accounts.hiding import hidden_among
from claimtrack.accounts.rights import may

#: As Django's `get_deleted_objects` answers: what goes, how many of each sort, what is lacked, what stands in the way.
Deleted = tuple[Sequence[Any], dict[str, int], set[str], Sequence[str]]


def without_hidden(rows: Sequence[Any], by: User, site: AdminSite, told: Deleted) -> Deleted:
    """`told` as it is where everything exists for this person; else what does, in one plain list."""
    collector = NestedObjects(using=router.db_for_write(type(rows[0])), origin=rows)
    collector.collect(rows)
    going = [row for group in collector.model_objs.values() for row in group]
    known, in_the_way = known_among(going, by), known_among(collector.protected, by)
    if len(known) == len(going) and len(in_the_way) == len(collector.protected):
        return told
    lacking = {str(row._meta.verbose_name) for row in known if not _may_go(row, by, site)}
    counts: dict[str, int] = {}
    for row in known:
        name = str(row._meta.verbose_name_plural)
        counts[name] = counts.get(name, 0) + 1
    return [_called(row) for row in known], counts, lacking, [_called(row) for row in in_the_way]


def known_among(rows: Iterable[Model], by: User) -> list[Model]:
    """Those of these rows that exist for this person."""
    rows = list(rows)
    by_model = {type(row) for row in rows}
    hidden = {
        (model, pk)
        for model in by_model
        for pk in hidden_among(model, [row.pk for row in rows if type(row) is model], by)
    }
    return [row for row in rows if (type(row), row.pk) not in hidden]


def _may_go(row: Model, by: User, site: AdminSite) -> bool:
    return not site.is_registered(type(row)) or may(by, "delete", row)


def _called(row: Model) -> str:
    return f"{capfirst(row._meta.verbose_name)}: {row}"
