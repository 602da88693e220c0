"""What goes of the workplace with a work: all that was said about it, when it is redacted or deleted."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from claimtrack.database.finding import rows_having
from claimtrack.editions.erasing import Erasure, eraser
from claimtrack.workplace.models import Comment, Docket, Notice, OfAWork, Presence, Watch

_ABOUT: Final[tuple[type[OfAWork], ...]] = (Comment, Docket, Notice, Presence, Watch)


@eraser
def erase_talk(erasure: Erasure) -> Mapping[str, int]:
    """All about a work that goes as a whole; and wherever it was said, what has the words of the order."""
    gone = {
        "workplace_comment": rows_having(Comment, ("text",), erasure.words).delete()[0],
        "workplace_docket": rows_having(Docket, ("reason", "tags"), erasure.words).delete()[0],
    }
    if erasure.whole:
        for model, count in _forget(erasure.subject_id).items():
            gone[model._meta.db_table] = gone.get(model._meta.db_table, 0) + count
    return gone


def forget_deleted(sender: type[Any], instance: Any, **_: Any) -> None:
    """A work that is deleted leaves nothing behind."""
    _forget(instance.pk)


def _forget(root_id: UUID) -> Mapping[type[OfAWork], int]:
    return {model: model._default_manager.filter(root_id=root_id).delete()[0] for model in _ABOUT}
