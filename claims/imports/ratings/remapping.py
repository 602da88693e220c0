"""What follows when a label is read differently: judgements that supersede the old ones, and editions that show them.

A batch is one transaction, and what is judged as its label is read already is passed over: a job that was killed
is simply run again. Editions are made from the last documents, never from the desk's rows, which may hold work
that nobody has published.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, Final, cast
from uuid import UUID

from django.db import transaction

from claims.imports.models import ImportedReview, RatingLabel
from claims.imports.publishers import listed
from claims.imports.ratings.registry import carrying, hold_readings, judgement_by, labelled, ratings_for, showing_media
from claims.models import Appearance, Assessment, Claim
from claims.record import listing
from claims.record.documents import CLAIM, AppearanceDocument, AssessmentDocument, ClaimDocument, JudgingDocument
from claims.record.headline import headline
from claims.record.named import judging
from claims.scales import ChangeReason, MediaCategory, NotCheckableReason, Status, Verdict
from claims.writing.fields import AppearanceFields, JudgementFields
from claimtrack.editions.chain import Document, changed_members, rfc3339
from claimtrack.editions.models import Head, Kind
from claimtrack.editions.publishing import mark
from claimtrack.editions.roots import Stage, acting, lock
from claimtrack.editions.store import Draft, Published, append, last_documents
from claimtrack.vocabulary import value_of
from claimtrack.writing import Create, Update, insert, write
from sources import writing as source_actions
from sources.documents import SourceName
from sources.models import Source

BATCH: Final = 500

#: Who writes, as the audit trail has it.
ACTOR = "a job that reads labels anew"


def remap(*, key: str, host: str) -> int:
    """Judge the claims that carry this label as it is read now; returns how many editions were made.

    `key` and `host` are those of the row that was changed, as in `RatingLabel`.
    """
    editions = 0
    after = UUID(int=0)
    while batch := list(carrying(key, host).filter(pk__gt=after).order_by("pk")[:BATCH]):
        after = batch[-1].pk
        editions += len(_remap_batch([review.pk for review in batch], {review.claim_id for review in batch}))
    _tidy_queue(key)
    return editions


def _remap_batch(ids: Sequence[UUID], claim_ids: Collection[UUID]) -> list[Published]:
    with acting(ACTOR), transaction.atomic():
        claims = {claim.pk: claim for claim in lock(Claim, claim_ids)}
        rows = ImportedReview.objects.filter(pk__in=ids, redacted=False).select_related("assessment", "rating")
        changes = _stored(list(_changes(list(rows.order_by("pk")))))
        ImportedReview.objects.bulk_update([change.review for change in changes], ["assessment", "rating"])
        showing = _note_media([change for change in changes if change.category], claims)
        hosts = listed(change.review.host for change in changes)
        shown = [change for change in changes if change.judgement or change.review.pk in showing]
        return _publish([change for change in shown if change.review.host in hosts], claims, showing)


@dataclass(frozen=True, slots=True)
class _Reread:
    """A review whose label is read by another row, or otherwise; `made` is its new judgement, if it says otherwise.

    `judgement` is that one as it is stored.
    """

    review: ImportedReview
    made: Create[JudgementFields] | None
    category: str
    judgement: Assessment | None = None


def _changes(reviews: Sequence[ImportedReview]) -> Iterator[_Reread]:
    ratings = ratings_for(labelled(review) for review in reviews)
    superseded = _superseded(reviews)
    for review in reviews:
        rating = ratings.get(labelled(review))
        if rating is None or not rating.is_read:
            continue
        made = None
        if review.assessment_id not in superseded and _says_otherwise(rating, review.assessment):
            made = Create(fields=judgement_by(rating, review, supersedes=review.assessment), place=review.label)
            review.assessment_id = made.id
        if made or rating.media_category or review.rating_id != rating.pk:
            review.rating = rating
            yield _Reread(review, made, rating.media_category)


def _stored(changes: Sequence[_Reread]) -> list[_Reread]:
    rows = {row.pk: row for row in insert([change.made for change in changes if change.made], by=None)}
    return [replace(change, judgement=rows[change.made.id]) if change.made else change for change in changes]


def _superseded(reviews: Iterable[ImportedReview]) -> set[UUID | None]:
    """The judgements that a person has superseded, who knew better than a table of labels."""
    ids = [review.assessment_id for review in reviews if review.assessment_id]
    return set(Assessment.objects.filter(supersedes__in=ids).values_list("supersedes", flat=True))


def _says_otherwise(rating: RatingLabel, before: Assessment | None) -> bool:
    return before is None or (before.verdict, before.not_checkable_reason) != rating.reading


def _tidy_queue(key: str) -> None:
    """Take labels out of the queue that another row reads now."""
    with acting(ACTOR), transaction.atomic():
        hold_readings(to_change=True)  # an import may be about to point at one of them
        RatingLabel.objects.filter(key=key, verdict="", not_checkable_reason="", reviews=None).delete()


# -- what labels say of pictures and recordings ---------------------------------------------------

#: Appearances by the review that shows them to be what, with that category.
Showing = Mapping[UUID, tuple[str, frozenset[str]]]


def _note_media(changes: Sequence[_Reread], claims: Mapping[UUID, Claim]) -> Showing:
    """Note the categories of media on the desk; returns review → (category, appearances that it is new for).

    What a person has said of a picture stays: in a claim that one has edited, only gaps are filled.
    """
    by_claim: dict[UUID, list[Appearance]] = {}
    for appearance in Appearance.objects.filter(claim__in={change.review.claim_id for change in changes}):
        by_claim.setdefault(appearance.claim_id, []).append(appearance)
    showing = {}
    updates: list[Update[AppearanceFields]] = []
    for change in changes:
        review = change.review
        appearances = by_claim.get(review.claim_id, [])
        concerned = showing_media(appearances, review.document_id, document_of=attrgetter("document_id"))
        open_to_us = [row for row in concerned if not (row.media_category and claims[review.claim_id].edited_by_person)]
        new = [row for row in open_to_us if row.media_category != change.category]
        said = AppearanceFields(media_category=change.category)
        updates += (Update(row=row.pk, fields=said, seen=AppearanceFields()) for row in new)
        if new:
            showing[review.pk] = (change.category, frozenset(str(row.pk) for row in new))
    write(updates, by=None)
    return showing


# -- editions -------------------------------------------------------------------------------------


def _publish(changes: Sequence[_Reread], claims: Mapping[UUID, Claim], showing: Showing) -> list[Published]:
    """Show the new judgements in the last documents of the claims that are public; nothing else is read."""
    source_actions.publish(sources=_unpublished_judges(changes, claims), by=None)
    judges = _judges({change.review.judge_id for change in changes if change.review.judge_id})
    untold = {change.review.claim_id for change in changes if change.judgement and change.review.judge_id not in judges}
    ids = {change.review.claim_id for change in changes}
    heads = Head.objects.filter(pk__in=ids - untold, readable=True).in_bulk()
    before = last_documents(heads)
    after = dict(before)
    for change in changes:
        if change.review.claim_id in before:
            after[change.review.claim_id] = _told(after[change.review.claim_id], change, judges, showing)
    # The desk has new rows. A claim whose edition shows them and was level with the desk stays level.
    mark([claims[pk] for pk in before if _is_level(claims[pk])], Stage.PUBLISHED)
    published = append([_draft(heads[pk], before[pk], after[pk]) for pk in sorted(before)], by=None)
    listing.write(published)
    return published


def _draft(head: Head, before: Document, after: Document) -> Draft:
    changed = changed_members(before, after)
    return Draft(CLAIM, head.subject_id, head.slug, Kind.UPDATED, after, changed=changed)


def _is_level(claim: Claim) -> bool:
    """Whether, before this batch, the claim's edition said all that the desk had of it."""
    return claim.stage == Stage.PUBLISHED and not claim.has_unpublished_changes


