"""The table of stores: every place that holds text is in it, column by column, with what takes the text away."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from claims.writing.stores import STORES, Reach

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

#: Types of columns that hold numbers, times and names of rows alone. A type that is not here may hold text.
BARE_TYPES = {
    "bool", "date", "int2", "int4", "int8", "float8", "numeric", "timestamptz", "uuid", "_int4", "_uuid",
    "procrastinate_job_event_type", "procrastinate_job_status",
}  # fmt: skip


def columns() -> dict[str, set[str]]:
    """Of every table, the columns that can hold text."""
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, attname, typname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
            "  JOIN pg_type ON pg_type.oid = atttypid"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'm') AND attnum > 0"
            "   AND NOT attisdropped"
        )
        for table, column, kind in cursor.fetchall():
            found.setdefault(table, set()).update([column] if kind not in BARE_TYPES else [])
    return found


def test_every_table_and_each_of_its_columns_that_holds_text_is_in_the_table() -> None:
    listed = {store.name: set(store.columns) for store in STORES.values() if store.is_table}
    assert columns() == listed


def test_no_column_is_listed_twice() -> None:
    for store in STORES.values():
        assert len(set(store.columns)) == len(store.columns), store.name


def test_everything_that_this_project_writes_into_its_home_is_in_the_table() -> None:
    listed = {store.name.removeprefix("home/") for store in STORES.values() if not store.is_table}
    there = {path.name for path in Path(settings.HOME).iterdir()} if Path(settings.HOME).exists() else set()
    assert there <= listed
    # What the code names below it, whether it is there today or not.
    root = Path(__file__).parents[3]
    sources = [
        *(root / "claimtrack").rglob("*.py"),
        *(root / "claims").rglob("*.py"),
        *(root / "sources").rglob("*.py"),
    ]
    named = {
        name for path in sources for line in path.read_text(encoding="utf-8").splitlines() for name in _below_home(line)
    }
    assert named <= listed
    assert {"renditions", "dumps", "secret_key"} <= named


def _below_home(line: str) -> list[str]:
    return [
        part.split('"')[1]
        for mark in ("HOME / ", "settings.HOME) / ", "home / ")
        for part in line.split(mark)[1:]
        if part.startswith('"')
    ]


TAKEN = {Reach.GOES, Reach.BLANKED, Reach.SWEPT, Reach.BY_HAND, Reach.BY_A_WORKER}


@pytest.mark.parametrize("name", sorted(store.name for store in STORES.values() if store.reach in TAKEN))
def test_what_is_said_to_take_a_text_away_is_there(name: str) -> None:
    by = STORES[name].by
    if by.endswith("()"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_proc WHERE proname = %s", [by.removesuffix("()")])
            assert cursor.fetchone() == (1,)
    else:
        module, _, function = by.rpartition(".")
        assert callable(getattr(import_module(module), function))


def test_what_holds_nothing_about_people_says_why() -> None:
    for store in STORES.values():
        if store.reach not in TAKEN:
            assert store.by, store.name
        if store.reach == Reach.NOTHING:
            assert not store.texts
            assert not store.packed


def test_a_trail_has_the_texts_of_its_rows(db: Any) -> None:
    """The trail repeats its table, so what holds text in the one holds text in the other."""
    for name, store in STORES.items():
        if store.reach == Reach.BLANKED and (rows := STORES.get(name.removesuffix("event"))):
            assert set(store.texts) | set(store.plain) - {"pgh_label"} <= set(rows.columns)
            assert not set(store.plain) & set(rows.texts)
