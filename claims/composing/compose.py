"""Rows in, public documents out. This module alone turns desk rows into what readers see.

A composition writes nothing: the desk's preview is a composition that is not stored.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Prefetch

from claims.composing import ledgers
from claims.composing.desk import Desk, desk_of
from claims.models import Answer, Appearance, Assessment, Claim, Evidence, Narrative, Rebuttal, Relation
from claims.models.quotation import Quotation
from claims.record.documents import (
    CLAIM,
    FORMAT,
    NARRATIVE,
    NARRATIVE_FORMAT,
    AnswerDocument,
    AppearanceDocument,
    AskedDocument,
    AssessmentDocument,
    ClaimBody,
    EvidenceDocument,
    EvidenceItem,
    EvidenceTarget,
    JudgingDocument,
    NarrativeBody,
    RebuttalDocument,
    RelationDocument,
    Selector,
)
from claims.record.headline import headline
from claims.scales import (
    AnswerScope,
    AppearanceRole,
    Bearing,
    ChangeReason,
    ClaimKind,
    Confidence,
    Credibility,
    Likelihood,
    MediaCategory,
    NotCheckableReason,
    NotCheckableReasonValue,
    RebuttalKind,
    RelationKind,
    Stake,
    Standing,
    Status,
    SubjectKind,
    Verdict,
    Weight,
    stake_of,
)
from claimtrack import addresses
from claimtrack.accounts.hiding import unrestricted
from claimtrack.accounts.pseudonyms import staff
from claimtrack.editions.chain import Document as PublicDocument
from claimtrack.editions.chain import StaffDocument, rfc3339, rfc3339_at
from claimtrack.editions.composed import Composed, Neighbours, in_order
from claimtrack.editions.shown import EVERYBODY
from claimtrack.vocabulary import value_of
from sources.composing import cited_document, current_grades, date_document, newest_captures, source_name
from sources.documents import CaptureDocument, CitedDocument, SourceName
from sources.models import Document, Source


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a batch of compositions shares: who is public, and what is printed of sources and captures."""

    public: Collection[UUID]
    grades: dict[UUID, str]
    captures: dict[UUID, CaptureDocument]


def compose(claims: Iterable[Claim], *, also_public: Collection[UUID] = ()) -> dict[UUID, Composed]:
    """Compose these claims; `also_public` are roots about to be published in the same transaction."""
    return compose_desk(desk_of(claim.pk for claim in claims), also_public=also_public)


def compose_desk(desk: Desk, *, also_public: Collection[UUID] = ()) -> dict[UUID, Composed]:
    """As `compose`, of the claims on this desk."""
    around = _surroundings(desk, also_public)
    return {claim.pk: _ClaimComposer(claim, desk, around).compose() for claim in desk.claims}


def compose_as_written(desk: Desk) -> dict[UUID, PublicDocument]:
    """The documents as their rows have them, as if every neighbour that they name were public."""
    around = replace(_surroundings(desk, ()), public=EVERYBODY)
    return {claim.pk: _ClaimComposer(claim, desk, around).compose().document for claim in desk.claims}


def _neighbours_of(claim: Claim, desk: Desk) -> Iterable[UUID | None]:
    yield claim.part_of_id
    yield from desk.parts[claim.pk]
    for relation in desk.relations[claim.pk]:
        yield relation.other_id
    for appearance in desk.appearances[claim.pk]:
        if appearance.derives_from:
            yield appearance.derives_from.claim_id
    for item in desk.evidence_in(claim):
        yield item.claim_id
    for rebuttal in desk.rebuttals[claim.pk]:
        yield from desk.makes[rebuttal.pk]
        for answer in (*desk.answers[rebuttal.pk], *_replied_to(rebuttal, desk)):
            yield answer.claim_id


def _replied_to(rebuttal: Rebuttal, desk: Desk) -> Sequence[Answer]:
    """What the rebuttal that this one replies to answers."""
    return desk.answers[rebuttal.in_reply_to_id] if rebuttal.in_reply_to_id else ()


def _surroundings(desk: Desk, also_public: Collection[UUID]) -> Surroundings:
    named = {pk for claim in desk.claims for pk in _neighbours_of(claim, desk) if pk}
    narratives = {narrative.pk for claim in desk.claims for narrative in desk.narratives[claim.pk]}
    public = set(also_public)
    public.update(Claim.objects.published().filter(pk__in=named).values_list("pk", flat=True))
    public.update(Narrative.objects.published().filter(pk__in=narratives).values_list("pk", flat=True))
    return Surroundings(
        public=public,
        grades=current_grades({source.pk for source in desk.sources_named()}),
        captures=newest_captures({document.pk for claim in desk.claims for document in desk.documents_of(claim)}),
    )


