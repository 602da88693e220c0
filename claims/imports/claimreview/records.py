"""From an opened input to what an import takes in: reviews, and what is refused, each with its place."""

from collections.abc import Iterator
from typing import Final

from claims.imports.claimreview.finding import reviews_in
from claims.imports.claimreview.given import FEED, PAGE, Surroundings
from claims.imports.inputs.streams import Input
from claims.imports.markup.nodes import TOO_DEEP, Node, TooDeep, is_claim, node, reviews_within, types_of
from claims.imports.markup.record import Record
from claims.imports.markup.records import records
from claims.imports.read import Page, Read, Refused
from claims.imports.reviewed import Reviewed

NO_REVIEW: Final = "there is no ClaimReview in it"
PASSED_OVER: Final = "a node of another type than ClaimReview was passed over"
READ_THERE: Final = "what another part of the input names was read with that part"
MEDIA: Final = "a review of media was read with the review of a claim that it belongs to"
#: A longer address of a page is kept with the page, and not as what its records are relative to.
MAX_BASE: Final = 2000


def reviews(source: Input, *, base: str = "") -> Iterator[Read]:
    """Every record of an input of ClaimReview. Raises `InputFault` when it cannot be read on."""
    for record in records(source):
        yield read_record(record, base=base or source.base)


def read_record(record: Record, *, base: str) -> Read:
    page = record.page or Page()
    around = Surroundings(
        form=PAGE if record.page else FEED,
        base=page.base or base,
        url=page.url or (base if record.page else ""),
        language=page.language,
        title=page.title,
        within=record.within,
    )
    found = (Refused(record.fault),) if record.fault else _found(record, around)
    note = record.note or ("" if found else _why_nothing(record))
    base = around.base if len(around.base) <= MAX_BASE else ""
    return Read(record.place, record.raw, found, note=note, base=base, page=record.page, says_again=record.says_again)


def _found(record: Record, around: Surroundings) -> tuple[Reviewed | Refused, ...]:
    try:
        found = tuple(reviews_in(record.value, around))
    except TooDeep as error:
        return (Refused(str(error)),)
    except RecursionError:  # lists in lists, inside one review
        return (Refused(TOO_DEEP),)
    if found or record.page or (record.within is not None and _is_about_something_else(node(record.value))):
        return found
    return (Refused(NO_REVIEW),)


def _why_nothing(record: Record) -> str:
    if "mediareview" in reviews_within(record.value):
        return MEDIA
    return READ_THERE if record.page or is_claim(node(record.value)) else PASSED_OVER


def _is_about_something_else(members: Node) -> bool:
    """Whether an item of a list has its place there without being a review: an article, an organization."""
    return bool(types_of(members)) and "datafeeditem" not in types_of(members)
