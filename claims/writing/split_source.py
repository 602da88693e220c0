"""A source that is two persons: the claims that named the wrong one are corrected, all in one step.

Whoever splits chooses among the claims that name the source; of these every row comes to name the other one, and what
readers have of them gets a `corrected` edition. All of it happens, or nothing. Two people agree to it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q

from claims.composing.desk import Desk, desk_around
from claims.models import Appearance, Attribution, Claim, Rebuttal
from claims.record.models import FacetRow
from claims.writing.joined import called_otherwise
from claims.writing.publish import correct_split
from claimtrack.accounts.rights import demand
from claimtrack.accounts.visible import visible
from claimtrack.editions.joining import Joined
from claimtrack.editions.merged import merged_within
from claimtrack.editions.models import Entry
from claimtrack.editions.publishing import refuse
from claimtrack.editions.roots import Stage, audited
from claimtrack.editions.store import Published
from claimtrack.text import shortened
from claimtrack.writing.authors import noting_authors
from claimtrack.writing.joining import Moves, Waits
from claimtrack.writing.joining.conditions import against_publishing
from claimtrack.writing.joining.merging import MERGED_FROM
from claimtrack.writing.joining.waiting import Asked, agreed, done
from claimtrack.writing.under import count_roots_up, lock_roots
from sources.models import Document, Source
from sources.vocabulary import SourceKind

#: Stages of claims that can be chosen: what is withdrawn or withheld is put right before.
CHOSEN_FROM = (Stage.DRAFT, Stage.IN_REVIEW, Stage.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Naming:
    """A claim that names a source: at the desk, in its standing edition, or in earlier ones, by their numbers."""

    claim: Claim
    at_desk: bool
    stands: int | None
    earlier: Sequence[int]


def naming(source: Source, *, by: AbstractBaseUser) -> list[Naming]:
    """Every claim that names this source, or one that was merged into it, as far as it exists for whoever asks."""
    group = merged_within([source.pk], using="default")
    stands: dict[UUID, int] = {}
    earlier: dict[UUID, list[int]] = defaultdict(list)
    rows = FacetRow.objects.filter(kind="source", value__in=group).order_by("claim_id", "listing__number")
    for claim_id, number, is_open in rows.values_list("claim_id", "listing__number", "open").distinct():
        if is_open:
            stands[claim_id] = number
        else:
            earlier[claim_id].append(number)
    at_desk = set(_at_the_desk(source).values_list("pk", flat=True))
    found = visible(Claim.objects.filter(pk__in=at_desk | stands.keys() | earlier.keys()), by=by)
    return [
        Naming(claim, claim.pk in at_desk, stands.get(claim.pk), earlier[claim.pk])
        for claim in found.order_by("statement", "pk")
    ]


def _at_the_desk(source: Source) -> Any:
    spoken = Q(appearances__speaker=source) | Q(appearances__chain__source=source)
    answered = Q(answers__rebuttal__source=source) | Q(answers__rebuttal__speaker=source)
    published = Q(appearances__document__publisher=source) | Q(answers__rebuttal__document__publisher=source)
    return Claim.objects.filter(spoken | answered | published | Q(assessments__source=source)).distinct()


def split(
    *,
    source: Source,
    into: Source,
    claims: Collection[UUID],
    by: AbstractBaseUser,
    note: str,
    shown: str | None = None,
) -> list[Published] | Waits:
    """Let these claims name `into` where they name `source`, and correct those that readers have.

    Whoever asks first waits (`Waits`) where two people have to agree; `shown` is the number of what they saw. Raises
    NotAllowed, NotAsShown, and CannotPublish with all that stands against it; then nothing is written.
    """
    with audited(by, reason=note), transaction.atomic():
        lock_roots([*((Claim, pk) for pk in claims), (Source, source.pk), (Source, into.pk)])
        wrong, right = Source.objects.get(pk=source.pk), Source.objects.get(pk=into.pk)
        chosen = list(visible(Claim.objects.filter(pk__in=list(claims)), by=by).order_by("pk"))
        demand(by, "split", [wrong])
        demand(by, "correct", chosen)
        refuse([*([] if note.strip() else [UNSAID]), *against_splitting(wrong, right, chosen)])
        asked = Asked(
            kind=Joined.SPLIT, root=wrong, other=right, by=by, note=note, shown=shown, chosen=[c.pk for c in chosen]
        )
        found = agreed(asked, needs_two=True)
        if isinstance(found, Waits):
            return found
        moves = Moves(done(asked))
        with noting_authors([(Claim, claim.pk) for claim in chosen], by=by):
            _rename(wrong, right, _desk(chosen), moves)
        moves.keep()
        count_roots_up([(Claim, claim.pk) for claim in chosen], by=by)
        public = [claim for claim in chosen if claim.stage == Stage.PUBLISHED]
        return correct_split(public, found, by, note)


def _rename(wrong: Source, right: Source, desk: Desk, moves: Moves) -> None:
    appearances = [row.pk for claim in desk.claims for row in desk.appearances[claim.pk]]
    moves.change(Appearance.objects.filter(pk__in=appearances, speaker=wrong), speaker_id=right.pk)
    links = Attribution.objects.filter(appearance__in=appearances, source=wrong)
    moves.change(links.exclude(appearance__chain__source=right), source_id=right.pk)
    moves.take_away(Attribution.objects.filter(appearance__in=appearances, source=wrong))
    rebuttals = [row.pk for claim in desk.claims for row in desk.rebuttals[claim.pk]]
    for column in ("source", "speaker"):
        moves.change(Rebuttal.objects.filter(pk__in=rebuttals, **{column: wrong}), **{f"{column}_id": right.pk})
    judged = [row.pk for claim in desk.claims for row in desk.judgements_in(claim)]
    moves.change(wrong.assessments.filter(pk__in=judged), source_id=right.pk)
    documents = {row.pk for claim in desk.claims for row in desk.documents_of(claim)}
    moves.change(Document.objects.filter(pk__in=documents, publisher=wrong), publisher_id=right.pk)


# -- what stands against it -------------------------------------------------------------------------


UNSAID: Final = "Say what was wrong and what is right: the note stands with every correction, and is public."


def against_splitting(wrong: Source, right: Source, chosen: Sequence[Claim]) -> list[str]:
    """What stands against it, whoever asks and whatever readers are told."""
    found = [*_against_choice(wrong, right, chosen), *_against_rows(wrong, _desk(chosen))]
    public = [claim for claim in chosen if claim.stage == Stage.PUBLISHED]
    return found or [*against_publishing(public), *called_otherwise([right])]


def _desk(chosen: Sequence[Claim]) -> Desk:
    return desk_around(list(chosen), with_drafts=True, with_restricted=True)


def _against_choice(wrong: Source, right: Source, chosen: Sequence[Claim]) -> Iterator[str]:
    if wrong.pk == right.pk:
        yield "A source is not split into itself: name the other one."
    if SourceKind.ANONYMOUS in {wrong.kind, right.kind}:
        yield "An anonymous source belongs to one document: nobody else is meant by it."
    if right.stage not in MERGED_FROM:
        yield f"“{shortened(right.name, 80)}” is {right.get_stage_display()}: name another, or restore it."
    if not chosen:
        yield "Choose the claims in which the other one is meant."
    for claim in chosen:
        if claim.stage not in CHOSEN_FROM:
            yield f"“{shortened(claim.statement, 80)}” is {claim.get_stage_display()}: put that right before."


def _against_rows(wrong: Source, desk: Desk) -> Iterator[str]:
    """A row that others print as well says the same of all: either all of them are chosen, or none."""
    chosen = {claim.pk for claim in desk.claims}
    for claim in desk.claims:
        name = shortened(claim.statement, 80)
        if wrong not in desk.sources_of(claim):
            yield f"“{name}” does not name “{shortened(wrong.name, 80)}” at the desk."
        if any(row.approved_at and row.source == wrong for row in desk.judgements_in(claim)):
            yield f"In “{name}” stands an approved judgement by “{shortened(wrong.name, 80)}”: supersede it first."
        for rebuttal in desk.rebuttals[claim.pk]:
            if wrong in {rebuttal.source, rebuttal.speaker}:
                others = Claim.objects.filter(answers__rebuttal=rebuttal, stage=Stage.PUBLISHED).exclude(pk__in=chosen)
                yield from _choose_as_well(f"The answer “{shortened(rebuttal.statement, 60)}”", others)
    for document in {row for claim in desk.claims for row in desk.documents_of(claim) if row.publisher == wrong}:
        showing = Entry.objects.filter(kind="document", item_id=str(document.pk)).values("subject_id")
        others = Claim.objects.filter(pk__in=showing, stage=Stage.PUBLISHED).exclude(pk__in=chosen)
        yield from _choose_as_well(f"The document “{shortened(str(document), 60)}”", others)


def _choose_as_well(what: str, others: Any) -> Iterator[str]:
    for claim in others.distinct():
        yield f"{what} stands in “{shortened(claim.statement, 80)}” as well: choose that too."
