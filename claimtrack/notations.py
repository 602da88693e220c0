"""How documents write what JSON has no type of its own for.

To a checker each is a `str`; the JSON Schema of a document says which one a member is, so that a generated client
can read it.
"""

from dataclasses import dataclass
from typing import Annotated, TypeAlias


@dataclass(frozen=True, slots=True)
class Notation:
    """A way to write a text. `format` is the word of JSON Schema (2020-12, section 7.3), where it has one."""

    description: str
    example: str | None = None
    format: str | None = None


Instant: TypeAlias = Annotated[
    str, Notation("RFC 3339, in UTC and with microseconds.", "2018-10-09T12:00:00.000000Z", "date-time")
]
OffsetInstant: TypeAlias = Annotated[
    str,
    Notation(
        "RFC 3339, with microseconds and with the offset of the clock that it was read from; `Z` where none is known.",
        "2018-10-09T13:00:00.000000+01:00",
        "date-time",
    ),
]
Day: TypeAlias = Annotated[str, Notation("ISO 8601: year, month, day.", "2018-10-09", "date")]
Edtf: TypeAlias = Annotated[
    str, Notation("Extended Date/Time Format (ISO 8601-2): as precise as what is known.", "2008-10-31~")
]
