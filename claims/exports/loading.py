"""An identical record from a dump, elsewhere: its editions, heads and digests, and the lists derived from them.

Every hash is computed again from its document, every chain, head and digest compared, in the transaction that
loads them: a dump in which one byte was changed leaves an empty record empty.
"""

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import UUID

import orjson
from django.db import DatabaseError, transaction
from django.db.models import Model

from claims.exports.dumps import (
    BATCH,
    DIGEST_COLUMNS,
    EDITION_COLUMNS,
    FORMAT,
    HEAD_COLUMNS,
    MANIFEST_SUFFIX,
    SUFFIX,
    ManifestDocument,
    Progress,
    read_manifest,
    sha256_of_file,
)
from claims.record import listing
from claimtrack import json_in
from claimtrack.editions.chain import Document, canonical, rfc3339, sha256_of
from claimtrack.editions.changes import digest_document, open_days
from claimtrack.editions.models import Counter, Digest, Edition, Head
from claimtrack.editions.origin import note_loaded, what_is_here
from claimtrack.editions.store import advance
from claimtrack.editions.verifying import broken_chains, other_heads
from claimtrack.editions.works import WORKS

#: Columns that dumps lack which were written before there were any.
ADDED: Final = frozenset({"withheld", "review"})

#: No line comes near it; one without an end is not read into memory.
MAX_LINE: Final = 1 << 28

Line = dict[str, Any]
Item = TypeVar("Item")


class InvalidDump(ValueError):
    """The dump was refused, and says why; nothing was loaded."""


class NotEmpty(Exception):
    """A record can be loaded only where neither a record nor anything of a desk is; says what is there."""


def load_dump(path: Path, *, progress: Progress | None = None) -> ManifestDocument:
    """Load the dump in `path`, whose manifest stands beside it, into an empty record, which is a mirror from then on.

    Raises InvalidDump, NotEmpty or OSError; then nothing has changed.
    """
    manifest = _manifest_beside(path)
    with transaction.atomic(), gzip.open(path, "rb") as file:
        advance(0)  # publishers wait
        if here := what_is_here():
            raise NotEmpty(f"{here} A dump is loaded into an empty home.")
        note_loaded(record=manifest["record"], position=manifest["position"], sha256=manifest["sha256"])
        lines = _lines(file)
        counter = _counter(lines)
        _store(lines, progress or (lambda _: None))
        _refuse_another_extent(manifest, counter)
        for check in (broken_chains, other_heads, _other_digests):
            _refuse(check())
        _derive_lists()
        Counter.objects.update(position=counter.position, revision=counter.revision, at=counter.at)
    return manifest


def _manifest_beside(path: Path) -> ManifestDocument:
    beside = path.with_name(path.name.removesuffix(SUFFIX) + MANIFEST_SUFFIX)
    manifest = read_manifest(beside)
    if manifest is None:
        raise InvalidDump(f"{beside} is not there, or is not the manifest of a dump ({FORMAT}).")
    if sha256_of_file(path) != manifest["sha256"]:
        raise InvalidDump(f"{path} is not the file that {beside.name} describes: its SHA-256 differs.")
    return manifest


def _refuse(faults: Iterable[str]) -> None:
    """Raise InvalidDump for the first fault, if there is one."""
    for fault in faults:
        raise InvalidDump(fault)


# -- lines ----------------------------------------------------------------------------------------


def _lines(file: gzip.GzipFile) -> Iterator[tuple[int, Line]]:
    """Numbered lines. What goes wrong with one, in here or where it is used, names its number."""
    number = 0
    while True:
        number += 1
        with _naming(number):
            raw = file.readline(MAX_LINE)
            if not raw:
                return
            line = json_in.loads(raw)
            if not isinstance(line, dict):
                raise InvalidDump("it is no object.")
        yield number, line


