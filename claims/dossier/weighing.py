"""What the claim was weighed on, and how it was judged."""

from collections.abc import Iterator, Sequence

from claims.dossier.blocks import (
    Block,
    Inline,
    Item,
    Quotation,
    Section,
    Strong,
    bullets,
    line,
    paragraphs,
    within,
)
from claims.dossier.reading import Reading
from claims.dossier.wording import (
    ANCHORED,
    confidence,
    counted,
    credibility,
    dated,
    document,
    instant,
    judge,
    likelihood,
    listed,
    meant,
    member,
    name,
    outcome,
    sentence,
)
from claims.record.documents import (
    AppearanceDocument,
    AssessmentDocument,
    EvidenceDocument,
    RebuttalDocument,
)
from claims.record.named import documents_printed
from claims.scales import AppearanceRole, Bearing, ChangeReason, Weight

# -- evidence -------------------------------------------------------------------------------------

HEADINGS = {
    Bearing.SUPPORTS: "Evidence for",
    Bearing.UNDERMINES: "Evidence against",
    Bearing.INCONCLUSIVE: "Evidence that decides neither way",
    Bearing.CONTEXT: "Context",
}


def evidence(reading: Reading) -> Section:
    on_claim = [item for item in reading.claim["evidence"] if "claim" in item["target"]]
    on_answers = [item for item in reading.claim["evidence"] if "rebuttal" in item["target"]]
    sections = [
        Section(heading, tuple(_items(reading, [item for item in on_claim if item["bearing"] == bearing])))
        for bearing, heading in HEADINGS.items()
    ]
    if on_answers:
        sections.append(Section("Evidence on the answers", tuple(_items(reading, on_answers))))
    return Section(
        "Evidence",
        (
            *sections,
            Section("Independence", tuple(_independence(reading))),
            Section("Gaps", tuple(_gaps(reading))),
        ),
    )


def _items(reading: Reading, items: Sequence[EvidenceDocument]) -> list[Block]:
    if not items:
        return [line("None is recorded.")]
    return bullets([Item(tuple(_item(reading, item))) for item in items])


def _item(reading: Reading, item: EvidenceDocument) -> Iterator[Block]:
    yield line(Strong(f"{sentence(reading.label(item['id']))}. "), *_what(reading, item), _target(reading, item))
    yield from paragraphs(item["note"])
    if item["quote"]:
        yield line("The passage it rests on:")
        yield Quotation(item["quote"])
        yield line(ANCHORED[item["anchored"]])
    grades = []
    if item["credibility"]:
        grades.append(f"Credibility of the information (Admiralty code): {credibility(item['credibility'])}.")
    if item["weight"]:
        weight = Weight(item["weight"])
        grades.append(f"Weight: {meant(weight)}.")
    if grades:
        yield line(" ".join(grades))


def _what(reading: Reading, item: EvidenceDocument) -> tuple[Inline, ...]:
    if "claim" in item["item"]:
        return ("The claim ", *reading.claim_named(item["item"]["claim"]), ".")
    shown = item["item"]["document"]
    return (f"{document(shown)} ({reading.exhibit(shown)}).",)


def _target(reading: Reading, item: EvidenceDocument) -> str:
    if "rebuttal" not in item["target"]:
        return ""
    bearing = BEARS_ON_ANSWER[Bearing(item["bearing"])]
    return f" It {bearing} {reading.label(item['target']['rebuttal'])}, and is no evidence on the claim itself."


BEARS_ON_ANSWER = {
    Bearing.SUPPORTS: "supports",
    Bearing.UNDERMINES: "undermines",
    Bearing.INCONCLUSIVE: "decides nothing about",
    Bearing.CONTEXT: "gives context to",
}


# -- independence ---------------------------------------------------------------------------------


