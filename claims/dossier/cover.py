"""The first page: what was claimed and how it is judged, before what it is of, from where and when."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from claims.dossier import asking
from claims.dossier.blocks import (
    BIDI_CONTROLS,
    Block,
    Code,
    Item,
    Link,
    Quotation,
    Strong,
    bullets,
    line,
    paragraphs,
    within,
)
from claims.dossier.in_short import in_short, who_answered
from claims.dossier.reading import Reading
from claims.dossier.selection import Selection
from claims.dossier.shapes import Bundle, PinnedDocument, withdrawal
from claims.dossier.wording import came_about, counted, dated, instant, listed, name, sentence, standing_of, stopped
from claims.record.documents import ClaimDocument, HeadlineDocument, NarrativeDocument
from claims.scales import Confidence, Likelihood, Status
from claimtrack.editions.chain import canonical
from claimtrack.editions.reading import EditionDocument

_TURNING = re.compile(f"[{BIDI_CONTROLS}]")


def cover(bundle: Bundle, readings: Sequence[Reading]) -> list[Block]:
    """What was claimed, how it is judged and who answered; then what this is of, from where and when."""
    if bundle["selection"]:
        return _selected(bundle, bundle["selection"], readings)
    found = {reading.claim["id"]: reading.claim for reading in readings}
    documents = bundle["claims"]
    shown = [block for document in documents for block in _shown(bundle, document, found.get(document["id"]))]
    if len(documents) == 1:
        return [*shown, *bullets([*_edition(bundle, documents[0]), *_facts(bundle)])]
    each = bullets([_of_one(bundle, document) for document in documents])
    return [*shown, ABOUT, *each, line("Of all of them:"), *bullets(list(_facts(bundle)))]


def _of_one(bundle: Bundle, document: PinnedDocument) -> Item:
    first, *others = _edition(bundle, document)
    return Item((first, *bullets(others)))


ABOUT = line(Strong("This dossier"))


def _shown(bundle: Bundle, document: PinnedDocument, claim: ClaimDocument | None) -> Iterator[Block]:
    if document["statement"] is not None:
        yield Quotation(document["statement"])
    yield from _warnings(bundle, document)
    if claim:
        yield from in_short(claim)


# -- many claims ----------------------------------------------------------------------------------


def _selected(bundle: Bundle, selection: Selection, readings: Sequence[Reading]) -> list[Block]:
    """A narrative or a filter: what it is, how its claims are judged, each in short; then how they were chosen."""
    narrative = selection["narrative"]
    blocks: list[Block] = []
    if narrative:
        blocks += [Quotation(narrative["name"]), *paragraphs(narrative["description"])]
    blocks += [*_tally(readings), *_left_out(selection)]
    blocks.append(line(Strong("The claims. "), BY_TIME if narrative else "They stand in the order of the filter."))
    blocks += [*bullets([_in_a_line(bundle, reading) for reading in readings]), ABOUT]
    if narrative:
        blocks += bullets([*_narrative(bundle, narrative), *_facts(bundle)])
        return blocks
    filters = line("Claims found by this filter of the record: ", Code(selection["filters"] or "none"))
    return [*blocks, *bullets([filters, *_facts(bundle)])]


BY_TIME = (
    "They stand in the order of time: by the first day of the time each speaks of or, where none is recorded, of when "
    "it was first said. Those without a date come last."
)


def _tally(readings: Sequence[Reading]) -> Iterator[Block]:
    """`10 claims: 7 under review and 3 rated unproven by us.` and who answered how many of them."""
    judged = Counter(standing_of(reading.claim["headline"]) for reading in readings)
    standings = [f"{number} {standing}" for standing, number in judged.most_common()]
    yield line(f"{counted(len(readings), 'claim', 'claims')}: {listed(standings)}.")
    if judged[str(Status.UNDER_REVIEW.label)]:
        yield line("Under review means that nobody has judged the claim: nothing here says that it is true or false.")
    yield from _parties("Who answered", readings, silent=False)
    yield from _parties("Who was asked and did not answer", readings, silent=True)
    if not any(reading.claim["rebuttals"] or reading.claim["inquiries"] for reading in readings):
        yield line("No answer to any of them is recorded, and no request for one. That says nothing about their truth.")


def _parties(who: str, readings: Sequence[Reading], *, silent: bool) -> Iterator[Block]:
    """`Who answered: Russian Embassy in London (3 claims).`"""
    claims: Counter[str] = Counter()
    for reading in readings:
        items = [i["source"] for i in reading.claim["rebuttals"] if (i["kind"] == "no_response") == silent]
        asked = asking.silent(reading.claim) if silent else asking.responding(reading.claim)
        claims.update(dict.fromkeys([name(each) for each in (*items, *(item["source"] for item in asked))], 1))
    if claims:
        parties = [f"{party} ({counted(number, 'claim', 'claims')})" for party, number in claims.items()]
        yield line(f"{who}: {listed(parties)}.")


def _in_a_line(bundle: Bundle, reading: Reading) -> Item:
    claim = reading.claim
    headline, stamp = claim["headline"], claim["edition"]
    words = f"{sentence(standing_of(headline))}. "
    return Item(
        (
            line(f"“{within(claim['statement'])}”"),
            *_warnings(bundle, claim),
            line(f"{words}Edition {stamp['number']}, {came_about(stamp)}."),
            *_grades(headline),
            *(who_answered(claim) if claim["rebuttals"] or claim["inquiries"] else ()),
        )
    )


def _grades(headline: HeadlineDocument) -> Iterator[Block]:
    """Each a sentence and a paragraph of its own."""
    if headline["likelihood"]:
        yield line(f"Likelihood: {Likelihood(headline['likelihood']).label}.")
    if headline["confidence"]:
        yield line(f"Analytic confidence: {Confidence(headline['confidence']).label}.")


# -- what it is of --------------------------------------------------------------------------------


def _narrative(bundle: Bundle, narrative: NarrativeDocument) -> Iterator[Block]:
    stamp = narrative["edition"]
    yield line("Narrative: ", Code(narrative["id"]), " (", Code(narrative["slug"]), ")")
    if narrative["period"]:
        yield line(f"Time it spans: {dated(narrative['period'])}")
    if narrative["techniques"]:
        yield line(f"Spread by these techniques of DISARM: {', '.join(narrative['techniques'])}")
    yield line(f"Edition: {stamp['number']}, {came_about(stamp)}")
    yield line("Address: ", Link(f"{bundle['record']}{narrative['api_url']}?edition={stamp['number']}"))


def _left_out(selection: Selection) -> Iterator[Block]:
    if selection["left_out"]:
        number = counted(len(selection["left_out"]), "claim", "claims")
        yield line(Strong("Left out. "), f"{sentence(number)} of this selection cannot be shown:")
        yield from bullets([line(Code(item["id"]), f": {item['why']}") for item in selection["left_out"]])


def _warnings(bundle: Bundle, document: PinnedDocument) -> Iterator[Block]:
    yield from _notices(bundle, document, bundle["editions"][document["id"]])
    if _TURNING.search(canonical(document)):
        yield line(
            Strong("Invisible characters. "),
            "Texts of this claim hold characters that change the direction of writing. They stand here as they were "
            "written, closed off so that they turn no other words.",
        )


def _edition(bundle: Bundle, document: PinnedDocument) -> Iterator[Block]:
    stamp = document["edition"]
    of = len(bundle["editions"][document["id"]])
    yield line("Claim: ", Code(document["id"]), " (", Code(document["slug"]), ")")
    yield line(f"Edition: {stamp['number']} of {of}, {came_about(stamp)}")
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
        reasons = [item["note"] for item in history if item["kind"] == "redacted" and item["note"]]
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
