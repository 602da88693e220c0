"""Texts as markup carries them: wrapped, in lists, with entities, tags and stray characters."""

import html
import re
from collections.abc import Iterable
from typing import Any

from claims.actions.reviewed import NO_LETTERS

# None of these looks for an end beyond the next beginning: unclosed tags by the million must not cost their square.
_TAG = re.compile(
    r"</?(?:a|abbr|b|blockquote|br|cite|code|div|em|font|h[1-6]|hr|i|img|li|mark|ol|p|pre|q|s|small|span|strong|sub|"
    r"sup|table|tbody|td|th|tr|u|ul)\b[^<>]*>|<!--(?:(?!<!--).)*?-->",
    re.IGNORECASE | re.DOTALL,
)
_UNSEEN = re.compile(r"<(script|style)\b(?:(?!<(?:script|style)\b).)*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

_MARKS = re.compile(f"[{''.join(map(chr, NO_LETTERS))}]")
_STEERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ESCAPES = re.compile(
    r"(?P<whole>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\(?!u[dD][89a-fA-F]).)|"
    r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}",
    re.DOTALL,
)


def strings(value: Any) -> list[str]:
    """Every text in a member's value: itself, each of a list, and what stands in `@value` or `name`.

    Numbers are given as they read; objects without a text, and empty texts, are left out.
    """
    if isinstance(value, str):
        return [text] if (text := as_given(value)) else []
    return [text for text in _strings(value) if text]


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield as_given(value)
    elif isinstance(value, bool):
        return
    elif isinstance(value, int | float):
        yield str(value)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        inner = value.get("@value", value.get("name"))
        if not isinstance(inner, dict):
            yield from strings(inner)


def first(value: Any) -> str:
    """The first text of a value, or an empty one."""
    return next(iter(strings(value)), "")


def as_given(text: str) -> str:
    """Letter for letter, but for what no text has: control characters, and white space at the ends."""
    return (text if text.isprintable() else _CONTROL.sub("", text)).strip()


def without_marks(text: str) -> str:
    """The text without characters that have no shape of their own: those that steer the direction of writing, soft
    hyphens, spaces of no width. Joiners between letters stay, for they shape words in Persian and Indic scripts.
    """
    return text if text.isprintable() else _MARKS.sub("", text)


def steers_direction(text: str) -> bool:
    """Whether a text has embeddings, overrides or isolates of direction in it (UAX #9, § 2)."""
    return not text.isprintable() and bool(_STEERING.search(text))


def with_whole_characters(text: str) -> str:
    """A JSON text in which halves of characters, which a cut leaves behind, are U+FFFD (RFC 8259, § 8.2)."""
    if "\\u" not in text:
        return text
    return _ESCAPES.sub(lambda match: match[0] if match["whole"] else r"\ufffd", text)


def name_of(text: str) -> str:
    """A name as readers see it, and as it can stand beside other text without steering it."""
    return readable(without_marks(text)).strip("\u200c\u200d ")


def readable(text: str) -> str:
    """The text a reader sees: without tags, entities decoded, white space single."""
    if "&" in text or "<" in text:
        text = _plain(text)
    return " ".join((text if text.isprintable() else _CONTROL.sub("", text)).split())


def _plain(text: str) -> str:
    # Twice: texts come encoded once by the editor and once more by the system that made the markup.
    for _ in range(2):
        text = _TAG.sub(" ", _UNSEEN.sub(" ", text))
        text = html.unescape(text) if _ENTITY.search(text) else text
    return _TAG.sub(" ", text)


def had_markup(text: str) -> bool:
    return ("&" in text or "<" in text) and bool(_TAG.search(text) or _ENTITY.search(text))