def _unpublished_judges(changes: Sequence[_Reread], claims: Mapping[UUID, Claim]) -> list[Source]:
    public = {pk for pk, claim in claims.items() if claim.stage == Stage.PUBLISHED}
    judges = {_judge_of(each.judgement) for each in changes if each.judgement and each.review.claim_id in public}
    return list(Source.objects.filter(pk__in=judges, stage=Stage.DRAFT))


def _judges(source_ids: Collection[UUID]) -> dict[UUID, SourceName]:
    """Sources as their own editions print them; without those that are not public (any more)."""
    readable = Head.objects.filter(pk__in=source_ids, readable=True).values_list("pk", flat=True)
    return {pk: _name_in(document) for pk, document in last_documents(readable).items()}


def _name_in(document: Document) -> SourceName:
    ours = [grade["grade"] for grade in document["reliability"] if grade["by"] is None]
    return {
        "id": document["id"],
        "slug": document["slug"],
        "name": document["name"],
        "kind": document["kind"],
        "country": document["country"],
        "reliability": ours[-1] if ours else None,
    }


def _told(document: Document, change: _Reread, judges: Mapping[UUID, SourceName], showing: Showing) -> Document:
    """The claim's document with what the label says now, and the headline that follows; the given one stays."""
    before = cast("ClaimDocument", document)
    assessments = list(before["assessments"])
    if change.judgement:
        assessments.append(_assessment_document(before, change.judgement, judges))
    triage = before["not_checkable_reason"] if _is_triaged(before) else None
    head = headline(assessments, not_checkable_reason=triage)
    current = next((a for a in assessments if a["id"] == head["current_assessment"]), None)
    after: dict[str, Any] = {
        **before,
        "assessments": assessments,
        "headline": head,
        "status": head["status"],
        "not_checkable_reason": current["not_checkable_reason"] if current else triage,
        "appearances": _with_media(before["appearances"], *showing.get(change.review.pk, ("", frozenset()))),
    }
    after.pop("edition", None)
    return after


