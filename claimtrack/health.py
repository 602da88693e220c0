"""Whether this installation is well: what `/healthz` and `/readyz` tell, in a few words and to anybody.

What is asked of the databases is asked once in two seconds, by one request at a time; all others get its answer. So
asking often costs nothing, and a database that hangs holds up one of them alone.
"""

import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Final, NotRequired, TypedDict

from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

#: Seconds: without a word of a worker, which says every ten that it lives; that readers may be behind; that one answer
#: is given to everybody; until a question without an answer counts as one; that a database may take over a question.
SILENT, BEHIND, LASTS, STALE, ASKED = 30, 60, 2, 15, 1


class Part(TypedDict):
    """How one part is: a sentence, and of a worker's silence, readers' delay or work left, what was measured."""

    ok: bool
    says: str
    seconds: NotRequired[float]
    editions: NotRequired[int]
    left: NotRequired[int]


#: Without these nothing can be served; without the others, work is late.
NEEDED: Final = ("web", "database", "readers")
WEB: Final[Part] = {"ok": True, "says": "This process answers."}

#: What other apps tell of work that is late, by the name of its part; each asks the database of the desk.
TELLERS: Final[dict[str, Callable[[], Part]]] = {}

_WORKER: Final = "SELECT extract(epoch FROM now() - max(last_heartbeat))::float FROM procrastinate_workers"
_POSITION: Final = "SELECT position, pg_is_in_recovery() FROM editions_counter"
_MISSING: Final = """
SELECT count(*), extract(epoch FROM now() - min(published_at))::float FROM editions_edition WHERE position > %s
"""


# -- the worker -----------------------------------------------------------------------------------


def no_worker() -> str:
    """What the desk says where no worker is at work; empty where one is."""
    with connections["default"].cursor() as cursor:
        cursor.execute(_WORKER)
        silent = cursor.fetchone()[0]
    if _is_at_work(silent):
        return ""
    return (
        f"{_of_worker(silent)['says']} Until one is started, nothing that waits is taken up: no import, no large "
        "dossier, no update of what stands beside a publication. An administrator starts it: manage.py worker."
    )


def _is_at_work(silent: float | None) -> bool:
    return silent is not None and silent <= SILENT


def _of_worker(silent: float | None) -> Part:
    if silent is None:
        return {"ok": False, "says": "No worker is at work."}
    heard = f"{silent:.0f} seconds" if silent < 2 * 60 else f"{silent / 60:.0f} minutes"
    if _is_at_work(silent):
        return {"ok": True, "says": f"A worker is at work: heard {heard} ago.", "seconds": round(silent, 1)}
    return {"ok": False, "says": f"No worker is at work: the last was heard {heard} ago.", "seconds": round(silent, 1)}


# -- everything -----------------------------------------------------------------------------------


def parts() -> dict[str, Part]:
    """How each part is, asked now."""
    found: dict[str, Part] = {"web": WEB}
    try:
        with _asking(settings.RECORD_DATABASE) as cursor:
            cursor.execute(_POSITION)
            position, is_replica = cursor.fetchone()
        found["readers"] = {"ok": True, "says": "The database of readers answers."}
    except DatabaseError:
        position, is_replica = 0, False
        found["readers"] = {"ok": False, "says": "The database of readers does not answer."}
    try:
        with _asking("default") as cursor:
            cursor.execute(_WORKER)
            found["worker"] = _of_worker(cursor.fetchone()[0])
            if is_replica:
                cursor.execute(_MISSING, [position])
                found["replica"] = _of_replica(*cursor.fetchone())
            found |= {name: tell() for name, tell in TELLERS.items()}
        found["database"] = {"ok": True, "says": "The database of the desk answers."}
    except DatabaseError:
        found["database"] = {"ok": False, "says": "The database of the desk does not answer."}
        found["worker"] = {"ok": False, "says": "The database that would tell does not answer."}
    if is_replica:
        found.setdefault("replica", {"ok": False, "says": "The database that would tell does not answer."})
    return found


def _of_replica(editions: int, seconds: float | None) -> Part:
    if not editions or seconds is None:
        return {"ok": True, "says": "Readers see every edition.", "seconds": 0.0, "editions": 0}
    says = f"Readers do not see the last {editions} editions yet, the oldest for {seconds:.0f} seconds."
    return {"ok": seconds <= BEHIND, "says": says, "seconds": round(seconds, 1), "editions": editions}


@contextmanager
def _asking(alias: str) -> Iterator[Any]:
    """A cursor that no question keeps for long; a connection made for it goes with it."""
    connection = connections[alias]
    was_open = connection.connection is not None
    try:
        with transaction.atomic(using=alias), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{ASKED}s'")
            yield cursor
    finally:
        if not was_open and not connection.in_atomic_block:
            connection.close()


class _Known:
    """What was found last in this process, and since when somebody has been asking anew."""

    lock = threading.Lock()
    parts: Mapping[str, Part] | None = None
    at = -math.inf
    asking_since = math.inf


def known(ask: Callable[[], Mapping[str, Part]] = parts) -> Mapping[str, Part] | None:
    """How each part is, or was when it was asked last; None where whoever asks waits for an answer too long already."""
    now = time.monotonic()
    if now - _Known.at > LASTS and _Known.lock.acquire(blocking=False):
        try:
            _Known.asking_since = now
            _Known.parts = ask()
            _Known.at = time.monotonic()
        finally:
            _Known.asking_since = math.inf
            _Known.lock.release()
    return _Known.parts if now - _Known.asking_since < STALE else None


# -- addresses ------------------------------------------------------------------------------------


def tells_health(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the first of all: who asks after health is no reader, and has no host name, https or account."""

    def middleware(request: HttpRequest) -> HttpResponse:
        asked, _, part = request.path_info.strip("/").partition("/")
        if asked not in {"healthz", "readyz"} or (asked == "healthz" and part):
            return get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = JsonResponse(WEB) if asked == "healthz" else _ready(part)
        response["Cache-Control"] = "no-store"
        return response

    return middleware


def _ready(part: str) -> HttpResponse:
    found = known()
    if found is None:
        silent: Part = {"ok": False, "says": "The answer is still awaited."}
        found = {"web": WEB, "database": silent, "readers": silent}
    if part:
        one = found.get(part)
        if one is None:
            told = {"ok": False, "says": f"There is no such part here. There are: {', '.join(sorted(found))}."}
            return JsonResponse(told, status=HTTPStatus.NOT_FOUND)
        return JsonResponse(one, status=HTTPStatus.OK if one["ok"] else HTTPStatus.SERVICE_UNAVAILABLE)
    is_ready = all(found[name]["ok"] for name in NEEDED)
    status = "not ready" if not is_ready else "ready" if all(one["ok"] for one in found.values()) else "degraded"
    body = {"status": status, "parts": found}
    return JsonResponse(body, status=HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE)
