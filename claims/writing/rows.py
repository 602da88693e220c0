"""How rows of claims are written: under which roots, what is completed, what stands against it, what follows."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F, Q

from claims.models import (
    Answer,
    Appearance,
    Assessment,
    Attribution,
    Claim,
    Evidence,
    Narrative,
    Rebuttal,
    Relation,
)
from claims.writing.fields import (
    AnswerFields,
    AppearanceFields,
    AssessmentFields,
    AttributionFields,
    ClaimFields,
    EvidenceFields,
    NarrativeFields,
    RebuttalFields,
    RelationFields,
    SubjectFields,
    TopicFields,
)
from claims.writing.quote import stands
from claimtrack.editions.roots import Root, Stage
from claimtrack.writing.book import Links, RootKey, Writable, describe
from claimtrack.writing.fields import KEEP
from claimtrack.writing.slugs import free_slug

#: Fields whose change leaves open whether a quotation stands where it is said to stand.
PLACE_OF_QUOTATION = frozenset({"quote", "prefix", "suffix", "document"})

# -- roots ----------------------------------------------------------------------------------------


def _itself(root: Root) -> Iterable[RootKey]:
    yield type(root), root.pk


def _of_claim(row: Appearance | Relation) -> Iterable[RootKey]:
    yield Claim, row.claim_id


def _of_the_wholes(stored: Claim | None, fields: ClaimFields | None) -> Iterable[RootKey]:
    """A claim prints its parts: the one that loses this part is written, and the one that gains it."""
    leaves = stored.part_of_id if stored else None
    comes = fields.part_of if fields else None
    if comes not in {KEEP, leaves}:
        yield from ((Claim, pk) for pk in (leaves, comes) if pk)


def _of_link(link: Attribution) -> Iterable[RootKey]:
    claims = Appearance.objects.filter(pk=link.appearance_id).values_list("claim_id", flat=True)
    yield from ((Claim, pk) for pk in claims)


def _of_the_made(stored: Rebuttal | None, fields: RebuttalFields | None) -> Iterable[RootKey]:
    """The claims that a rebuttal is about to make; those it makes already are its roots."""
    if fields and fields.makes is not KEEP:
        yield from ((Claim, pk) for pk in fields.makes)


def _of_rebuttal(rebuttal_id: UUID | None) -> Iterable[RootKey]:
    """The claims a rebuttal answers or makes. One that is being written for the first time is under its answers'."""
    if rebuttal_id is not None:
        written_under = Q(answers__rebuttal=rebuttal_id) | Q(made_by_rebuttals=rebuttal_id)
        yield from ((Claim, pk) for pk in Claim.objects.filter(written_under).values_list("pk", flat=True))


def _of_answer(answer: Answer) -> Iterable[RootKey]:
    if answer.claim_id:
        yield Claim, answer.claim_id
    yield from _of_rebuttal(answer.rebuttal_id)


def _of_evidence(item: Evidence) -> Iterable[RootKey]:
    if item.target_claim_id:
        yield Claim, item.target_claim_id
    yield from _of_rebuttal(item.target_rebuttal_id)


def _of_assessment(assessment: Assessment) -> Iterable[RootKey]:
    if assessment.claim_id:
        yield Claim, assessment.claim_id
    yield from _of_rebuttal(assessment.rebuttal_id)


# -- what is completed ----------------------------------------------------------------------------


def _place_of_quotation(row: Any, by: AbstractBaseUser | None, given: Collection[str]) -> None:
    if PLACE_OF_QUOTATION & set(given):
        row.anchored = stands(row)


def _slug(row: Claim, by: AbstractBaseUser | None, given: Collection[str]) -> None:
    if not row.slug and row._state.adding:
        row.slug = free_slug(Claim, row.statement)


def _analyst(row: Assessment, by: AbstractBaseUser | None, given: Collection[str]) -> None:
    if row._state.adding and row.source_id is None and by is not None:
        row.analyst_id = by.pk


def _author(row: Relation, by: AbstractBaseUser | None, given: Collection[str]) -> None:
    if row._state.adding and by is not None:
        row.by_id = by.pk


# -- what stands against it -----------------------------------------------------------------------


def _redacted(root: Claim | Narrative) -> Iterable[str]:
    if root.stage == Stage.REDACTED:
        yield f"The {root._meta.verbose_name} was redacted: nothing of it is written any more."


def _was_published(root: Claim | Narrative) -> Iterable[str]:
    if root.stage != Stage.DRAFT:
        name = root._meta.verbose_name
        yield f"Only a draft is deleted. What was published of this {name} stays: retract it."


def _frozen(assessment: Assessment) -> Iterable[str]:
    if assessment.approved_at:
        yield "An approved assessment is never changed: write one that supersedes it."


# -- references that tables of their own keep -----------------------------------------------------


def _chain(appearance: Appearance) -> Sequence[UUID]:
    return list(appearance.chain.order_by("rank").values_list("source_id", flat=True))


def _replace_chain(appearance: Appearance, sources: Sequence[UUID]) -> None:
    """Links that stay are moved, so that the audit trail tells of a change what has changed."""
    appearance.chain.exclude(source__in=sources).delete()
    kept = {link.source_id: link for link in appearance.chain.all()}
    for rank, source_id in enumerate(sources, start=1):
        link = kept.get(source_id) or Attribution(appearance=appearance, source_id=source_id)
        if link._state.adding or link.rank != rank:
            link.rank = rank
            link.save()


# -- what follows ---------------------------------------------------------------------------------


def _count_chains_up(rows: Sequence[Attribution], by: AbstractBaseUser | None) -> None:
    """A chain is part of its appearance, wherever a link of it was written."""
    appearances = {row.appearance_id for row in rows}
    Appearance.objects.filter(pk__in=appearances).update(row_version=F("row_version") + 1)


# -- the tables -----------------------------------------------------------------------------------

describe(
    Writable(
        fields=ClaimFields,
        roots=_itself,
        moves=_of_the_wholes,
        complete=_slug,
        against_changing=_redacted,
        against_deleting=_was_published,
    )
)
describe(Writable(fields=NarrativeFields, roots=_itself, against_changing=_redacted, against_deleting=_was_published))
describe(
    Writable(
        fields=AppearanceFields,
        roots=_of_claim,
        complete=_place_of_quotation,
        links={"attributed_to": Links(_chain, _replace_chain)},
    )
)
describe(Writable(fields=AttributionFields, roots=_of_link, afterwards=_count_chains_up))
describe(
    Writable(
        fields=RebuttalFields,
        roots=lambda rebuttal: _of_rebuttal(rebuttal.pk),
        moves=_of_the_made,
        complete=_place_of_quotation,
    )
)
describe(Writable(fields=AnswerFields, roots=_of_answer))
describe(Writable(fields=EvidenceFields, roots=_of_evidence, complete=_place_of_quotation))
describe(
    Writable(
        fields=AssessmentFields,
        roots=_of_assessment,
        complete=_analyst,
        against_changing=_frozen,
        against_deleting=_frozen,
    )
)
describe(Writable(fields=RelationFields, roots=_of_claim, complete=_author))
describe(Writable(fields=SubjectFields))
describe(Writable(fields=TopicFields))
