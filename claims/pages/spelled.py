"""Texts of the record as HTML can hold them: what cannot be seen or stored is spelled out, wherever it stands."""

from typing import Any, TypeVar

from django.utils.translation import get_language_bidi

from claims.dossier.as_html import shown
from claims.dossier.blocks import within

Document = TypeVar("Document")


def spelled(document: Document) -> Document:
    """The same document with every text of it so."""
    return _spelled(document)  # type: ignore[no-any-return]


def _spelled(value: Any) -> Any:
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {name: _spelled(inner) for name, inner in value.items()}
    return [_spelled(inner) for inner in value] if isinstance(value, list) else value


def isolated(text: str) -> str:
    """A text of the record for use inside a phrase of ours, whichever way either is written.

    On a page written from right to left every such text is in an isolate (Unicode Standard Annex 9, section 2.4.2):
    what stands around a name in Latin letters would else go to its wrong side.
    """
    inside = within(text)
    return f"\u2068{inside}\u2069" if get_language_bidi() and inside[:1] != "\u2068" else inside