class _ClaimComposer:
    """Composes one claim. Its methods follow the document from top to bottom."""

    def __init__(self, claim: Claim, desk: Desk, around: Surroundings) -> None:
        self.claim = claim
        self.desk = desk
        self.around = around
        self.neighbours = Neighbours(around.public)
        self.rebuttals = desk.rebuttals[claim.pk]

    def compose(self) -> Composed:
        claim, desk, neighbours = self.claim, self.desk, self.neighbours
        evidence = self._evidence()
        assessments = [self._assessment(a, "assessments") for a in desk.assessments[claim.pk]]
        head = headline(assessments, not_checkable_reason=claim.not_checkable_reason or None)
        body: ClaimBody = {
            "format": FORMAT,
            "id": str(claim.pk),
            "slug": claim.slug,
            "api_url": addresses.of(CLAIM, claim.pk),
            "statement": claim.statement,
            "context": claim.context,
            "language": claim.language,
            "kind": value_of(ClaimKind, claim.kind),
            "status": head["status"],
            "not_checkable_reason": _reason(claim, assessments, head["current_assessment"]),
            "aspects": claim.aspects,
            "made": date_document(claim.made),
            "about_time": date_document(claim.about_time),
            "about": [
                {
                    "id": str(s.pk),
                    "slug": s.slug,
                    "name": s.name,
                    "kind": value_of(SubjectKind, s.kind),
                    "same_as": s.same_as,
                }
                for s in desk.about[claim.pk]
            ],
            "part_of": neighbours.one("part_of", claim.part_of_id),
            "parts": neighbours.several("parts", [(pk, str(pk)) for pk in desk.parts[claim.pk]]),
            "topics": sorted(topic.slug for topic in desk.topics[claim.pk]),
            "narratives": neighbours.several(
                "narratives",
                [(n.pk, {"id": str(n.pk), "slug": n.slug, "name": n.name}) for n in desk.narratives[claim.pk]],
            ),
            "countries": sorted(country.code for country in claim.countries),
            "places": [s.name for s in desk.about[claim.pk] if s.kind == SubjectKind.PLACE],
            "appearances": [self._appearance(appearance) for appearance in desk.appearances[claim.pk]],
            "rebuttals": [self._rebuttal(rebuttal) for rebuttal in self.rebuttals],
            "inquiries": ledgers.inquiries(desk.inquiries[claim.pk], self.around.grades),
            "observations": ledgers.observations(desk.observations[claim.pk], self.around.grades),
            "evidence": evidence,
            "assessments": assessments,
            "headline": head,
            "relations": neighbours.several(
                "relations", [(r.other_id, _relation(r)) for r in desk.relations[claim.pk]]
            ),
            "corrections": [],
        }
        return Composed(dict(body), neighbours.held_back)

    def _source(self, source: Source | None) -> SourceName | None:
        return source_name(source, self.around.grades) if source else None

    def _document(self, document: Document) -> CitedDocument:
        return cited_document(document, self.around.grades, self.around.captures)

    def _judging(self, document: Document) -> JudgingDocument:
        return {**self._document(document), "summary": document.summary or None}

    def _appearance(self, row: Appearance) -> AppearanceDocument:
        return {
            "id": str(row.pk),
            "role": value_of(AppearanceRole, row.role),
            "hedge": row.hedge or None,
            "first_known": row.first_known,
            "derives_from": self._derives_from(row),
            "document": self._document(row.document),
            "speaker": self._source(row.speaker),
            "attributed_to": [source_name(source, self.around.grades) for source in self.desk.chains[row.pk]],
            "audience": row.audience or None,
            "quote": row.quote or None,
            "selector": _selector(row),
            "anchored": row.anchored,
            "description": row.description or None,
            "transcript": row.transcript or None,
            "made": date_document(row.made),
            "occurred_at": _occurred(row),
            "credibility": value_of(Credibility, row.credibility),
            "media_category": value_of(MediaCategory, row.media_category),
            "observations": ledgers.observations(self.desk.observations[row.pk], self.around.grades),
        }

    def _derives_from(self, row: Appearance) -> str | None:
        original = row.derives_from
        if original is None or original.claim_id == self.claim.pk:
            return str(original.pk) if original else None
        named = self.neighbours.several(f"appearances.{row.pk}.derives_from", [(original.claim_id, str(original.pk))])
        return named[0] if named else None

    def _rebuttal(self, row: Rebuttal) -> RebuttalDocument:
        path = f"rebuttals.{row.pk}"
        return {
            "id": str(row.pk),
            "kind": value_of(RebuttalKind, row.kind),
            "verb": row.verb or None,
            "standing": value_of(Standing, row.standing),
            "stake": value_of(Stake, stake_of(row.standing)),
            "source": source_name(row.source, self.around.grades),
            "speaker": self._source(row.speaker),
            "document": self._document(row.document),
            "statement": row.statement,
            "audience": row.audience or None,
            "quote": row.quote or None,
            "selector": _selector(row),
            "anchored": row.anchored,
            "made": date_document(row.made),
            "occurred_at": _occurred(row),
            "answers": self._answers(row, f"{path}.answers"),
            "makes": self.neighbours.several(f"{path}.makes", [(pk, str(pk)) for pk in self.desk.makes[row.pk]]),
            "in_reply_to": self._in_reply_to(row, f"{path}.in_reply_to"),
            "asked": _asked(row),
            "assessments": [self._assessment(a, f"{path}.assessments") for a in self.desk.assessments[row.pk]],
        }

    def _answers(self, row: Rebuttal, path: str) -> list[AnswerDocument]:
        to_claims = [
            (answer.claim_id, AnswerDocument(claim=str(answer.claim_id), scope=value_of(AnswerScope, answer.scope)))
            for answer in self.desk.answers[row.pk]
            if answer.claim_id and answer.claim_id != self.claim.pk
        ]
        always = [
            AnswerDocument(claim=str(answer.claim_id), scope=value_of(AnswerScope, answer.scope))
            if answer.claim_id
            else AnswerDocument(document=str(answer.document_id), scope=value_of(AnswerScope, answer.scope))
            for answer in self.desk.answers[row.pk]
            if answer.claim_id in {None, self.claim.pk}
        ]
        if through := self.desk.through.get((self.claim.pk, row.pk)):
            always.append(AnswerDocument(claim=str(self.claim.pk), scope="blanket", through=str(through)))
        return in_order([*always, *self.neighbours.several(path, to_claims)])

    def _in_reply_to(self, row: Rebuttal, path: str) -> str | None:
        """The rebuttal replied to, once one of the claims that it answers is public."""
        if row.in_reply_to is None:
            return None
        answered = [answer.claim_id for answer in _replied_to(row, self.desk) if answer.claim_id]
        here = self.claim.pk in answered or row.in_reply_to_id in {each.pk for each in self.rebuttals}
        if here or any(pk in self.around.public for pk in answered):
            return str(row.in_reply_to_id)
        self.neighbours.several(path, [(pk, str(row.in_reply_to_id)) for pk in answered])
        return None

    def _evidence(self) -> list[EvidenceDocument]:
        rows = self.desk.evidence_in(self.claim)
        by_document = [self._evidence_item(row) for row in rows if row.document_id]
        by_claim = [(row.claim_id, self._evidence_item(row)) for row in rows if row.claim_id]
        return in_order([*by_document, *self.neighbours.several("evidence", by_claim)])

    def _evidence_item(self, row: Evidence) -> EvidenceDocument:
        item = (
            EvidenceItem(document=self._document(row.document))
            if row.document
            else EvidenceItem(claim=str(row.claim_id))
        )
        target = (
            EvidenceTarget(claim=str(row.target_claim_id))
            if row.target_claim_id
            else EvidenceTarget(rebuttal=str(row.target_rebuttal_id))
        )
        return {
            "id": str(row.pk),
            "item": item,
            "target": target,
            "bearing": value_of(Bearing, row.bearing),
            "credibility": value_of(Credibility, row.credibility),
            "weight": value_of(Weight, row.weight),
            "note": row.note,
            "quote": row.quote or None,
            "selector": _selector(row),
            "anchored": row.anchored,
        }

    def _assessment(self, row: Assessment, path: str) -> AssessmentDocument:
        """`path` is the list it stands in: evidence that names an unpublished claim is held back there."""
        of_documents = [str(item.pk) for item in self.desk.rests_on[row.pk] if item.document_id]
        of_claims = [(item.claim_id, str(item.pk)) for item in self.desk.rests_on[row.pk] if item.claim_id]
        evidence = in_order([*of_documents, *self.neighbours.several(f"{path}.{row.pk}.evidence", of_claims)])
        return {
            "id": str(row.pk),
            "by": {
                "type": "source" if row.source else "desk",
                "source": self._source(row.source),
                "analyst": _person(row.analyst, row.analyst_role),
                "approver": _person(row.approver, row.approver_role),
            },
            "status": value_of(Status, row.status),
            "not_checkable_reason": value_of(NotCheckableReason, row.not_checkable_reason),
            "verdict": value_of(Verdict, row.verdict),
            "label": row.label or None,
            "scale": row.scale or None,
            "likelihood": value_of(Likelihood, row.likelihood),
            "confidence": value_of(Confidence, row.confidence),
            "rationale": row.rationale,
            "evidence": evidence,
            "as_of": date_document(row.as_of),
            "assessed_at": date_document(row.assessed_at),
            "recorded_at": rfc3339(row.approved_at or row.created_at),
            "review_due": row.review_due.isoformat() if row.review_due else None,
            "document": self._judging(row.document) if row.document else None,
            "change_reason": value_of(ChangeReason, row.change_reason),
            "supersedes": str(row.supersedes_id) if row.supersedes_id else None,
        }


