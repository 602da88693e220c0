"""The table of works: whatever is published in editions, a row for each sort of it.

The record's half stands here and knows no table of the desk: what a sort is called, how its documents are read and
what lists show of them. Its other half, the desk's rows and what composes them, is `claimtrack.writing.works`. The app
that knows a sort enters both; `claims/record/works.py` and `claims/writing/works.py` are examples.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from claimtrack.editions.chain import Document
from claimtrack.editions.items import Item

#: A pure function from a document of one format to the same of the next.
Upgrader = Callable[[Document], Document]


@dataclass(frozen=True, slots=True)
class Work:
    """One sort of work.

    `name` stands in editions and, in the plural, in addresses (`claimtrack.addresses`). `title` is the member that
    says what a work is: null in the document of one that was withdrawn. `format` numbers the shape of documents that
    are composed now; `upgraders` lead from each earlier number to the next, and are applied whenever an old document
    is read. `items` are the entries of other lists that a document gives, its own included.
    """

    name: str
    title: str
    format: int
    items: Callable[[Any], Sequence[Item]]
    upgraders: Mapping[int, Upgrader] = field(default_factory=dict)


WORKS: Final[dict[str, Work]] = {}


def enter(work: Work) -> Work:
    """Enter a sort of work into the table."""
    WORKS[work.name] = work
    return work