def _is_triaged(claim: ClaimDocument) -> bool:
    """Whether our desk said of the claim itself, without assessing it, that it cannot be checked."""
    return claim["headline"]["current_assessment"] is None and claim["headline"]["basis"] == "desk"


def _assessment_document(
    claim: ClaimDocument, assessment: Assessment, judges: Mapping[UUID, SourceName]
) -> AssessmentDocument:
    return {
        "id": str(assessment.pk),
        "by": {"type": "source", "source": judges[_judge_of(assessment)], "analyst": None, "approver": None},
        "status": value_of(Status, assessment.status),
        "not_checkable_reason": value_of(NotCheckableReason, assessment.not_checkable_reason),
        "verdict": value_of(Verdict, assessment.verdict),
        "label": assessment.label or None,
        "scale": assessment.scale or None,
        "likelihood": None,
        "confidence": None,
        "rationale": assessment.rationale,
        "evidence": [],
        "as_of": None,
        "assessed_at": assessment.assessed_at.as_document() if assessment.assessed_at else None,
        "recorded_at": rfc3339(assessment.approved_at or assessment.created_at),
        "review_due": None,
        "document": _page(claim, assessment),
        "change_reason": value_of(ChangeReason, assessment.change_reason),
        "supersedes": str(assessment.supersedes_id) if assessment.supersedes_id else None,
    }


def _judge_of(assessment: Assessment) -> UUID:
    return cast("UUID", assessment.source_id)  # what an import brings is never the desk's own


def _page(claim: ClaimDocument, assessment: Assessment) -> JudgingDocument | None:
    """The review's page as the claim's document prints it; its summary, where it judged before."""
    appeared = (appearance["document"] for appearance in claim["appearances"])
    shown = [*judging(claim["assessments"]), *(JudgingDocument(**each, summary=None) for each in appeared)]
    return next((page for page in shown if page["id"] == str(assessment.document_id)), None)


def _with_media(
    appearances: Sequence[AppearanceDocument], category: str, ids: Collection[str]
) -> list[AppearanceDocument]:
    return [
        {**each, "media_category": value_of(MediaCategory, category)} if each["id"] in ids else each
        for each in appearances
    ]
