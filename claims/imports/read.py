"""What a reader of inputs hands on: records with their place, what was found in them, or why nothing was."""

from dataclasses import dataclass

from claims.imports.reviewed import Reviewed, SourceRow


@dataclass(frozen=True, slots=True)
class Page:
    """What an HTML page says of all that stands in it: its own address, and what others are relative to."""

    url: str = ""
    base: str = ""
    language: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A review that cannot be taken in, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Read:
    """One record, read: its place and how it came, the reviews or the source in it, or why there are none.

    `page` is what the page it stood in says of itself; `note` what was mended of the record; `says_again` that the
    page has said it in other markup before. `mapping` is by which a table's row is read, where the run does not say.
    """

    place: str
    raw: bytes
    found: tuple[Reviewed | SourceRow | Refused, ...] = ()
    note: str = ""
    base: str = ""
    page: Page | None = None
    says_again: bool = False
    mapping: str = ""
