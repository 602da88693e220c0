"""Dossiers: what a newsroom hands on. A bundle is read from the record once, and rendered in any format.

A format is a pure function from a bundle to bytes, in a file of its own, and one line of `FORMATS`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from claims.dossier import as_json, as_markdown
from claims.dossier.bundle import Bundle


@dataclass(frozen=True, slots=True)
class Format:
    """`name` is how people ask for it; `render` gives the same bytes for the same bundle."""

    name: str
    media_type: str
    extension: str
    render: Callable[[Bundle], bytes]


FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format("json", "application/json", "json", as_json.render),
        Format("md", "text/markdown; charset=utf-8; variant=GFM", "md", as_markdown.render),
    )
}
