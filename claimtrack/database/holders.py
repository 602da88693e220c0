"""Who holds a lock that others wait for, as far as the server tells the application's role."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Model, QuerySet

#: Rows of a table, or the number of an advisory lock.
Lock: TypeAlias = "QuerySet[Any, Any] | int"

#: What a session at the desk is called while it writes: whose it is, and the name of the address that was asked.
DESK: Final = "claimtrack desk"
#: So many of the rows are looked at.
_MOST: Final = 500

_OF_ROWS: Final = """
WITH lockers AS (SELECT DISTINCT xmax::text AS xid FROM {table} WHERE {key} = ANY(%(keys)s) AND xmax <> 0)
SELECT a.usename, a.application_name, coalesce(a.xact_start, a.backend_start), bool_or(
           l.locktype = 'transactionid' AND l.mode = 'ExclusiveLock'
           AND l.transactionid::text IN (SELECT xid FROM lockers)) AS sure
  FROM pg_locks l JOIN pg_stat_activity a USING (pid)
 WHERE l.granted AND a.pid <> pg_backend_pid() AND a.wait_event_type IS DISTINCT FROM 'Lock'
   AND (l.locktype = 'transactionid' AND l.transactionid::text IN (SELECT xid FROM lockers)
        OR l.locktype = 'relation' AND l.relation = %(table)s::regclass AND l.mode <> 'AccessShareLock'
           AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
 GROUP BY a.pid, a.usename, a.application_name, a.xact_start, a.backend_start
 ORDER BY sure DESC, a.xact_start NULLS LAST LIMIT 1
"""
_OF_NUMBER: Final = """
SELECT a.usename, a.application_name, a.xact_start, true
  FROM pg_locks l JOIN pg_stat_activity a USING (pid)
 WHERE l.granted AND a.pid <> pg_backend_pid() AND l.locktype = 'advisory' AND l.classid = 0 AND l.objid = %(number)s
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
 ORDER BY a.xact_start NULLS LAST LIMIT 1
"""


_OF_WAITING: Final = """
SELECT b.usename, b.application_name, b.xact_start, true
  FROM pg_stat_activity w, unnest(pg_blocking_pids(w.pid)) AS blocking(pid) JOIN pg_stat_activity b USING (pid)
 WHERE w.datname = current_database() AND w.application_name = ANY(%(names)s) AND w.wait_event_type = 'Lock' LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Holder:
    """A session: its role, what it calls itself, since when it works (of other roles, untold), and if that is sure."""

    role: str
    application: str
    since: datetime | None
    is_sure: bool

    def __str__(self) -> str:
        since = f" since {self.since:%Y-%m-%d %H:%M:%S} UTC" if self.since else ""
        how = "It is held by" if self.is_sure else "At work on the same table is"
        return f"{how} {self._name()}{since}."

    def _name(self) -> str:
        if not self.application.startswith(f"{DESK} "):
            return f"{self.application or 'a session without a name'} (role {self.role})"
        number, _, asked = self.application.removeprefix(f"{DESK} ").partition(" ")
        who = get_user_model().objects.filter(pk=number).first()
        return f"{who or 'somebody'} at the desk ({asked.replace('_', ' ')})"


def holder_of(lock: Lock) -> Holder | None:
    """Whoever holds it now; whoever has been at work on the same table for longest where the server cannot tell."""
    if isinstance(lock, int):
        return _asked(_OF_NUMBER, {"number": lock})
    table: type[Model] = lock.model
    keys = list(lock.order_by().values_list("pk", flat=True)[:_MOST])
    quote, name = connection.ops.quote_name, table._meta.db_table
    key = str(table._meta.pk.column)
    question = _OF_ROWS.format(table=quote(name), key=quote(key))
    return _asked(question, {"keys": keys, "table": quote(name)})


def whom_they_wait_for(names: Sequence[str]) -> Holder | None:
    """Whom sessions that call themselves so wait for at this moment."""
    return _asked(_OF_WAITING, {"names": list(names)})


def _asked(question: str, given: dict[str, Any]) -> Holder | None:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        row = cursor.fetchone()
    return Holder(str(row[0]), row[1] or "", *row[2:]) if row else None
