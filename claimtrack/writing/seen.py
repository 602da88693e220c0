"""The state of a row as whoever reads it can name it: what an entity tag of the API holds."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from claimtrack.database.waiting import locked
from claimtrack.editions.roots import Root
from claimtrack.versions import Versioned
from claimtrack.writing.book import RootKey
from claimtrack.writing.under import lock_roots

AnyRow = TypeVar("AnyRow", bound=Model)


@dataclass(frozen=True, slots=True)
class Version:
    """A row's `row_version`; of a root its `version`, which counts what is written under it as well.

    `stage` is where a root stands, which moves without being written; empty of other rows, and where it was not said.
    """

    number: int
    stage: str = ""

    def is_of(self, row: Model) -> bool:
        """Whether the row still is as it was seen."""
        now = version_of(row)
        return self.number == now.number and self.stage in {"", now.stage}


def version_of(row: Model) -> Version:
    """How the row stands. What is never changed, such as a stored copy, stays at its first version."""
    if isinstance(row, Root):
        return Version(row.version, row.stage)
    return Version(row.row_version if isinstance(row, Versioned) else 1)


@contextmanager
def in_hand(row: AnyRow, *, under: Iterable[RootKey]) -> Iterator[AnyRow]:
    """The row as it stands, locked after these roots until the end of what is done: one transaction.

    Raises the model's DoesNotExist where somebody has deleted it meanwhile.
    """
    with transaction.atomic():
        lock_roots(under)
        rows = locked(type(row)._default_manager.filter(pk=row.pk))
        if not rows:
            raise type(row).DoesNotExist  # type: ignore[attr-defined]  # every model has its own
        yield rows[0]
