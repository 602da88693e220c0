"""Templates that a publisher's system left unfilled: `{{ claim.text }}`, `%%sitename%%`."""

import re
from collections.abc import Iterable
from typing import Final

_UNFILLED: Final = re.compile(
    r"\{\{[^{}]*\}\}"  # Jinja, Liquid, Mustache, Angular
    r"|\{%[^{}%]*%\}"
    r"|%%[A-Za-z_]\w*%%"  # WordPress
    r"|[$#]\{[A-Za-z_][\w.]*\}"  # JavaScript, Java, Ruby
    r"|<[%?](?:=|php\b|\s)[^<>]*[%?]>"  # ERB, JSP, PHP
    r"|\[%[^\[\]%]*%\]"
)
#: Names of placeholders that are one only where nothing else is written.
_NOTHING_ELSE: Final = re.compile(
    r"%[A-Za-z_]\w*%|\{\$?[A-Za-z_][\w.]*\}|\[[a-z]+(?:[_:-][a-z]+)+\]|__[A-Z][A-Z_]+__"
    r"|\[\[[A-Za-z_][\w. ]*\]\]|\{\d\}|##[A-Z][A-Z_]+##|\[object [A-Z][a-z]+\]"
)


def first_unfilled(given: Iterable[str]) -> str:
    """The first placeholder that was left in one of these texts, or an empty text."""
    for text in given:
        if "{" in text or "%" in text or "[" in text or "__" in text or "<" in text or "##" in text:
            match = _UNFILLED.search(text) or _NOTHING_ELSE.fullmatch(text.strip())
            if match:
                return match[0]
    return ""
