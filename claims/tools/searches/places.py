"""Where else exactly what a saved search finds is to be had: the public list, its feeds, and its changes.

Whoever delivers these otherwise, such as to a program, follows `changes` with the same query: it is the one seam.
"""

from dataclasses import dataclass

from claims.record.documents import CLAIM
from claimtrack import addresses


@dataclass(frozen=True, slots=True)
class Places:
    """Root-relative addresses, public all of them."""

    page: str
    api: str
    atom: str
    json_feed: str
    changes: str


def places_of(query: str) -> Places:
    behind = f"?{query}" if query else ""
    return Places(
        page=f"/claims/{behind}",
        api=f"{addresses.of_all(CLAIM)}{behind}",
        atom=f"{addresses.export('atom')}{behind}",
        json_feed=f"{addresses.export('feed.json')}{behind}",
        changes=f"{addresses.CHANGES}{behind}",
    )
