"""Deciding on what was shown: publishing, correcting and approving refuse what somebody has changed since."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model

from claimtrack.text import shortened
from claimtrack.writing.trail import last_written

#: The number of what was shown of each row (`claimtrack.editions.shown`), by its id.
Shown = Mapping[UUID, str]


class NotAsShown(ValidationError):
    """Nothing was done: what stands now is not what whoever decides was shown. `messages` say who wrote since."""


def hold_to_what_was_shown(rows: Sequence[Model], shown: Shown, now: Shown) -> None:
    """Raise NotAsShown for every row whose number is another by now; a row that nobody was shown is let pass."""
    if refusals := list(_changed_since(rows, shown, now)):
        raise NotAsShown(refusals)


def _changed_since(rows: Sequence[Model], shown: Shown, now: Shown) -> Iterator[str]:
    for row in rows:
        if row.pk in shown and shown[row.pk] != now[row.pk]:
            by = last_written(row)
            name, by_whom = shortened(str(row), 80), f", by {by}" if by else ""
            yield f"“{name}” was changed after it was shown to you{by_whom}. Look at it as it stands now."
