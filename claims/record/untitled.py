"""Titles of our making, which documents of claims had before format 3."""

from typing import Any

from claimtrack.editions.chain import Document
from sources.untitled import is_made_up


def made_up_titles_left_out(document: Document) -> Document:
    """A document without a title has none. What a person describes in brackets stays."""
    told: Document = _told(document)
    return told


def _told(value: Any) -> Any:
    match value:
        case list():
            return [_told(item) for item in value]
        case {"title": str(title), "publisher": {"name": str(publisher)}, "url": url}:
            shown = {name: _told(item) for name, item in value.items()}
            return shown | {"title": None if is_made_up(title, url=url or "", publisher=publisher) else title}
        case dict():
            return {name: _told(item) for name, item in value.items()}
    return value
