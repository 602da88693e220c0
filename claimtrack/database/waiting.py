"""How long a process waits for a lock of the database, and what becomes of one that is not to be had.

At the desk somebody waits: a request gives up soon, and says who is in the way. Imports and jobs have time: they say
what they wait for, and try again and again before they give up.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Model, QuerySet
from procrastinate import RetryStrategy
from psycopg.errors import LockNotAvailable

from claimtrack.database.holders import DESK, Lock, holder_of

logger = logging.getLogger(__name__)

Row = TypeVar("Row", bound=Model)
Taken = TypeVar("Taken")


@dataclass(frozen=True, slots=True)
class Patience:
    """What a kind of process is called at the server, how many seconds it waits for a lock, and how often."""

    name: str
    seconds: int
    tries: int


#: Somebody looks at a page meanwhile.
WEB: Final = Patience("claimtrack web", seconds=3, tries=1)

_TOLD: Final = "SELECT set_config('application_name', %s, false), set_config('lock_timeout', %s, false)"


def command(name: str) -> Patience:
    """Of a command, such as an import or the worker: ten minutes, and every half a minute it says what it waits for."""
    return Patience(f"claimtrack {name}", seconds=30, tries=20)


#: A job that met a lock for too long, or lost its connection, is done later: after half a minute, one, one and a half …
LATER: Final = RetryStrategy(max_attempts=20, linear_wait=30, retry_exceptions=[OperationalError, InterfaceError])


class Held(OperationalError):
    """A lock that somebody else holds was not to be had in time; nothing was written."""

    def __init__(self, lock: Lock, told: str) -> None:
        super().__init__(told)
        self.lock = lock

    def in_words(self) -> str:
        """Who is in the way, as far as the server tells. To be asked once the transaction is over."""
        try:
            holder = holder_of(self.lock)
        except DatabaseError:
            return "Who holds it cannot be asked."
        return str(holder) if holder else "Whoever held it has let go meanwhile."


class _Process:
    """How this process waits: at first without an end, as a shell does."""

    patience: Patience | None = None


def wait_as(patience: Patience) -> None:
    """Wait like this from now on, at every connection to the desk's database that this process makes."""
    _Process.patience = patience
    connection_created.connect(_tell, dispatch_uid="claimtrack.waiting")


def _tell(connection: BaseDatabaseWrapper, **_: object) -> None:
    if connection.alias == "default" and (mine := _Process.patience):
        # Past Django's cursors: it is no question of the request's.
        connection.connection.execute(_TOLD, [mine.name, f"{mine.seconds}s"])


def name_writer(number: int, asked: str) -> None:
    """Say at the server whose request it is that may come to hold locks, where this process waits for any."""
    if _Process.patience:
        with connection.cursor() as cursor:
            # A name there has at most 63 bytes.
            cursor.execute("SELECT set_config('application_name', %s, false)", [f"{DESK} {number} {asked}"[:63]])


def locked(rows: "QuerySet[Row, Row]") -> list[Row]:
    """Lock these rows until the end of the transaction, and not what they refer to. Raises Held."""
    wanted = rows.select_for_update(of=("self",))
    return awaited(rows, lambda: list(wanted.all()))


def hold(number: int, *, shared: bool = False) -> None:
    """Hold an advisory lock until the end of the transaction. Raises Held."""
    kind = "_shared" if shared else ""

    def take() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock{kind}(%s)", [number])

    awaited(number, take)


def awaited(lock: Lock, take: Callable[[], Taken]) -> Taken:
    """What `take` returns, which waits for this lock: as often as this process does. Raises Held."""
    tries = _Process.patience.tries if _Process.patience else 1
    for _ in range(tries - 1):
        try:
            with transaction.atomic():  # so that what was done before stays when this has to be tried again
                return take()
        except OperationalError as error:
            _pass_on_all_but_held(error)
            logger.warning("Waiting for a lock. %s", Held(lock, str(error)).in_words())
    try:
        return take()
    except OperationalError as error:
        _pass_on_all_but_held(error)
        raise Held(lock, str(error)) from error.__cause__


def _pass_on_all_but_held(error: OperationalError) -> None:
    if isinstance(error, Held) or not isinstance(error.__cause__, LockNotAvailable):
        raise error
