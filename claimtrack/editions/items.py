"""Items: what one document gives a list of entries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Item:
    """One item that an edition shows. `keys` are `name:value` pairs the lists can be filtered by.

    It is searched by its `name`, in its `language` where that is known; one with a slug is called by it, too: its name
    is found however it is spelled.
    """

    kind: str
    item_id: str
    body: dict[str, Any]
    slug: str = ""
    name: str = ""
    language: str | None = None
    keys: Sequence[str] = field(default=())
    earliest: date | None = None
    latest: date | None = None