def origins(appearances: Sequence[AppearanceDocument]) -> dict[str, list[str]]:
    """Ids of appearances by the id of the one they come down to, through any number of repetitions.

    Those that ask or dispute do not count; a claim repeated by many is said as often as it has origins.
    """
    says = {AppearanceRole.ASSERTS, AppearanceRole.REPORTS, AppearanceRole.ENDORSES}
    derives = {item["id"]: item["derives_from"] for item in appearances}
    found: dict[str, list[str]] = {}
    for item in appearances:
        if item["role"] in says:
            found.setdefault(_origin(item["id"], derives), []).append(item["id"])
    return found


def _origin(appearance_id: str, derives: dict[str, str | None]) -> str:
    """The first of the line; a ring, which only bad data has, ends where it began to repeat."""
    seen = []
    current: str | None = appearance_id
    while current and current not in seen:
        seen.append(current)
        current = derives.get(current)
    return min(seen[seen.index(current) :]) if current else seen[-1]


def _independence(reading: Reading) -> Iterator[Block]:
    found = origins(reading.claim["appearances"])
    said = sum(len(ids) for ids in found.values())
    if said == 1:
        yield line("The claim is said in one appearance only, as far as the record knows.")
    else:
        yield line(
            f"{said} appearances of the claim come down to {counted(len(found), 'origin', 'origins')}. A repetition is "
            "counted to what it repeats, as far as the record knows."
        )
    repeated = [(origin, ids) for origin, ids in found.items() if ids != [origin]]
    yield from bullets(
        [
            line(f"{sentence(_called(reading, origin))}: repeated by {_labels(reading, ids, origin)}")
            for origin, ids in repeated
        ]
    )
    yield from _publishers_of_evidence(reading)


def _called(reading: Reading, appearance_id: str) -> str:
    return reading.labels.get(appearance_id, "an appearance of another claim")


def _labels(reading: Reading, ids: Sequence[str], but: str) -> str:
    return listed([reading.label(item) for item in ids if item != but])


def _publishers_of_evidence(reading: Reading) -> Iterator[Block]:
    """In whose documents the evidence stands: five items from one publisher are not five witnesses."""
    items = reading.claim["evidence"]
    if not items:
        return
    publishers: dict[str, str] = {}
    for item in items:
        publishers |= _publishers(reading, item)
    names = sorted(publishers.values())
    stand = "stands" if len(items) == 1 else "stand"
    yield line(
        f"{sentence(counted(len(items), 'item', 'items'))} of evidence {stand} in documents of "
        f"{counted(len(names), 'publisher', 'publishers')}: {listed(names)}."
    )


def _publishers(reading: Reading, item: EvidenceDocument) -> dict[str, str]:
    if "claim" not in item["item"]:
        publisher = item["item"]["document"]["publisher"]
        return {publisher["id"]: name(publisher)}
    card = reading.bundle["neighbours"].get(item["item"]["claim"])
    sources = card["sources"] if card else []
    return {source["id"]: within(source["name"]) for source in sources if source["role"] == "publisher"}


# -- gaps -----------------------------------------------------------------------------------------


def _gaps(reading: Reading) -> list[Block]:
    gaps = list(_missing(reading))
    return bullets([line(gap) for gap in gaps]) or [line("None is seen from the record alone.")]


def _missing(reading: Reading) -> Iterator[str]:
    claim = reading.claim
    for bearing, side in ((Bearing.SUPPORTS, "for"), (Bearing.UNDERMINES, "against")):
        if not any(item["bearing"] == bearing and "claim" in item["target"] for item in claim["evidence"]):
            yield f"No evidence {side} the claim is recorded."
    if claim["aspects"]:
        yield f"Questions a check has to answer: {len(claim['aspects'])}; they are listed under the finding."
    documents = documents_printed(claim)
    without = [item for item in documents.values() if not item["capture"]]
    if without:
        yield (
            f"No copy is kept of {_share(len(without), len(documents), 'document', 'documents')}; nothing quoted from "
            "there was checked."
        )
    quoting = [item for item in (*claim["appearances"], *claim["rebuttals"], *claim["evidence"]) if item["quote"]]
    if missed := [item for item in quoting if item["anchored"] is False]:
        share = _share(len(missed), len(quoting), "quotation", "quotations")
        yield f"Of {share} the words were not found in the copy of the document that we keep."
    ungraded = [item for item in claim["evidence"] if item["credibility"] in {None, 6}]
    if ungraded:
        items = _share(len(ungraded), len(claim["evidence"]), "item of evidence", "items of evidence")
        yield f"The credibility of {items} is not graded or cannot be judged."
    yield from _unnamed(claim["appearances"])


