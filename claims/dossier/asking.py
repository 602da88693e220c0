"""Whom the newsroom asked, and what came of it; and how far the claim spread."""

from collections.abc import Iterator, Sequence

from claims.dossier.blocks import Block, Item, Line, Quotation, Section, Strong, bullets, line, within
from claims.dossier.reading import Reading
from claims.dossier.wording import dated, day, instant, name, sentence, stopped
from claims.record.documents import ClaimDocument, DeadlineDocument, InquiryDocument, ObservationDocument
from claims.scales import Measure
from claims.scales.figures import counted

# -- asked ----------------------------------------------------------------------------------------


def asked(reading: Reading) -> list[Block]:
    """Whom we asked ourselves, in order of the record."""
    items = reading.claim["inquiries"]
    return bullets([Item(tuple(_inquiry(reading, item))) for item in items])


def _inquiry(reading: Reading, item: InquiryDocument) -> Iterator[Block]:
    yield line(Strong(f"{sentence(reading.label(item['id']))}. "), f"We asked {name(item['source'])}{_when(item)}.")
    if item["deadline"]:
        yield line(f"Time to answer: until {_until(item['deadline'])}.")
    yield line(_outcome(item))
    if item["answer"]:
        yield line("In their words:")
        yield Quotation(item["answer"])


def _when(item: InquiryDocument) -> str:
    at = f", at {instant(item['asked_at'])}" if item["asked_at"] else ""
    return f" on {dated(item['asked'])}{at}"


def _until(deadline: DeadlineDocument) -> str:
    if deadline["at"]:
        return instant(deadline["at"])
    return f"the end of {deadline['day']} by the clock of {within(str(deadline['zone']))}"


def _outcome(item: InquiryDocument) -> str:
    if item["outcome"] is None:
        return "The answer was awaited when this edition was published."
    if item["outcome"] == "no_response":
        return "They did not answer until the deadline had passed."
    at = f", at {instant(item['answered_at'])}" if item["answered_at"] else ""
    when = f" on {dated(item['answered'])}{at}" if item["answered"] else ""
    return f"They answered{when}.{LATE[item['late']]}"


LATE = {True: " That was after the deadline.", False: " That was before the deadline passed.", None: ""}


def late_answers(claim: ClaimDocument) -> Iterator[Line]:
    """Beside the verdict: who answered after the deadline, in their own words."""
    for item in claim["inquiries"]:
        if item["late"]:
            when = f" on {day(item['answered'])}" if item["answered"] else ""
            words = f"“{within(item['answer'] or '')}”"
            yield line(Strong("Late answer. "), f"{name(item['source'])} answered{when}, after the deadline: {words}")


# -- spread ---------------------------------------------------------------------------------------


def spread(reading: Reading) -> Section:
    """Figures as they were measured: nothing here is added up."""
    claim = reading.claim
    figures = [*claim["observations"], *(each for a in claim["appearances"] for each in a["observations"])]
    if not figures:
        return Section("How far it spread", (line("No figure is published."),))
    blocks: list[Block] = [line(NO_SUMS), *_figures(claim["observations"])]
    for appearance in claim["appearances"]:
        if appearance["observations"]:
            blocks.append(line(f"Of {reading.label(appearance['id'])} alone:"))
            blocks += _figures(appearance["observations"])
    return Section("How far it spread", tuple(blocks))


NO_SUMS = (
    "Each figure stands for itself, as it was measured: what counts different things, or was counted at different "
    "places, cannot be added up."
)


def _figures(items: Sequence[ObservationDocument]) -> list[Block]:
    return bullets([line(*_figure(item)) for item in items])


def _figure(item: ObservationDocument) -> Iterator[str | Strong]:
    by = name(item["source"]) if item["source"] else "our desk"
    where = f"{within(item['place'])}, {dated(item['observed'])}, measured by {by}."
    if item["figure"] is None:
        yield f"A figure of {Measure(item['counts']).label} was taken back: {where}"
    else:
        yield Strong(counted(f"{item['figure']:,}", counts=item["counts"], precision=item["precision"]))
        yield f": {where}"
    if item["note"]:
        yield f" {stopped(within(item['note']))}"
    if item["reason"]:
        yield f" It corrects an earlier figure: {stopped(within(item['reason']))}"


def silent(claim: ClaimDocument) -> list[InquiryDocument]:
    return [item for item in claim["inquiries"] if item["outcome"] == "no_response"]


def responding(claim: ClaimDocument) -> list[InquiryDocument]:
    return [item for item in claim["inquiries"] if item["outcome"] == "answered"]


def awaited(claim: ClaimDocument) -> list[InquiryDocument]:
    return [item for item in claim["inquiries"] if item["outcome"] is None]
