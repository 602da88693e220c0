"""JSON as it is found in pages and feeds; what breaks its rules is mended where it can only mean one thing."""

import html
import json
import re
from contextlib import suppress
from typing import Any, Final

import orjson

from claims.interchange.incoming.limits import KIB
from claims.interchange.incoming.text import with_whole_characters

#: Longer texts are not mended: there is no telling where in them a quotation ends.
MENDABLE: Final = 512 * KIB

MENDED_HALVES: Final = "half of a character, which a cut had left behind, was replaced by the sign for it (U+FFFD)"
MENDED_QUOTES: Final = "quotation marks inside a text broke the JSON and were escaped"
MENDED_SYNTAX: Final = "the JSON had comments, stray commas or line breaks inside texts and was mended"
SEVERAL_TEXTS: Final = "several JSON texts stood in the place of one and were taken apart"
MENDED_ENTITIES: Final = "the JSON was written in HTML entities and was decoded"

# What hides a script from readers of HTML and of XML, before it and after it.
_BEFORE = re.compile(r"\s*(?://[^\n]*|<!--.*?-->|<!--(?=\s*[\[{])|<!\[CDATA\[|/\*<!\[CDATA\[\*/)")
_AFTER: Final = ("//]]>", "/*]]>*/", "]]>", "//-->", "-->")
_TEXT = r'"(?:[^"\\]|\\.)*+(?:"|\Z)'
_TEXT_OR_COMMENT = re.compile(rf"{_TEXT}|//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_TEXT_OR_STRAY_COMMA = re.compile(rf"{_TEXT}|,(?=\s*+[\]}}])", re.DOTALL)
# What stands between JSON texts in a row: nothing, as in a list without its brackets, or as RFC 7464 has it.
_BETWEEN = re.compile("[\\s,;\x1e\ufeff]*")
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
    for mend, note, strict in (
        (_as_it_is, SEVERAL_TEXTS, True),
        (_without_comments, MENDED_SYNTAX, False),
        (_without_entities, MENDED_ENTITIES, False),
        (_with_escaped_quotes, MENDED_QUOTES, False),
    ):
        try:
            value = _values(mend(text), strict=strict)
            # Lone surrogates and numbers beyond all bounds end here, as they would in the database.
            return orjson.loads(orjson.dumps(value)), note
        except (ValueError, TypeError, RecursionError):
            continue
    raise NotJSON(f"it is not JSON: {fault}")


def _values(text: str, *, strict: bool) -> Any:
    """The value of a JSON text or, of several in a row, a list of theirs, which are objects or lists."""
    decoder = json.JSONDecoder(strict=strict, parse_constant=_refused)
    found: list[Any] = []
    position = _after_separators(text, 0)
    while position < len(text):
        value, position = decoder.raw_decode(text, position)
        found.append(value)
        position = _after_separators(text, position)
    if len(found) == 1:
        return found[0]
    if not found or not all(isinstance(value, dict | list) for value in found):
        raise ValueError("it is neither one JSON text nor several objects")
    return found


def _after_separators(text: str, position: int) -> int:
    match = _BETWEEN.match(text, position)
    return match.end() if match else position


def _as_it_is(text: str) -> str:
    return text


def _refused(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _without_comments(text: str) -> str:
    text = text.strip("\ufeff \t\r\n")
    before = _BEFORE.match(text)
    text = text[before.end() :] if before else text
    after = next((mark for mark in _AFTER if text.endswith(mark)), "")
    plain = _TEXT_OR_COMMENT.sub(_kept_if_text, text.removesuffix(after))
    return _TEXT_OR_STRAY_COMMA.sub(_kept_if_text, plain)


def _kept_if_text(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith('"') else ""


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
