"""Migrations of triggers, which leave the models around them as they are.

django-pgtrigger has every model that belongs to a trigger's model made again, as Django does for a new column. No
migration looks at that, and it is a third of the time that a new database takes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger


class _AsMade:
    """The state that a trigger's migration changes; its models stay as they were made."""

    def __init__(self, state: ProjectState) -> None:
        self.models = state.models

    def reload_model(self, *_: object, **__: object) -> None:
        pass


def _apart(state_forwards: Callable[..., None]) -> Callable[..., None]:
    def apart(self: Any, app_label: str, state: ProjectState) -> None:
        state_forwards(self, app_label, _AsMade(state))

    return apart


@contextmanager
def triggers_apart() -> Iterator[None]:
    """Migrations of triggers change the triggers alone."""
    usual = {operation: operation.state_forwards for operation in (AddTrigger, RemoveTrigger)}
    for operation, state_forwards in usual.items():
        operation.state_forwards = _apart(state_forwards)  # type: ignore[method-assign]  # for a while
    try:
        yield
    finally:
        for operation, state_forwards in usual.items():
            operation.state_forwards = state_forwards  # type: ignore[method-assign]  # as above
