"""An import from beginning to end: read, take in, publish, report.

Reading and taking in go on while another process publishes the batches before. One import runs at a time: two would
make the same sources twice.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Final

from django.db import connection
from django.utils import timezone

from claims.imports.filing.reviews import Importer, Incoming, Outcome
from claims.imports.filing.sources import take_in_sources
from claims.imports.inputs.limits import LIMITS, InputFault
from claims.imports.models import ImportRun, RefusedRecord, RunState
from claims.imports.read import Read, Refused
from claims.imports.reviewed import Reviewed, SourceRow, digest
from claims.imports.run.publisher import Publisher
from claimtrack.database.waiting import Held
from claimtrack.disks import full_disk
from claimtrack.editions.clocks import ClockAstray
from claimtrack.editions.origin import is_mirror
from claimtrack.garbage import seldom_collected

logger = logging.getLogger(__name__)

BATCH: Final = 500
ON_A_MIRROR: Final = "This record is a mirror: nothing is imported here. Import where the record is made."
#: What is said of an import whose process ended without a word.
LOST: Final = "The process that ran it was lost. What it had taken in stays; begin it anew to complete it."
#: The advisory lock of PostgreSQL that whoever imports holds.
LOCK: Final = 0x636C_696D
_LISTED: Final = 200
_COUNTED: Final = ("read", "created", "updated", "unchanged", "repeated", "proposed", "refused", "editions")
_PROGRESS: Final = (*_COUNTED, "bytes_read", "bytes_total", "notes", "near_duplicates")
NEAR_DUPLICATE: Final = "a claim says what another says already: not merged"

Progress = Callable[[ImportRun], None]


class CannotBegin(RuntimeError):
    """No import begins now: another one runs, and they run one at a time; or this record is a mirror."""


def is_running() -> bool:
    """Whether some process holds the lock of imports (this connection must not)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database d ON d.oid = database WHERE locktype = 'advisory'"
            " AND d.datname = current_database() AND classid = 0 AND objid = %s AND objsubid = 1)",
            [LOCK],
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def recorded(run: ImportRun) -> Iterator[None]:
    """Hold the lock of imports, and note how the run ends, however it ends. Raises `CannotBegin`."""
    _begin()
    try:
        # Whoever is noted as running without the lock is gone.
        ImportRun.objects.filter(state=RunState.RUNNING).update(state=RunState.INTERRUPTED, fault=LOST)
        _note(run, RunState.RUNNING, started_at=timezone.now())
        yield
    except ClockAstray as refusal:
        _stop(run, refusal.messages[0])
    except InputFault as fault:
        _note(run, RunState.FAILED, fault=str(fault))
    except Held as held:
        # Nothing is wrong with what was to be read: it is kept, so that the import can be begun anew.
        told = f"What it had to write was not to be had in time. {held.in_words()} Begin it anew when that is over."
        _stop(run, told)
    except KeyboardInterrupt:
        _note(run, RunState.INTERRUPTED)
        raise
    except BaseException as error:
        if full := full_disk(error):
            _stop(run, f"{full} What was taken in before stays. Make room, and start the import again.")
        elif isinstance(error, OSError):
            _note(run, RunState.FAILED, fault=f"{error.strerror or error}")
        else:
            _note(run, RunState.FAILED, fault=f"{type(error).__name__}: {error}")
            raise
    else:
        _note(run, RunState.CANCELLED if run.cancel_requested else RunState.DONE)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _begin() -> None:
    if is_mirror(using="default"):
        raise CannotBegin(ON_A_MIRROR)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise CannotBegin("Another import is running: try again when it has ended.")


def _stop(run: ImportRun, fault: str) -> None:
    """Note that it cannot go on now: its bytes stay, so that it can be begun anew when the fault is mended."""
    logger.error("import %s: %s", run.pk, fault)
    run.state, run.fault, run.finished_at = RunState.INTERRUPTED, fault, timezone.now()
    run.save(update_fields=["state", "fault", "finished_at"])


def _note(run: ImportRun, state: RunState, **columns: object) -> None:
    run.state = state
    if state != RunState.RUNNING:
        columns = {"finished_at": timezone.now(), "upload": None} | columns
    for name, value in columns.items():
        setattr(run, name, value)
    run.save(update_fields=["state", *columns])


def work_through(run: ImportRun, read: Iterable[Read], *, position: Callable[[], int], progress: Progress) -> set[str]:
    """Take in and publish all that is read; returns the digests of the records that were refused."""
    loop = _Loop(run, position, progress)
    with seldom_collected(), Publisher(apart=not connection.in_atomic_block) as publisher:
        for batch in _batches(read):
            loop.take_in(batch, publisher)
            if loop.is_cancelled():
                break
    loop.count_published(publisher)
    loop.save()
    return loop.refused


