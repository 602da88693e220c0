"""Where the record stands, and one state of it for everything that one answer reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connections, transaction
from psycopg import IsolationLevel

from claimtrack.editions.models import Counter


@dataclass(frozen=True, slots=True)
class RecordState:
    """The newest position, the revision of the rows derived since, and the time the record last moved."""

    position: int
    revision: int
    at: datetime


def record_state(using: str) -> RecordState:
    return RecordState(*Counter.objects.using(using).values_list("position", "revision", "at").get())


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
            yield record_state(using)
    finally:
        if not driver.closed:
            driver.isolation_level, driver.read_only = None, None
