"""How a dossier opens: what it is of, what was found, and what the claim says."""

import re
from collections.abc import Iterator

from claims.dossier.blocks import (
    BIDI_CONTROLS,
    Block,
    Code,
    Item,
    Link,
    Quotation,
    Section,
    Strong,
    bullets,
    line,
    paragraphs,
    within,
)
from claims.dossier.reading import Reading
from claims.dossier.selection import Selection
from claims.dossier.shapes import Bundle, PinnedDocument, withdrawal
from claims.dossier.wording import (
    confidence,
    counted,
    country,
    dated,
    instant,
    judge,
    likelihood,
    listed,
    meaning,
    meant,
    outcome,
    sentence,
    standing_of,
    stopped,
)
from claims.record.documents import AssessmentDocument, ClaimDocument, HeadlineDocument, NarrativeDocument
from claims.record.headline import latest_by_publisher, standing
from claims.record.listing import current_assessment
from claims.scales import ClaimKind, NotCheckableReason, RelationKind, Status, Verdict
from claimtrack.dates import DateDocument
from claimtrack.editions.chain import canonical
from claimtrack.editions.models import Kind
from claimtrack.editions.reading import EditionDocument

_TURNING = re.compile(f"[{BIDI_CONTROLS}]")

# -- cover ----------------------------------------------------------------------------------------


def cover(bundle: Bundle) -> list[Block]:
    """What this is a dossier of, from where, and what a reader must know before anything else."""
    documents = bundle["claims"]
    if bundle["selection"]:
        return _selected(bundle, bundle["selection"])
    if len(documents) == 1:
        facts = [*_edition(bundle, documents[0]), *_facts(bundle)]
        return [*_shown(bundle, documents[0]), *bullets(facts)]
    each = [(*_shown(bundle, document), *bullets(list(_edition(bundle, document)))) for document in documents]
    return [
        *(block for blocks in each for block in blocks),
        line("Of all of them:"),
        *bullets(list(_facts(bundle))),
    ]


def _selected(bundle: Bundle, selection: Selection) -> list[Block]:
    """A narrative or a filter: what it is, how the claims were chosen, and each claim in a line."""
    narrative = selection["narrative"]
    blocks: list[Block] = []
    if narrative:
        blocks += [Quotation(narrative["name"]), *paragraphs(narrative["description"])]
        blocks += bullets(list(_narrative(bundle, narrative)))
    else:
        blocks.append(line("Claims found by this filter of the record: ", Code(selection["filters"] or "none")))
    blocks += bullets(list(_facts(bundle)))
    blocks += list(_left_out(selection))
    blocks.append(line(Strong("The claims, in the order they follow.")))
    items = [_in_a_line(bundle, document) for document in bundle["claims"]]
    return [*blocks, *bullets(items)]


def _narrative(bundle: Bundle, narrative: NarrativeDocument) -> Iterator[Block]:
    stamp = narrative["edition"]
    yield line("Narrative: ", Code(narrative["id"]), " (", Code(narrative["slug"]), ")")
    if narrative["period"]:
        yield line(f"Time it spans: {dated(narrative['period'])}")
    yield line(f"Edition: {stamp['number']}, {stamp['kind']} on {instant(stamp['published_at'])}")
    yield line("Address: ", Link(f"{bundle['record']}{narrative['api_url']}?edition={stamp['number']}"))


def _left_out(selection: Selection) -> Iterator[Block]:
    if selection["left_out"]:
        number = counted(len(selection["left_out"]), "claim", "claims")
        yield line(Strong("Left out. "), f"{sentence(number)} of this selection cannot be shown:")
        yield from bullets([line(Code(item["id"]), f": {item['why']}") for item in selection["left_out"]])


