"""Renditions kept as files, so that a dossier is made once: by bundle hash, format and release of this program.

A PDF takes seconds of a processor, so one is made at a time on all machines together; whoever comes meanwhile is
asked to come again. A redaction moves the record's revision, which is part of where files lie: what was made
before is never served again, and is deleted here at once by `forget` and elsewhere when the next one is kept.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.db import connections, transaction

from claims.dossier.bundle import bundle_of
from claims.dossier.formats import Format
from claims.dossier.selection import Wanted, of_wanted
from claims.dossier.shapes import Bundle
from claimtrack.editions.models import Counter
from claimtrack.editions.state import snapshot

#: How many files are kept; the ones not used for longest go first.
MOST_KEPT = 1_000
#: The key of the one lock under which PDFs are made, among this database's advisory locks.
LOCK = 0x646F_7373


class Busy(Exception):
    """Another dossier is being made; come again in a while."""


def rendition(bundle: Bundle, form: Format, *, using: str) -> bytes:
    """The bundle in this form, from the files kept where it was made before.

    Raises Busy for a form that takes long while another is being made, and CannotPrint.
    """
    if not form.slow:
        return form.render(bundle)
    found = kept(bundle, form, using=using)
    if found is not None:
        return found
    with _alone(using):
        made = form.render(bundle)
    keep(bundle, form, made, using=using)
    return made


def make(wanted: Wanted, form: Format, *, using: str) -> None:
    """Make a dossier of several claims and keep it for whoever asks next: what a worker does.

    Raises what `of_wanted` and `bundle_of` do.
    """
    with snapshot(using):
        bundle = bundle_of(of_wanted(wanted, using=using), using=using)
    if kept(bundle, form, using=using) is None:
        keep(bundle, form, form.render(bundle), using=using)


def kept(bundle: Bundle, form: Format, *, using: str) -> bytes | None:
    path = _path(bundle, form, using)
    try:
        content = path.read_bytes()
        os.utime(path)
    except FileNotFoundError:
        return None
    return content


def keep(bundle: Bundle, form: Format, content: bytes, *, using: str) -> None:
    """Whole or not at all: a reader of the file never meets half a rendition."""
    path = _path(bundle, form, using)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)
    _tidy(path.parent)


def forget() -> None:
    """Delete every rendition on this machine: after a redaction, any of them may hold what was taken away."""
    shutil.rmtree(_folder(), ignore_errors=True)


def _folder() -> Path:
    return Path(settings.HOME) / "renditions"


def _path(bundle: Bundle, form: Format, using: str) -> Path:
    revision = Counter.objects.using(using).values_list("revision", flat=True).get()
    return _folder() / f"{settings.VERSION}-{revision}" / f"{bundle['sha256']}.{form.extension}"


def _tidy(folder: Path) -> None:
    """Only the newest revision's files, and no more than are to be kept."""
    for other in folder.parent.iterdir():
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    files = sorted((path for path in folder.iterdir() if not path.name.startswith(".")), key=_last_used)
    for path in files[:-MOST_KEPT]:
        path.unlink(missing_ok=True)


def _last_used(path: Path) -> float:
    with suppress(FileNotFoundError):
        return path.stat().st_mtime
    return 0.0


@contextmanager
def _alone(using: str) -> Iterator[None]:
    """A lock of the transaction: one of the session would stay with whatever server process a pooler lent.

    The transaction has read nothing and keeps no state of the record, so that it may last. A lost connection ends it.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise Busy("Another dossier is being made just now.")
        yield
