"""A database without room."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

REFUSE = (
    "DO $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$"
)


@contextmanager
def full_disk_on(table: str) -> Iterator[None]:
    """The database has no room for rows of this table, and says so itself."""

    def refuse(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE")) and f'"{table}"' in sql:
            return execute(REFUSE, None, False, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield
