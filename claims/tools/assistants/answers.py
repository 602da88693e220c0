"""The shapes of answers, and how they are made of published documents.

The standing of a claim comes before its statement, everywhere. What is told of a claim is bounded; `not_covered` says
what was left out, and the claim's address has all of it.
"""

from collections.abc import Iterable, Sequence
from typing import Final, TypedDict, TypeVar

from django.conf import settings

from claims.record import standings
from claims.record.documents import (
    CLAIM,
    AppearanceDocument,
    AssessmentDocument,
    ClaimDocument,
    RebuttalDocument,
)
from claims.record.listing import current_assessment
from claims.scales import (
    AppearanceRoleValue,
    ConfidenceValue,
    LikelihoodValue,
    RebuttalKindValue,
    StandingValue,
    StatusValue,
    VerdictValue,
)
from claimtrack import addresses
from claimtrack.dates import DateDocument
from claimtrack.editions.chain import EditionKindValue, EditionStamp
from claimtrack.editions.state import RecordState
from claimtrack.notations import Edtf, Instant
from sources.documents import CitedDocument, SourceName

#: Of a claim so many appearances, answers, judgements and corrections are told, and so many characters of a text.
MOST_ITEMS: Final = 20
LONGEST: Final = 2_000

Item = TypeVar("Item")


class RecordTold(TypedDict):
    """The record as it was asked: its address, the position of its newest edition, and the licence of its texts."""

    address: str
    position: int
    license: str
    credit: str


class EditionTold(TypedDict):
    """The edition that is quoted, by which anybody can hold what is quoted against the record.

    `url` is its document, letter for letter; `sha256` its hash; `license` and `credit` are printed in it.
    """

    number: int
    kind: EditionKindValue
    published_at: Instant
    position: int
    sha256: str
    license: str
    credit: str
    url: str


class Told(TypedDict):
    """What every answer says: of which record it is, and what it does not cover."""

    record: RecordTold
    not_covered: list[str]


class ClaimTold(TypedDict):
    """A claim as it is published. Never repeat the `statement` without its `standing`.

    `standing` is how it is judged, in words: a judgement that is not the newsroom's own names whose it is.
    `likelihood` and `confidence` are two things and never one sentence. `made` is when it was said.
    """

    standing: str
    statement: str
    language: str
    status: StatusValue
    verdict: VerdictValue | None
    likelihood: LikelihoodValue | None
    confidence: ConfidenceValue | None
    judged_by: str | None
    made: Edtf | None
    id: str
    slug: str
    url: str
    edition: EditionTold


class DocumentTold(TypedDict):
    """A published item; `url` is its own page, `archived_url` a copy in a public archive."""

    title: str | None
    publisher: str
    published: Edtf | None
    url: str | None
    archived_url: str | None


class AppearanceTold(TypedDict):
    """Where the claim stands: who said it in which document, and on whose word, the nearest first."""

    speaker: str | None
    role: AppearanceRoleValue
    on_the_word_of: list[str]
    quotation: str | None
    found_in_copy: bool | None
    made: Edtf | None
    document: DocumentTold


class RebuttalTold(TypedDict):
    """An answer to the claim."""

    by: str
    kind: RebuttalKindValue
    standing: StandingValue
    statement: str
    quotation: str | None
    made: Edtf | None
    document: DocumentTold


class JudgementTold(TypedDict):
    """One judgement, by the newsroom (`by` null) or by another; `label` is the judge's own word."""

    by: str | None
    status: StatusValue
    verdict: VerdictValue | None
    label: str | None
    likelihood: LikelihoodValue | None
    confidence: ConfidenceValue | None
    reasons: str
    assessed_at: Edtf | None
    document: DocumentTold | None


class NoteTold(TypedDict):
    """A public correction: what was corrected by which edition, in the newsroom's words."""

    edition: int | None
    at: Instant
    note: str


class WholeClaimTold(ClaimTold):
    """A claim with who said it, who answered, who judged it, and what was corrected."""

    context: str
    about: list[str]
    topics: list[str]
    appearances: list[AppearanceTold]
    answers: list[RebuttalTold]
    judgements: list[JudgementTold]
    corrections: list[NoteTold]


class PageTold(Told):
    """A page of a list; `next` is the `cursor` of the next one, null on the last."""

    next: str | None


# -- made of documents ----------------------------------------------------------------------------


