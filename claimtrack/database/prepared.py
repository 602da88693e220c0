"""Cursors for questions that are asked again and again: the server keeps their plans, where it may.

Django's own cursors write values into each statement, and prepare none. Behind a pooler, a connection is told to
prepare nothing (`claimtrack.readers`), and these do not either.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor


class _PreparingCursor(Cursor[Any]):
    def execute(self, query: Any, params: Any = None, **_: Any) -> Any:
        return super().execute(query, params, prepare=True)


def preparing_cursor(connection: BaseDatabaseWrapper) -> CursorWrapper:
    """A cursor of Django's, wrapped as any; what it is asked has its values in it. The connection must be open."""
    cursor: Any = _PreparingCursor(connection.connection)
    return connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)
