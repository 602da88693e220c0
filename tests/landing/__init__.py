"""An installation as the last landing left it, which the code of today has to upgrade.

`tests/golden/landing-DATE.sql.xz` is its database: the one of the landing before, upgraded, and works in every state
that the desk has. `python -m tests.landing DATE` makes the next one, with the code that has landed.
"""

import json
import lzma
import subprocess
import sys
from typing import Any, Final, LiteralString

import psycopg
from django.conf import settings
from psycopg import sql

from tests.databases import MIGRATED, ROOT, FreshDatabase, Template, empty

GOLDEN: Final = ROOT / "tests" / "golden"
[LANDING] = GOLDEN.glob("landing-*.sql.xz")
APPLICATION: Final = str(settings.DATABASES["default"]["USER"])


def manage(database: FreshDatabase, *command: str) -> None:
    arguments = [sys.executable, "manage.py", *command]
    done = subprocess.run(arguments, cwd=ROOT, env=database.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


# -- upgrading it -----------------------------------------------------------------------------------

TABLES: Final = """
SELECT relname FROM pg_class
 WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1
"""
COLUMNS: Final = """
SELECT attname FROM pg_attribute WHERE attrelid = format('%%I.%%I', %s::text, %s::text)::regclass
   AND attnum > 0 AND NOT attisdropped
"""
Owner = psycopg.Connection[tuple[Any, ...]]


def _upgrade() -> tuple[str, str]:
    """The name of the upgraded database; and in JSON which tables were empty before, and rows of which are gone.

    Rows are gone that are not there with every value that they had, but for columns that are no more.
    """
    database = empty()
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute(lzma.decompress(LANDING.read_bytes()).replace(b"claimtrack_app", APPLICATION.encode()))
        owner.execute("CREATE SCHEMA landed")
        for table in _names(owner, TABLES, "public"):
            owner.execute(_said("CREATE TABLE landed.{0} AS TABLE public.{0}", table))
    manage(database, "migrate", "--skip-checks")
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        tables = _names(owner, TABLES, "landed")
        found = {
            "empty": [table for table in tables if not _count(owner, _said("landed.{}", table))],
            "gone": {table: gone for table in tables if (gone := _gone(owner, table))},
        }
        owner.execute("DROP SCHEMA landed CASCADE")
    return database.name, json.dumps(found)


UPGRADED: Final = Template(
    name="upgraded",
    made_of=[*MIGRATED.made_of, "tests/golden/landing-*.sql.xz", "tests/landing/__init__.py"],
    fill=_upgrade,
)


def _gone(owner: Owner, table: str) -> int:
    """How many of the landing's rows the table has no more as they were."""
    if table not in _names(owner, TABLES, "public"):
        return _count(owner, _said("landed.{}", table))
    standing = _names(owner, COLUMNS, "public", table)
    columns = sql.SQL(", ").join(
        sql.SQL("{}::text").format(sql.Identifier(name))
        for name in _names(owner, COLUMNS, "landed", table)
        if name in standing
    )
    before, after = (sql.SQL("SELECT {} FROM ").format(columns) + _said(place, table) for place in PLACES)
    return _count(owner, sql.SQL("({} EXCEPT ALL {}) AS gone").format(before, after))


PLACES: Final[tuple[LiteralString, LiteralString]] = ("landed.{}", "public.{}")


def _said(text: LiteralString, table: str) -> sql.Composed:
    return sql.SQL(text).format(sql.Identifier(table))


def _names(owner: Owner, query: LiteralString, *values: str) -> list[str]:
    return [name for (name,) in owner.execute(query, values)]


def _count(owner: Owner, rows: sql.Composed) -> int:
    [[count]] = owner.execute(sql.SQL("SELECT count(*) FROM ") + rows)
    return int(count)
