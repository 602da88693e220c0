"""What a claim's edition shows besides the claim: the items that the other public lists serve."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from claims.record.documents import (
    AppearanceDocument,
    AssessmentDocument,
    ClaimDocument,
    NarrativeDocument,
    RebuttalDocument,
    SubjectName,
)
from claimtrack import addresses
from claimtrack.dates import DateDocument
from claimtrack.editions.items import Item
from sources.documents import CitedDocument


def items_of(document: Any) -> Sequence[Item]:
    """The rebuttals, assessments, appearances, documents, topics and subjects of one claim's document."""
    claim: ClaimDocument = document
    items = [
        *(_rebuttal(claim, rebuttal) for rebuttal in claim["rebuttals"]),
        *(_assessment(claim, assessment, target) for assessment, target in _judged(claim)),
        *(_appearance(claim, appearance) for appearance in claim["appearances"]),
        *(_document(shown) for shown in _documents(claim)),
        *(_topic(claim, slug) for slug in claim["topics"]),
        *(_subject(subject) for subject in claim["about"]),
    ]
    return list({(item.kind, item.item_id): item for item in items}.values())


def _keys(pairs: Mapping[str, str | None] | Sequence[tuple[str, str | None]]) -> list[str]:
    rows = pairs.items() if isinstance(pairs, Mapping) else pairs
    return [f"{name}:{value}" for name, value in rows if value]


def _days(value: DateDocument | None) -> tuple[date | None, date | None]:
    if value is None:
        return None, None
    earliest, latest = value["earliest"], value["latest"]
    return (
        date.fromisoformat(earliest) if earliest else None,
        date.fromisoformat(latest) if latest else None,
    )


def _judged(claim: ClaimDocument) -> Iterator[tuple[AssessmentDocument, dict[str, str]]]:
    for assessment in claim["assessments"]:
        yield assessment, {"claim": claim["id"]}
    for rebuttal in claim["rebuttals"]:
        for assessment in rebuttal["assessments"]:
            yield assessment, {"rebuttal": rebuttal["id"]}


def _rebuttal(claim: ClaimDocument, rebuttal: RebuttalDocument) -> Item:
    earliest, latest = _days(rebuttal["made"])
    sources = [rebuttal["source"], *([rebuttal["speaker"]] if rebuttal["speaker"] else [])]
    return Item(
        kind="rebuttal",
        item_id=rebuttal["id"],
        body=dict(rebuttal),
        name=rebuttal["statement"],
        language=claim["language"],
        keys=_keys(
            [
                ("kind", rebuttal["kind"]),
                ("standing", rebuttal["standing"]),
                ("stake", rebuttal["stake"]),
                ("document", rebuttal["document"]["id"]),
                ("publisher", rebuttal["document"]["publisher"]["id"]),
                *(("source", source["id"]) for source in sources),
                *_topical(claim),
            ]
        ),
        earliest=earliest,
        latest=latest,
    )


def _topical(claim: ClaimDocument) -> Iterator[tuple[str, str]]:
    """What an answer or an appearance inherits from the claim it belongs to."""
    yield from (("about", subject["id"]) for subject in claim["about"])
    yield from (("topic", slug) for slug in claim["topics"])
    yield from (("narrative", narrative["id"]) for narrative in claim["narratives"])


def _assessment(claim: ClaimDocument, assessment: AssessmentDocument, target: dict[str, str]) -> Item:
    earliest, latest = _days(assessment["assessed_at"])
    source = assessment["by"]["source"]
    return Item(
        kind="assessment",
        item_id=assessment["id"],
        body={**assessment, "target": target},
        name=assessment["rationale"],
        language=claim["language"],
        keys=_keys(
            {
                "assessed_by": source["id"] if source else None,
                "by": assessment["by"]["type"],
                "status": assessment["status"],
                "verdict": assessment["verdict"],
                "likelihood": assessment["likelihood"],
                "confidence": assessment["confidence"],
                "rebuttal": target.get("rebuttal"),
            }
        ),
        earliest=earliest,
        latest=latest,
    )


def _appearance(claim: ClaimDocument, appearance: AppearanceDocument) -> Item:
    earliest, latest = _days(appearance["made"])
    speaker = appearance["speaker"]
    return Item(
        kind="appearance",
        item_id=appearance["id"],
        body={**appearance, "claim": claim["id"]},
        name=" ".join(filter(None, [claim["statement"], appearance["quote"]])),
        language=claim["language"],
        keys=_keys(
            [
                ("role", appearance["role"]),
                ("document", appearance["document"]["id"]),
                ("publisher", appearance["document"]["publisher"]["id"]),
                ("speaker", speaker["id"] if speaker else None),
                *(("attributed_to", source["id"]) for source in appearance["attributed_to"]),
                ("first_known", str(appearance["first_known"]).lower()),
                ("media_category", appearance["media_category"]),
                *_topical(claim),
            ]
        ),
        earliest=earliest,
        latest=latest,
    )


def _documents(claim: ClaimDocument) -> Iterator[CitedDocument]:
    yield from (appearance["document"] for appearance in claim["appearances"])
    yield from (rebuttal["document"] for rebuttal in claim["rebuttals"])
    for item in claim["evidence"]:
        if "document" in item["item"]:
            yield item["item"]["document"]
    for assessment, _ in _judged(claim):
        if assessment["document"]:
            yield assessment["document"]


def _document(shown: CitedDocument) -> Item:
    earliest, latest = _days(shown["published"])
    return Item(
        kind="document",
        item_id=shown["id"],
        body=dict(shown),
        name=shown["title"] or "",
        language=shown["language"],
        keys=_keys(
            [
                ("publisher", shown["publisher"]["id"]),
                ("medium", shown["medium"]),
                ("language", shown["language"]),
                ("language", (shown["language"] or "").split("-")[0]),
            ]
        ),
        earliest=earliest,
        latest=latest,
    )


def _topic(claim: ClaimDocument, slug: str) -> Item:
    return Item(
        kind="topic",
        item_id=slug,
        body={"slug": slug, "api_url": addresses.of("topic", slug)},
        slug=slug,
        name=slug.replace("-", " "),
        keys=_keys([("narrative", narrative["id"]) for narrative in claim["narratives"]]),
    )


def _subject(subject: SubjectName) -> Item:
    return Item(
        kind="subject",
        item_id=subject["id"],
        body={**subject, "api_url": addresses.of("subject", subject["id"])},
        slug=subject["slug"],
        name=subject["name"],
        keys=_keys({"kind": subject["kind"]}),
    )


def narrative_item(document: Any) -> Item:
    """The row of a narrative in the public list of narratives."""
    narrative: NarrativeDocument = document
    earliest, latest = _days(narrative["period"])
    return Item(
        kind="narrative",
        item_id=narrative["id"],
        body=dict(narrative),
        slug=narrative["slug"],
        name=narrative["name"],
        earliest=earliest,
        latest=latest,
    )
