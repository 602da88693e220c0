"""Languages as inputs name them: BCP 47 tags, spelled as they like, or English names."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import langcodes
from django.conf.locale import LANG_INFO
from django_countries import countries
from langcodes.tag_parser import LanguageTagError

from claimtrack.words import words_of

#: BCP 47 for a text whose language nobody gave.
UNDETERMINED: Final = "und"

_VOCABULARY: Final = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:)", re.IGNORECASE)

MAX_TAG: Final = 35  # RFC 5646, § 4.4.1

_BY_NAME: Final = {
    words_of(info[name]): code
    for name in ("name_local", "name")
    for code, info in LANG_INFO.items()
    if name in info and "-" not in code
} | {"castilian": "es", "moldavian": "ro", "chinese": "zh", "中文": "zh"}
#: “Arabic (Libya)”, “Chinese (Simplified)”
_WITH_A_PART: Final = re.compile(r"(?P<language>[^()]+?)\s*\((?P<part>[^()]+)\)")
_WRITINGS: Final = {"simplified": "Hans", "traditional": "Hant", "latin": "Latn", "cyrillic": "Cyrl"}
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
#: Members of a node of type Language, or of a value, by how surely they give its tag.
_TELL_A_LANGUAGE: Final = ("alternateName", "@value", "identifier", "name", "termCode", "@id", "text")
_SCRIPTS: Final = {
    "ARABIC": "Arab",
    "CYRILLIC": "Cyrl",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "MALAYALAM": "Mlym",
    "GREEK": "Grek",
    "HEBREW": "Hebr",
    "GEORGIAN": "Geor",
    "THAI": "Thai",
    "MYANMAR": "Mymr",
}


@lru_cache(maxsize=1024)
def language_of(text: str) -> str:
    """The BCP 47 tag a text gives (`pt_BR`, `Portuguese`), or an empty one when it gives none."""
    text = text.strip().replace("_", "-")
    if not text:
        return ""
    if named := _BY_NAME.get(words_of(text)):
        return named
    if match := _WITH_A_PART.fullmatch(text):
        return _with_a_part(match["language"], match["part"])
    if not _TAG.fullmatch(text):
        return ""
    try:
        tag = langcodes.standardize_tag(text)
    except LanguageTagError:
        return ""
    return "" if tag == UNDETERMINED or len(tag) > MAX_TAG else tag


def _with_a_part(name: str, part: str) -> str:
    """A language named with its region or its writing; what is neither says nothing."""
    language = language_of(name)
    subtag = _WRITINGS.get(part.strip().casefold()) or countries.by_name(part.strip())
    return language_of(f"{language}-{subtag}") if language and subtag else language


def language_in(value: Any) -> str:
    """The first language that a member's value gives: a tag, a name, a node of schema.org's type Language."""
    if isinstance(value, str):
        return language_of(value)
    return next(filter(None, map(language_of, _told(value))), "")


def _told(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _told(item)
    elif isinstance(value, dict):
        by_name = {_VOCABULARY.sub("", key): item for key, item in value.items()}
        for name in _TELL_A_LANGUAGE:
            yield from _told(by_name.get(name))


@lru_cache(maxsize=1024)
def script_of(language: str) -> str:
    """The script a language is commonly written in (ISO 15924), empty when not known."""
    return langcodes.Language.get(language).maximize().script or ""


def contradicts(language: str, text: str) -> bool:
    """Whether a text has no letter of the script that its language is written in, but of another."""
    written = _script_written(text)
    if not language or not written:
        return False
    usual = script_of(language)
    return bool(usual) and usual != written


#: Scripts some of whose letters look alike.
_LOOKING_ALIKE: Final = frozenset({"LATIN", "CYRILLIC", "GREEK"})


def mixes_scripts(text: str) -> bool:
    """Whether a word of the text has letters of several scripts that look alike, as “Falsе” with a Cyrillic е."""
    if text.isascii():
        return False
    return any(len(_scripts_of(word) & _LOOKING_ALIKE) > 1 for word in text.split())


def _scripts_of(text: str) -> set[str]:
    """The scripts of its letters, as Unicode names them."""
    return {_script_in_unicode(letter) for letter in text if letter.isalpha()}


def _script_written(text: str) -> str:
    """The one script other than Latin that all letters of a text are of, if that is so."""
    if text.isascii():
        return ""
    found = ""
    for letter in filter(str.isalpha, text[:500]):
        script = _SCRIPTS.get(_script_in_unicode(letter), "")
        if not script or (found and script != found):
            return ""
        found = script
    return found


@lru_cache(maxsize=4096)
def _script_in_unicode(letter: str) -> str:
    """The first word of a letter's name in Unicode, which is that of its script."""
    return unicodedata.name(letter, "").split(" ")[0]