def _reason(
    claim: Claim, assessments: Sequence[AssessmentDocument], current: str | None
) -> NotCheckableReasonValue | None:
    """Why the claim cannot be checked: the standing assessment's reason, else the desk's triage."""
    if current is None:
        reason: NotCheckableReasonValue | None = value_of(NotCheckableReason, claim.not_checkable_reason)
        return reason
    return next(a["not_checkable_reason"] for a in assessments if a["id"] == current)


def _person(user: User | None, role: str) -> StaffDocument | None:
    return staff(user.profile.pseudonym, role) if user else None


def _occurred(row: Appearance | Rebuttal) -> str | None:
    return rfc3339_at(row.occurred_at, row.occurred_offset) if row.occurred_at else None


def _selector(row: Quotation) -> Selector | None:
    if not row.quote:
        return None
    return {"prefix": row.prefix, "exact": row.quote, "suffix": row.suffix}


def _asked(row: Rebuttal) -> AskedDocument | None:
    if not row.asked_of:
        return None
    return {
        "of": row.asked_of,
        "when": date_document(row.asked_at),
        "deadline": date_document(row.asked_deadline),
    }


def _relation(row: Relation) -> RelationDocument:
    return {
        "kind": value_of(RelationKind, row.kind),
        "claim": str(row.other_id),
        "by": _person(row.by, row.by_role),
        "note": row.note,
        "at": rfc3339(row.at),
    }


