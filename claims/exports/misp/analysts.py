"""Analyst data of events: judgements as opinions, context as a note, how a claim stands to others as relationships.

Whoever takes an event in is named as the author of what has none, so everything has one.
"""

from collections.abc import Iterator
from typing import Final

from claims.exports import told
from claims.exports.misp.parts import Part, clock, distribution_of, event_uuid, organisation
from claims.exports.published import Site
from claims.exports.uuids import uuid_of
from claims.record.documents import AssessmentDocument, ClaimDocument
from claims.scales import Verdict

#: How far the judge agrees with the claim, in hundredths: what MISP makes of the opinions of our STIX.
OPINIONS: Final = {
    Verdict.TRUE: 100,
    Verdict.MOSTLY_TRUE: 75,
    Verdict.MIXED: 50,
    Verdict.UNPROVEN: 50,
    Verdict.MISLEADING: 25,
    Verdict.MOSTLY_FALSE: 25,
    Verdict.FALSE: 0,
}
#: Of a judgement that was superseded: MISP cannot take an opinion back, and goes by its number.
NO_LONGER: Final = 50


def opinions(claim: ClaimDocument, site: Site) -> Iterator[Part]:
    """Each judgement with a verdict; its number is no verdict, so the words of it come first in the comment."""
    successors = told.successors(claim)
    for assessment in claim["assessments"]:
        if assessment["verdict"]:
            successor = successors.get(assessment["id"])
            yield _judgement("Opinion", assessment, successor, claim, site) | {
                "opinion": str(NO_LONGER if successor else OPINIONS[Verdict(assessment["verdict"])]),
                "comment": told.explained(assessment, successor),
            }


def notes(claim: ClaimDocument, site: Site) -> Iterator[Part]:
    """The context of the claim, and each judgement without a verdict: it has no number."""
    if claim["context"]:
        edition = claim["edition"]["published_at"]
        yield _made("Note", uuid_of("note", "context", claim["id"]), site.name, edition, edition, claim, site) | {
            "note": f"Context of the claim ({told.standing_words(claim)}): {claim['context']}",
        }
    successors = told.successors(claim)
    for assessment in claim["assessments"]:
        if not assessment["verdict"]:
            successor = successors.get(assessment["id"])
            yield _judgement("Note", assessment, successor, claim, site) | {
                "note": told.explained(assessment, successor)
            }


def relationships(claim: ClaimDocument, site: Site) -> Iterator[Part]:
    """To the events of other claims, which need not be there."""
    if whole := claim["part_of"]:
        yield _relationship("part-of", whole, claim["edition"]["published_at"], claim, site)
    for relation in claim["relations"]:
        yield _relationship(relation["kind"].replace("_", "-"), relation["claim"], relation["at"], claim, site)


def _relationship(type_: str, claim_id: str, at: str, claim: ClaimDocument, site: Site) -> Part:
    uuid = uuid_of("relationship", claim["id"], type_, claim_id)
    return _made("Relationship", uuid, site.name, at, at, claim, site) | {
        "relationship_type": type_,
        "related_object_type": "Event",
        "related_object_uuid": event_uuid(claim_id),
    }


def _judgement(
    type_: str, assessment: AssessmentDocument, successor: AssessmentDocument | None, claim: ClaimDocument, site: Site
) -> Part:
    """A judgement has the id of its opinion in STIX."""
    author, recorded = told.judge(assessment) or site.name, assessment["recorded_at"]
    changed = successor["recorded_at"] if successor else recorded
    return _made(type_, uuid_of("opinion", assessment["id"]), author, recorded, changed, claim, site)


def _made(type_: str, uuid: str, author: str, created: str, modified: str, claim: ClaimDocument, site: Site) -> Part:
    publisher = organisation(site)
    return {
        "uuid": uuid,
        "note_type_name": type_,
        "object_uuid": event_uuid(claim["id"]),
        "object_type": "Event",
        "authors": author,
        "created": clock(created),
        "modified": clock(modified),
        "distribution": distribution_of(claim),
        "orgc_uuid": publisher["uuid"],
        "Orgc": publisher,
    }
