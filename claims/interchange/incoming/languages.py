"""Languages as inputs name them: BCP 47 tags, spelled as they like, or English names."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import langcodes
from django.conf.locale import LANG_INFO
from langcodes.tag_parser import LanguageTagError

#: BCP 47 for a text whose language nobody gave.
UNDETERMINED: Final = "und"

MAX_TAG: Final = 35  # RFC 5646, § 4.4.1

_BY_NAME: Final = {
    info["name"].casefold(): code for code, info in LANG_INFO.items() if "name" in info and "-" not in code
} | {"castilian": "es", "moldavian": "ro"}
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
    if named := _BY_NAME.get(text.casefold()):
        return named
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
        return ""
    try:
        tag = langcodes.standardize_tag(text)
    except LanguageTagError:
        return ""
    return "" if tag == UNDETERMINED or len(tag) > MAX_TAG else tag


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
    """The first words of its letters' names in Unicode, which are those of their scripts."""
    return {unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha()}


def _script_written(text: str) -> str:
    """The one script other than Latin that all letters of a text are of, if that is so."""
    if text.isascii():
        return ""
    found = _scripts_of(text[:500])
    return _SCRIPTS.get(found.pop(), "") if len(found) == 1 else ""
