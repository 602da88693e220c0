"""What was found, and what the claim says."""

from collections.abc import Iterator

from claims.dossier.blocks import Block, Section, Strong, bullets, line, paragraphs, within
from claims.dossier.in_short import probability, unjudged, verdict
from claims.dossier.reading import Reading
from claims.dossier.wording import country, dated, instant, judge, listed, outcome, sentence
from claims.record.documents import AssessmentDocument, ClaimDocument, HeadlineDocument
from claims.record.headline import in_force, latest_by_publisher
from claims.record.listing import current_assessment
from claims.scales import ClaimKind, NotCheckableReason, RelationKind
from claimtrack.dates import DateDocument

# -- finding --------------------------------------------------------------------------------------


def finding(reading: Reading) -> Section:
    claim = reading.claim
    current = current_assessment(claim)
    blocks: list[Block] = []
    if current:
        blocks += _judged(reading, current)
    else:
        blocks.append(line(unjudged(claim)))
    blocks += _others(claim["headline"], claim["assessments"])
    return Section("Finding", (*blocks, *_what_would_change_it(reading, current)))


def _judged(reading: Reading, current: AssessmentDocument) -> Iterator[Block]:
    yield from verdict(current)
    if current["label"]:
        yield line(f"In the judge's own words: “{within(current['label'])}”.")
    if current["verdict"] == "unproven":
        yield line(
            "Unproven does not mean false. It says that what is known leaves the matter open, and that new evidence "
            "may settle it either way."
        )
    yield from probability(current)
    yield line(_basis(reading, current))


def _basis(reading: Reading, current: AssessmentDocument) -> str:
    as_of = current["as_of"]
    rests = f"The judgement rests on the evidence as it stood on {dated(as_of)}. " if as_of else ""
    entered = f"It entered the record on {instant(current['recorded_at'])}."
    return f"{rests}{entered} Its reasons stand in the ledger below ({reading.label(current['id'])})."


def _others(headline: HeadlineDocument, assessments: list[AssessmentDocument]) -> Iterator[Block]:
    others = latest_by_publisher([a for a in in_force(assessments) if a["by"]["type"] == "source"])
    if others and (headline["basis"] != "external" or len(others) > 1):
        yield line("Judgements of others, the latest of each:")
        yield from bullets([line(f"{sentence(judge(other))}: {outcome(other)}") for other in others])
    if headline["disagree"]:
        yield line("The judgements recorded here do not agree. They are shown side by side, and none is a vote.")


def _what_would_change_it(reading: Reading, current: AssessmentDocument | None) -> Iterator[Block]:
    questions = reading.claim["aspects"]
    if questions:
        yield line(
            Strong("What would change it: " if current else "What would settle it: "),
            "evidence on any of these questions, which a check has to answer one by one.",
        )
        yield from bullets([line(question) for question in questions])
    else:
        yield line(
            Strong("What would change it: " if current else "What would settle it: "),
            "no open questions are noted in the record.",
        )
    if current and current["review_due"]:
        yield line(f"The judgement is due to be looked at again by {current['review_due']}.")


# -- scope ----------------------------------------------------------------------------------------


def scope(reading: Reading) -> Section:
    claim = reading.claim
    return Section(
        "Scope, parts and checkability",
        (
            *paragraphs(claim["context"]),
            *bullets(list(_particulars(reading))),
            *_parts(reading),
            *_relations(reading),
            line(_checkability(reading)),
        ),
    )


def _particulars(reading: Reading) -> Iterator[Block]:
    claim = reading.claim
    kind = ClaimKind(claim["kind"])
    yield line(f"Kind of claim: {kind.label}. {kind.meaning}")
    yield line(f"First said: {_first_said(claim)}")
    yield line(f"Time it speaks of: {dated(claim['about_time']) if claim['about_time'] else 'none is recorded'}")
    named = {
        "About": [within(subject["name"]) for subject in claim["about"]],
        "Countries": [country(code) for code in claim["countries"]],
        "Topics": [topic.replace("-", " ") for topic in claim["topics"]],
        "Narratives": [within(narrative["name"]) for narrative in claim["narratives"]],
    }
    yield from (line(f"{heading}: {listed(names)}") for heading, names in named.items() if names)
    yield line(f"Language of the statement: {claim['language']}")


def _first_said(claim: ClaimDocument) -> str:
    if claim["made"]:
        return dated(claim["made"])
    found = [item["made"] for item in claim["appearances"] if item["made"] and item["made"]["earliest"]]
    if not found:
        return "no date is known"
    return f"not recorded; the dates of its appearances begin with {dated(min(found, key=_earliest))}"


def _earliest(date: DateDocument) -> str:
    return date["earliest"] or ""


def _parts(reading: Reading) -> Iterator[Block]:
    claim = reading.claim
    if claim["part_of"]:
        yield line("It is a part of: ", *reading.claim_named(claim["part_of"]))
    if claim["parts"]:
        yield line("It has these parts, each judged by itself; its own judgement is not computed from theirs:")
        yield from bullets([line(*reading.claim_named(part)) for part in claim["parts"]])


def _relations(reading: Reading) -> Iterator[Block]:
    relations = reading.claim["relations"]
    if not relations:
        return
    yield line("How it stands to other claims:")
    yield from bullets(
        [
            line(
                f"{sentence(str(RelationKind(relation['kind']).label))}: ",
                *reading.claim_named(relation["claim"]),
                f". Reason: {within(relation['note'])}",
            )
            for relation in relations
        ]
    )


def _checkability(reading: Reading) -> str:
    claim = reading.claim
    if claim["status"] == "not_checkable" and claim["not_checkable_reason"]:
        reason = NotCheckableReason(claim["not_checkable_reason"])
        return f"Checkability: not checkable ({reason.label}). {reason.meaning}"
    if claim["status"] == "rated":
        return "Checkability: the claim can be checked, and has been."
    return "Checkability: nothing recorded stands against checking the claim; nobody has yet."
