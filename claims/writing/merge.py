"""The same claim twice becomes one, and two again; and what of claims moves when sources are merged.

What was said, answered and found moves over. Assessments stay with the statement they judged: they are frozen, and a
statement is judged as it was worded. What comes of a merger nobody can be shown beforehand: where it is not about a
named person it waits for no second person, and a look is owed afterwards.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef, QuerySet

from claims.models import (
    Answer,
    Appearance,
    Assessment,
    Attribution,
    Claim,
    ClaimPair,
    Evidence,
    Inquiry,
    Observation,
    Rebuttal,
    Relation,
    Subject,
)
from claims.scales import SubjectKind
from claims.writing.joined import against_joined, says_what_readers_have
from claims.writing.publish import publish_joined
from claimtrack.editions.store import Published
from claimtrack.writing import joining
from claimtrack.writing.joining import Joinable, Moves, Waits, moves_along
from claimtrack.writing.joining.moving import stays_behind
from sources.models import Source


def merge(
    *, survivor: Claim, duplicate: Claim, by: AbstractBaseUser, note: str, shown: str | None = None
) -> list[Published] | Waits:
    """Continue `duplicate` under `survivor` (`claimtrack.writing.joining.merge`)."""
    return joining.merge(survivor=survivor, duplicate=duplicate, by=by, note=note, shown=shown)


def unmerge(*, claim: Claim, by: AbstractBaseUser, note: str, shown: str | None = None) -> list[Published] | Waits:
    """Part it again from the claim that it was merged into."""
    return joining.unmerge(root=claim, by=by, note=note, shown=shown)


# -- claims -----------------------------------------------------------------------------------------


def against_hiding(one: Claim, other: Claim) -> Iterator[str]:
    """What moves between two claims is neither hidden nor shown by that."""
    if one.restriction_id != other.restriction_id:
        yield "One of them is restricted to named people: open it to everybody first."


def _against(kept: Claim, gone: Claim) -> Iterator[str]:
    yield from against_hiding(kept, gone)
    if gone.part_of_id == kept.pk or kept.part_of_id == gone.pk:
        yield "One is a part of the other: take it out of the whole first."


def is_about_a_person(kept: Claim, gone: Claim) -> bool:
    return Subject.objects.filter(claims__in=[kept.pk, gone.pk], kind=SubjectKind.PERSON).exists()


def _take_over(kept: Claim, gone: Claim, moves: Moves) -> None:
    if kept.appearances.filter(first_known=True).exists():
        moves.change(Appearance.objects.filter(claim=gone, first_known=True), first_known=False)
    for links in (Claim.about.through, Claim.topics.through, Claim.narratives.through, Rebuttal.makes.through):
        [column] = [each.attname for each in links._meta.fields if each.is_relation and each.related_model is not Claim]
        for other in links._default_manager.filter(claim_id=gone.pk).order_by("pk").values_list(column, flat=True):
            moves.link(links, claim_id=kept.pk, **{column: other})


def _identity(claim: Claim) -> Iterator[tuple[str, str]]:
    yield "Statement", claim.statement
    yield "Context", claim.context
    yield "Language", claim.language
    yield "Kind", claim.get_kind_display()
    yield "Made", str(claim.made or "")
    yield (
        "About",
        "; ".join(f"{subject} ({', '.join(subject.same_as) or subject.slug})" for subject in claim.about.all()),
    )
    yield "Topics", "; ".join(map(str, claim.topics.all()))
    yield "Part of", str(claim.part_of or "")
    yield "Id", str(claim.pk)
    yield "Public address", f"/api/v1/claims/{claim.slug}/"
    yield "Stage", claim.get_stage_display()


joining.enter(
    Joinable(
        model=Claim,
        against=_against,
        conditions=against_joined,
        says_the_same=says_what_readers_have,
        needs_two=is_about_a_person,
        take_over=_take_over,
        publish=publish_joined,
        identity=_identity,
    )
)


def _not_answered_by_both(rows: QuerySet[Any], kept: Claim, gone: Claim) -> QuerySet[Any]:
    return rows.exclude(rebuttal__answers__claim=kept)


def _not_related_alike(rows: QuerySet[Any], kept: Claim, gone: Claim) -> QuerySet[Any]:
    alike = Relation.objects.filter(claim=kept, other=OuterRef("other"), kind=OuterRef("kind"))
    return rows.exclude(other=kept).filter(~Exists(alike))


def _not_related_to_alike(rows: QuerySet[Any], kept: Claim, gone: Claim) -> QuerySet[Any]:
    alike = Relation.objects.filter(other=kept, claim=OuterRef("claim"), kind=OuterRef("kind"))
    return rows.exclude(claim=kept).filter(~Exists(alike))


moves_along(Claim, Appearance, "claim_id", "appearances")
moves_along(Claim, Answer, "claim_id", "answers", movable=_not_answered_by_both)
moves_along(
    Claim, Evidence, "target_claim_id", "evidence on it", movable=lambda rows, kept, gone: rows.exclude(claim=kept)
)
moves_along(
    Claim, Evidence, "claim_id", "evidence that it is", movable=lambda rows, kept, gone: rows.exclude(target_claim=kept)
)
moves_along(Claim, Inquiry, "claim_id", "questions that we asked about it")
moves_along(Claim, Observation, "claim_id", "figures of how far it spread")
moves_along(Claim, Claim, "part_of_id", "parts", movable=lambda rows, kept, gone: rows.exclude(pk=kept.pk))
moves_along(Claim, Relation, "claim_id", "relations", movable=_not_related_alike)
moves_along(Claim, Relation, "other_id", "relations of others to it", movable=_not_related_to_alike)

stays_behind(Claim, Assessment, "claim_id", "A statement is judged as it was worded.")
for column in ("one_id", "other_id"):
    stays_behind(Claim, ClaimPair, column, "What was said of two claims was said of these two.")
stays_behind(Claim, Claim, "merged_into_id", "What was merged before goes on from there.")
for links in (Claim.about.through, Claim.topics.through, Claim.narratives.through, Rebuttal.makes.through):
    stays_behind(Claim, links, "claim_id", "The survivor gets the same, and this keeps its own.")

# -- what of claims names a source ------------------------------------------------------------------


def _not_in_the_chain(rows: QuerySet[Any], kept: Source, gone: Source) -> QuerySet[Any]:
    return rows.exclude(appearance__chain__source=kept)


def _not_frozen(rows: QuerySet[Any], kept: Source, gone: Source) -> QuerySet[Any]:
    return rows.filter(approved_at=None)


def _if_it_has_none(rows: QuerySet[Any], kept: Source, gone: Source) -> QuerySet[Any]:
    return rows.none() if Subject.objects.filter(source=kept).exists() else rows


moves_along(Source, Appearance, "speaker_id", "appearances that it speaks in")
moves_along(Source, Attribution, "source_id", "appearances on its word", movable=_not_in_the_chain, dropped=True)
moves_along(Source, Rebuttal, "source_id", "answers that it gives")
moves_along(Source, Rebuttal, "speaker_id", "answers that it speaks in")
moves_along(Source, Assessment, "source_id", "judgements not approved yet", movable=_not_frozen)
moves_along(Source, Subject, "source_id", "the subject that it is", movable=_if_it_has_none)
moves_along(Source, Inquiry, "source_id", "questions that we asked it")
moves_along(Source, Observation, "source_id", "figures that it measured")
