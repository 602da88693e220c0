"""The whole public record in one file, with a manifest beside it.

A dump is gzipped NDJSON of one snapshot. Each line is an object whose `line` says what it is: the one `record`
comes first, then every `edition` in order of position, every `head` and every closed `digest`. Nothing in it is
private: who published an edition is left out. Lists and search are derived from editions, so they are not in it.

A dump holds documents that may have to be taken away one day. One that was written before a redaction is never
handed out again (`standing_dumps`), and `forget_dumps` deletes it.
"""

import gzip
import hashlib
import re
from collections import Counter as Count
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final, TypedDict, cast
from uuid import UUID

import orjson
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Max
from django.utils import timezone

from claimtrack import json_in
from claimtrack.editions.chain import EditionKindValue, ReviewValue, rfc3339
from claimtrack.editions.models import REMOVALS, Digest, Edition, Head, Kind
from claimtrack.editions.state import RecordState, snapshot
from claimtrack.files import whole_file
from claimtrack.notations import Day, Instant

FORMAT: Final = "claimtrack-dump/1"
BATCH: Final = 500
#: How many dumps are kept.
KEPT: Final = 7
SUFFIX: Final = ".ndjson.gz"
MANIFEST_SUFFIX: Final = ".manifest.json"
#: Position and time of the record.
NAME: Final = re.compile(r"record-(?P<position>[0-9]{12,})-[0-9]{8}T[0-9]{6}Z")


# -- shapes ---------------------------------------------------------------------------------------


class RecordLine(TypedDict):
    """Where the record stood, and the row that counts it on."""

    line: str
    format: str
    record: str
    position: int
    revision: int
    at: Instant


class EditionLine(TypedDict):
    """One edition; `text` is its document byte for byte, null when it was redacted or is withheld."""

    line: str
    position: int
    subject_type: str
    subject_id: str
    number: int
    kind: EditionKindValue
    format: int
    published_at: Instant
    note: str | None
    changed: list[str]
    sha256: str
    previous_sha256: str | None
    withheld: bool
    review: ReviewValue | None
    text: str | None


class HeadLine(TypedDict):
    """Where a subject stands. Its slug is not always in its newest document, which may be redacted."""

    line: str
    subject_id: str
    subject_type: str
    slug: str
    number: int
    kind: EditionKindValue
    readable: bool
    format: int
    position: int
    sha256: str
    first_published_at: Instant
    published_at: Instant
    merged_into: str | None


class DigestLine(TypedDict):
    line: str
    day: Day
    count: int
    first_position: int
    last_position: int
    sha256: str


class SubjectCounts(TypedDict):
    subjects: int
    editions: int


class ManifestDocument(TypedDict):
    """What a dump holds. `sha256` and `bytes` are of the file as it is; `counts` is by type of subject.

    `position` is where the record stood. `redacted` counts the editions without a document: taken away, or withheld.
    """

    format: str
    file: str
    record: str
    made_at: Instant
    position: int
    first_position: int | None
    last_position: int | None
    editions: int
    redacted: int
    digests: int
    counts: dict[str, SubjectCounts]
    bytes: int
    sha256: str
    license: str
    credit: str


EDITION_COLUMNS: Final = [name for name in EditionLine.__annotations__ if name != "line"]
HEAD_COLUMNS: Final = [name for name in HeadLine.__annotations__ if name != "line"]
DIGEST_COLUMNS: Final = [name for name in DigestLine.__annotations__ if name != "line"]

Progress = Callable[[int], None]
"""Called with the number of editions done so far."""


class Overtaken(Exception):
    """Something was redacted while the dump was written, so it was thrown away: write it again."""


def folder() -> Path:
    """Where dumps are kept."""
    home: Path = settings.HOME
    return home / "dumps"


# -- writing --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Tally:
    """What has been written so far."""

    first: int | None = None
    last: int | None = None
    editions: int = 0
    redacted: int = 0
    digests: int = 0
    editions_of: Count[str] = field(default_factory=Count)
    subjects_of: Count[str] = field(default_factory=Count)

    def add(self, line: EditionLine) -> None:
        self.first = line["position"] if self.first is None else self.first
        self.last = line["position"]
        self.editions += 1
        self.redacted += line["text"] is None
        self.editions_of[line["subject_type"]] += 1


