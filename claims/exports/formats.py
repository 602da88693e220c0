"""The formats claims are handed on in: each is one file of pure functions here, and one line of a registry."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from claims.exports import claimreview, feeds, misp, ndjson, stix, tables
from claims.exports.feeds import Feed
from claims.exports.published import Heading
from claims.record.reading import PublishedClaim

Render = Callable[[Heading, Iterable[PublishedClaim]], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class ClaimFormat:
    """Says claims. `name` ends the address and the file's name; `with_named`: it describes
    the sources and narratives that claims name, too.

    `of_list` is given any number of claims and answers in chunks; `of_one` exactly one, and is the same unless
    the standard has another form for it.
    """

    name: str
    media_type: str
    of_list: Render
    of_one: Render
    with_named: bool = False


@dataclass(frozen=True, slots=True)
class FeedFormat:
    """Says what happened, newest first, a page at a time."""

    name: str
    media_type: str
    render: Callable[[Heading, Feed], bytes]


CLAIM_FORMATS: Final[dict[str, ClaimFormat]] = {
    form.name: form
    for form in (
        ClaimFormat("claimreview.jsonld", "application/ld+json", claimreview.data_feed, claimreview.reviews),
        ClaimFormat("stix.json", "application/stix+json;version=2.1", stix.bundle, stix.bundle, with_named=True),
        ClaimFormat("misp.json", "application/json", misp.events, misp.event, with_named=True),
        ClaimFormat("csv", "text/csv; charset=utf-8; header=present", tables.csv, tables.csv),
        ClaimFormat("xlsx", tables.XLSX_MEDIA_TYPE, tables.xlsx, tables.xlsx),
        ClaimFormat("ndjson", "application/x-ndjson", ndjson.lines, ndjson.lines),
    )
}
FEED_FORMATS: Final[dict[str, FeedFormat]] = {
    form.name: form
    for form in (
        FeedFormat("atom", "application/atom+xml; charset=utf-8", feeds.atom),
        FeedFormat("feed.json", "application/feed+json", feeds.json_feed),
    )
}
FORMATS: Final[dict[str, ClaimFormat | FeedFormat]] = {**CLAIM_FORMATS, **FEED_FORMATS}
