"""Deciding on what was shown: publishing, correcting and approving refuse what somebody has changed since."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model

from claimtrack.editions.roots import Root
from claimtrack.query.texts import UUID_FORM
from claimtrack.text import shortened
from claimtrack.writing.trail import last_written, last_written_of
from claimtrack.writing.works import desk_work

#: The number of what was shown of each row (`claimtrack.editions.shown`), by its id.
Shown = Mapping[UUID, str]


class NotAsShown(ValidationError):
    """Nothing was done: what stands now is not what whoever decides was shown. `messages` say who wrote since."""


class ChangedSince(NotAsShown):
    """As that, of rows that were changed, each with whoever wrote last."""

    def __init__(self, changed: Sequence[tuple[str, str]]) -> None:
        """`changed` are the names of what stands otherwise, each with who wrote it last, and when."""
        self.changed = changed
        super().__init__([f"{told} Look at it as it stands now." for told in self._told("it was shown to you")])

    def since(self, when: str) -> str:
        """In sentences for everybody: what was changed after `when`, such as “it was given its time”."""
        return " ".join(self._told(when))

    def _told(self, when: str) -> Iterator[str]:
        for name, by in self.changed:
            yield f"“{name}” was changed after {when}{f', by {by}' if by else ''}."


def hold_to_what_was_shown(rows: Sequence[Model], shown: Shown, now: Shown) -> None:
    """Raise ChangedSince for every row whose number is another by now; a row that nobody was shown is let pass."""
    changed = [row for row in rows if row.pk in shown and shown[row.pk] != now[row.pk]]
    if changed:
        raise ChangedSince([(shortened(str(row), 80), _last_written(row)) for row in changed])


def _last_written(row: Model) -> str:
    """Of a root, whoever wrote last of all that it says: of its documents and sources as well."""
    if not isinstance(row, Root):
        return last_written(row)
    return last_written_of([row.pk, *_ids_in(desk_work(row).said([row])[row.pk])])


def _ids_in(value: object) -> Iterator[UUID]:
    """The ids of all rows that a document prints."""
    if isinstance(value, Mapping):
        if UUID_FORM.fullmatch(str(value.get("id"))):
            yield UUID(value["id"])
        value = list(value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        for each in value:
            yield from _ids_in(each)
