"""What is done alike to claims, narratives and sources: handed to an editor and back, and withdrawn from readers."""

from collections.abc import Iterator
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from claimtrack.accounts.pseudonyms import signed
from claimtrack.accounts.rights import demand
from claimtrack.editions.models import Kind
from claimtrack.editions.publishing import mark, refuse
from claimtrack.editions.roots import Root, Stage, audited, lock, writing
from claimtrack.editions.store import Draft, Published, append
from claimtrack.writing import schedules
from claimtrack.writing.agreement import noting, owe, reviewed_alone
from claimtrack.writing.works import desk_work, tombstone

RETURNED: Final = "It was returned to its author meanwhile."


def submit(*, root: Root, by: AbstractBaseUser) -> None:
    """Hand a draft to an editor."""
    _move(
        root, "submit", by=by, origin=Stage.DRAFT, to=Stage.IN_REVIEW, refusal="Only a draft is submitted for review."
    )


def send_back(*, root: Root, by: User) -> None:
    """Return what is in review to its author; a time at which it was to be published ends with that."""
    refusal = f"Only a {root._meta.verbose_name} in review is sent back."
    with transaction.atomic():
        _move(root, "send_back", by=by, origin=Stage.IN_REVIEW, to=Stage.DRAFT, refusal=refusal)
        schedules.give_up(root, why=RETURNED, by=by)


def _move(root: Root, action: str, *, by: AbstractBaseUser, origin: Stage, to: Stage, refusal: str) -> None:
    with writing(type(root), [root.pk], by=by) as [locked]:
        demand(by, action, [type(root)])
        if locked.stage != origin:
            raise ValidationError(refusal)
        demand(by, action, [locked])
        locked.stage = to
        locked.save(update_fields=["stage", "updated_at"])


def retract(*, root: Root, by: AbstractBaseUser, reason: str) -> Published:
    """Withdraw it: readers get its tombstone with the reason, and its history stays readable.

    Nobody waits for a second person to withdraw something; a look at it is owed afterwards.
    """
    with audited(by, reason=reason), transaction.atomic():
        [locked] = lock(type(root), [root.pk])
        demand(by, "retract", [locked])
        refuse(_against_retracting(locked, reason))
        found = reviewed_alone(locked)
        work = desk_work(locked)
        gone = Draft(
            work.name,
            locked.pk,
            locked.slug,
            Kind.RETRACTED,
            tombstone(locked),
            note=reason.strip(),
            tombstone=True,
            review=found.reviews[locked.pk],
        )
        with noting(found, by=by):
            published = append([gone], by=signed(by))
        owe(published, found, by=by, why=reason)
        mark([locked], Stage.RETRACTED)
        work.lists.write(published)
    return published[0]


def _against_retracting(root: Root, reason: str) -> Iterator[str]:
    name = root._meta.verbose_name
    if not reason.strip():
        yield f"Say why the {name} is retracted: the reason is public."
    if root.stage != Stage.PUBLISHED:
        yield f"Only a published {name} can be retracted."
