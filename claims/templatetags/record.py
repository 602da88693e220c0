"""Filters of readers' pages: dates, words of scales, addresses and the direction of what is quoted."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import orjson
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop
from django_countries import countries

from claims.dossier.wording import scope_of
from claims.pages import dates, words
from claims.record.documents import CardSource, ClaimDocument, RebuttalDocument, Selector
from claims.scales import AnswerScope
from claimtrack import addresses
from claimtrack.pages.languages import DEFAULT, direction

register = template.Library()

#: Addresses that a browser may be led to; any other is shown and leads nowhere.
_WEB = re.compile(r"https?://[^\s<>\"\\\x00-\x1f\x7f-\x9f]+", re.IGNORECASE)

#: What the problems are called that readers of pages meet.
PROBLEMS = (
    gettext_noop("Invalid query parameters"),
    gettext_noop("Not Found"),
    gettext_noop("Redacted"),
    gettext_noop("The answer took too long"),
    gettext_noop("Too many requests"),
    gettext_noop("Withheld"),
)

register.filter("day", dates.day)
register.filter("dated", dates.dated)
register.filter("instant", dates.instant)


@register.filter
def word(value: str, scale: str) -> str:
    """`{{ answer.kind|word:"rebuttal_kind" }}`; where the original stands beside it, that is marked as English."""
    here, own = words.beside(scale, value)
    return format_html('{} (<bdi lang="{}">{}</bdi>)', here, DEFAULT, own) if own else here


@register.simple_tag
def reviewer() -> str:
    """Who has reviewed the words of the page's language; empty where nobody has, and where they are the original."""
    return words.reviewer() or ""


@register.filter
def meaning(value: str, scale: str) -> SafeString:
    """What a word means, in the words of its scale: English, whatever the page speaks."""
    return format_html('<span lang="{}" dir="ltr">{}</span>', DEFAULT, words.meaning(scale, value))


@register.filter
def tongue(tag: str | None) -> SafeString:
    """The attributes of an element whose text is in this language."""
    if not tag:
        return format_html('dir="{}"', "auto")
    return format_html('lang="{}" dir="{}"', tag, direction(tag))


@register.filter
def page(work: Mapping[str, Any], kind: str) -> str:
    """The address of the page of a work or entry that is named by its slug, or by its id where it has none."""
    return addresses.page(kind, work.get("slug") or work["id"])


@register.filter
def web(address: str | None) -> str:
    """An address of the web that can be followed, else nothing."""
    return address if address and _WEB.fullmatch(address) else ""


@register.filter
def passage(address: str, selector: Selector | None) -> str:
    """The address with a text fragment, so that a browser opens the live page where the quotation stands.

    WICG, URL Fragment Text Directives, section 3.2: `#:~:text=prefix-,exact,-suffix`.
    """
    if selector is None:
        return address
    parts = [
        f"{_directive(selector['prefix'])}-," if selector["prefix"] else "",
        _directive(selector["exact"]),
        f",-{_directive(selector['suffix'])}" if selector["suffix"] else "",
    ]
    joined = "#" if "#" not in address else ""
    return f"{address}{joined}:~:text={''.join(parts)}"


def _directive(text: str) -> str:
    """Percent-encoded with what separates the parts of a directive: a comma, an ampersand, a dash."""
    return quote(" ".join(text.split()), safe="").replace("-", "%2D")


@register.filter
def item(found: Mapping[str, Any] | str, key: str) -> Any:
    """What a mapping has under a key that is not known when the template is written; nothing where there is none."""
    return found.get(key) if isinstance(found, Mapping) else None


#: Of a row that came or went, what tells it from others, in this order; the whole of it is in the JSON.
TELLING: Final = (
    "name", "title", "statement", "quote", "description", "rationale", "note", "figure", "counts", "place",
    "speaker", "source", "document", "publisher", "made", "observed", "as_of",
)  # fmt: skip


@register.filter
def fact(value: Any) -> str:
    """What a correction changed, as text: a word as it is, a row by what tells it from others."""
    match value:
        case None | "" | []:
            return "–"
        case str():
            return value
        case list():
            return "; ".join(map(fact, value))
        case {"edtf": str(day)}:
            return day
        case dict():
            told = [fact(value[member]) for member in TELLING if value.get(member)]
            return " · ".join(told) or orjson.dumps(value).decode()
    return orjson.dumps(value).decode()


@register.filter
def said_by(sources: Sequence[CardSource]) -> list[CardSource]:
    """Of the sources of a card, those who said the claim."""
    return [source for source in sources if source["role"] in {"speaker", "attributed_to"}]


@register.filter
def scope(answer: RebuttalDocument, claim: ClaimDocument) -> str:
    """How an answer takes up this claim, where that is not by itself."""
    found = scope_of(answer, claim)
    return words.word("answer_scope", found) if found and found != AnswerScope.SPECIFIC else ""


@register.filter
def country(code: str) -> str:
    return str(countries.name(code)) or code


@register.filter
def facet_name(name: str) -> str:
    return str(words.NAMES.get(name, name.replace("_", " ")))


@register.filter
def heading(title: str) -> str:
    """What a problem is called; those that only programs meet have an English name."""
    return gettext(title) if title in PROBLEMS else format_html('<span lang="{}" dir="ltr">{}</span>', DEFAULT, title)
