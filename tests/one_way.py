"""One way to the desk: what writes its tables is an action, whoever asks for it.

While a test runs, every statement that writes a table of the desk is traced to the product's code that sent it. That
code has to lie where actions are written; tests may write what they please by themselves.
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, Final

from django.apps import apps
from django.db import connections, models

from claimtrack.editions import bulk

ROOT: Final = Path(__file__).resolve().parent.parent
#: Where the product's code lies, and where in it the actions do.
PRODUCT: Final = tuple(f"{ROOT / name}/" for name in ("claims", "sources", "claimtrack"))
ACTIONS: Final = tuple(
    f"{ROOT / name}/"
    for name in (
        "claims/writing",
        "sources/writing",
        "claimtrack/writing",
        "claimtrack/editions",
        "claims/migrations",
        "sources/migrations",
    )
)
#: What every way to a table goes through: it says nothing about who is on it.
PASSED_THROUGH: Final = (f"{ROOT}/claims/models/", f"{ROOT}/sources/models.py", f"{ROOT}/claimtrack/editions/bulk.py")
#: Who deletes an account empties what named it: Django does, by the rule of the key, and nothing else of the row.
EMPTIES_NAMES: Final = f"{ROOT}/claimtrack/accounts/people.py"
_WRITTEN: Final = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+(?:ONLY\s+)?"?(\w+)"?', re.IGNORECASE)


class WrittenPastTheActions(AssertionError):
    """The product wrote a table of the desk by itself."""


@cache
def tables_of_the_desk() -> frozenset[str]:
    """The tables of claims and sources that people and imports write, their links included; not their audit trails."""
    rows = [model for name in ("claims.models", "sources.models") for model in _models_in(name)]
    links: list[Any] = [field.remote_field.through for model in rows for field in model._meta.local_many_to_many]
    return frozenset(model._meta.db_table for model in (*rows, *links))


def _models_in(module: str) -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if model.__module__.startswith(module) and not model.__name__.endswith("Event"):
            yield model


def of_the_desk_alone(table: str) -> None:
    """Raise WrittenPastTheActions if the product's own code, and none of its actions, is about to write this table."""
    if table in tables_of_the_desk():
        sender = _innermost_of_the_product(sys._getframe(1))
        if sender and not sender.f_code.co_filename.startswith((*ACTIONS, EMPTIES_NAMES)):
            place = f"{Path(sender.f_code.co_filename).relative_to(ROOT)}:{sender.f_lineno}"
            raise WrittenPastTheActions(f"{place} writes {table}: let an action of claims.writing or sources.writing.")


def _innermost_of_the_product(frame: FrameType | None) -> FrameType | None:
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(PRODUCT) and not name.startswith(PASSED_THROUGH):
            return frame
        frame = frame.f_back
    return None


def _watched(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    if isinstance(sql, str) and (written := _WRITTEN.match(sql)):
        of_the_desk_alone(written[1])
    return execute(sql, params, many, context)


@contextmanager
def watched() -> Iterator[None]:
    """Hold whatever runs meanwhile, in this process, to the one way."""
    copy = bulk.copy

    def watched_copy(model: type[models.Model], columns: Sequence[str], rows: Any) -> None:
        of_the_desk_alone(model._meta.db_table)
        copy(model, columns, rows)

    wrappers = [connection.execute_wrappers for connection in connections.all()]
    bulk.copy = watched_copy
    for each in wrappers:
        each.append(_watched)
    try:
        yield
    finally:
        bulk.copy = copy
        for each in wrappers:
            each.remove(_watched)