def _in_a_line(bundle: Bundle, document: PinnedDocument) -> Item:
    stamp = document["edition"]
    reference = f"edition {stamp['number']}, {stamp['kind']} on {instant(stamp['published_at'])}"
    said = f"“{within(document['statement'])}”" if document["statement"] is not None else document["slug"]
    judged = f"; {standing_of(document['headline'])}" if document["statement"] is not None else ""
    return Item((line(f"{said} ({reference}{judged})"), *_warnings(bundle, document)))


def _warnings(bundle: Bundle, document: PinnedDocument) -> Iterator[Block]:
    yield from _notices(bundle, document, bundle["editions"][document["id"]])
    if _TURNING.search(canonical(document)):
        yield line(
            Strong("Invisible characters. "),
            "Texts of this claim hold characters that change the direction of writing. They stand here as they were "
            "written, closed off so that they turn no other words.",
        )


def _shown(bundle: Bundle, document: PinnedDocument) -> Iterator[Block]:
    if document["statement"] is not None:
        yield Quotation(document["statement"])
    yield from _warnings(bundle, document)


def _edition(bundle: Bundle, document: PinnedDocument) -> Iterator[Block]:
    stamp = document["edition"]
    of = len(bundle["editions"][document["id"]])
    yield line("Claim: ", Code(document["id"]), " (", Code(document["slug"]), ")")
    yield line(f"Edition: {stamp['number']} of {of}, {stamp['kind']} on {instant(stamp['published_at'])}")
    yield line("Address: ", Link(f"{bundle['record']}{document['api_url']}?edition={stamp['number']}"))


def _facts(bundle: Bundle) -> Iterator[Block]:
    stamps = [document["edition"] for document in bundle["claims"]]
    asked = f", as asked for: the record as of {instant(bundle['as_of'])}" if bundle["as_of"] else ""
    yield line("Issued by: ", listed(sorted({within(stamp["credit"]) for stamp in stamps})))
    for address in sorted({stamp["license"] for stamp in stamps}):
        yield line("Licence: ", Link(address))
    yield line(
        f"State of the record: position {bundle['position']}, the newest edition named here; it was published on "
        f"{instant(bundle['published_at'])}{asked}"
    )
    yield line(f"Redactions: {_redactions(bundle)}")
    yield line("SHA-256 of this dossier's contents: ", Code(bundle["sha256"]))


def _redactions(bundle: Bundle) -> str:
    taken = sum(item["redacted"] for history in bundle["editions"].values() for item in history)
    if not taken:
        return "none"
    were = counted(taken, "edition was", "editions were")
    return f"{were} taken away under a legal duty; see the notice above"


def _notices(bundle: Bundle, document: PinnedDocument, history: list[EditionDocument]) -> Iterator[Block]:
    number = document["edition"]["number"]
    withdrawn = withdrawal(history)
    if withdrawn:
        yield from _withdrawn(bundle, document, withdrawn)
    elif number < len(history):
        newest = history[-1]
        yield line(
            Strong("Not the newest edition. "),
            f"This is edition {number}. The newest is edition {newest['number']}, {newest['kind']} on "
            f"{instant(newest['published_at'])}.",
        )
    taken = [str(item["number"]) for item in history if item["redacted"]]
    if taken:
        reasons = [item["note"] for item in history if item["kind"] == Kind.REDACTED and item["note"]]
        yield line(
            Strong("Redacted. "),
            f"{sentence(counted(len(taken), 'document', 'documents'))} of earlier editions ({listed(taken)}) went "
            "under a legal duty. Numbers, times and hashes stay. ",
            f"Reason given: {within(reasons[-1])}" if reasons else "No reason is published.",
        )


def _withdrawn(bundle: Bundle, document: PinnedDocument, tombstone: EditionDocument) -> Iterator[Block]:
    survivor = bundle["merged_into"].get(document["id"])
    yield line(
        Strong(f"{sentence(tombstone['kind'])}. "),
        f"This claim was {tombstone['kind']} on {instant(tombstone['published_at'])}, by edition "
        f"{tombstone['number']}. It does not stand any more, and this dossier shows edition "
        f"{document['edition']['number']} only because that was asked for. ",
        f"Reason given: {stopped(within(tombstone['note'] or 'none'))}",
    )
    if survivor:
        card = bundle["neighbours"].get(survivor)
        yield line(
            "It is continued by the claim ",
            Code(survivor),
            f", “{within(card['statement'])}” ({standing_of(card)})." if card else ".",
        )


