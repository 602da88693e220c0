"""Renditions kept as files, so that a dossier is made once: by bundle hash, format and release of this program.

A PDF takes seconds of a processor, so one is made at a time on all machines together; whoever comes meanwhile is
asked to come again.

A redaction moves the record's revision, which is part of where files lie: what was made before is never served again,
and is deleted here at once by `forget` and elsewhere when the next one is kept. A replica that lags still shows what
was taken away. So a bundle comes with the revision of the state it was read from, and files are kept and served while
the primary stands at that very revision; else the dossier is made for whoever asks, and for nobody after.
"""

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction

from claims.dossier.bundle import bundle_of
from claims.dossier.formats import Format
from claims.dossier.selection import Wanted, names_words, of_wanted
from claims.dossier.shapes import Bundle
from claimtrack.editions.state import record_state, snapshot

logger = logging.getLogger(__name__)

#: How many files are kept; the ones not used for longest go first.
MOST_KEPT = 1_000
#: The key of the one lock under which PDFs are made, among this database's advisory locks.
LOCK = 0x646F_7373


class Busy(Exception):
    """Another dossier is being made; come again in a while."""


def rendition(bundle: Bundle, form: Format, *, revision: int, using: str) -> bytes:
    """The bundle in this form, from the files kept where it was made before.

    `revision` is that of the state the bundle was read from. Raises Busy for a form that takes long while another is
    being made, and CannotPrint.
    """
    if not form.slow:
        return form.render(bundle)
    found = kept(bundle, form, revision=revision)
    if found is not None:
        return found
    with alone(using):
        made = form.render(bundle)
    try:
        keep(bundle, form, made, revision=revision)
    except (OSError, OperationalError) as error:  # a full disk, a primary that is away: it is made all the same
        logger.warning("a dossier that was made is not kept: %s", error)
    return made


def make(wanted: Wanted, form: Format, *, using: str) -> None:
    """Make a dossier of several claims and keep it for whoever asks next: what a worker does.

    Nothing is made of a state that a redaction has overtaken: whoever asks again has it queued again. Raises what
    `of_wanted` and `bundle_of` do, and OSError.
    """
    with snapshot(using) as now:
        bundle = bundle_of(of_wanted(wanted, using=using), using=using)
    if _stands_at(now.revision) and kept(bundle, form, revision=now.revision) is None:
        keep(bundle, form, form.render(bundle), revision=now.revision)


def kept(bundle: Bundle, form: Format, *, revision: int) -> bytes | None:
    path = _path(bundle, form, revision)
    try:
        content = path.read_bytes()
        os.utime(path)
    except FileNotFoundError:
        return None
    try:
        return content if _stands_at(revision) else None
    except OperationalError as error:  # readers go on while the primary is away
        logger.warning("a kept dossier is not used: %s", error)
        return None


def keep(bundle: Bundle, form: Format, content: bytes, *, revision: int) -> None:
    """Whole or not at all, and only while nothing was redacted since the bundle was read. Raises OSError.

    What prints words that somebody searched is not kept.

    Looking and writing are one step to `forget`, which a redaction has called once it stands: either it finds the
    file, or the revision is found to have moved.
    """
    if names_words(bundle["selection"]):
        return
    path = _path(bundle, form, revision)
    with _to_ourselves():
        if not _stands_at(revision):
            return
        path.parent.mkdir(exist_ok=True, mode=0o700)
        with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
            try:
                file.write(content)
                file.flush()
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink()
                raise
        _tidy(path.parent)


def forget() -> None:
    """Delete every rendition on this machine: after a redaction, any of them may hold what was taken away."""
    with _to_ourselves():
        for path in _folder().iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)


def number_kept() -> int:
    """How many there are on this machine."""
    return sum(1 for path in _folder().glob("*/*") if not path.name.startswith("."))


def _folder() -> Path:
    return Path(settings.HOME) / "renditions"


def _path(bundle: Bundle, form: Format, revision: int) -> Path:
    return _folder() / f"{settings.VERSION}-{revision}" / f"{bundle['sha256']}.{form.extension}"


def _stands_at(revision: int) -> bool:
    """Whether nothing was redacted since, as the primary has it."""
    return record_state(DEFAULT_DB_ALIAS).revision == revision


@contextmanager
def _to_ourselves() -> Iterator[None]:
    """The folder, locked against every process that keeps or forgets (flock(2))."""
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (_folder() / ".lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _tidy(folder: Path) -> None:
    """Only the newest revision's files, and no more than are to be kept."""
    for other in folder.parent.iterdir():
        if other.is_dir() and other != folder:
            shutil.rmtree(other, ignore_errors=True)
    files = sorted((path for path in folder.iterdir() if not path.name.startswith(".")), key=_last_used)
    for path in files[:-MOST_KEPT]:
        path.unlink(missing_ok=True)


def _last_used(path: Path) -> float:
    with suppress(FileNotFoundError):
        return path.stat().st_mtime
    return 0.0


@contextmanager
def alone(using: str) -> Iterator[None]:
    """While one is made no other is: raises Busy.

    A lock of the transaction: one of the session would stay with whatever server process a pooler lent.

    The transaction has read nothing and keeps no state of the record, so that it may last. A lost connection ends it.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise Busy("Another dossier is being made just now.")
        yield
