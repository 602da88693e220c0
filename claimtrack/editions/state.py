"""Where the record stands, and one state of it for everything that one answer reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import IsolationLevel

from claimtrack.database.prepared import preparing_cursor


@dataclass(frozen=True, slots=True)
class RecordState:
    """The newest position, the revision of the rows derived since, and the time the record last moved."""

    position: int
    revision: int
    at: datetime


STATE = "SELECT position, revision, at FROM editions_counter"


def record_state(using: str) -> RecordState:
    """As quickly as it can be had; outside a request of Django's as well.

    Raises an Error of the database's; a connection that was lost is replaced once.
    """
    connection = connections[using]
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    try:
        return _state(connection)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        connection.close()
        return _state(connection)


def _state(connection: BaseDatabaseWrapper) -> RecordState:
    if connection.connection is None:
        connection.ensure_connection()
    with preparing_cursor(connection) as cursor:
        cursor.execute(STATE)
        [row] = cursor.fetchall()
    return RecordState(*row)


@contextmanager
def snapshot(using: str) -> Iterator[RecordState]:
    """Where the record stands, and that state of it for every query within.

    A transaction of its own, of which nothing is left on the server's session, so that a pooler may hand each one
    to another server process. Within a transaction that is open already, it is that one which decides.
    """
    connection = connections[using]
    if connection.in_atomic_block:
        yield record_state(using)
        return
    # As every transaction begins: a lost connection is replaced before.
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    driver = connection.connection
    # The driver begins the next transaction so, in the statement that begins it; it cannot be told within one.
    driver.isolation_level, driver.read_only = IsolationLevel.REPEATABLE_READ, True
    try:
        with transaction.atomic(using=using):
            with driver.pipeline():  # what begins it goes along with the question
                now = _state(connection)
            yield now
    finally:
        if not driver.closed:
            driver.isolation_level, driver.read_only = None, None
