"""When: four clocks that are never read as one, and what the record itself said when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from claims.dossier.blocks import Block, Chart, Line, Mark, Quotation, Section, Strong, Table, bullets, line, within
from claims.dossier.reading import Reading
from claims.dossier.wording import (
    confidence,
    counted,
    day,
    instant,
    judge,
    likelihood,
    listed,
    name,
    sentence,
)
from claims.record.documents import CorrectionDocument, HeadlineDocument
from claims.record.named import documents_printed
from claims.scales import AppearanceRole, ClaimKind, RebuttalKind, Status, Verdict
from claimtrack.dates import DateDocument
from claimtrack.editions.reading import EditionDocument
from sources.documents import DocumentDocument

# -- four clocks ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Event:
    """`key` sorts: a day or an instant in ISO 8601; what has no date sorts last."""

    key: str
    when: str
    what: str

    @property
    def day(self) -> str:
        """When, without the time of the day."""
        return self.when.partition(", ")[0] if "T" in self.key else self.when


UNDATED = "9999-99"


def of_day(date: DateDocument | None, what: str, *, at: str | None = None) -> Event:
    if at:
        return Event(at, instant(at), what)
    bounds = (date["earliest"] or date["latest"]) if date else None
    return Event(bounds or UNDATED, day(date), what)


def of_instant(at: str, what: str) -> Event:
    return Event(at, instant(at), what)


def timeline(reading: Reading) -> Section:
    clocks = {
        "Happened: the time the claim speaks of": list(_happened(reading)),
        "Said: when it was made and answered": list(_said(reading)),
        "Known: when it could be read": list(_known(reading)),
        "Recorded: when it entered this record": list(_recorded(reading)),
    }
    return Section(
        "Timeline on four clocks",
        (
            line("Each clock by itself, oldest first, with what has no date at the end."),
            *_chart(clocks),
            *(Section(title, tuple(_clock(events))) for title, events in clocks.items()),
        ),
    )


def _chart(clocks: Mapping[str, Sequence[Event]]) -> list[Block]:
    """The four clocks side by side, where there is anything on them."""
    marks = [
        Mark(lane, event.key, sentence(event.day), event.what)
        for lane, events in enumerate(clocks.values())
        for event in dict.fromkeys(events)
    ]
    lanes = tuple(title.partition(":")[0] for title in clocks)
    return [Chart("The four clocks side by side, from the oldest down", lanes, tuple(marks))] if marks else []


def _clock(events: Sequence[Event]) -> list[Block]:
    ordered = sorted(dict.fromkeys(events), key=lambda event: event.key)
    if not ordered:
        return [line("No date is recorded.")]
    return bullets([line(f"{sentence(event.when)}: {event.what}") for event in ordered])


def _happened(reading: Reading) -> Iterator[Event]:
    about = reading.claim["about_time"]
    if about:
        yield of_day(about, "what the claim speaks of")


DID = {
    AppearanceRole.ASSERTS: "said it",
    AppearanceRole.REPORTS: "reported it",
    AppearanceRole.ENDORSES: "repeated it as true",
    AppearanceRole.QUERIES: "asked whether it is true",
    AppearanceRole.DISPUTES: "said that it is not true",
}


def _said(reading: Reading) -> Iterator[Event]:
    claim = reading.claim
    if claim["made"]:
        yield of_day(claim["made"], "the claim was first said, as far as is known")
    for item in claim["appearances"]:
        who = name(item["speaker"]) if item["speaker"] else "somebody not named"
        what = f"{who} {DID[AppearanceRole(item['role'])]} ({reading.label(item['id'])})"
        yield of_day(item["made"], what, at=item["occurred_at"])
    for answer in claim["rebuttals"]:
        kind = RebuttalKind(answer["kind"]).label
        what = f"{kind} by {name(answer['source'])} ({reading.label(answer['id'])})"
        yield of_day(answer["made"], what, at=answer["occurred_at"])
        if answer["asked"]:
            yield of_day(answer["asked"]["when"], f"{within(answer['asked']['of'])} was asked")
            if answer["asked"]["deadline"]:
                yield of_day(answer["asked"]["deadline"], "the time to answer ran out")


def _known(reading: Reading) -> Iterator[Event]:
    claim = reading.claim
    for document in _documents(reading):
        published = f"“{within(document['title'])}” was published ({reading.exhibit(document)})"
        yield of_day(document["published"], published)
    for item in claim["appearances"]:
        if item["first_known"]:
            what = f"the earliest appearance known to us ({reading.label(item['id'])})"
            yield of_day(item["document"]["published"] or item["made"], what)
    for judgement, answer in reading.judgements:
        if judgement["assessed_at"] and judgement["by"]["type"] == "source":
            what = reading.label(answer["id"]) if answer else "the claim"
            yield of_day(judgement["assessed_at"], f"{judge(judgement)} judged {what}")


def _recorded(reading: Reading) -> Iterator[Event]:
    for document in _documents(reading):
        if document["capture"]:
            yield of_instant(document["capture"]["taken_at"], f"a copy of {reading.exhibit(document)} was taken")
    for judgement, _ in reading.judgements:
        label = reading.label(judgement["id"])
        yield of_instant(judgement["recorded_at"], f"{label}, by {judge(judgement)}, was approved")
    for edition in reading.history:
        yield of_instant(edition["published_at"], f"edition {edition['number']} of the claim, {edition['kind']}")


def _documents(reading: Reading) -> list[DocumentDocument]:
    return list(documents_printed(reading.claim).values())


# -- corrections and editions ---------------------------------------------------------------------


def corrections(reading: Reading) -> Section:
    noted = reading.claim["corrections"]
    blocks: list[Block] = [line("No correction was published.")] if not noted else []
    for number, correction in enumerate(noted, 1):
        blocks.append(Section(f"Correction {number}, {instant(correction['at'])}", tuple(_correction(correction))))
    return Section("Corrections, and differences between editions", (*blocks, *editions(reading.history)))


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
    return " ".join(parts)


MEMBERS = {"made": "date it was first said", "about_time": "time it speaks of", "headline": "finding"}


def _member(name: str) -> str:
    """What people call a member of the document."""
    return MEMBERS.get(name, name.replace("_", " "))


def _correction(correction: CorrectionDocument) -> Iterator[Block]:
    yield line(Strong("What was wrong: "), within(correction["note"]))
    for member, before in correction["before"].items():
        yield line(f"The {_member(member)} was:")
        yield from _value(member, before)
        yield line("It is:")
        yield from _value(member, correction["after"][member])
    if not correction["before"]:
        yield line("The words before and after are not shown. What changed stands in the list of editions.")


def _value(member: str, value: object) -> Iterator[Block]:
    """What a corrected member said, by the members `corrections` may show."""
    if not value:
        yield line("Nothing.")
    elif member == "headline":
        yield from _headline(value)  # type: ignore[arg-type]  # a correction keeps members as they were
    elif member in {"made", "about_time"}:
        yield line(sentence(day(value)))  # type: ignore[arg-type]  # as above
    elif member == "kind":
        yield line(sentence(str(ClaimKind(str(value)).label)))
    elif member == "status":
        yield line(sentence(str(Status(str(value)).label)))
    else:
        yield Quotation(str(value))


def _headline(headline: HeadlineDocument) -> Iterator[Line]:
    verdict = headline["verdict"]
    yield line(f"Verdict: {Verdict(verdict).label if verdict else 'none'}.")
    if headline["likelihood"]:
        yield likelihood(headline["likelihood"], of="statement")
    if headline["confidence"]:
        yield confidence(headline["confidence"])


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