def compose_narratives(narratives: Iterable[Narrative], *, also_public: Collection[UUID] = ()) -> dict[UUID, Composed]:
    """Compose these narratives with the ids of the published claims that feed them."""
    feeding = Prefetch("claims", unrestricted(Claim.objects.all()))
    rows = list(Narrative.objects.filter(pk__in=[n.pk for n in narratives]).prefetch_related(feeding))
    named = {claim.pk for row in rows for claim in row.claims.all()}
    public = also_public
    if public is not EVERYBODY:
        public = {*also_public, *Claim.objects.published().filter(pk__in=named).values_list("pk", flat=True)}
    return {row.pk: _compose_narrative(row, public) for row in rows}


def _compose_narrative(narrative: Narrative, public: Collection[UUID]) -> Composed:
    neighbours = Neighbours(public)
    body: NarrativeBody = {
        "format": NARRATIVE_FORMAT,
        "id": str(narrative.pk),
        "slug": narrative.slug,
        "api_url": addresses.of(NARRATIVE, narrative.pk),
        "name": narrative.name,
        "description": narrative.description,
        "period": date_document(narrative.period),
        "techniques": sorted(set(narrative.techniques)),
        "claims": neighbours.several("claims", [(claim.pk, str(claim.pk)) for claim in narrative.claims.all()]),
    }
    return Composed(dict(body), neighbours.held_back)


def preview(claim: Claim) -> dict[str, Any]:
    """The document that publishing the claim now would store, without its `edition` member."""
    return compose([claim], also_public={claim.pk})[claim.pk].document
