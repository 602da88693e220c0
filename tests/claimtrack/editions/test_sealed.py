"""Whatever somebody with the owner's password does to the sealed trail is named, and a redaction breaks nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from claimtrack.editions.guard import audit_tables
from claimtrack.editions.sealed import Trail, _of_rows, seals
from claimtrack.editions.seals import SealForm
from claimtrack.editions.walks import SEAL, Walk
from tests.databases import FreshDatabase, cloned_database
from tests.processes.launch import run_in
from tests.sealing import seal_all

TABLES = ("editions_seal", "editions_sealform", "editions_redaction", "pghistory_context")


@pytest.fixture(scope="module")
def sealed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[FreshDatabase]:
    """A record after a redaction, sealed before it and after; this process looks at it as the owner of the tables."""
    mine = connections["default"].settings_dict
    before = dict(mine)
    with cloned_database() as cloned, django_db_blocker.unblock():
        run_in(cloned, "seal_and_redact")
        connections["default"].close()
        mine |= {key: connections["owner"].settings_dict[key] for key in ("USER", "PASSWORD")} | {"NAME": cloned.name}
        yield cloned
        connections["default"].close()
        mine |= before


def faults(after: int = 0) -> list[str]:
    return list(seals(Walk(after, SEAL.last)))


def do(statement: str, *values: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def ask(statement: str, *values: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


@contextmanager
def undone() -> Iterator[None]:
    """Nothing stays of what is done within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def told_of(statement: str) -> list[str]:
    """What is told once the owner has taken the fences down and done this."""
    with undone():
        for table in (*TABLES, *audit_tables()):
            do(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        assert do(statement) > 0, statement
        return faults()


def test_the_trail_holds_after_a_redaction_whose_rows_keep_their_place(sealed: FreshDatabase) -> None:
    assert faults() == []
    [(erased, digests)] = ask("SELECT count(*), count(digest) FROM editions_seal WHERE salt IS NULL")
    assert erased == digests > 0
    rows = "SELECT pgh_label, statement, pgh_created_at IS NOT NULL FROM claims_claimevent ORDER BY pgh_id"
    assert ("insert, erased", "", True) in ask(rows)


def test_the_rows_of_every_trail_can_be_held_against_their_seals_whatever_its_columns_are_called(
    sealed: FreshDatabase,
) -> None:
    """One whose rows have a number of their own, as those of withheld befores do, once stopped all of it."""
    for table in audit_tables():
        named = ask(f"SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0")
        form = SealForm(pk=0, trail=table.removeprefix("public."), columns=[name for (name,) in named])
        assert list(_of_rows(Trail(form, there=True), 1, 2)) == []


def test_a_part_of_it_can_be_looked_at(sealed: FreshDatabase) -> None:
    [(number,)] = ask("SELECT max(number) / 2 FROM editions_seal")
    assert faults(after=number) == []


DONE = {
    "claims_claimevent 1: it is missing": "DELETE FROM claims_claimevent WHERE pgh_id = 1",
    "it is not as it was sealed": (
        "UPDATE claims_claimevent SET statement = 'Nobody said so.' WHERE pgh_label = 'insert'"
    ),
    "it was put in behind the seals": (
        "INSERT INTO claims_topicevent (pgh_id, pgh_created_at, pgh_label, pgh_obj_id, id, slug, name, row_version)"
        " SELECT 0, now(), 'insert', gen_random_uuid(), gen_random_uuid(), 'x', 'X', 1"
    ),
    "its text should be gone": (
        "UPDATE claims_claimevent SET statement = 'Back.', pgh_label = 'insert' WHERE pgh_label = 'insert, erased'"
    ),
    "its text is gone, and no redaction that was carried out took it": (
        "UPDATE editions_seal SET salt = NULL, erased_by = 999 WHERE number = 3"
    ),
    "it took": "UPDATE editions_redaction SET rows = '{}'",
    "nobody knows what it covers": "UPDATE editions_seal SET form_id = 999 WHERE number = 4",
    "sealing stands at seal": "DELETE FROM editions_seal WHERE number = (SELECT max(number) FROM editions_seal)",
    "are gone: what they sealed cannot be compared": "UPDATE editions_sealform SET columns = columns || 'colour'::text",
}


@pytest.mark.parametrize("said", DONE)
def test_what_was_done_to_it_is_named(sealed: FreshDatabase, said: str) -> None:
    assert any(said in fault for fault in told_of(DONE[said]))


COLUMNS = {
    "number": "number + 1000000",
    "row": "'900000'",
    "salt": "'\\x00'::bytea",
    "digest": "'\\x00'::bytea",
    "previous": "'\\x00'::bytea",
    "hash": "'\\x00'::bytea",
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_single_row_is_changed_or_taken_away_unseen(sealed: FreshDatabase, data: st.DataObject) -> None:
    """Any seal, any column of it; or the row that it seals."""
    seal = "SELECT number, row, trail, salt IS NULL FROM editions_seal JOIN editions_sealform f ON f.id = form_id"
    number, row, trail, erased = data.draw(st.sampled_from(ask(f"{seal} ORDER BY number")))
    key = "id" if trail == "pghistory_context" else "pgh_id"
    done = [f"UPDATE editions_seal SET {name} = {other} WHERE number = {number}" for name, other in COLUMNS.items()]
    done.append(f"DELETE FROM editions_seal WHERE number = {number}")
    done.append(f"DELETE FROM {trail} WHERE {key} = '{row}'")
    if not erased:
        label = "pgh_label = pgh_label || '.'" if key == "pgh_id" else "created_at = created_at - interval '1 s'"
        done.append(f"UPDATE {trail} SET {label} WHERE {key} = '{row}'")
    else:
        done = [each for each in done if " salt = " not in each]  # the database refuses it
    assert told_of(data.draw(st.sampled_from(done)))


def test_of_rows_that_several_share_the_owner_takes_the_text_in_the_name_of_the_order(sealed: FreshDatabase) -> None:
    [(order,)] = ask("SELECT order_id FROM editions_redaction")
    names = "SELECT array_agg(DISTINCT name) FROM claims_topicevent"
    rows = "ARRAY(SELECT pgh_id FROM claims_topicevent)"
    with undone():
        assert ask(names) == [(["Topic 0"],)]
        assert ask(f"SELECT editions_erase_more(%s, 'claims_topicevent', {rows})", order) > [(0,)]
        assert ask(names) == [([""],)]
        assert faults() == []


def test_what_is_written_meanwhile_waits_for_its_seal_and_is_no_fault(sealed: FreshDatabase) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_topic SET name = name")
        cursor.execute("INSERT INTO auth_group (name) VALUES ('a group of their own')")
    walk = Walk(0, SEAL.last)
    assert list(seals(walk)) == []
    assert walk.counted["rows that wait for a seal"] == 1
    assert seal_all() == 1
    assert faults() == []
