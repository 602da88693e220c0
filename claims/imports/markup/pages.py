"""The markup of an HTML page: JSON-LD first, then microdata, which says the same again or what JSON-LD left out."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import orjson
from lxml.etree import LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from w3lib.encoding import html_to_unicode

from claims.imports.inputs.limits import LIMITS, InputFault
from claims.imports.markup import microdata
from claims.imports.markup.nodes import TooDeep, Whole, holds_reviews
from claims.imports.markup.parsing import NotJSON, parsed
from claims.imports.markup.record import Record
from claims.imports.read import Page
from claims.imports.values.addresses import address
from claims.imports.values.text import readable
from sources.addresses import NoAddress

NO_REVIEW: Final = "there is no ClaimReview in this page"
#: What a broken block says that is about a review.
_WORDS: Final = (b"claimreview", b"mediareview", b"itemreviewed")
_JSON_LD = "//script[contains(translate(@type, 'ACDIJLNOPST', 'acdijlnopst'), 'application/ld+json')]"


def page_records(content: bytes, url: str, content_type: str = "") -> Iterator[Record]:
    """One record for each block of JSON-LD and each item of microdata that holds a review.

    `url` and `content_type` are where the page came from and what the server said of it, where that is known.
    Blocks about other things are passed over; a page without any review is one refused record.
    """
    tree = _tree(content, content_type)
    page = _page(tree, url)
    found = [*_json_ld(tree, page), *_microdata(tree, page)]
    yield from found or [Record("the page", content[: LIMITS.kept], fault=NO_REVIEW, page=page)]


def _tree(content: bytes, content_type: str) -> HtmlElement:
    _, text = html_to_unicode(content_type or None, content)
    try:
        # Characters XML cannot hold would stop the parser, and a declared encoding contradict the decoding.
        return document_fromstring(text.replace("\x00", "").encode(), parser=HTMLParser(encoding="utf-8"))
    except (LxmlError, ValueError) as error:
        raise InputFault(f"the page cannot be read as HTML: {error}") from error


def _page(tree: HtmlElement, url: str) -> Page:
    def first(path: str) -> str:
        found = tree.xpath(path)
        return str(found[0]).strip() if isinstance(found, list) and found else ""

    url = url or _address(first("//link[@rel='canonical']/@href") or first("//meta[@property='og:url']/@content"))
    return Page(
        url=url,
        base=_address(first("//base/@href"), base=url) or url,
        language=first("/html/@lang") or first("//meta[@property='og:locale']/@content"),
        title=readable(first("//meta[@property='og:title']/@content") or first("//title/text()")),
    )


def _address(given: str, *, base: str = "") -> str:
    """The address, complete; an empty one where nothing usable is given."""
    try:
        return address(given, base=base)
    except NoAddress:
        return ""


def _json_ld(tree: HtmlElement, page: Page) -> Iterator[Record]:
    """Its blocks that hold reviews, or are broken and speak of them; the nodes of all may name each other."""
    blocks = [
        _block(f"JSON-LD block {number}", raw, page)
        for number, script in enumerate(tree.xpath(_JSON_LD), start=1)
        if (raw := (script.text or "").strip().encode())
    ]
    within = Whole([block.value for block in blocks], base=page.url or page.base)
    for block in blocks:
        if block.fault and any(word in block.raw.lower() for word in _WORDS):
            yield block
        elif holds_reviews(block.value):
            yield replace(block, within=within)


def _block(place: str, raw: bytes, page: Page) -> Record:
    try:
        value, note = parsed(raw)
    except NotJSON as error:
        return Record(place, raw, fault=str(error), page=page)
    return Record(place, raw, value, note=note, page=page)


def _microdata(tree: HtmlElement, page: Page) -> Iterator[Record]:
    try:
        items = list(microdata.items(tree, page.base))
        raw = [orjson.dumps(item) for item in items]
    except (ValueError, TypeError, RecursionError, TooDeep) as error:
        raise InputFault(f"the page's microdata cannot be read: {error}") from error
    within = Whole(items, base=page.url or page.base)
    for number, item in enumerate(items, start=1):
        if holds_reviews(item):
            place = f"microdata item {number}"
            yield Record(place, raw[number - 1], item, page=page, within=within, says_again=True)
