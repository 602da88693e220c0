"""What an editor sees of a claim, a narrative or an assessment before deciding on it, and its SHA-256.

It is taken over all that is written, drafts of judgements and links to unpublished neighbours included
(`claimtrack.editions.shown`), and not over what readers would get at this moment.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from claims.composing.compose import compose_as_written, compose_narratives
from claims.composing.desk import Desk, desk_around
from claims.models import Assessment, Claim, Narrative
from claimtrack.editions.chain import Document
from claimtrack.editions.shown import EVERYBODY, said, text_sha256

#: Members that a later format added.
LATER: Final = frozenset({"inquiries", "observations", "summary", "description", "transcript", "perceptual_hash"})


def claims_said(claims: Iterable[Claim]) -> dict[UUID, Document]:
    """What each of these claims says, in the few queries of one composition."""
    return _said_by(desk_around(list(claims), with_drafts=True))


def _said_by(desk: Desk) -> dict[UUID, Document]:
    documents = compose_as_written(desk)
    return {
        claim.pk: _without_what_is_not_said(said(documents[claim.pk])) | _decided_here(claim, desk)
        for claim in desk.claims
    }


def _without_what_is_not_said(value: Any) -> Any:
    """A claim of which nothing of this is known has the number that it had before documents had a place for it."""
    match value:
        case list():
            return [_without_what_is_not_said(each) for each in value]
        case dict():
            kept = {name: each for name, each in value.items() if each or name not in LATER}
            return {name: _without_what_is_not_said(each) for name, each in kept.items()}
    return value


def _decided_here(claim: Claim, desk: Desk) -> Document:
    """Topics by their ids, as their slugs are addresses; and the claim's own triage, not what a judgement says."""
    topics = sorted(str(topic.pk) for topic in desk.topics[claim.pk])
    return {"topics": topics, "not_checkable_reason": claim.not_checkable_reason or None}


def narratives_said(narratives: Sequence[Narrative]) -> dict[UUID, Document]:
    """What each of these narratives says."""
    composed = compose_narratives(narratives, also_public=EVERYBODY)
    return {pk: said(each.document) for pk, each in composed.items()}


def claims_sha256(claims: Iterable[Claim]) -> dict[UUID, str]:
    """The `document_sha256` of each of these claims."""
    return desk_sha256(desk_around(list(claims), with_drafts=True))


def desk_sha256(desk: Desk) -> dict[UUID, str]:
    """The `document_sha256` of each claim of a desk that was read with its drafts."""
    return {pk: text_sha256(text) for pk, text in _said_by(desk).items()}


def narratives_sha256(narratives: Sequence[Narrative]) -> dict[UUID, str]:
    """The `document_sha256` of each of these narratives."""
    return {pk: text_sha256(text) for pk, text in narratives_said(narratives).items()}


def content_sha256(assessment: Assessment) -> str:
    """The number of what an assessment's author wrote: the assessment with its evidence, whoever approves it."""
    claims = [assessment.claim] if assessment.claim else _answered(assessment)
    # Whoever approves sees all of it: it may rest on what is restricted to them.
    texts = _said_by(desk_around(claims, with_drafts=True, with_restricted=True))
    return text_sha256(next(_found(texts.values(), str(assessment.pk))))


def _answered(assessment: Assessment) -> list[Claim]:
    by_name = Claim.objects.filter(answers__rebuttal=assessment.rebuttal_id, answers__taken_off=False)
    return list(by_name.order_by("pk")[:1]) or list(Claim.objects.under([assessment.rebuttal_id]).order_by("pk"))


def _found(texts: Iterable[Document], assessment_id: str) -> Iterator[Document]:
    for text in texts:
        judged = [text, *text["rebuttals"]]
        yield from (each for of in judged for each in of["assessments"] if each["id"] == assessment_id)
