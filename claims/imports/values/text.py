"""Texts as markup carries them: wrapped, in lists, with entities, tags and stray characters."""

import html
import re
from collections.abc import Iterator
from typing import Any

from claimtrack.words import NO_LETTERS

# None of these looks for an end beyond the next beginning: unclosed tags by the million must not cost their square.
_TAG = re.compile(
    r"</?(?P<name>a|abbr|b|blockquote|br|cite|code|div|em|font|h[1-6]|hr|i|img|li|mark|ol|p|pre|q|s|small|span|strong|"
    r"sub|sup|table|tbody|td|th|tr|u|ul)\b(?P<attributes>[^<>]*)>|<!--(?:(?!<!--).)*?-->",
    re.IGNORECASE | re.DOTALL,
)
_VALUE_OF_AN_ATTRIBUTE = re.compile(r"[\w-]\s*=\s*[\w\"'#/]")
_UNSEEN = re.compile(r"<(script|style)\b(?:(?!<(?:script|style)\b).)*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_CHARACTER = r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});"
_ENTITY = re.compile(_CHARACTER)
# An address ends where a quotation mark or an angle bracket does, also one that is written as an entity.
_ADDRESS = (
    r"https?://(?:(?!&(?:quot|apos|lt|gt|nbsp|hellip|[lr][sd]quo|[lr]aquo|#\d{1,7}|#x[0-9a-fA-F]{1,6});)[^\s<>\"])+"
)
_ADDRESS_OR_ENTITY = re.compile(rf"(?P<address>{_ADDRESS})|{_CHARACTER}", re.IGNORECASE)
#: HTML, § 13.1.2.4: elements whose end tags are left out, and comments, which have no name.
_NEED_NO_END = frozenset({"", "br", "hr", "img", "li", "p", "tbody", "td", "th", "tr"})
#: Short words that are keys of other things than languages.
_NO_LANGUAGES = frozenset({"url", "uri", "src", "ref", "key", "val", "tag"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*|@none")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

_MARKS = re.compile(f"[{''.join(map(chr, NO_LETTERS))}]")
_STEERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ESCAPES = re.compile(
    r"(?P<whole>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\(?!u[dD][89a-fA-F]).)|"
    r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}",
    re.DOTALL,
)


def strings(value: Any) -> list[str]:
    """Every text in a member's value: itself, each of a list, and what stands in `@value`, `name` or `text`.

    Numbers are given as they read; objects without a text, and empty texts, are left out.
    """
    if isinstance(value, str):
        return [text] if (text := as_given(value)) else []
    return [text for _, text in _wordings(value, "") if text]


#: A text with the tag of the language it says that it is in, which may be empty.
Wording = tuple[str, str]


def wordings(value: Any) -> list[Wording]:
    """The texts of `strings`, each with the language that its value or the map it stands in gives."""
    return [(language, text) for language, text in _wordings(value, "") if text]


def told_in(value: Any, language: str) -> tuple[list[Wording], list[Wording]]:
    """(texts, the same in other languages): of a value told in several, those in this one or else in its first."""
    if value is None or isinstance(value, str):
        return [("", text) for text in strings(value)], []
    found = wordings(value)
    languages = list(dict.fromkeys(tag for tag, _ in found if tag))
    if len(languages) <= 1:
        return found, []
    own = min(languages, key=lambda tag: (tag != language, tag.split("-")[0] != language.split("-", maxsplit=1)[0]))
    return [each for each in found if each[0] == own], [each for each in found if each[0] != own]


def _wordings(value: Any, language: str) -> Iterator[Wording]:
    if isinstance(value, str):
        yield language, as_given(value)
    elif isinstance(value, bool):
        return
    elif isinstance(value, int | float):
        yield language, str(value)
    elif isinstance(value, list):
        for item in value:
            yield from _wordings(item, language)
    elif isinstance(value, dict):
        yield from _wordings_of_a_node(value, language)


def _wordings_of_a_node(value: dict[str, Any], language: str) -> Iterator[Wording]:
    if is_language_map(value):
        for tag, item in value.items():
            yield from _wordings(item, "" if tag == "@none" else tag)
        return
    given = value.get("@language")
    inner = next((value[name] for name in ("@value", "name", "text", "@list", "@set") if name in value), None)
    if not isinstance(inner, dict) or is_language_map(inner):
        yield from _wordings(inner, given if isinstance(given, str) else language)


def is_language_map(value: dict[str, Any]) -> bool:
    """Whether an object holds texts by the language they are in (JSON-LD 1.1, § 4.2.4.1)."""
    return (
        bool(value)
        and value.keys() != {"id"}
        and not (value.keys() & _NO_LANGUAGES)
        and all(map(_LANGUAGE.fullmatch, value))
        and all(isinstance(item, str) or (isinstance(item, list) and item) for item in value.values())
    )


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
    text = _decoded(_without_tags(_UNSEEN.sub(" ", text)))
    # Once more: texts come encoded once by the editor and once more by the system that made the markup. Tags that
    # have their ends were tags to the editor; one that stands alone is what the text speaks of.
    text = _UNSEEN.sub(" ", text)
    return _decoded(_without_tags(text) if _are_paired(text) else text)


def _without_tags(text: str) -> str:
    tags = [match for match in _TAG.finditer(text) if _is_a_tag(match)]
    ended = {_name(match) for match in tags if match[0].startswith("</")}

    def shown(match: re.Match[str]) -> str:
        stands_alone = len(_name(match)) == 1 and _name(match) not in ended | _NEED_NO_END
        return match[0] if not _is_a_tag(match) or (stands_alone and not match["attributes"]) else " "

    return _TAG.sub(shown, text) if tags else text


def _is_a_tag(match: re.Match[str]) -> bool:
    """Whether what is written like a tag is one: `a <b and c> d` is a text."""
    attributes = (match["attributes"] or "").strip(" \t\r\n/")
    return not attributes or bool(_VALUE_OF_AN_ATTRIBUTE.search(attributes))


def _name(match: re.Match[str]) -> str:
    return (match["name"] or "").casefold()


def _are_paired(text: str) -> bool:
    """Whether every tag in a text has its end, or needs none."""
    begun: list[str] = []
    for match in _TAG.finditer(text):
        if not match[0].startswith("</"):
            begun += [_name(match)]
            continue
        while begun and begun[-1] != _name(match) and begun[-1] in _NEED_NO_END:
            begun.pop()
        if not begun or begun.pop() != _name(match):
            return False
    return set(begun) <= _NEED_NO_END


def _decoded(text: str) -> str:
    """With its entities as letters; in an address only the ampersand was ever written as one."""

    def letter(match: re.Match[str]) -> str:
        address = match["address"]
        return address.replace("&amp;", "&") if address else html.unescape(match[0])

    return _ADDRESS_OR_ENTITY.sub(letter, text) if "&" in text else text


def had_markup(text: str) -> bool:
    """Whether a reader sees another text than the one given, white space aside."""
    return ("&" in text or "<" in text) and _plain(text).split() != text.split()
