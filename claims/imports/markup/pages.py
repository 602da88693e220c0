"""The markup of an HTML page: JSON-LD first, then microdata, which says the same again or what JSON-LD left out."""

from collections.abc import Iterator
from typing import Any, Final

import orjson
from extruct.jsonld import JsonLdExtractor
from extruct.w3cmicrodata import MicrodataExtractor
from lxml.etree import LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from w3lib.encoding import html_to_unicode

from claims.imports.inputs.limits import LIMITS, InputFault
from claims.imports.markup.parsing import NotJSON, parsed
from claims.imports.markup.records import Record
from claims.imports.read import Page
from claims.imports.values.addresses import NoAddress, address
from claims.imports.values.text import readable

NO_REVIEW: Final = "there is no ClaimReview in this page"
_JSON_LD = "//script[contains(translate(@type, 'ACDIJLNOPST', 'acdijlnopst'), 'application/ld+json')]"


def page_records(content: bytes, url: str, content_type: str = "") -> Iterator[Record]:
    """One record for each block of JSON-LD and each item of microdata that holds a review.

    `url` and `content_type` are where the page came from and what the server said of it, where that is known.
    Blocks about other things are passed over; a page without any review is one refused record.
    """
    tree = _tree(content, content_type)
    page = _page(tree, url)
    found = 0
    for record in (*_json_ld(tree, page), *_microdata(tree, page)):
        if record.fault or "claimreview" in record.raw.decode(errors="replace").lower():
            found += 1
            yield record
    if not found:
        yield Record("the page", content[: LIMITS.kept], fault=NO_REVIEW, page=page)


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
    for number, script in enumerate(tree.xpath(_JSON_LD), start=1):
        place = f"JSON-LD block {number}"
        raw = (script.text or "").strip().encode()
        if not raw:
            continue
        try:
            value, note = _block(script, raw)
        except NotJSON as error:
            if b"claimreview" in raw.lower():
                yield Record(place, raw, fault=str(error), page=page)
            continue
        yield Record(place, raw, value, note=note, page=page)


def _block(script: HtmlElement, raw: bytes) -> tuple[Any, str]:
    """As extruct reads it or, where that fails, mended. Raises `NotJSON`."""
    script.set("type", "application/ld+json")  # the one spelling that extruct knows
    try:
        return list(JsonLdExtractor().extract_items(script)), ""
    except (ValueError, RecursionError):
        return parsed(raw)


def _microdata(tree: HtmlElement, page: Page) -> Iterator[Record]:
    try:
        items = [
            (item, orjson.dumps(item)) for item in MicrodataExtractor().extract_items(tree, base_url=page.base or None)
        ]
    except (ValueError, TypeError, RecursionError) as error:
        raise InputFault(f"the page's microdata cannot be read: {error}") from error
    for number, (item, raw) in enumerate(items, start=1):
        yield Record(f"microdata item {number}", raw, item, page=page, says_again=True)
