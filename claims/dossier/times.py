"""When: four clocks that are never read as one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TypeAlias

from claims.dossier.blocks import Block, Chart, Item, Line, Mark, Section, bullets, line, within
from claims.dossier.reading import UNDATED, Reading
from claims.dossier.wording import day, instant, judge, name, sentence, spans, titled
from claims.record.named import documents_printed
from claims.scales import AppearanceRole, RebuttalKind
from claimtrack.dates import DateDocument
from sources.documents import CitedDocument

# -- four clocks ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Event:
    """`earliest` and `latest` bound it: days, or one instant twice, in ISO 8601; empty where nothing is known."""

    earliest: str
    latest: str
    when: str
    what: str

    @property
    def day(self) -> str:
        """When, without the time of the day."""
        return self.when.partition(", ")[0] if "T" in self.earliest else self.when

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The first and the last moment it can have been at; what has no date comes last."""
        if not self.earliest:
            return LAST, LAST
        first, last = datetime.fromisoformat(self.earliest), datetime.fromisoformat(self.latest)
        if "T" in self.earliest:
            return first, first
        return first.replace(tzinfo=UTC), datetime.combine(last, time.max, UTC)

    @property
    def by_its_clock(self) -> tuple[datetime, datetime]:
        """The span of an instant by the clock that it was read from: a day that is told beside it is of that clock."""
        first, last = self.span
        return (first.replace(tzinfo=UTC), last.replace(tzinfo=UTC)) if "T" in self.earliest else (first, last)

    def holds(self, other: "Event") -> bool:
        """Whether the other lies somewhere within it, so that nobody can say which of the two came first."""
        (first, last), (others_first, others_last) = self.by_its_clock, other.by_its_clock
        return self.span != other.span and first <= others_first and others_last <= last


LAST = datetime.max.replace(tzinfo=UTC)


def of_day(date: DateDocument | None, what: str, *, at: str | None = None) -> Event:
    if at:
        return of_instant(at, what)
    earliest = (date["earliest"] or date["latest"] or "") if date else ""
    latest = (date["latest"] or date["earliest"] or "") if date else ""
    return Event(earliest, latest, day(date), what)


def of_instant(at: str, what: str) -> Event:
    return Event(at, at, instant(at), what)


Clocks: TypeAlias = Mapping[str, Sequence[Event]]


def timeline(reading: Reading) -> Section:
    return _timeline("Timeline on four clocks", clocks_of(reading))


def common_timeline(readings: Sequence[Reading]) -> Section:
    """The clocks of several claims as one; what several share stands there once, with their numbers."""
    together: dict[str, dict[Event, list[int]]] = {}
    for number, reading in enumerate(readings, 1):
        for title, events in clocks_of(reading).items():
            shared = together.setdefault(title, {})
            for event in dict.fromkeys(events):
                shared.setdefault(event, []).append(number)
    clocks = {
        title: [replace(event, what=f"{event.what}; {_claims(numbers)}") for event, numbers in shared.items()]
        for title, shared in together.items()
    }
    return _timeline("Timeline of all claims on four clocks", clocks)


def _claims(numbers: Sequence[int]) -> str:
    return f"{'claim' if len(numbers) == 1 else 'claims'} {spans(numbers)}"


def clocks_of(reading: Reading) -> Clocks:
    return {
        "Happened: the time the claim speaks of": list(_happened(reading)),
        "Said: when it was made and answered": list(_said(reading)),
        "Known: when it could be read": list(_known(reading)),
        "Recorded: when it entered this record": list(_recorded(reading)),
    }


def _timeline(title: str, clocks: Clocks) -> Section:
    return Section(
        title,
        (
            line("Each clock by itself, oldest first, with what has no date at the end."),
            *_chart(clocks),
            *(Section(title, tuple(_clock(events))) for title, events in clocks.items()),
        ),
    )


CHART = (
    "The four clocks side by side, from the oldest date down. Rows of one date stand in no order, and a month, a year "
    "or a span of time stands where it begins."
)


def _chart(clocks: Clocks) -> list[Block]:
    """The four clocks side by side, where there is anything on them."""
    marks = [
        Mark(lane, event.earliest[:10] or UNDATED, sentence(event.day), event.what)
        for lane, events in enumerate(clocks.values())
        for event in _oldest_first(events)
    ]
    lanes = tuple(title.partition(":")[0] for title in clocks)
    return [Chart(CHART, lanes, tuple(marks))] if marks else []


def _clock(events: Sequence[Event]) -> list[Block]:
    ordered = _oldest_first(events)
    return bullets(list(_told(ordered))) if ordered else [line("No date is recorded.")]


def _oldest_first(events: Iterable[Event]) -> list[Event]:
    """Each once; what begins together by how long it may last, the longest first: what a day holds follows it."""
    each = list(dict.fromkeys(events))

    def key(event: Event) -> tuple[datetime, timedelta]:
        first, last = event.span
        return min([first, *(other.span[0] for other in each if event.holds(other))]), first - last

    return sorted(each, key=key)


def _told(ordered: Sequence[Event]) -> Iterator[Line | Item]:
    """Events in order; those that lie within a day, a month or a year of another stand with it, in no order to it."""
    rest = list(ordered)
    while rest:
        first = rest[0]
        alike = [event for event in rest if event.span == first.span]
        within_it = [event for event in rest if first.holds(event)]
        rest = [event for event in rest if event not in alike and event not in within_it]
        told = [line(f"{sentence(event.when)}: {event.what}") for event in alike]
        if within_it:
            yield Item(
                (
                    line(f"Within {first.when}, in an order known only as far as these dates tell:"),
                    *bullets([*told, *_told(within_it)]),
                )
            )
        else:
            yield from told


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
        published = f"{titled(document)} was published ({reading.exhibit(document)})"
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


def _documents(reading: Reading) -> list[CitedDocument]:
    return list(documents_printed(reading.claim).values())
