"""Texts of the record as HTML can hold them: what cannot be seen or stored is spelled out, wherever it stands."""

from typing import Any, TypeVar

from claims.dossier.as_html import shown

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
