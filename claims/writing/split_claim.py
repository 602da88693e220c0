"""A claim that is two: the rows that belong to the other one are moved there, all in one step.

What was said, answered and found is chosen row by row; a judgement stays with the statement that it judged. Where
readers have the claim, all that they get by it follows in the same step, or nothing does: the other one if it was a
draft, and corrections of every published claim in which a row comes to name the other. A split of a draft publishes
nothing, as a merger of drafts does.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Model

from claims.composing.desk import desk_of
from claims.models import Appearance, Assessment, Claim, Evidence
from claims.writing.joined import called_otherwise
from claims.writing.merge import against_hiding, is_about_a_person
from claims.writing.publish import NOWHERE, conditions, correct_split, embargoed, publish_first, sources_along
from claimtrack.accounts.rights import demand
from claimtrack.accounts.visible import visible
from claimtrack.editions.joining import Joined
from claimtrack.editions.publishing import refuse
from claimtrack.editions.roots import Stage, audited
from claimtrack.editions.store import Published
from claimtrack.text import shortened
from claimtrack.writing.authors import noting_authors
from claimtrack.writing.book import RootKey
from claimtrack.writing.joining import Moves, Waits
from claimtrack.writing.joining.conditions import against_publishing
from claimtrack.writing.joining.merging import MERGED_FROM
from claimtrack.writing.joining.moving import ALONG, Along, roots_of_rows
from claimtrack.writing.joining.waiting import Asked, agreed, done
from claimtrack.writing.under import count_roots_up, lock_roots

UNSAID: Final = "Say what was taken together and is two: the note stands with every correction, and is public."


@dataclass(frozen=True, slots=True)
class Movable:
    """Rows of one sort that name a claim, and what they are called."""

    called: str
    rows: Sequence[Model]


def movable(claim: Claim, *, by: AbstractBaseUser) -> list[Movable]:
    """All that can be moved to another claim, by its sort, as far as it exists for whoever asks."""
    found = (Movable(along.called, list(visible(along.naming(claim), by=by))) for along in ALONG[Claim])
    return [each for each in found if each.rows]


@dataclass(frozen=True, slots=True)
class Choice:
    """The rows of `wrong` that come to name `right`, by where they name it; and those ids that are no such row."""

    wrong: Claim
    right: Claim
    rows: Sequence[tuple[Along, Sequence[Any]]]
    unknown: Sequence[UUID]

    @classmethod
    def of(cls, wrong: Claim, right: Claim, ids: Collection[UUID], *, by: AbstractBaseUser | None) -> "Choice":
        named = [(along, list(visible(along.naming(wrong).filter(pk__in=ids), by=by))) for along in ALONG[Claim]]
        found = {row.pk for _, rows in named for row in rows}
        return cls(wrong, right, [(along, rows) for along, rows in named if rows], sorted(set(ids) - found))

    @property
    def roots(self) -> set[RootKey]:
        """All under which these rows are written, and both claims: what they print of them says something else now."""
        both = {(Claim, self.wrong.pk), (Claim, self.right.pk)}
        return both | set(chain.from_iterable(roots_of_rows(rows) for _, rows in self.rows))

    @property
    def is_read(self) -> bool:
        """Whether readers have the claim that is two."""
        return self.wrong.stage == Stage.PUBLISHED

    @property
    def is_new(self) -> bool:
        """Whether readers get the other one for the first time by it."""
        return self.is_read and self.right.stage in {Stage.DRAFT, Stage.IN_REVIEW}

    def printing(self) -> list[Claim]:
        """The published ones of these claims: where one prints something else, its edition follows."""
        ids = {pk for model, pk in self.roots if model is Claim}
        return list(Claim.objects.filter(pk__in=ids, stage=Stage.PUBLISHED).order_by("pk"))

    def appearances(self) -> list[Any]:
        return [row for along, rows in self.rows if along.model is Appearance for row in rows]


def split_claim(
    *,
    claim: Claim,
    into: Claim,
    rows: Collection[UUID],
    by: AbstractBaseUser,
    note: str,
    shown: str | None = None,
) -> list[Published] | Waits:
    """Let these rows name `into` where they name `claim`, and publish what follows for readers.

    Two people agree where a person is meant or where readers get `into` for the first time: whoever asks first waits
    (`Waits`). `shown` is the number of what they saw. Raises NotAllowed, NotAsShown, and CannotPublish with all that
    stands against it; then nothing is written.
    """
    ids = sorted(set(rows))
    with audited(by, reason=note), transaction.atomic():
        lock_roots(Choice.of(claim, into, ids, by=by).roots)
        wrong, right = Claim.objects.get(pk=claim.pk), Claim.objects.get(pk=into.pk)
        choice = Choice.of(wrong, right, ids, by=by)
        demand(by, "split", [wrong, right])
        refuse([*([] if note.strip() else [UNSAID]), *against_splitting_claim(choice)])
        asked = Asked(kind=Joined.SPLIT, root=wrong, other=right, by=by, note=note, shown=shown, chosen=ids)
        found = agreed(asked, needs_two=needs_two(choice))
        if isinstance(found, Waits):
            return found
        printing, is_new = choice.printing() if choice.is_read else [], choice.is_new
        moves = Moves(done(asked))
        with noting_authors([(Claim, right.pk)], by=by):
            _move(choice, moves)
        moves.keep()
        count_roots_up(choice.roots, by=by)
        first = publish_first(right, found, by, note) if is_new else []
        return [*first, *correct_split(printing, found, by, note)]


def needs_two(choice: Choice) -> bool:
    return choice.is_new or is_about_a_person(choice.right, choice.wrong)


def _move(choice: Choice, moves: Moves) -> None:
    if choice.right.appearances.filter(first_known=True).exists():
        first = [row.pk for row in choice.appearances() if row.first_known]
        moves.change(Appearance.objects.filter(pk__in=first), first_known=False)
    for along, rows in choice.rows:
        moves.change(
            along.model._default_manager.filter(pk__in=[row.pk for row in rows]), **{along.column: choice.right.pk}
        )


# -- what stands against it -------------------------------------------------------------------------


def against_splitting_claim(choice: Choice) -> list[str]:
    """What stands against it, whoever asks and whatever readers are told."""
    found = [*_against_claims(choice.wrong, choice.right), *_against_rows(choice)]
    return found or (list(_against_readers_having(choice)) if choice.is_read else [])


def _against_claims(wrong: Claim, right: Claim) -> Iterator[str]:
    if wrong.pk == right.pk:
        yield "A claim is not split into itself: name the other one."
    for claim in (wrong, right):
        if claim.stage not in MERGED_FROM:
            yield f"{_name(claim)} is {claim.get_stage_display()}: put that right before, or name another."
    yield from against_hiding(wrong, right)


def _against_rows(choice: Choice) -> Iterator[str]:
    if not choice.rows and not choice.unknown:
        yield "Choose what belongs to the other one."
    for pk in choice.unknown:
        yield f"{pk} is no row of {_name(choice.wrong)} that can be moved."
    for along, rows in choice.rows:
        can = set(along.moving(choice.right, choice.wrong).filter(pk__in=[row.pk for row in rows]).values_list("pk"))
        for row in rows:
            if (row.pk,) not in can:
                name = f"The {row._meta.verbose_name} “{shortened(str(row), 80)}”"
                yield f"{name} cannot be moved: the other claim has the same already, or would name itself."
    yield from _against_what_judgements_rest_on(choice)


def _against_what_judgements_rest_on(choice: Choice) -> Iterator[str]:
    """A judgement stays, and what an approved one rests on stays with it."""
    chosen = {row.pk for along, rows in choice.rows if along.model is Evidence for row in rows}
    resting = Assessment.objects.in_force().filter(claim=choice.wrong, evidence__in=chosen)
    for judgement in resting.distinct().order_by("pk"):
        yield (
            f"“{shortened(str(judgement), 80)}” rests on evidence that would move. Leave that, enter it for the other "
            "claim as well, or supersede the judgement before."
        )


def _against_readers_having(choice: Choice) -> Iterator[str]:
    moving = {row.pk for row in choice.appearances()}
    if not choice.wrong.appearances.exclude(pk__in=moving).exists():
        yield (
            f"Leave an appearance with {_name(choice.wrong)}: readers have it. If nothing stays there, it is one "
            "claim: change what it says, or merge it into the other."
        )
    yield from against_publishing(choice.printing())
    if choice.is_new:
        yield from _against_first_edition(choice.right, is_somewhere=bool(moving))


def _against_first_edition(claim: Claim, *, is_somewhere: bool) -> Iterator[str]:
    """What stands against the other one's first edition, which has what moves and what it says itself."""
    desk = desk_of([claim.pk])
    for reason in conditions(desk, desk.claims[0]):
        if not (is_somewhere and reason == NOWHERE):
            yield reason
    yield from embargoed(desk)
    for source in sources_along(claim):
        yield f"“{shortened(source.name, 80)}”: readers do not have this source yet. Publish it before."
    yield from called_otherwise(desk.sources_named())


def _name(claim: Claim) -> str:
    return f"“{shortened(claim.statement, 80)}”"
