"""Dossiers that wait for the worker: each once, and so many at a time of one asker and of all readers together.

They are counted in the table of jobs, so that any number of web processes keep to one limit. Who asked stands there
as a keyed digest alone, no longer than the job waits or runs: one that succeeded is deleted, one that failed forgets.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from claims.dossier.as_pdf import SECONDS
from claimtrack.database.waiting import hold

TASK = "make_dossier"
#: How many may wait or run: of one address, of one person of the newsroom, of all addresses together.
MOST_OF_AN_ADDRESS, MOST_OF_A_PERSON, MOST_OF_ADDRESSES = 3, 20, 20
#: The key of the lock under which they are counted, among this database's advisory locks.
LOCK = 0x646F_7174
ADDRESS, PERSON = "address", "person"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as far as counting needs it: `address:` or `person:` and a digest."""

    name: str
    most: int

    @property
    def shares(self) -> bool:
        """Whether the limit of all addresses is theirs too."""
        return self.name.startswith(ADDRESS)


def address(asked_from: str) -> Asker:
    return Asker(_name(ADDRESS, asked_from), MOST_OF_AN_ADDRESS)


def person(pk: int) -> Asker:
    """Somebody who has signed in, or their token: with an allowance of their own, whatever address they share."""
    return Asker(_name(PERSON, str(pk)), MOST_OF_A_PERSON)


def _name(kind: str, key: str) -> str:
    return f"{kind}:{salted_hmac(f'{__name__}.{kind}', key, algorithm='sha256').hexdigest()[:32]}"


class TooManyWait(Exception):
    """No further dossier can wait: `seconds` until one of those that do should be made."""

    def __init__(self, message: str, *, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


def queue(queueing_lock: str, arguments: Mapping[str, Any], *, asker: Asker) -> None:
    """Have a worker make a dossier; whoever asks for one that waits or is being made waits for the same.

    Raises TooManyWait.
    """
    with transaction.atomic():
        hold(LOCK)
        jobs = ProcrastinateJob.objects.filter(task_name=TASK, status__in=("todo", "doing")).order_by("id")
        waiting = list(jobs.values_list("queueing_lock", "args__asker"))
        if any(lock == queueing_lock for lock, _ in waiting):
            return
        _refuse_too_many([name or "" for _, name in waiting], asker)
        task = app.configure_task(TASK, queueing_lock=queueing_lock, lock=TASK)
        task.defer(asker=asker.name, **arguments)


def _refuse_too_many(askers: list[str], asker: Asker) -> None:
    """`askers` of the jobs that wait or run, in their order. One is made at a time, in at most SECONDS."""
    own = [place for place, name in enumerate(askers, 1) if name == asker.name]
    if len(own) >= asker.most:
        raise TooManyWait(
            f"{len(own)} dossiers that you asked for wait to be made, and no more may at a time.",
            seconds=own[0] * SECONDS,
        )
    shared = [place for place, name in enumerate(askers, 1) if name.startswith(ADDRESS)]
    if asker.shares and len(shared) >= MOST_OF_ADDRESSES:
        raise TooManyWait(
            f"{len(shared)} dossiers wait to be made, and no more may at a time.", seconds=shared[0] * SECONDS
        )


def note_failure(job_id: int, *, fault: str | None) -> None:
    """Of a job that is kept because it failed, forget who asked for it, and note why where readers may be told."""
    noted = (
        "UPDATE procrastinate_jobs SET args = (args - 'asker') || jsonb_build_object('fault', %s::text) WHERE id = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(noted, [fault, job_id])
