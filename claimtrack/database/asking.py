"""Calling the database's own functions, which alone may write the record's past."""

from collections.abc import Sequence
from typing import Any

from django.db import connection


def ask(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What the statement answers, on the desk's connection."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
