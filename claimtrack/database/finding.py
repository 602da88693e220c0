"""Finding words wherever they are kept: in columns of text, in JSON and lists, in bytes, and in what is packed.

Words and texts are folded alike before they are compared: compatibility forms (Unicode NFKC) and case.
"""

import gzip
import json
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any, Final

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from psycopg import sql

#: Of what is packed, so much is unpacked.
MOST_UNPACKED: Final = 256 * 1024 * 1024
#: Rows whose bytes are looked through at a time.
BATCH: Final = 20

_BUILT_IN: Final = 17_00_00


def letters(connection: BaseDatabaseWrapper) -> str:
    """The collation that knows the letters of all scripts, whatever locale the database was made with.

    It is PostgreSQL's own from 17 on, and ICU's before.
    """
    version: int = connection.pg_version  # type: ignore[attr-defined]  # PostgreSQL's
    return "und-x-icu" if version < _BUILT_IN else "pg_c_utf8"


def fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def spellings(words: Iterable[str]) -> list[str]:
    """Each as it stands, and as JSON and lists of the database write it."""
    return sorted({each for word in words for each in (word, json.dumps(word, ensure_ascii=False)[1:-1])})


def rows_with(
    table: str, columns: Sequence[str], words: Iterable[str], *, among: Iterable[str] | None = None
) -> dict[str, str]:
    """The rows that have one of the words in one of these columns, or, with none named, in any.

    By their primary keys, as text; one of several columns is written with colons between. Each with a digest of the
    whole row, by which a row that was changed is known.
    """
    sought = spellings(words)
    if not sought:
        return {}
    places = [sql.Identifier("row", name) for name in columns] or [sql.Identifier("row")]
    having = sql.SQL(" OR ").join(
        sql.SQL("strpos({}, {}) > 0").format(_folded(place), _folded(sql.Literal(word)))
        for place in places
        for word in sought
    )
    return dict(_rows(table, sql.SQL("md5(row::text)"), having, among))


def keys_with(table: str, columns: Sequence[str], words: Iterable[str]) -> list[str]:
    """The primary keys of those rows alone."""
    return list(rows_with(table, columns, words))


def rows_having(model: type[Model], columns: Sequence[str], words: Iterable[str]) -> "QuerySet[Any]":
    """The rows of a model that have one of the words in one of these columns."""
    return model._default_manager.filter(pk__in=keys_with(model._meta.db_table, columns, words))


def keys_with_bytes(table: str, column: str, words: Iterable[str], *, among: Iterable[str] | None = None) -> list[str]:
    """As `keys_with`, of a column of bytes: they are read as text, and unpacked where they are packed."""
    sought, place = list(words), sql.Identifier("row", column)
    if not sought:
        return []
    keys = [key for key, _ in _rows(table, sql.SQL("NULL"), sql.SQL("{} IS NOT NULL").format(place), among)]
    return [
        key
        for start in range(0, len(keys), BATCH)
        for key, content in _rows(table, place, sql.SQL("true"), keys[start : start + BATCH])
        if holds(bytes(content), sought)
    ]


def _rows(
    table: str, wanted: sql.Composable, having: sql.Composable, among: Iterable[str] | None
) -> list[tuple[str, Any]]:
    key = _key(table)
    query = sql.SQL("SELECT {key}, {wanted} FROM {table} AS row WHERE ({having}) AND {among} ORDER BY 1").format(
        key=key,
        wanted=wanted,
        table=sql.Identifier(table),
        having=having,
        among=sql.SQL("true") if among is None else sql.SQL("{} = ANY ({})").format(key, sql.Literal(list(among))),
    )
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(cursor.connection))
        return list(cursor.fetchall())


def holds(content: bytes, words: Iterable[str]) -> bool:
    """Whether these bytes, or what is packed in them, have one of the words."""
    sought = [fold(word) for word in spellings(words)]
    return any(word in text for text in map(fold, _texts(content)) for word in sought)


def _texts(content: bytes) -> Iterator[str]:
    yield content.decode(errors="replace")
    if b"\x00" in content:
        yield content.decode("utf-16-le", errors="replace")
        yield content.decode("utf-16-be", errors="replace")
    for unpacked in _unpacked(content):
        yield from _texts(unpacked)


def _unpacked(content: bytes) -> Iterator[bytes]:
    if content.startswith(b"\x1f\x8b"):
        try:
            with gzip.GzipFile(fileobj=BytesIO(content)) as packed:
                yield packed.read(MOST_UNPACKED)
        except (OSError, EOFError, zlib.error):
            return
    elif content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(BytesIO(content)) as archive:
                for name in archive.namelist():
                    yield name.encode()
                    with archive.open(name) as member:
                        yield member.read(MOST_UNPACKED)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error):
            return


def _folded(text: sql.Composable) -> sql.Composable:
    """What `fold` makes of a text, made by the database without asking its locale: C knows English letters alone."""
    return sql.SQL("lower(normalize({}::text, NFKC) COLLATE {})").format(text, sql.Identifier(letters(connection)))


def _key(table: str) -> sql.Composable:
    """What names a row of this table, as text."""
    with connection.cursor() as cursor:
        columns = connection.introspection.get_primary_key_columns(cursor, table) or []
    each = [sql.SQL("{}::text").format(sql.Identifier("row", name)) for name in columns]
    return sql.SQL(" || ':' || ").join(each)
