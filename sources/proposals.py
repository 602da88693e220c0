"""What a page says of itself in its markup: its title, authors, publisher, language and day, as proposals to a person.

Read by trafilatura and htmldate. Nothing is made up: what the markup does not say stays empty. So they are not asked
where they would guess, from the address or from any date in the text, nor told what says when a page was changed.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final, TypedDict
from urllib.parse import urlsplit

import langcodes
from lxml import html as markup

#: Characters of a title or a name.
LONGEST: Final = 300
_DAY: Final = ("date", "time", "publish", "issued", "created", "pubdate")
_NOT_ITS_DAY: Final = ("modif", "updat", "image", "expir", "event", "birth", "start", "end", "valid", "review")
_IN_JSON: Final = re.compile(r'"date(?:Published|Created)"\s*:\s*"([^"]{4,60})"')
_NUMBER: Final = re.compile(r"\d+")
_ROUGHLY: Final = re.compile(r"[12]\d{3}(?:-(?:0[1-9]|1[0-2]))?")
_NAMES: Final = ("name", "property", "itemprop", "http-equiv")


class Proposed(TypedDict):
    """Each as the page's markup has it, and empty where it has none; `published` is a day, ISO 8601."""

    title: str
    authors: list[str]
    publisher: str
    language: str
    published: str


NOTHING: Final[Proposed] = {"title": "", "authors": [], "publisher": "", "language": "", "published": ""}


def proposals(html: str) -> Proposed:
    """What the markup of a page says of it. Pages whose elements lie too deep are not for this."""
    # Loaded where a page is read: no web process needs it.
    from trafilatura.metadata import extract_metadata  # noqa: PLC0415

    tree = _tree(html)
    if tree is None:
        return NOTHING
    told = extract_metadata(deepcopy(tree), extensive=False)
    return {
        "title": _line(told.title),
        "authors": [name for part in (told.author or "").split(";") if (name := _line(part))],
        "publisher": _publisher(told.sitename, told.url),
        "language": _language(tree),
        "published": _published(tree),
    }


def _tree(html: str) -> Any:
    try:
        return markup.document_fromstring(html.encode("utf-8", "replace"), markup.HTMLParser(encoding="utf-8"))
    except (markup.etree.ParserError, ValueError):
        return None


def _line(text: str | None) -> str:
    return " ".join((text or "").split())[:LONGEST]


def _publisher(name: str | None, address: str | None) -> str:
    """The name of the site, where the page tells it: its host is no name of anybody."""
    host = (urlsplit(address or "").hostname or "").removeprefix("www.")
    said = _line(name)
    return "" if said.lower().removeprefix("www.") == host else said


def _language(tree: Any) -> str:
    """The language that the whole page says it is in (HTML, § 3.2.6.2)."""
    tag = (tree.get("lang") or tree.get("xml:lang") or "").strip().replace("_", "-").lower()
    return langcodes.standardize_tag(tag) if langcodes.tag_is_valid(tag) and not tag.startswith("x-") else ""


def _published(tree: Any) -> str:
    """The day it came out, or the month or the year where the markup says no more."""
    from htmldate import find_date  # noqa: PLC0415

    elements, said = [*_telling_its_day(tree)], [*_days_said(tree)]
    told = markup.fromstring("<html><head></head><body></body></html>")
    told.head.extend(deepcopy(elements))
    day: str | None = find_date(told, extensive_search=False, original_date=True, url="") if elements else None
    if day and any(_says(text, day) for text in said):
        return day
    return next((text for text in said if _ROUGHLY.fullmatch(text)), "")


def _says(text: str, day: str) -> bool:
    """Whether the year and the day are in the text: htmldate makes up the day of a month."""
    year, _, of_month = map(int, day.split("-"))
    return {year, of_month} <= {int(number) for number in _NUMBER.findall(text)} or day.replace("-", "") in text


def _telling_its_day(tree: Any) -> Iterator[Any]:
    yield from tree.xpath("//script[@type='application/ld+json']")
    yield from _metas(tree)


def _days_said(tree: Any) -> Iterator[str]:
    for script in tree.xpath("//script[@type='application/ld+json']"):
        yield from _IN_JSON.findall(script.text or "")
    yield from (element.get("content").strip() for element in _metas(tree))


def _metas(tree: Any) -> Iterator[Any]:
    for element in tree.xpath("//meta[@content]"):
        names = " ".join(element.get(name, "").lower() for name in _NAMES)
        if any(word in names for word in _DAY) and not any(word in names for word in _NOT_ITS_DAY):
            yield element
