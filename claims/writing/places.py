"""Where a subject and words stand, in every store: by its id, and by their text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from claims.dossier import renditions
from claims.exports import dumps
from claims.writing.stores import STORES, Reach, Store
from claimtrack.database.finding import holds, keys_with_bytes, rows_with
from claimtrack.writing.erasing import sessions_with

#: Stores that are not looked into: what is about the redaction itself, or holds nothing about people but ids.
SKIPPED: Final = (Reach.STAYS, Reach.OTHERWISE)
SESSIONS: Final = "accounts_session"
#: Of a log, so many of the last bytes are read.
MOST_READ: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of a table, or files of a folder, by their keys or names; each with a digest of the whole row.

    `by_text` where they have the words, otherwise they name the subject by its id.
    """

    store: Store
    by_text: bool
    rows: Mapping[str, str]


def look(subject_id: UUID, words: Sequence[str]) -> list[Found]:
    """Look into every store."""
    return [each for each in _looked(subject_id, words) if each.rows]


def look_again(found: Iterable[Found], subject_id: UUID, words: Sequence[str]) -> list[Found]:
    """What of it is still there: with the words, or, by its id, as it was."""
    return [each for each in (_again(each, subject_id, words) for each in found) if each.rows]


def _looked(subject_id: UUID, words: Sequence[str]) -> Iterator[Found]:
    for store in STORES.values():
        if store.reach in SKIPPED:
            continue
        if not store.is_table:
            yield from _files(store, subject_id, words)
            continue
        yield Found(store, by_text=True, rows=_with_words(store, words, None))
        yield Found(store, by_text=False, rows=rows_with(store.name, (), [str(subject_id)]))


def _again(each: Found, subject_id: UUID, words: Sequence[str]) -> Found:
    if not each.store.is_table:
        gone = each.store.reach == Reach.BY_A_WORKER
        return Found(each.store, each.by_text, {} if gone else each.rows)
    if each.by_text:
        return Found(each.store, each.by_text, _with_words(each.store, words, each.rows))
    there = rows_with(each.store.name, (), [str(subject_id)], among=each.rows)
    return Found(each.store, each.by_text, {key: row for key, row in there.items() if each.rows[key] == row})


def _with_words(store: Store, words: Sequence[str], among: Iterable[str] | None) -> Mapping[str, str]:
    if store.name == SESSIONS:
        kept = sessions_with(tuple(words))
        return dict.fromkeys(kept if among is None else set(kept) & set(among), "")
    found = rows_with(store.name, store.texts, words, among=among) if store.texts else {}
    for column in store.packed:
        found |= dict.fromkeys(keys_with_bytes(store.name, column, words, among=among), "")
    return found


def _files(store: Store, subject_id: UUID, words: Sequence[str]) -> Iterator[Found]:
    """Dumps and dossiers go whole, by what may be in them; a log is read."""
    path = Path(settings.HOME) / store.name.removeprefix("home/")
    if store.name == "home/dumps":
        yield Found(store, by_text=False, rows=dict.fromkeys(dumps.holding(subject_id), ""))
    elif store.name == "home/renditions":
        yield Found(store, by_text=False, rows={str(number): "" for number in range(renditions.number_kept())})
    elif words and path.is_file() and holds(_end_of(path), words):
        yield Found(store, by_text=True, rows={path.name: ""})


def _end_of(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - MOST_READ))
        return file.read()
