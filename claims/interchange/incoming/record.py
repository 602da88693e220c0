"""A record, which is taken in or refused by itself, and the page that it may stand in."""

from dataclasses import dataclass
from typing import Any

from claims.interchange.incoming.nodes import Whole


@dataclass(frozen=True, slots=True)
class Page:
    """What an HTML page says of all that stands in it: its own address, and what others are relative to."""

    url: str = ""
    base: str = ""
    language: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: where it stood, as it came, and its value; or why it has none.

    `within` is the document it is a piece of, whose nodes it may name. `says_again`: it repeats in another
    markup what the same page has said before.
    """

    place: str
    raw: bytes
    value: Any = None
    fault: str = ""
    note: str = ""
    page: Page | None = None
    within: Whole | None = None
    says_again: bool = False