def _share(some: int, all_: int, one: str, many: str) -> str:
    return f"the one {one}" if all_ == 1 else f"{some} of the {all_} {many}"


def _unnamed(appearances: Sequence[AppearanceDocument]) -> Iterator[str]:
    speakers = [s for item in appearances for s in (item["speaker"], *item["attributed_to"]) if s]
    if any(source["kind"] == "anonymous" for source in speakers):
        yield "The line of attribution leads to somebody who is not named."
    if any(item["speaker"] is None for item in appearances):
        yield "A document does not say who speaks."


# -- ledger ---------------------------------------------------------------------------------------


def ledger(reading: Reading) -> Section:
    """Every judgement as it was approved, oldest first; a later one replaces, and never rewrites."""
    if not reading.judgements:
        return Section("Assessment ledger", (line("No judgement is recorded."),))
    replaced = {item["supersedes"]: item for item, _ in reading.judgements if item["supersedes"]}
    return Section(
        "Assessment ledger",
        (
            line("Every judgement as it was approved, oldest first. A later one replaces, and never rewrites."),
            *(
                Section(
                    f"{sentence(reading.label(item['id']))}: {judge(item)}",
                    tuple(_judgement(reading, item, answer, replaced.get(item["id"]))),
                )
                for item, answer in reading.judgements
            ),
        ),
    )


def _judgement(
    reading: Reading,
    item: AssessmentDocument,
    answer: RebuttalDocument | None,
    successor: AssessmentDocument | None,
) -> Iterator[Block]:
    of = "statement" if answer is None else "answer"
    if answer:
        yield line(f"It judges {reading.label(answer['id'])}, not the claim itself.")
    yield line(f"Outcome: {outcome(item)}.")
    if item["label"]:
        scale = f", on the scale “{within(item['scale'])}”" if item["scale"] else ""
        yield line(f"In the judge's own words: “{within(item['label'])}”{scale}.")
    if item["likelihood"]:
        yield likelihood(item["likelihood"], of=of)
    if item["confidence"]:
        yield confidence(item["confidence"])
    yield from bullets([line(fact) for fact in _circumstances(reading, item, successor)])
    if item["rationale"]:
        yield line(Strong("Reasons"))
        yield from paragraphs(item["rationale"])


def _circumstances(reading: Reading, item: AssessmentDocument, successor: AssessmentDocument | None) -> Iterator[str]:
    by = item["by"]
    if by["type"] == "desk":
        yield f"Analyst: {member(by['analyst'], reading.bundle['bylines'])}"
        yield f"Approved by: {member(by['approver'], reading.bundle['bylines'])}"
    if item["document"]:
        yield f"Published in: {document(item['document'])} ({reading.exhibit(item['document'])})"
    if item["assessed_at"]:
        yield f"Judged: {dated(item['assessed_at'])}"
    if item["as_of"]:
        yield f"State of evidence: {dated(item['as_of'])}"
    yield f"Entered in the record: {instant(item['recorded_at'])}"
    if item["review_due"]:
        yield f"To be looked at again by: {item['review_due']}"
    held = reading.labels_of(item["evidence"])
    yield f"Evidence then held: {listed(held) if held else 'none is listed'}"
    if item["supersedes"]:
        reason = ChangeReason(str(item["change_reason"]))
        yield f"Replaces {reading.label(item['supersedes'])}, because: {meant(reason)}"
    if successor:
        yield f"Replaced by {reading.label(successor['id'])}"
