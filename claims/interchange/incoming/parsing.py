"""JSON as it is found in pages and feeds; what breaks its rules is mended where it can only mean one thing."""

import html
import json
import re
from contextlib import suppress
from typing import Any, Final

import jstyleson
import orjson

from claims.interchange.incoming.limits import KIB
from claims.interchange.incoming.text import with_whole_characters

#: Longer texts are not mended: there is no telling where in them a quotation ends.
MENDABLE: Final = 512 * KIB

MENDED_HALVES: Final = "half of a character, which a cut had left behind, was replaced by the sign for it (U+FFFD)"
MENDED_QUOTES: Final = "quotation marks inside a text broke the JSON and were escaped"
MENDED_SYNTAX: Final = "the JSON had comments, stray commas or line breaks inside texts and was mended"
MENDED_ENTITIES: Final = "the JSON was written in HTML entities and was decoded"

# What hides a script from readers of HTML and of XML, before it and after it.
_BEFORE = re.compile(r"\s*(?://[^\n]*|<!--.*?-->|<!--(?=\s*[\[{])|<!\[CDATA\[|/\*<!\[CDATA\[\*/)")
_AFTER: Final = ("//]]>", "/*]]>*/", "]]>", "//-->", "-->")
_ENDS_A_KEY = re.compile(r"\s*:")
_ENDS_A_VALUE = re.compile(r'\s*(?:$|[}\]]\s*(?:$|[,}\]])|,\s*(?:"[^"\n]{1,80}"\s*:|[{\[]|"[^"]*"\s*[,\]]))')


class NotJSON(ValueError):
    """The text is no JSON, nor what can be mended into it; the message says where it breaks."""


def parsed(raw: bytes) -> tuple[Any, str]:
    """(value, what was mended) of a JSON text in UTF-8. Raises `NotJSON`."""
    try:
        return orjson.loads(raw), ""
    except orjson.JSONDecodeError as error:
        fault = str(error)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotJSON("it is not in UTF-8") from error
    whole = with_whole_characters(text)
    if whole != text:
        with suppress(orjson.JSONDecodeError):
            return orjson.loads(whole), MENDED_HALVES
        text = whole
    if len(raw) > MENDABLE or "depth" in fault:
        raise NotJSON(f"it is not JSON: {fault}")
    return _mended(text, fault)


def _mended(text: str, fault: str) -> tuple[Any, str]:
    for mend, note in (
        (_without_comments, MENDED_SYNTAX),
        (_without_entities, MENDED_ENTITIES),
        (_with_escaped_quotes, MENDED_QUOTES),
    ):
        try:
            value = json.loads(mend(text), strict=False, parse_constant=_refused)
            # Lone surrogates and numbers beyond all bounds end here, as they would in the database.
            return orjson.loads(orjson.dumps(value)), note
        except (ValueError, TypeError, RecursionError):
            continue
    raise NotJSON(f"it is not JSON: {fault}")


def _refused(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _without_comments(text: str) -> str:
    text = text.strip("\ufeff \t\r\n")
    before = _BEFORE.match(text)
    text = text[before.end() :] if before else text
    after = next((mark for mark in _AFTER if text.endswith(mark)), "")
    plain: str = jstyleson.dispose(text.removesuffix(after) + "\n")
    return plain.strip().rstrip(";")


def _without_entities(text: str) -> str:
    return html.unescape(text)


def _with_escaped_quotes(text: str) -> str:
    """Escape the quotation marks inside texts: those after which neither the text nor the key can end."""
    made: list[str] = []
    stack: list[str] = []
    position, expects_key = 0, False
    while position < len(text):
        letter = text[position]
        if letter == '"':
            content, position = _string(text, position + 1, _ENDS_A_KEY if expects_key else _ENDS_A_VALUE)
            made.append(f'"{content}"')
            continue
        if letter in "{[":
            stack.append(letter)
        elif letter in "}]" and stack:
            stack.pop()
        # In an object, what follows a brace or a comma is a key.
        if not letter.isspace():
            expects_key = letter in "{," and bool(stack) and stack[-1] == "{"
        made.append(letter)
        position += 1
    return "".join(made)


def _string(text: str, start: int, ends: re.Pattern[str]) -> tuple[str, int]:
    """(content with its inner quotation marks escaped, where the text goes on)."""
    made: list[str] = []
    position = start
    while position < len(text):
        letter = text[position]
        if letter == "\\":
            made.append(text[position : position + 2])
            position += 2
            continue
        if letter == '"':
            if ends.match(text, position + 1):
                return "".join(made), position + 1
            letter = '\\"'
        made.append(letter)
        position += 1
    raise ValueError("a text does not end")
