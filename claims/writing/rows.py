"""How rows of claims are written: under which roots, what is completed, what stands against it, what follows."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import attrgetter
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import F

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
    Subject,
    Topic,
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
from claims.writing.quote import Quoting, anchor
from claimtrack.accounts.rights import demand
from claimtrack.accounts.roles import role_of
from claimtrack.editions.roots import Root, Stage
from claimtrack.writing.agreement import is_relaxed
from claimtrack.writing.book import Links, RootKey, Writable, describe
from claimtrack.writing.fields import KEEP
from claimtrack.writing.slugs import give_slugs

#: Fields whose change leaves open whether a quotation stands where it is said to stand.
PLACE_OF_QUOTATION = frozenset({"quote", "prefix", "suffix", "document"})

# -- roots ----------------------------------------------------------------------------------------


def _themselves(roots: Sequence[Root]) -> Iterable[RootKey]:
    yield from ((type(root), root.pk) for root in roots)


def _claims(ids: Iterable[UUID | None]) -> Iterator[RootKey]:
    yield from ((Claim, pk) for pk in ids if pk)


def _of_claims(rows: Sequence[Appearance | Relation]) -> Iterable[RootKey]:
    return _claims(row.claim_id for row in rows)


def _of_the_wholes(stored: Claim | None, fields: ClaimFields | None) -> Iterable[RootKey]:
    """A claim prints its parts: the one that loses this part is written, and the one that gains it."""
    leaves = stored.part_of_id if stored else None
    comes = fields.part_of if fields else None
    if comes not in {KEEP, leaves}:
        yield from ((Claim, pk) for pk in (leaves, comes) if pk)


def _of_links(links: Sequence[Attribution]) -> Iterable[RootKey]:
    appearances = Appearance.objects.filter(pk__among={link.appearance_id for link in links})
    return _claims(appearances.values_list("claim_id", flat=True))


def _of_the_made(stored: Rebuttal | None, fields: RebuttalFields | None) -> Iterable[RootKey]:
    """The claims that a rebuttal is about to make; those it makes already are its roots."""
    if fields and fields.makes is not KEEP:
        yield from ((Claim, pk) for pk in fields.makes)


def _of_rebuttals(ids: Iterable[UUID | None]) -> Iterator[RootKey]:
    """The claims rebuttals answer or make. One that is being written for the first time is under its answers'."""
    if rebuttals := set(ids) - {None}:
        yield from _claims(Claim.objects.under(rebuttals).values_list("pk", flat=True))


def _of_themselves(rebuttals: Sequence[Rebuttal]) -> Iterable[RootKey]:
    return _of_rebuttals(rebuttal.pk for rebuttal in rebuttals)


def _of_answers(answers: Sequence[Answer]) -> Iterable[RootKey]:
    yield from _claims(answer.claim_id for answer in answers)
    yield from _of_rebuttals(answer.rebuttal_id for answer in answers)
    if documents := {answer.document_id for answer in answers} - {None}:  # which it may be about to answer
        first = Appearance.objects.filter(first_known=True, document__in=documents)
        yield from _claims(first.values_list("claim_id", flat=True))


def _of_evidence(items: Sequence[Evidence]) -> Iterable[RootKey]:
    yield from _claims(item.target_claim_id for item in items)
    yield from _of_rebuttals(item.target_rebuttal_id for item in items)


def _of_assessments(assessments: Sequence[Assessment]) -> Iterable[RootKey]:
    yield from _claims(assessment.claim_id for assessment in assessments)
    yield from _of_rebuttals(assessment.rebuttal_id for assessment in assessments)


# -- what is completed ----------------------------------------------------------------------------


def _place_of_quotation(rows: Sequence[Quoting], by: AbstractBaseUser | None, given: Collection[str]) -> None:
    if PLACE_OF_QUOTATION & set(given):
        anchor(rows)


def _said(rows: Sequence[Appearance | Rebuttal], by: AbstractBaseUser | None, given: Collection[str]) -> None:
    _place_of_quotation(rows, by, given)
    if "occurred_at" in given:
        for row in rows:
            row.note_offset()


def _slug(claims: Sequence[Claim], by: AbstractBaseUser | None, given: Collection[str]) -> None:
    give_slugs(claims, attrgetter("statement"))


def _slug_of_name(
    rows: Sequence[Narrative | Subject | Topic], by: AbstractBaseUser | None, given: Collection[str]
) -> None:
    give_slugs(rows, attrgetter("name"))


def _analyst_and_approval(
    assessments: Sequence[Assessment], by: AbstractBaseUser | None, given: Collection[str]
) -> None:
    for assessment in assessments:
        if assessment._state.adding and assessment.source_id is None and by is not None:
            assessment.analyst_id, assessment.analyst_role = by.pk, role_of(by) or ""
    if "approved_at" in given:
        demand(by, "approve", assessments)
        _approved_by_another(assessments, by)


def _approved_by_another(assessments: Sequence[Assessment], by: AbstractBaseUser | None) -> None:
    """What somebody writes they do not approve in the same breath."""
    if by is not None and not is_relaxed(Assessment, "approve"):
        raise ValidationError({"approved_at": "You write it: somebody else approves it afterwards."})


def _author(relations: Sequence[Relation], by: AbstractBaseUser | None, given: Collection[str]) -> None:
    for relation in relations:
        if relation._state.adding and by is not None:
            relation.by_id, relation.by_role = by.pk, role_of(by) or ""


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
        roots=_themselves,
        moves=_of_the_wholes,
        complete=_slug,
        against_changing=_redacted,
        against_deleting=_was_published,
    )
)
describe(
    Writable(
        fields=NarrativeFields,
        roots=_themselves,
        complete=_slug_of_name,
        against_changing=_redacted,
        against_deleting=_was_published,
    )
)
describe(
    Writable(
        fields=AppearanceFields,
        roots=_of_claims,
        complete=_said,
        links={"attributed_to": Links(_chain, _replace_chain)},
    )
)
describe(Writable(fields=AttributionFields, roots=_of_links, afterwards=_count_chains_up))
describe(
    Writable(
        fields=RebuttalFields,
        roots=_of_themselves,
        moves=_of_the_made,
        complete=_said,
    )
)
describe(Writable(fields=AnswerFields, roots=_of_answers))
describe(Writable(fields=EvidenceFields, roots=_of_evidence, complete=_place_of_quotation))
describe(
    Writable(
        fields=AssessmentFields,
        roots=_of_assessments,
        complete=_analyst_and_approval,
        against_changing=_frozen,
        against_deleting=_frozen,
    )
)
describe(Writable(fields=RelationFields, roots=_of_claims, complete=_author))
describe(Writable(fields=SubjectFields, complete=_slug_of_name))
describe(Writable(fields=TopicFields, complete=_slug_of_name))
