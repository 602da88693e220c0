"""What an editor sees of a claim, a narrative or an assessment before deciding on it, as a SHA-256.

It is taken over all that is written, drafts of judgements and links to unpublished neighbours included
(`claimtrack.editions.shown`), and not over what readers would get at this moment.
"""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from claims.composing.compose import compose_as_written, compose_narratives
from claims.composing.desk import Desk, desk_around
from claims.models import Assessment, Claim, Narrative
from claimtrack.editions.chain import Document
from claimtrack.editions.shown import EVERYBODY, document_sha256


def claims_sha256(claims: Iterable[Claim]) -> dict[UUID, str]:
    """The `document_sha256` of each of these claims, in the few queries of one composition."""
    documents = compose_as_written(_as_written(list(claims)))
    return {pk: document_sha256(document) for pk, document in documents.items()}


def narratives_sha256(narratives: Sequence[Narrative]) -> dict[UUID, str]:
    """The `document_sha256` of each of these narratives."""
    composed = compose_narratives(narratives, also_public=EVERYBODY)
    return {pk: document_sha256(each.document) for pk, each in composed.items()}


def content_sha256(assessment: Assessment) -> str:
    """The number of what an assessment's author wrote: the assessment with its evidence, whoever approves it."""
    claims = [assessment.claim] if assessment.claim else _answered(assessment)
    # Whoever approves sees all of it: it may rest on what is restricted to them.
    documents = compose_as_written(desk_around(claims, with_drafts=True, with_restricted=True))
    return document_sha256(next(_found(documents.values(), str(assessment.pk))))


def _as_written(claims: list[Claim]) -> Desk:
    return desk_around(claims, with_drafts=True)


def _answered(assessment: Assessment) -> list[Claim]:
    by_name = Claim.objects.filter(answers__rebuttal=assessment.rebuttal_id, answers__taken_off=False)
    return list(by_name.order_by("pk")[:1]) or list(Claim.objects.under([assessment.rebuttal_id]).order_by("pk"))


def _found(documents: Iterable[Document], assessment_id: str) -> Iterator[Document]:
    for document in documents:
        judged = [document, *document["rebuttals"]]
        yield from (each for of in judged for each in of["assessments"] if each["id"] == assessment_id)
