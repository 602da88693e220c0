"""What programs write under claims that people answer for: it waits as a proposal until a person takes it over.

A claim that is published, or that somebody has approved as it stands, is changed by no program: what is under
readers' eyes, or about to be, was looked at by people, and stays as they saw it until one of them decides otherwise.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.text import capfirst

from claims.imports.models import Proposal
from claims.models import Claim
from claimtrack.accounts.models import is_program
from claimtrack.accounts.rights import demand
from claimtrack.editions.roots import Stage, audited, lock
from claimtrack.text import shortened
from claimtrack.writing import Change, Create, Delete, Fields, Update, Version, Written, roots_of, writable, write
from claimtrack.writing.agreement import has_standing_approval
from claimtrack.writing.packing import members, packed_change, unpacked_change
from claimtrack.writing.stale import value_of

#: Where people have decided on what readers get.
DECIDED: Final = frozenset({Stage.PUBLISHED, Stage.RETRACTED, Stage.WITHHELD})


def file(changes: Sequence[Change], *, by: AbstractBaseUser) -> Written | Proposal:
    """Store these changes, or keep them as a proposal where a program writes under what people answer for.

    A proposal belongs to the first of the claims that it is about. Changes that break a rule, or that were made of
    what has changed since, are refused at once. Raises NotAllowed, and Refused with every fault.
    """
    if is_program(by) and (claims := answered_for(changes)):
        return _proposed(changes, claims[0], by)
    return write(changes, by=by)


def make(proposal: Proposal, *, by: AbstractBaseUser) -> None:
    """Store what a program proposed, as the work of the person who takes it over. Raises as `write` does."""
    write([unpacked_change(each) for each in proposal.payload["changes"]], by=by)


def is_of_program(proposal: Proposal) -> bool:
    """Whether a program filed it: the others are of imports."""
    return "changes" in proposal.payload


def answered_for(changes: Sequence[Change]) -> list[Claim]:
    """The claims that these changes are written under, and that people answer for."""
    ids = sorted({pk for model, pk in roots_of(changes) if model is Claim})
    claims = list(Claim.objects.filter(pk__in=ids).order_by("pk"))
    approved = has_standing_approval(claims)
    return [claim for claim in claims if claim.stage in DECIDED or approved[claim.pk]]


def _proposed(changes: Sequence[Change], claim: Claim, by: AbstractBaseUser) -> Proposal:
    with audited(by), transaction.atomic():
        lock(Claim, [claim.pk])
        demand(by, "add", [Proposal])
        _try(changes)
        payload = {"changes": [packed_change(_by_values(change)) for change in changes]}
        same = Proposal.objects.filter(claim=claim, proposed_by=by.pk, state=Proposal.State.OPEN, payload=payload)
        told = [sentence for change in changes for sentence in _told(change)]
        return same.first() or Proposal.objects.create(claim=claim, proposed_by_id=by.pk, changes=told, payload=payload)


def _by_values(change: Change) -> Change:
    """What was seen by its version is kept by its values: others write other fields until somebody decides."""
    if isinstance(change, Create) or not isinstance(change.seen, Version):
        return change
    model = change.model if isinstance(change, Delete) else change.fields.model
    row = model._default_manager.get(pk=change.row)
    names = members(model) if isinstance(change, Delete) else change.fields.given()
    return replace(change, seen=writable(model).fields(**{name: value_of(row, name) for name in names}))


def _try(changes: Sequence[Change]) -> None:
    """Raise Refused for what could not be stored now: whoever decides later is not handed it."""
    with transaction.atomic():
        write(changes, by=None)
        transaction.set_rollback(True)


def _told(change: Change) -> Iterator[str]:
    """A change in words."""
    match change:
        case Create():
            yield f"a new {change.fields.model._meta.verbose_name}: {_values(change)}"
        case Update():
            yield f"{change.fields.model._meta.verbose_name}: {_values(change)}"
        case Delete():
            yield f"{capfirst(str(change.model._meta.verbose_name))} removed"


def _values(change: Create[Fields] | Update[Fields]) -> str:
    columns = {column.name: column for column in change.fields.model._meta.get_fields()}
    return "; ".join(
        f"{getattr(columns[name], 'verbose_name', name)} “{shortened(str(value), 80)}”"
        for name, value in change.fields.given().items()
        if isinstance(value, str) and value
    )
