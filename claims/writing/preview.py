"""What an order would take, and what it would leave: found by carrying it out and taking that back.

So the preview knows what goes from what does it, and says nothing by itself. Nobody sees what is taken back.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from claims.writing.places import Found, look, look_again
from claims.writing.redact import carry_out, order_erasure
from claims.writing.stores import Store
from claimtrack.editions.orders import RedactionOrder
from claimtrack.writing.handovers import whom_to_tell

#: What stands in the order that is taken back.
TRIED: Final = "Tried out."
NOBODY_ELSE: Final = (
    "There is no second administrator, who would carry it out: what goes and what stays cannot be told before there is."
)

HANDED_ON: Final = "Dossiers that were handed on"
#: What no redaction reaches, and what is done about it.
OUT_OF_REACH: Final = (
    (HANDED_ON, "Whoever was given one has it. Tell them, by name, and ask for it back."),
    ("Dumps that others fetched, and mirrors", "They follow /changes/, which tells them; known ones are told by hand."),
    ("Dumps of the database, base backups, archived WAL",
     "Delete older ones, or redact again after a restore: keep the list of redactions beside them."),
    ("Snapshots of disks and machines", "As dumps of the database."),
    ("Old versions of rows in the database's files", "The owner of the database runs VACUUM (FULL)."),
    ("The database's and the web server's logs", "A failed statement, an address, a search may stand in them."),
    ("Proxies and caches in front of this server", "They ask again, and get 451; clear them anyway."),
    ("Search engines, archives of the web, readers' copies", "Ask known ones to follow (article 17(2) GDPR)."),
    ("Letters, mails and tickets about the request", "They repeat the name: treat them as dumps."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One row, or file, that has the words or names the subject. `goes` is None where nobody could try it out."""

    store: Store
    key: str
    by_text: bool
    by_id: bool
    goes: bool | None


@dataclass(frozen=True, slots=True)
class Preview:
    """Every place, what would be cleared by store, what stands against it, and what no redaction reaches."""

    places: Sequence[Place]
    cleared: Mapping[str, int]
    against: Sequence[str]
    outside: Sequence[tuple[str, str]] = OUT_OF_REACH


def out_of_reach(subject_id: UUID) -> Sequence[tuple[str, str]]:
    """What no redaction reaches, and what is done about it: first by name those who were given dossiers of it."""
    return (*((HANDED_ON, each) for each in whom_to_tell(subject_id)), *OUT_OF_REACH)


def preview_erasure(
    *, model: type[Model], row_id: UUID, numbers: Sequence[int] | None, words: Sequence[str], by: User
) -> Preview:
    """Of an order that nobody has made yet (`order_erasure`)."""

    def ordered() -> RedactionOrder:
        return order_erasure(
            model=model, row_id=row_id, numbers=numbers, legal_basis=TRIED, public_reason=None, by=by, words=words
        )

    return _preview(row_id, words, by, ordered)


def preview_order(*, order: RedactionOrder, by: User) -> Preview:
    """Of an order that waits, made anew: as it would be carried out by `by`, or, where they ordered it, by another."""
    requester = User.objects.get(pk=order.requested_by_id)
    return _preview(order.subject_id, list(order.words), requester, lambda: order, as_seen_by=by)


def _preview(
    subject_id: UUID,
    words: Sequence[str],
    requester: User,
    ordered: Callable[[], RedactionOrder],
    as_seen_by: User | None = None,
) -> Preview:
    return replace(_tried(subject_id, words, requester, ordered, as_seen_by), outside=out_of_reach(subject_id))


def _tried(
    subject_id: UUID,
    words: Sequence[str],
    requester: User,
    ordered: Callable[[], RedactionOrder],
    as_seen_by: User | None = None,
) -> Preview:
    found = look(subject_id, words)
    second = as_seen_by if as_seen_by and as_seen_by.pk != requester.pk else _another(requester)
    if second is None:
        return Preview(_places(found, None), {}, [NOBODY_ELSE])
    try:
        with transaction.atomic():
            report = carry_out(order=ordered(), by=second, found=found)
            left = look_again(found, subject_id, words)
            transaction.set_rollback(True)
    except ValidationError as refused:
        return Preview(_places(found, None), {}, refused.messages)
    return Preview(_places(found, left), report.cleared, [])


def _another(requester: User) -> User | None:
    others = User.objects.filter(is_active=True, is_superuser=True).exclude(pk=requester.pk).order_by("pk")
    return others.first()


def _places(found: Sequence[Found], left: Sequence[Found] | None) -> list[Place]:
    """Each row once, whatever it was found by; it stays if it stays by either."""
    stays = {(each.store.name, key) for each in left or () for key in each.rows}
    told: dict[tuple[str, str], Place] = {}
    for each in found:
        for key in each.rows:
            name = each.store.name, key
            before = told.get(name)
            told[name] = Place(
                each.store,
                key,
                by_text=each.by_text or bool(before and before.by_text),
                by_id=not each.by_text or bool(before and before.by_id),
                goes=None if left is None else name not in stays,
            )
    return list(told.values())