def write_dump(*, using: str, progress: Progress | None = None) -> ManifestDocument:
    """Write a dump of the record as it stands now, and its manifest, into `folder()`; each whole or not at all.

    `using` is the database alias to read. Raises Overtaken, and OSError when it cannot be written.
    """
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        manifest = _write_files(timezone.now(), using=using, progress=progress)
    except FileNotFoundError as error:  # `forget_dumps` deletes what is being written, too
        raise Overtaken("A redaction deleted the dump while it was written.") from error
    if overtaken(manifest["position"], using=using):
        _delete(manifest["file"].removesuffix(SUFFIX))
        raise Overtaken(f"{manifest['file']} was overtaken by a redaction.")
    return manifest


def _write_files(made_at: datetime, *, using: str, progress: Progress | None) -> ManifestDocument:
    """The dump first, then the manifest, which lists it."""
    with snapshot(using) as now:
        name = f"record-{now.position:012}-{made_at:%Y%m%dT%H%M%SZ}"
        path = folder() / f"{name}{SUFFIX}"
        with whole_file(path) as file:
            tally = _write(file, now, using=using, progress=progress)
    manifest = _manifest(path, now, tally, made_at)
    with whole_file(folder() / f"{name}{MANIFEST_SUFFIX}") as file:
        file.write(orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return manifest


def _write(file: IO[bytes], now: RecordState, *, using: str, progress: Progress | None) -> _Tally:
    """Neither name nor time in the header: the same record gives the same bytes."""
    tally = _Tally()
    with gzip.GzipFile(fileobj=file, mode="wb", filename="", mtime=0, compresslevel=6) as packed:
        packed.write(_line(_record_line(now)))
        for edition in _edition_lines(now.position, using=using):
            tally.add(edition)
            packed.write(_line(edition))
            if progress and tally.editions % BATCH == 0:
                progress(tally.editions)
        for head in _head_lines(using=using):
            tally.subjects_of[head["subject_type"]] += 1
            packed.write(_line(head))
        for digest in _digest_lines(using=using):
            tally.digests += 1
            packed.write(_line(digest))
    if progress:
        progress(tally.editions)
    return tally


def _line(line: RecordLine | EditionLine | HeadLine | DigestLine) -> bytes:
    return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def _record_line(now: RecordState) -> RecordLine:
    return {
        "line": "record",
        "format": FORMAT,
        "record": settings.PUBLIC_URL,
        "position": now.position,
        "revision": now.revision,
        "at": rfc3339(now.at),
    }


def _edition_lines(until: int, *, using: str) -> Iterator[EditionLine]:
    editions = Edition.objects.using(using).filter(position__lte=until).order_by("position")
    after = 0
    while rows := list(editions.filter(position__gt=after).values(*EDITION_COLUMNS)[:BATCH]):
        yield from (cast("EditionLine", _as_line("edition", row)) for row in rows)
        after = rows[-1]["position"]


def _head_lines(*, using: str) -> Iterator[HeadLine]:
    heads = Head.objects.using(using).order_by("subject_id")
    after = UUID(int=0)
    while rows := list(heads.filter(subject_id__gt=after).values(*HEAD_COLUMNS)[:BATCH]):
        yield from (cast("HeadLine", _as_line("head", _unnamed(row))) for row in rows)
        after = rows[-1]["subject_id"]


def _unnamed(head: dict[str, Any]) -> dict[str, Any]:
    """The head, without the slug of what is withheld as a whole: it may say what is not to be said."""
    is_withheld = head["kind"] == Kind.WITHHELD and not head["readable"]
    return head | {"slug": str(head["subject_id"])} if is_withheld else head


def _digest_lines(*, using: str) -> Iterator[DigestLine]:
    for row in Digest.objects.using(using).order_by("day").values(*DIGEST_COLUMNS):
        yield cast("DigestLine", _as_line("digest", row))


def _as_line(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row as JSON has it; times as everywhere in the API."""
    return {"line": kind} | {
        name: rfc3339(value) if isinstance(value, datetime) else value for name, value in row.items()
    }


def _manifest(path: Path, now: RecordState, tally: _Tally, made_at: datetime) -> ManifestDocument:
    return {
        "format": FORMAT,
        "file": path.name,
        "record": settings.PUBLIC_URL,
        "made_at": rfc3339(made_at),
        "position": now.position,
        "first_position": tally.first,
        "last_position": tally.last,
        "editions": tally.editions,
        "redacted": tally.redacted,
        "digests": tally.digests,
        "counts": {
            subject_type: {"subjects": tally.subjects_of[subject_type], "editions": editions}
            for subject_type, editions in sorted(tally.editions_of.items())
        },
        "bytes": path.stat().st_size,
        "sha256": sha256_of_file(path),
        "license": settings.LICENSE,
        "credit": settings.CREDIT,
    }


def sha256_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# -- keeping --------------------------------------------------------------------------------------


def standing_dumps(*, using: str) -> list[ManifestDocument]:
    """The dumps that may be handed out, newest first: nothing that they hold was redacted or withheld since.

    `using` may be a replica that lags: the primary is asked as well, here and wherever a dump is `overtaken`.
    """
    found = _manifests()
    if not found:
        return []
    last = _last_removal(found[-1]["position"], using=using)
    return [manifest for manifest in found if last is None or manifest["position"] >= last]


def _manifests() -> list[ManifestDocument]:
    """The manifests of the dumps in `folder()`, newest first."""
    paths = sorted(folder().glob(f"record-*{MANIFEST_SUFFIX}"), reverse=True)
    return [
        manifest for path in paths if (manifest := read_manifest(path)) and path.with_name(manifest["file"]).exists()
    ]


def read_manifest(path: Path) -> ManifestDocument | None:
    """The manifest in this file; None when there is none."""
    try:
        manifest = json_in.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    is_one = isinstance(manifest, dict) and manifest.get("format") == FORMAT
    return cast("ManifestDocument", manifest) if is_one else None


def overtaken(position: int, *, using: str) -> bool:
    """Was anything redacted or withheld after this position?"""
    return _last_removal(position, using=using) is not None


def _last_removal(after: int, *, using: str) -> int | None:
    """The position of the last redaction or withholding after that position, as the alias or the primary has it."""
    removals = [
        Edition.objects.using(alias).filter(kind__in=REMOVALS, position__gt=after).aggregate(last=Max("position"))
        for alias in (using, DEFAULT_DB_ALIAS)
    ]
    return max((each["last"] for each in removals if each["last"]), default=None)


def discard_old_dumps(*, using: str, keep: int = KEPT) -> list[str]:
    """Delete all but the newest dumps, and those that were overtaken; returns the names of the dumps deleted."""
    kept = {manifest["file"].removesuffix(SUFFIX) for manifest in standing_dumps(using=using)[:keep]}
    return [_delete(name) for name in _names() if name not in kept]


def forget_dumps(subject_id: UUID) -> list[str]:
    """Delete the dumps on this machine that can hold the subject; returns their names.

    To be called when one of its editions is redacted. A dump that is being written is deleted as well.
    """
    editions = Edition.objects.filter(subject_id=subject_id).order_by("position")
    born = editions.values_list("position", flat=True).first() or 0
    return [_delete(name) for name in _names() if _position(name) >= born]


def _names() -> list[str]:
    """The names of all dumps, also of such as are not whole."""
    found = (NAME.search(path.name) for path in folder().glob("*record-*"))
    return sorted({match[0] for match in found if match})


def _position(name: str) -> int:
    match = NAME.fullmatch(name)
    return int(match["position"]) if match else 0


def _delete(name: str) -> str:
    """The manifest goes first: it is what lists the dump."""
    for path in sorted(folder().glob(f"*{name}.*"), key=lambda path: not path.name.endswith(MANIFEST_SUFFIX)):
        path.unlink(missing_ok=True)
    return name
