"""Which language a page speaks: the one that its address names, else what the reader prefers (RFC 9110, 12.5.4).

What is quoted stands in its own language, whatever the page speaks.
"""

from typing import Final

import langcodes
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

#: The languages that pages speak, by their tags (BCP 47), each called by its own name.
LANGUAGES: Final = {
    "en": "English",
    "ar": "العربية",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "ru": "Русский",
}
DEFAULT: Final = "en"
#: The parameter by which an address names one.
PARAMETER: Final = "lang"

#: Scripts that are written from right to left (Unicode Standard Annex 9).
_LEFTWARD: Final = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})


def preferred(request: HttpRequest) -> str:
    """The language that the reader likes best, of those that there are."""
    for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200]):
        primary = tag.partition("-")[0]
        if primary in LANGUAGES:
            return primary
    return DEFAULT


def direction(tag: str | None) -> str:
    """How a text in this language runs: `ltr`, `rtl`, or `auto` where the language is not known."""
    if not tag or not langcodes.tag_is_valid(tag):
        return "auto"
    script = langcodes.Language.get(tag).maximize().script
    return "rtl" if script in _LEFTWARD else "ltr" if script else "auto"
