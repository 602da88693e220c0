"""Starting imports: what the shell, the admin, the API and the background job call."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import PurePath
from typing import Final
from urllib.parse import urlsplit

import psycopg
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from claims.imports.inputs.addresses import fetched
from claims.imports.inputs.limits import LIMITS, MIB, InputFault
from claims.imports.inputs.streams import Input, is_address, opened
from claims.imports.models import ImportRun, RefusedRecord, RunState
from claims.imports.ratings.table import have_ratings
from claims.imports.read import Page, Read, Refused
from claims.imports.readers import faults_of_reading, reader_of, reader_of_refused
from claims.imports.run.preview import preview
from claims.imports.run.run import LOST, ON_A_MIRROR, Progress, is_running, recorded, work_through
from claimtrack.accounts.rights import demand
from claimtrack.editions.origin import is_mirror

#: The origin of a run that tries again what earlier runs refused.
REFUSED: Final = "refused records"
MAX_UPLOAD: Final = 64 * MIB
TOO_LARGE: Final = f"The file is larger than {MAX_UPLOAD // MIB} MiB: import it from the shell, or give its address."
#: How many records a try shows, and how long it waits for an address.
TRIED: Final = 20
_TRY: Final = replace(LIMITS, seconds=20, download=MAX_UPLOAD)
#: How long bytes are kept for an import that nobody starts, or starts again.
_KEPT: Final = timedelta(days=7)


def silent(run: ImportRun) -> None:
    """For whom no progress is shown."""


def execute(run: ImportRun, *, progress: Progress = silent) -> ImportRun:
    """Run an import that was created before, to its end. Raises `CannotBegin`.

    An input that cannot be read on ends the run as failed; what was taken in before stays.
    """
    with recorded(run):
        have_ratings()
        if run.origin == REFUSED and run.upload is None:
            _try_again(run, progress)
        else:
            with _input_of(run) as source:
                run.bytes_total = source.size
                work_through(run, _read(run, source), position=lambda: source.position, progress=progress)
    return run


@contextmanager
def _input_of(run: ImportRun) -> Iterator[Input]:
    upload = bytes(run.upload) if run.upload is not None else None
    with opened(run.origin, upload=upload) as source:
        yield source


def _read(run: ImportRun, source: Input) -> Iterator[Read]:
    return reader_of(run).read(source, run, _file_name(run))


def _file_name(run: ImportRun) -> str:
    """What the end of a path, of an upload's name or of an address says of a table's format."""
    path = urlsplit(run.origin).path if is_address(run.origin) else run.origin
    return PurePath(path).name


# -- another try ----------------------------------------------------------------------------------


def _try_again(run: ImportRun, progress: Progress) -> None:
    """Read once more what was refused; what is not refused again is marked as taken in."""
    # Those with a key were read well and refused for what they say: trying again would not change that.
    waiting = RefusedRecord.objects.filter(taken_in_at=None, key="").order_by("pk")
    tried = list(waiting.values_list("pk", flat=True))
    refused = work_through(run, _waiting(tried), position=lambda: 0, progress=progress)
    if not run.cancel_requested:
        taken_in = RefusedRecord.objects.filter(pk__in=tried).exclude(digest__in=refused)
        taken_in.update(taken_in_at=timezone.now())


def _waiting(ids: Iterable[int]) -> Iterator[Read]:
    """What was refused, read again from how it came."""
    for pk in ids:
        row = RefusedRecord.objects.select_related("run").get(pk=pk)
        try:
            yield from reader_of_refused(row).again(row)
        except InputFault as fault:
            page = Page(**row.page) if row.page else None
            yield Read(row.place, bytes(row.raw), (Refused(str(fault)),), base=row.base, page=page)


# -- as a job -------------------------------------------------------------------------------------


def faults_of(run: ImportRun) -> Iterator[tuple[str, str]]:
    """Every reason why a worker would not run this import: the field at fault, and a sentence.

    Only uploads and addresses are read for people: a worker opens no path of its machine.
    """
    if run.upload is None and not is_address(run.origin) and run.origin != REFUSED:
        yield "origin", "Upload a file, or give an address that begins with http:// or https://."
    if run.upload is not None and len(run.upload) > MAX_UPLOAD:
        yield "file", TOO_LARGE
    yield from faults_of_reading(run, again=run.origin == REFUSED)


def queue(*, run: ImportRun, by: AbstractBaseUser) -> ImportRun:
    """Store an import and let a worker run it. Raises ValidationError."""
    demand(by, "add", [run])
    _refuse_faults(run)
    run.state, run.by_id = RunState.QUEUED, by.pk
    with transaction.atomic():
        _store(run)
        app.configure_task("import").defer(run_id=str(run.pk))
    return run


def try_out(*, run: ImportRun, by: AbstractBaseUser) -> ImportRun:
    """Store an import without starting it: `tried` shows what it would take in. Raises ValidationError.

    What is at an address is fetched by a worker: until then the run is being tried, and has nothing to show.
    """
    demand(by, "add", [run])
    _refuse_faults(run)
    run.state, run.by_id = RunState.TRYING if run.upload is None else RunState.TRIED, by.pk
    try:
        if run.upload is not None:
            have_ratings()
            tried(run)
    except InputFault as fault:
        raise ValidationError(str(fault)) from fault
    with transaction.atomic():
        _store(run)
        if run.state == RunState.TRYING:
            app.configure_task("try_import").defer(run_id=str(run.pk))
    return run


class Busy(InputFault):
    """What is tried is being taken in by an import at this moment."""


def fetch_and_try(run_id: str) -> None:
    """What the worker does: fetch what is at the address, so that what is looked at is what will be imported.

    Nothing is done for a run that was stopped or deleted meanwhile. What cannot be fetched or read has failed.
    """
    being_tried = ImportRun.objects.filter(pk=run_id, state=RunState.TRYING)
    being_tried.update(started_at=timezone.now())
    run = being_tried.first()
    if run is None:
        return
    try:
        _fetch(run)
    except Exception as fault:
        known = isinstance(fault, InputFault)
        said = str(fault) if known else f"{type(fault).__name__}: {fault}"
        being_tried.update(state=RunState.FAILED, fault=said, finished_at=timezone.now())
        if not known:
            raise
    else:
        with transaction.atomic():
            if being_tried.update(state=RunState.TRIED, base_url=run.base_url):
                _store_upload(run)


def _fetch(run: ImportRun) -> None:
    with fetched(run.origin, _TRY) as download:
        run.upload, run.base_url = download.file.read(), run.base_url or download.url
    have_ratings()
    with suppress(Busy):  # the page looks again
        tried(run)


def tried(run: ImportRun) -> list[str]:
    """The first records of a run that holds its bytes, and what each would become. Raises `InputFault`."""
    try:
        with _input_of(run) as source:
            return preview(islice(_read(run, source), TRIED))
    except IntegrityError as error:  # what is tried is written and taken back
        raise Busy("an import is taking in the same at this moment: look again in a while") from error


def _store(run: ImportRun) -> None:
    """A run as it is begun; of one that was tried before, its state alone. Raises ValidationError."""
    if not run._state.adding:
        run.save(update_fields=["state", "by"])
        return
    upload, run.upload = run.upload, None
    run.full_clean()
    run.save()
    run.upload = upload
    _store_upload(run)


def _store_upload(run: ImportRun) -> None:
    """Send the bytes beside the statement; Django would write them into it, which takes 60 MB twelve seconds."""
    if run.upload is not None:
        connection.ensure_connection()
        with psycopg.Cursor(connection.connection) as cursor:
            cursor.execute("UPDATE claims_importrun SET upload = %b WHERE id = %s", [run.upload, run.pk], prepare=False)


def _refuse_faults(run: ImportRun) -> None:
    if is_mirror(using="default"):
        raise ValidationError(ON_A_MIRROR)
    if faults := dict(faults_of(run)):
        raise ValidationError(list(faults.values()))


def can_start_again(run: ImportRun) -> bool:
    """Whether a run that did not come to its end can be begun anew from here."""
    ended = run.state in {RunState.CANCELLED, RunState.FAILED, RunState.INTERRUPTED}
    return ended and not any(faults_of(run))


def start_again(*, run: ImportRun, by: AbstractBaseUser) -> ImportRun:
    """Queue the same import as a new run, which passes over what was taken in before. Raises ValidationError."""
    if not can_start_again(run):
        raise ValidationError("What was uploaded is gone, or the import has not ended: start a new one.")
    again = ImportRun(kind=run.kind, origin=run.origin, base_url=run.base_url, mapping=run.mapping, upload=run.upload)
    with transaction.atomic():
        queue(run=again, by=by)
        ImportRun.objects.filter(pk=run.pk).update(upload=None)
    return again


def cancel(*, run: ImportRun, by: AbstractBaseUser) -> ImportRun:
    """Stop an import after the batch it is at; what it has taken in stays."""
    demand(by, "add", [run])
    waiting = ImportRun.objects.filter(pk=run.pk, state__in=[RunState.TRYING, RunState.TRIED, RunState.QUEUED])
    waiting.update(state=RunState.CANCELLED, finished_at=timezone.now(), upload=None)
    ImportRun.objects.filter(pk=run.pk).update(cancel_requested=True)
    run.refresh_from_db()
    return run


def execute_queued(run_id: str) -> None:
    """What the worker does: run the import unless it was cancelled meanwhile, or its worker was lost before."""
    note_lost()
    run = ImportRun.objects.get(pk=run_id)
    if run.state == RunState.QUEUED:
        execute(run)


def note_lost() -> None:
    """Say of runs whose process is gone that they were interrupted."""
    running = ImportRun.objects.filter(state=RunState.RUNNING)
    if running.exists() and not is_running():
        running.update(state=RunState.INTERRUPTED, finished_at=timezone.now(), fault=LOST)


def forget_inputs() -> None:
    """Drop the bytes of imports that nobody has started, or started again, for a week."""
    old = ImportRun.objects.filter(created_at__lt=timezone.now() - _KEPT, upload__isnull=False)
    old.filter(state=RunState.TRIED).delete()
    old.filter(state=RunState.INTERRUPTED).update(upload=None)