# -- finding --------------------------------------------------------------------------------------


def finding(reading: Reading) -> Section:
    claim = reading.claim
    current = current_assessment(claim)
    blocks: list[Block] = []
    if current:
        blocks += _judged(reading, current)
    else:
        blocks.append(line(_unjudged(reading)))
    blocks += _others(claim["headline"], claim["assessments"])
    return Section("Finding", (*blocks, *_what_would_change_it(reading, current)))


def _judged(reading: Reading, current: AssessmentDocument) -> Iterator[Block]:
    ours = current["by"]["type"] == "desk"
    rates = "rates this claim " if current["verdict"] else "finds this claim "
    yield line(f"{sentence(judge(current))} {rates}", Strong(_short(current)), f": {_meaning(current)}")
    if not ours:
        yield line("That is the judgement of others. Our desk has not judged the claim.")
    if current["label"]:
        yield line(f"In the judge's own words: “{within(current['label'])}”.")
    if current["verdict"] == Verdict.UNPROVEN:
        yield line(
            "Unproven does not mean false. It says that what is known leaves the matter open, and that new evidence "
            "may settle it either way."
        )
    yield from _probability(current)
    yield line(_basis(reading, current))


def _short(assessment: AssessmentDocument) -> str:
    return str(Verdict(assessment["verdict"]).label) if assessment["verdict"] else "not checkable"


def _meaning(assessment: AssessmentDocument) -> str:
    if assessment["verdict"]:
        return meaning(Verdict(assessment["verdict"])) + "."
    return meant(NotCheckableReason(str(assessment["not_checkable_reason"]))) + "."


def _probability(current: AssessmentDocument) -> Iterator[Block]:
    if current["likelihood"]:
        yield likelihood(current["likelihood"], of="statement")
    elif current["verdict"]:
        yield line("No likelihood is given.")
    if current["confidence"]:
        yield confidence(current["confidence"])


def _basis(reading: Reading, current: AssessmentDocument) -> str:
    as_of = current["as_of"]
    rests = f"The judgement rests on the evidence as it stood on {dated(as_of)}. " if as_of else ""
    entered = f"It entered the record on {instant(current['recorded_at'])}."
    return f"{rests}{entered} Its reasons stand in the ledger below ({reading.label(current['id'])})."


def _unjudged(reading: Reading) -> str:
    claim = reading.claim
    if claim["not_checkable_reason"]:
        reason = NotCheckableReason(claim["not_checkable_reason"])
        return f"Our desk finds that this claim cannot be checked ({reason.label}). {reason.meaning}"
    if claim["headline"]["disagree"]:
        return "There is no finding: others have judged this claim and do not agree, and our desk has not judged it."
    return (
        "There is no finding. The claim is published as under review: nobody has judged it yet, and nothing in this "
        "dossier says that it is true or that it is false."
    )


def _others(headline: HeadlineDocument, assessments: list[AssessmentDocument]) -> Iterator[Block]:
    others = latest_by_publisher([a for a in standing(assessments) if a["by"]["type"] == "source"])
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
    return f"not recorded; the earliest appearance that has a date is of {dated(min(found, key=_earliest))}"


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
    if claim["status"] == Status.NOT_CHECKABLE and claim["not_checkable_reason"]:
        reason = NotCheckableReason(claim["not_checkable_reason"])
        return f"Checkability: not checkable ({reason.label}). {reason.meaning}"
    if claim["status"] == Status.RATED:
        return "Checkability: the claim can be checked, and has been."
    return "Checkability: nothing recorded stands against checking the claim; nobody has yet."