def told(now: RecordState, not_covered: Iterable[str]) -> Told:
    record: RecordTold = {
        "address": settings.PUBLIC_URL,
        "position": now.position,
        "license": settings.LICENSE,
        "credit": settings.CREDIT,
    }
    return {"record": record, "not_covered": list(not_covered)}


def absolute(address: str) -> str:
    return f"{settings.PUBLIC_URL}{address}"


def edition_told(work: str, work_id: str, stamp: EditionStamp) -> EditionTold:
    return {
        "number": stamp["number"],
        "kind": stamp["kind"],
        "published_at": stamp["published_at"],
        "position": stamp["position"],
        "sha256": stamp["sha256"],
        "license": stamp["license"],
        "credit": stamp["credit"],
        "url": absolute(addresses.of(work, work_id, edition=stamp["number"])),
    }


def claim_told(claim: ClaimDocument) -> ClaimTold:
    head = claim["headline"]
    return {
        "standing": str(standings.of_claim(claim)),
        "statement": claim["statement"],
        "language": claim["language"],
        "status": claim["status"],
        "verdict": head["verdict"],
        "likelihood": head["likelihood"],
        "confidence": head["confidence"],
        "judged_by": _judge(current_assessment(claim)),
        "made": _edtf(claim["made"]),
        "id": claim["id"],
        "slug": claim["slug"],
        "url": absolute(claim["api_url"]),
        "edition": edition_told(CLAIM, claim["id"], claim["edition"]),
    }


def _judge(current: AssessmentDocument | None) -> str | None:
    """Whose the judgement is: the newsroom's own is credited as its texts are."""
    if current is None:
        return None
    return _name(current["by"]["source"]) or settings.CREDIT


def _name(source: SourceName | None) -> str | None:
    return source["name"] if source else None


def _edtf(date: DateDocument | None) -> str | None:
    return date["edtf"] if date else None


def document_told(document: CitedDocument) -> DocumentTold:
    return {
        "title": document["title"],
        "publisher": document["publisher"]["name"],
        "published": _edtf(document["published"]),
        "url": document["url"],
        "archived_url": document["archived_url"],
    }


def whole_claim_told(claim: ClaimDocument) -> WholeClaimTold:
    return {
        **claim_told(claim),
        "context": cut(claim["context"]),
        "about": [subject["name"] for subject in claim["about"]],
        "topics": claim["topics"],
        "appearances": [_appearance(each) for each in claim["appearances"][:MOST_ITEMS]],
        "answers": [_rebuttal(each) for each in claim["rebuttals"][:MOST_ITEMS]],
        "judgements": [_judgement(each) for each in claim["assessments"][:MOST_ITEMS]],
        "corrections": [
            {"edition": each["number"], "at": each["at"], "note": cut(each["note"])}
            for each in claim["corrections"][-MOST_ITEMS:]
        ],
    }


def _appearance(each: AppearanceDocument) -> AppearanceTold:
    return {
        "speaker": _name(each["speaker"]),
        "role": each["role"],
        "on_the_word_of": [source["name"] for source in each["attributed_to"]],
        "quotation": _cut(each["quote"]),
        "found_in_copy": each["anchored"],
        "made": _edtf(each["made"]),
        "document": document_told(each["document"]),
    }


def _rebuttal(each: RebuttalDocument) -> RebuttalTold:
    return {
        "by": each["source"]["name"],
        "kind": each["kind"],
        "standing": each["standing"],
        "statement": cut(each["statement"]),
        "quotation": _cut(each["quote"]),
        "made": _edtf(each["made"]),
        "document": document_told(each["document"]),
    }


def _judgement(each: AssessmentDocument) -> JudgementTold:
    return {
        "by": _name(each["by"]["source"]),
        "status": each["status"],
        "verdict": each["verdict"],
        "label": each["label"],
        "likelihood": each["likelihood"],
        "confidence": each["confidence"],
        "reasons": cut(each["rationale"]),
        "assessed_at": _edtf(each["assessed_at"]),
        "document": document_told(each["document"]) if each["document"] else None,
    }


# -- bounds ---------------------------------------------------------------------------------------


def cut(text: str) -> str:
    """The text, as far as it is told; what is cut ends with an ellipsis."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _cut(text: str | None) -> str | None:
    return None if text is None else cut(text)


def left_out(items: Sequence[Item], what: str) -> list[str]:
    """A sentence for `not_covered`, where there are more than are told."""
    more = len(items) - MOST_ITEMS
    return [f"{more} more {what} are left out; the claim's address has all of them."] if more > 0 else []
