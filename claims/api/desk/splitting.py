"""What the previews of splits have in common: both sides, who waits, and the number of what was seen."""

from collections.abc import Sequence
from typing import TypedDict
from uuid import UUID

from django.contrib.auth.models import User

from claimtrack.api.rows.joining import AskedDocument, PartyDocument, party, waiting
from claimtrack.editions.joining import Joined
from claimtrack.editions.roots import Root
from claimtrack.writing.joining.waiting import joining_sha256, open_for


class SidesDocument(TypedDict):
    """Both sides; of a choice, who `waits` for somebody to agree, and the number of what was seen, `joining_sha256`."""

    root: PartyDocument
    other: PartyDocument | None
    waits: AskedDocument | None
    joining_sha256: str | None


def sides(root: Root, other: Root | None, chosen: Sequence[UUID], reader: User) -> SidesDocument:
    number = joining_sha256(Joined.SPLIT, root, other, chosen) if other and chosen else None
    standing = next((row for row in open_for(root, Joined.SPLIT) if row.sha256 == number), None)
    return {
        "root": party(root),
        "other": party(other) if other else None,
        "waits": waiting(standing, reader),
        "joining_sha256": number,
    }