def _batches(read: Iterable[Read]) -> Iterator[list[Read]]:
    """Reads by the batch, which holds `BATCH` reviews or a few more: those of one read stay together.

    A batch of very long records holds fewer.
    """
    batch: list[Read] = []
    size = held = 0
    for each in read:
        batch.append(each)
        size += max(1, len(each.found))
        held += len(each.raw)
        if size >= BATCH or held >= LIMITS.page:
            yield batch
            batch, size, held = [], 0, 0
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A record that is not taken in, with its review's key where it was read that far."""

    read: Read
    reason: str
    key: str = ""
    may_be_kept: bool = True

    def row(self, run: ImportRun) -> RefusedRecord:
        read, raw = self.read, self.read.raw[: LIMITS.kept]
        return RefusedRecord(
            run=run,
            place=read.place,
            reason=self.reason,
            raw=raw if self.may_be_kept else b"",
            base=read.base,
            mapping=read.mapping or run.mapping,
            page=asdict(read.page) if read.page else None,
            digest=digest(raw),
            key=self.key,
        )


class _Loop:
    """Counts and keeps what becomes of each batch."""

    def __init__(self, run: ImportRun, position: Callable[[], int], progress: Progress) -> None:
        self.run, self.position, self.progress = run, position, progress
        self.importer = Importer(run)
        self.refused: set[str] = set()
        self.notes: Counter[str] = Counter()
        self.source_editions = 0

    def take_in(self, batch: Sequence[Read], publisher: Publisher) -> None:
        reviews = [(read, found) for read in batch for found in read.found if isinstance(found, Reviewed)]
        outcome = self.importer.take_in([Incoming(review, says_again=read.says_again) for read, review in reviews])
        self._take_in_sources([found for read in batch for found in read.found if isinstance(found, SourceRow)])
        refusals = [
            _Refusal(read, found.reason) for read in batch for found in read.found if isinstance(found, Refused)
        ]
        refusals += [
            _Refusal(reviews[turned.number][0], turned.reason, turned.key, may_be_kept=turned.may_be_kept)
            for turned in outcome.refused
        ]
        publisher.submit(list(dict.fromkeys(outcome.to_publish)))
        self._keep(refusals)
        self._count(batch, outcome, len(refusals))
        self.count_published(publisher)
        self.save()

    def _take_in_sources(self, rows: Sequence[SourceRow]) -> None:
        if rows:
            counts, notes, editions = take_in_sources(rows, self.importer.directory)
            self._add(counts)
            self.notes.update(notes)
            self.source_editions += editions

    def _add(self, counts: Counter[str]) -> None:
        for name, count in counts.items():
            setattr(self.run, name, getattr(self.run, name) + count)

    def _keep(self, refusals: Sequence[_Refusal]) -> None:
        """Keep what was refused as it came: one row a record, however often it is refused."""
        rows = {row.digest: row for row in (refusal.row(self.run) for refusal in refusals)}
        RefusedRecord.objects.bulk_create(
            rows.values(),
            update_conflicts=True,
            unique_fields=["digest"],
            update_fields=["run", "place", "reason", "base", "mapping", "page", "key", "taken_in_at"],
        )
        self.refused |= rows.keys()

    def _count(self, batch: Sequence[Read], outcome: Outcome, refused: int) -> None:
        run = self.run
        run.read += sum(len(read.found) for read in batch)
        run.refused += refused
        self._add(outcome.counts)
        for read in batch:
            self.notes.update([read.note] if read.note else [])
            self.notes.update(note for found in read.found if isinstance(found, Reviewed) for note in found.notes)
        self.notes.update(outcome.notes)
        self.notes.update({NEAR_DUPLICATE: len(outcome.near_duplicates)} if outcome.near_duplicates else {})
        run.near_duplicates = [*run.near_duplicates, *outcome.near_duplicates][:_LISTED]

    def count_published(self, publisher: Publisher) -> None:
        self.run.editions = publisher.editions + self.source_editions
        self.run.notes = dict((self.notes + publisher.against).most_common())

    def save(self) -> None:
        self.run.bytes_read = self.position()
        self.run.save(update_fields=_PROGRESS)
        self.progress(self.run)

    def is_cancelled(self) -> bool:
        self.run.refresh_from_db(fields=["cancel_requested"])
        return self.run.cancel_requested
