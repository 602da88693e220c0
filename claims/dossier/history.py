"""What the record itself said when: its corrections, and the editions of a claim."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from claims.dossier.blocks import Block, Line, Quotation, Section, Strong, Table, bullets, line, within
from claims.dossier.reading import Reading
from claims.dossier.wording import (
    attribution,
    confidence,
    counted,
    day,
    document,
    instant,
    likelihood,
    listed,
    name,
    sentence,
    stopped,
)
from claims.record.documents import CorrectionDocument, HeadlineDocument
from claims.scales import ClaimKind, RebuttalKind, Status, Verdict
from claimtrack.editions.reading import EditionDocument
from claimtrack.query.texts import UUID_FORM

# -- corrections ----------------------------------------------------------------------------------


def corrections(reading: Reading) -> Section:
    noted = reading.corrections
    blocks: list[Block] = [line("No correction was published.")] if not noted else []
    for number, correction in enumerate(noted, 1):
        title = f"Correction {number}, {instant(correction['at'])}"
        blocks.append(Section(title, tuple(_correction(reading, correction))))
    return Section("Corrections, and differences between editions", (*blocks, *editions(reading.history)))


def _correction(reading: Reading, correction: CorrectionDocument) -> Iterator[Block]:
    yield line(Strong("What was wrong: "), within(correction["note"]))
    before, after = correction.get("before", {}), correction.get("after", {})
    for path in before:
        if path.endswith(".selector") and path.replace(".selector", ".quote") in before:
            continue  # where a quotation stands changes with its words, which are told already
        if "withheld" in correction:
            yield from _since(reading, path, after[path], withheld=correction["withheld"])
        else:
            yield from _change(reading, path, before[path], after[path])
    if not before:
        yield line("The words before and after are not shown. What changed stands in the list of editions.")
        if correction["paths"]:
            yield line(f"Corrected: {listed([_place(reading, path) for path in correction['paths']])}.")


def _change(reading: Reading, path: str, before: object, after: object) -> Iterator[Block]:
    """One fact: what it was and what it is; a row that came or went, whole."""
    member, place = path.rpartition(".")[2], _place(reading, path)
    if UUID_FORM.fullmatch(member) and (before is None or after is None):
        yield line(f"{sentence(place)} was {'added' if before is None else 'taken away'}:")
        yield from _value(reading, member, after if before is None else before)
        return
    yield line(f"{sentence(place)} was:")
    yield from _value(reading, member, before)
    yield line("It is:")
    yield from _value(reading, member, after)


def _since(reading: Reading, path: str, after: object, *, withheld: str) -> Iterator[Block]:
    """One fact of which the newsroom keeps back what stood there before."""
    yield line(f"What {_place(reading, path)} was is withheld, for a reason of {WITHHELD_FOR[withheld]}.")
    if after is not None:
        yield line("It is:")
        yield from _value(reading, path.rpartition(".")[2], after)


WITHHELD_FOR = {"legal": "law", "privacy": "privacy", "safety": "safety"}
MEMBERS = {
    "made": "date it was first said",
    "about_time": "time it speaks of",
    "headline": "finding",
    "quote": "quotation",
    "selector": "place of the quotation",
    "occurred_at": "hour",
    "attributed_to": "chain of those on whose word",
    "about": "subjects",
    "rebuttals": "answers",
}
MEMBERS_OF_ROWS = {"made": "date"}
#: What a row is called that this edition does not show.
ROWS = {
    "appearances": "an appearance that is no longer shown",
    "rebuttals": "an answer that is no longer shown",
    "evidence": "an item of evidence that is no longer shown",
    "assessments": "a judgement that is no longer shown",
    "about": "a subject",
    "narratives": "a narrative",
}


def _member(name: str) -> str:
    """What people call a member of the document."""
    return MEMBERS.get(name, name.replace("_", " "))


def _place(reading: Reading, path: str) -> str:
    """`the statement`; `the title of the document of appearance 2`; `answer 1`."""
    places: list[str] = []
    rows = ""
    for member in path.split("."):
        if not UUID_FORM.fullmatch(member):
            places.append(f"the {(places and MEMBERS_OF_ROWS.get(member)) or _member(member)}")
            rows = member
        elif member in reading.labels:
            places = [reading.label(member)]
        else:
            places[-1] = ROWS.get(rows, f"one of {places[-1]}")
    return " of ".join(reversed(places))


def _value(reading: Reading, member: str, value: Any) -> Iterator[Block]:
    """What stood in a member, as people read it."""
    match value:
        case None | "" | []:
            yield line("Nothing.")
        case {"current_assessment": _}:
            yield from _headline(cast("HeadlineDocument", value))
        case list():
            yield from bullets([line(sentence(_in_words(reading, item))) for item in value])
        case {"quote": str(quote), **row}:
            yield line(stopped(sentence(_in_words(reading, row))))
            yield Quotation(quote)
        case str() if member in WORDS:
            yield line(sentence(WORDS[member](value)))
        case str() if " " in value:
            yield Quotation(value)
        case _:
            yield line(sentence(_in_words(reading, value)))


def _kind(value: str) -> str:
    """A claim and an answer have kinds of their own."""
    return str((ClaimKind if value in ClaimKind.values else RebuttalKind)(value).label)


#: Members with a vocabulary of their own, whose values have names.
WORDS: Final[Mapping[str, Callable[[str], str]]] = {
    "kind": _kind,
    "status": lambda value: str(Status(value).label),
    "occurred_at": instant,
}


def _headline(headline: HeadlineDocument) -> Iterator[Line]:
    verdict = headline["verdict"]
    yield line(f"Verdict: {Verdict(verdict).label if verdict else 'none'}.")
    if headline["likelihood"]:
        yield likelihood(headline["likelihood"], of="statement")
    if headline["confidence"]:
        yield confidence(headline["confidence"])


def _in_words(reading: Reading, value: Any) -> str:
    """A value in the middle of a sentence."""
    match value:
        case None | "" | []:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case str():
            return _reference(reading, value)
        case list():
            return ", ".join(_in_words(reading, item) for item in value)
        case dict():
            return _thing(reading, value)
    return str(value)


def _thing(reading: Reading, value: Any) -> str:
    match value:
        case {"edtf": str()}:
            return day(value)
        case {"exact": exact, "prefix": prefix, "suffix": suffix}:
            return f"“{within(prefix)}” before “{within(exact)}”, and “{within(suffix)}” after it"
        case {"role": _, "speaker": _, "document": shown}:
            return f"{attribution(value)} Document: {document(shown)}"
        case {"title": _, "publisher": _}:
            return document(value)
        case {"name": _, "slug": _}:
            return name(value)
    told = ((member, inner) for member, inner in value.items() if inner and member != "id")
    return "; ".join(f"{_member(member)}: {_in_words(reading, inner)}" for member, inner in told)


def _reference(reading: Reading, value: str) -> str:
    """A text; an id by what it is called in this dossier."""
    if not UUID_FORM.fullmatch(value):
        return within(value).replace("_", " ") if value.islower() else within(value)
    if value in reading.labels:
        return reading.label(value)
    card = reading.bundle["neighbours"].get(value)
    return f"“{within(card['statement'])}”" if card else f"one that is not shown ({value})"


# -- editions -------------------------------------------------------------------------------------


def editions(history: Sequence[EditionDocument]) -> Iterator[Block]:
    yield line(f"{sentence(counted(len(history), 'edition', 'editions'))} of this claim so far:")
    yield from bullets([line(_edition(edition)) for edition in history])


def _edition(edition: EditionDocument) -> str:
    changed = [_member(name) for name in edition["changed"]]
    parts = [f"Edition {edition['number']}, {edition['kind']} on {instant(edition['published_at'])}."]
    if changed:
        parts.append(f"Changed: {listed(changed)}.")
    if edition["note"]:
        parts.append(f"Note: {within(edition['note'])}")
    if edition["redacted"]:
        parts.append("Its document was taken away under a legal duty.")
    if edition["withheld"]:
        parts.append("Its document is withheld while it is examined.")
    return " ".join(parts)


def chain(history: Sequence[EditionDocument]) -> Table:
    """The editions of one claim as a chain of hashes."""
    return Table(
        ("Edition", "Kind", "Position", "SHA-256", "SHA-256 of the one before"),
        tuple(
            (
                str(edition["number"]),
                edition["kind"],
                str(edition["position"]),
                edition["sha256"],
                edition["previous_sha256"] or "none",
            )
            for edition in history
        ),
    )