@contextmanager
def _naming(number: int) -> Iterator[None]:
    try:
        yield
    except KeyError as error:
        raise InvalidDump(f"Line {number}: the member {error} is missing.") from error
    except (ValueError, TypeError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InvalidDump(f"Line {number}: {error}") from error


def _counter(lines: Iterator[tuple[int, Line]]) -> Counter:
    """What the first line says of the row that counts the record on."""
    number, line = next(lines, (1, {}))
    with _naming(number):
        if line.get("line") != "record" or line.get("format") != FORMAT:
            raise InvalidDump(f"it does not begin a dump ({FORMAT}).")
        return Counter(position=line["position"], revision=line["revision"], at=_time(line["at"]))


def _store(lines: Iterator[tuple[int, Line]], progress: Progress) -> None:
    done = 0
    for kind, group in groupby(lines, key=lambda numbered: numbered[1].get("line")):
        model, build = _builder(kind)
        for rows in _batches(_built(build, group)):
            try:
                model._default_manager.bulk_create(rows)
            except DatabaseError as error:
                raise InvalidDump(f"A {kind} cannot be stored: {error}") from error
            done += len(rows) if model is Edition else 0
            progress(done)


def _built(build: Callable[[Line], Item], numbered: Iterable[tuple[int, Line]]) -> Iterator[Item]:
    for number, line in numbered:
        with _naming(number):
            item = build(line)
        yield item


def _batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    while batch := list(islice(items, BATCH)):
        yield batch


def _builder(kind: str | None) -> tuple[type[Model], Callable[[Line], Model]]:
    if kind == "edition":
        return Edition, _Editions()
    if kind == "head":
        return Head, _head
    if kind == "digest":
        return Digest, _digest
    raise InvalidDump(f"A line of an unknown kind: {kind!r}.")


class _Editions:
    """Editions from lines, each checked by itself and against the one before it in order of position."""

    def __init__(self) -> None:
        self.position = 0
        self.at = datetime.min.replace(tzinfo=UTC)

    def __call__(self, line: Line) -> Edition:
        edition = Edition(**{name: line[name] for name in EDITION_COLUMNS if name in line or name not in ADDED})
        edition.subject_id = UUID(line["subject_id"])
        edition.published_at = _time(line["published_at"])
        if edition.position != self.position + 1 or edition.published_at < self.at:
            raise InvalidDump(f"position {edition.position} does not follow position {self.position}.")
        self.position, self.at = edition.position, edition.published_at
        if edition.text is not None:
            _refuse(_unlike(edition, edition.text))
        return edition


def _unlike(edition: Edition, text: str) -> Iterator[str]:
    """In what the document differs from what is said of it."""
    document: Document = json_in.loads(text)
    if canonical(document) != text:
        yield "the document is not in the form of RFC 8785."
    if sha256_of(text) != edition.sha256:
        yield "the document does not have the SHA-256 that is given for it."
    said = {
        "number": edition.number,
        "kind": edition.kind,
        "note": edition.note,
        "position": edition.position,
        "published_at": rfc3339(edition.published_at),
        "sha256": edition.sha256,
        "previous_sha256": edition.previous_sha256,
        "changed": edition.changed,
        "review": edition.review,
    }
    stamp = {"review": None, **document["edition"]}  # those of earlier formats have none
    differing = [name for name, value in said.items() if stamp[name] != value]
    if differing or document["id"] != str(edition.subject_id) or document["format"] != edition.format:
        yield f"the document says otherwise of itself: {', '.join(differing) or 'id or format'}."


def _head(line: Line) -> Head:
    head = Head(**{name: line[name] for name in HEAD_COLUMNS})
    head.subject_id = UUID(line["subject_id"])
    head.merged_into = UUID(line["merged_into"]) if line["merged_into"] else None
    head.first_published_at, head.published_at = _time(line["first_published_at"]), _time(line["published_at"])
    return head


def _digest(line: Line) -> Digest:
    digest = Digest(**{name: line[name] for name in DIGEST_COLUMNS})
    digest.day = date.fromisoformat(line["day"])
    return digest


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


# -- the whole ------------------------------------------------------------------------------------


def _refuse_another_extent(manifest: ManifestDocument, counter: Counter) -> None:
    """A dump that ends early would be a shorter record, consistent in itself."""
    found = {
        "position": counter.position,
        "editions": Edition.objects.count(),
        "redacted": Edition.objects.filter(text__isnull=True).count(),
        "digests": Digest.objects.count(),
    }
    _refuse(
        f"The manifest says {manifest[name]} of {name}, the dump has {value}."  # type: ignore[literal-required]  # its members
        for name, value in found.items()
        if manifest[name] != value  # type: ignore[literal-required]  # as above
    )
    if found["position"] != found["editions"]:
        raise InvalidDump(
            f"The record stood at position {found['position']}, and {found['editions']} editions are here."
        )


def _other_digests() -> Iterator[str]:
    computed = {digest["day"]: digest for digest in open_days(using="default", after=None)}
    for digest in Digest.objects.order_by("day"):
        said = digest_document(digest, closed=False)
        if computed.get(said["day"]) != said:
            yield f"The digest of {said['day']} is not that of its editions."


# -- the lists ------------------------------------------------------------------------------------


def _derive_lists() -> None:
    for subject_type in WORKS:
        _check_heads(subject_type)
    listing.rebuild()


def _check_heads(subject_type: str) -> None:
    """Raises InvalidDump where a head of this type does not fit the document of its newest edition."""
    heads = Head.objects.filter(subject_type=subject_type).order_by("subject_id")
    for batch in _batches(heads.iterator(chunk_size=BATCH)):
        editions = Edition.objects.filter(pk__in=[(head.subject_id, head.number) for head in batch])
        newest = {edition.subject_id: edition for edition in editions}
        for head in batch:
            text = newest[head.subject_id].text
            document: Document = orjson.loads(text) if text else {}
            says_something = document.get(WORKS[subject_type].title) is not None
            if says_something != head.readable or (head.readable and document["slug"] != head.slug):
                raise InvalidDump(f"The head of the {subject_type} {head.subject_id} does not fit its newest edition.")
