"""What readers' connections are held to: the server keeps them to reading, and to a time for each statement.

Both are settings of the readers' role. A connection asks for them itself where there is no such role; a pooler between
may take them away without a word. So every new connection is asked what became of it, before anything is read.
"""

import logging
import select
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import request_started
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver

logger = logging.getLogger(__name__)

#: The alias of readers' connections.
RECORD = "record"
ADVICE = (
    "Create a role of its own for readers, name it in RECORD_DATABASE_URL, and run `manage.py migrate`: "
    "docs/production.md has the statements."
)
#: So often a statement is asked before it is prepared, unless it is said of it.
PREPARED_AFTER = 5
LIMITS = ("default_transaction_read_only", "statement_timeout")
HELD = """
SELECT current_setting('default_transaction_read_only') = 'on', current_setting('statement_timeout') <> '0',
       pg_backend_pid()
"""
NO_ROLE = "Public readers use the application's role, which may write and read the desk."


class Unguarded(OperationalError):
    """The server does not hold readers' connections to reading, or sets their statements no time."""


@receiver(connection_created)
def look_at(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Close a readers' connection that is held to nothing. Raises Unguarded."""
    if connection.alias != RECORD:
        return
    # Past Django's cursors: it is no question of a reader's.
    *held, process = connection.connection.execute(HELD).fetchone()
    lacking = [name for name, is_held in zip(LIMITS, held, strict=True) if not is_held]
    if lacking:
        connection.close()
        raise Unguarded(f"Readers' connections are without {' and '.join(lacking)}. {ADVICE}")
    # A pooler says a number of its own: behind one, the next statement may be another process's, which knows of nothing
    # that was prepared.
    is_direct = process == connection.connection.info.backend_pid
    connection.connection.prepare_threshold = PREPARED_AFTER if is_direct else None


@receiver(request_started)
def close_what_was_lost(**_: Any) -> None:
    """Before each request, in place of a question to the server: what has something to read while at rest is lost.

    (Or the server has told of a new setting; then a new connection costs little.)
    """
    connection = connections[RECORD]
    driver = connection.connection
    if driver is not None and not connection.in_atomic_block and (driver.closed or _has_news(driver.fileno())):
        connection.close()


def _has_news(descriptor: int) -> bool:
    news = select.poll()
    news.register(descriptor, select.POLLIN)
    return bool(news.poll(0))


def check_at_start() -> None:
    """Refuse to serve readers whom nothing holds to reading. Raises ImproperlyConfigured.

    A database that is away does not keep the server from starting: whatever connects later is looked at then.
    """
    if settings.REQUIRE_READER_ROLE and settings.READER_ROLE is None:
        raise ImproperlyConfigured(f"{NO_ROLE} REQUIRE_READER_ROLE is set. {ADVICE}")
    try:
        connections[RECORD].ensure_connection()
    except Unguarded as error:
        raise ImproperlyConfigured(str(error)) from error
    except OperationalError as error:
        logger.warning("The database of public readers cannot be reached: %s", error)
    finally:
        connections[RECORD].close()  # of this thread, which need not be one that answers


@checks.register(checks.Tags.security, deploy=True)
def readers_have_a_role(**_: Any) -> list[checks.CheckMessage]:
    if settings.READER_ROLE is not None:
        return []
    if settings.REQUIRE_READER_ROLE:
        return [checks.Error(NO_ROLE, hint=ADVICE, id="claimtrack.E001")]
    return [checks.Warning(NO_ROLE, hint=ADVICE, id="claimtrack.W001")]
