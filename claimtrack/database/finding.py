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
from typing import Final

from django.db import connection
from psycopg import sql

#: Of what is packed, so much is unpacked.
MOST_UNPACKED: Final = 256 * 1024 * 1024
#: Rows whose bytes are looked through at a time.
BATCH: Final = 20

FOLDED: Final = sql.SQL("lower(normalize({}::text, NFKC))")


def fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def spellings(words: Iterable[str]) -> list[str]:
    """Each as it stands, and as JSON and lists of the database write it."""
    return sorted({each for word in words for each in (word, json.dumps(word, ensure_ascii=False)[1:-1])})


def keys_with(table: str, columns: Sequence[str], words: Iterable[str]) -> list[str]:
    """The primary keys, as text, of the rows that have one of the words in one of these columns, in their order.

    With no columns, in any. A key of several columns is written with colons between.
    """
    sought = spellings(words)
    if not sought:
        return []
    whole = [sql.SQL("row")] if not columns else [sql.Identifier("row", name) for name in columns]
    texts = sql.SQL(" OR ").join(
        sql.SQL("strpos({}, {}) > 0").format(FOLDED.format(column), FOLDED.format(sql.Literal(word)))
        for column in whole
        for word in sought
    )
    with connection.cursor() as cursor:
        key = _key(table)
        cursor.execute(sql.SQL("SELECT {} FROM {} AS row WHERE {} ORDER BY 1").format(key, sql.Identifier(table), texts))
        return [str(found) for (found,) in cursor.fetchall()]


def keys_with_bytes(table: str, column: str, words: Iterable[str]) -> list[str]:
    """As `keys_with`, of a column of bytes: they are read as text, and unpacked where they are packed."""
    sought = list(words)
    key = _key(table)
    found, after = [], ""
    with connection.cursor() as cursor:
        while True:
            statement = sql.SQL(
                "SELECT {key}, {column} FROM {table} AS row WHERE {key} > {after} AND {column} IS NOT NULL"
                " ORDER BY 1 LIMIT {batch}"
            ).format(
                key=key,
                column=sql.Identifier("row", column),
                table=sql.Identifier(table),
                after=sql.Literal(after),
                batch=sql.Literal(BATCH),
            )
            cursor.execute(statement)
            rows = cursor.fetchall()
            found += [str(name) for name, content in rows if holds(bytes(content), sought)]
            if len(rows) < BATCH:
                return found
            after = rows[-1][0]


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


def _key(table: str) -> sql.Composable:
    """What names a row of this table, as text."""
    with connection.cursor() as cursor:
        columns = connection.introspection.get_primary_key_columns(cursor, table) or []
    each = [sql.SQL("{}::text").format(sql.Identifier("row", name)) for name in columns]
    return sql.SQL(" || ':' || ").join(each)
