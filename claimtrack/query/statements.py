"""Statements that were written before: the same question is asked again each time the record has moved.

Writing a statement takes the ORM longer than PostgreSQL takes to answer it, and so does planning it. A statement is
kept whole, with its values, so that it is planned for these; connections that may prepare statements keep its plan.
Only what is decided by the question alone may be kept, and nothing that holds words which somebody searched.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final

from django.db import connections
from django.db.models import QuerySet
from psycopg import ClientCursor

from claimtrack.database.prepared import preparing_cursor

#: The least recently asked are forgotten beyond so many.
MOST: Final = 512


class Statements:
    """By question, the statement that asks it."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._written: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = threading.Lock()

    def rows(
        self, question: Hashable, queryset: "Callable[[], QuerySet[Any, tuple[Any, ...]]]", *, using: str
    ) -> list[tuple[Any, ...]]:
        """The rows of a query set of tuples, which is made where its statement is not known.

        Its columns must be such as the driver reads by itself. Raises Django's errors of databases.
        """
        connection = connections[using]
        connection.ensure_connection()
        statement = self._known(question)
        if statement is None:
            statement = self._keep(question, _written(queryset(), connection.connection))
        with preparing_cursor(connection) as cursor:
            cursor.execute(statement)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def _known(self, question: Hashable) -> str | None:
        with self._lock:
            if question in self._written:
                self._written.move_to_end(question)
            return self._written.get(question)

    def _keep(self, question: Hashable, statement: str) -> str:
        with self._lock:
            self._written[question] = statement
            while len(self._written) > self._most:
                self._written.popitem(last=False)
        return statement


def _written(queryset: "QuerySet[Any, tuple[Any, ...]]", driver: Any) -> str:
    """The statement with its values in it."""
    return ClientCursor(driver).mogrify(*queryset.query.sql_with_params())
