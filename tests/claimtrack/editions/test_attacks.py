"""The record attacked by everybody who can connect: what the server refuses, by role, statement and reason.

What it cannot refuse, `manage.py verify` finds: `tests/claims/exports/test_verify.py`.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import orjson
import psycopg
import pytest
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict

from tests.appending import append
from tests.claimtrack.editions.test_privileges import READERS, migrate
from tests.databases import FreshDatabase, cloned_database
from tests.processes.launch import run_in

Connection = psycopg.Connection[Any]
Attack = str | Callable[[Connection], object]


@pytest.fixture(scope="module")
def database(django_db_setup: None) -> Iterator[FreshDatabase]:
    """A claim in two editions; of the readers' role, every grant but CONNECT is taken away."""
    with cloned_database() as cloned:
        migrate(cloned)
        run_in(cloned, "publish_under_administrators")
        with psycopg.connect(cloned.owner_url, autocommit=True) as owner:
            for things in ("ALL TABLES IN SCHEMA public", "SCHEMA public"):
                owner.execute(f"REVOKE ALL ON {things} FROM {READERS}")
        yield cloned


def newest(connection: Connection) -> tuple[UUID, dict[str, Any]]:
    """The claim, and its newest document."""
    row = connection.execute(
        "SELECT subject_id, text FROM editions_edition JOIN editions_head USING (subject_id, number)"
        " WHERE editions_edition.subject_type = 'claim'"
    ).fetchone()
    assert row
    return row[0], orjson.loads(row[1])


COLUMNS = (
    "subject_id, number, subject_type, kind, format, position, published_at, note, changed, sha256, previous_sha256, by_id,"
    " text"
)


def edition(**instead: str) -> str:
    """An edition after the newest of all, taken from it but for the expressions given instead."""
    given = {
        "number": "number + 1",
        "position": "(SELECT position FROM counter)",
        "published_at": "(SELECT at FROM counter)",
        "previous_sha256": "sha256",
    } | instead
    values = ", ".join(given.get(name.strip(), name.strip()) for name in COLUMNS.split(","))
    return (
        "WITH counter AS (UPDATE editions_counter SET position = position + 1, at = clock_timestamp() RETURNING *)"
        f" INSERT INTO editions_edition ({COLUMNS}) SELECT {values} FROM editions_edition ORDER BY position DESC LIMIT 1"
    )


def counted_without_an_edition(connection: Connection) -> None:
    connection.execute("UPDATE editions_counter SET position = position + 7")
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


def with_a_gap(connection: Connection) -> None:
    connection.execute("UPDATE editions_counter SET position = position + 7")
    append(connection, newest(connection)[0], kind="updated")


def with_an_earlier_time(connection: Connection) -> None:
    append(connection, newest(connection)[0], kind="updated")
    connection.execute(edition(published_at="published_at - interval '1 day'"))


def by_copy(connection: Connection) -> None:
    with connection.cursor().copy(f"COPY editions_edition ({COLUMNS}) FROM STDIN") as stream:
        stream.write_row(
            [UUID(int=1), 1, "claim", "published", 2, 900, "2018-01-01", None, "{}", "ab", None, None, "{}"]
        )


def agreed_to_by_nobody(connection: Connection) -> None:
    append(connection, newest(connection)[0], kind="updated", review="two_people")


def withdrawn_without_saying_so(connection: Connection) -> None:
    append(connection, UUID(int=7), kind="retracted", document=newest(connection)[1])
    connection.execute(HEAD, [UUID(int=7)])


def dated_back(connection: Connection) -> None:
    subject = UUID(int=7)
    append(connection, subject, kind="published", document=newest(connection)[1])
    connection.execute(HEAD.replace("published_at, published_at", "'2018-01-01', published_at"), [subject])


HEAD = (
    "INSERT INTO editions_head SELECT subject_id, subject_type, 'slug', number, kind, true, format, position, sha256,"
    " published_at, published_at, NULL FROM editions_edition WHERE subject_id = %s"
)

REFUSED = errors.InsufficientPrivilege

#: What the application's role tries, and what its refusal says.
BY_THE_APPLICATION: dict[str, tuple[Attack, str]] = {
    "an edition that takes no new position": (edition(position="900"), "that the counter has just given"),
    "an edition with a time of its own": (with_an_earlier_time, "that the counter has just given"),
    "an edition behind a gap": (with_a_gap, "that the counter has just given"),
    "an edition without a document": (edition(text="NULL"), "that the counter has just given"),
    "an edition with another document's hash": (edition(), "does not continue"),
    "an edition whose row says that two people had agreed": (agreed_to_by_nobody, "another hash than its document"),
    "an edition that leaves a number out": (edition(number="number + 2"), "does not continue"),
    "an edition under another's chain": (edition(subject_id="gen_random_uuid()"), "does not continue"),
    "an edition of another type under a chain": (edition(subject_type="'source'"), "does not continue"),
    "an edition by COPY": (by_copy, "that the counter has just given"),
    "an edition put in the place of another": (
        (
            "INSERT INTO editions_edition SELECT * FROM editions_edition ON CONFLICT (subject_id, number)"
            " DO UPDATE SET text = '{}'"
        ),
        "permission denied",
    ),
    "an edition merged into another": (
        (
            "MERGE INTO editions_edition e USING editions_edition o ON e.position = o.position"
            " WHEN MATCHED THEN UPDATE SET text = '{}'"
        ),
        "permission denied",
    ),
    "positions that nothing takes": (counted_without_an_edition, "none took position"),
    "a head of what is withdrawn without saying so": (withdrawn_without_saying_so, "does not fit its newest"),
    "a head dated back": (dated_back, "when its first edition was published"),
    "a digest of a day that goes on": (
        "INSERT INTO editions_digest SELECT (at AT TIME ZONE 'UTC')::date, 1, 1, 1, 'ab' FROM editions_counter",
        "of a day that is over",
    ),
    "a digest of nothing": (
        "INSERT INTO editions_digest VALUES ('2018-01-01', 1, 1, 1, 'ab')",
        "of a day that is over",
    ),
    "a note of who appended": ("INSERT INTO editions_appended VALUES (900, 901, now(), 'x')", "permission denied"),
    "an origin": ("INSERT INTO editions_origin SELECT * FROM editions_origin", "permission denied"),
    "a copy over a record": ("SELECT editions_note_loaded('x', 1, 'x')", "where no record is"),
    "a succession": ("SELECT editions_succeed('x', 'x')", "permission denied"),
    "a listing of no edition": (
        (
            "INSERT INTO claims_listing (claim_id, number, position, open, opened_at, published_at, updated_at,"
            " made_ascending, made_descending, search, card) SELECT gen_random_uuid(), number, position, open, opened_at,"
            " published_at, updated_at, made_ascending, made_descending, search, card FROM claims_listing"
        ),
        "of an edition of a claim",
    ),
    "a listing moved to another claim": ("UPDATE claims_listing SET claim_id = gen_random_uuid()", "permission denied"),
    "a listing found by other words": ("UPDATE claims_listing SET search = ''", "permission denied"),
    "a claim taken off the lists": (
        "UPDATE claims_listing SET open = false, closed_at = now() WHERE open",
        "closed by the edition that comes next",
    ),
    "a claim's past put on the lists": (
        "UPDATE claims_listing SET open = true, closed_at = NULL WHERE NOT open",
        "closed by the edition that comes next",
    ),
    "a facet of no listing": (
        (
            "INSERT INTO claims_facetrow (listing_id, claim_id, kind, value, open, published_at, updated_at)"
            " SELECT id, gen_random_uuid(), 'kind', 'opinion', open, published_at, updated_at FROM claims_listing"
        ),
        "of a listing",
    ),
    "a facet with another value": ("UPDATE claims_facetrow SET value = 'true'", "permission denied"),
    "an entry of nothing": (
        (
            "INSERT INTO editions_entry (kind, item_id, subject_id, position, lead, slug, name, keys, text)"
            " SELECT kind, item_id, gen_random_uuid(), position, lead, slug, name, keys, text FROM editions_entry"
        ),
        "newest edition of what can be read",
    ),
    "an entry with other words": ("UPDATE editions_entry SET text = '{}'", "permission denied"),
    "tables emptied": ("TRUNCATE claims_listing, claims_facetrow, editions_entry", "permission denied"),
    "triggers switched off for a session": ("SET session_replication_role = replica", "permission denied"),
    "triggers switched off for good": ("ALTER TABLE claims_listing DISABLE TRIGGER ALL", "must be owner"),
    "a trigger replaced": (
        "CREATE OR REPLACE FUNCTION editions_appended() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "permission denied",
    ),
    "a trigger of their own": (
        "CREATE TRIGGER own BEFORE INSERT ON editions_edition EXECUTE FUNCTION editions_refuse()",
        "permission denied",
    ),
    "a rule": ("CREATE RULE own AS ON INSERT TO editions_edition DO INSTEAD NOTHING", "must be owner"),
    "a policy": ("CREATE POLICY own ON editions_edition USING (false)", "must be owner"),
    "a partition": ("CREATE TABLE own () INHERITS (editions_edition)", "permission denied"),
    "a foreign key that locks": (
        "ALTER TABLE claims_claim ADD FOREIGN KEY (id) REFERENCES editions_head (subject_id)",
        "must be owner",
    ),
    "a schema in front": ("CREATE SCHEMA own", "permission denied"),
    "a table in front": ("CREATE TEMPORARY TABLE editions_counter (position bigint)", "permission denied"),
    "an extension": ("CREATE EXTENSION hstore", "permission denied"),
    "the owner's part": ("SET ROLE {owner}", "permission denied"),
    "the owner's session": ("SET SESSION AUTHORIZATION {owner}", "permission denied"),
    "a member of the owner": ("GRANT {owner} TO CURRENT_USER", "permission denied|must have admin option"),
    "a file of the server": ("SELECT pg_read_file('postgresql.conf')", "permission denied"),
    "a file into the server": ("SELECT lo_import('/etc/hostname')", "permission denied"),
    # PostgreSQL 15 says it otherwise.
    "a table into a file": ("COPY editions_edition TO '/tmp/editions'", "permission denied|must be superuser"),
    "a program": ("COPY editions_edition FROM PROGRAM 'true'", "permission denied|must be superuser"),
    "a publication": ("CREATE PUBLICATION own FOR TABLE editions_edition", "permission denied|must be owner"),
}

#: What the owner of the tables tries by mistake; on purpose it can take the fences down, and verifying tells of it.
BY_THE_OWNER: dict[str, tuple[Attack, str]] = {
    "an edition with another document's hash": (edition(), "does not continue"),
    "a document changed": ("UPDATE editions_edition SET text = text || ' '", "append-only"),
    "an edition put in the place of another": (
        (
            "INSERT INTO editions_edition SELECT * FROM editions_edition ON CONFLICT (subject_id, number)"
            " DO UPDATE SET text = '{}'"
        ),
        "append-only",
    ),
    "a digest of nothing": (
        "INSERT INTO editions_digest VALUES ('2018-01-01', 1, 1, 1, 'ab')",
        "of a day that is over",
    ),
    "positions that nothing takes": (counted_without_an_edition, "none took position"),
    "who appended forgotten": ("DELETE FROM editions_appended", "append-only"),
    "who appended changed": ("UPDATE editions_appended SET role = 'x'", "append-only"),
    "an origin forgotten": ("TRUNCATE editions_origin", "append-only"),
    "a claim taken off the lists": (
        "UPDATE claims_listing SET open = false, closed_at = now() WHERE open",
        "closed by the edition that comes next",
    ),
    "triggers switched off for a session": ("SET session_replication_role = replica", "permission denied"),
    "a file of the server": ("SELECT pg_read_file('postgresql.conf')", "permission denied"),
}

#: What a role tries that may connect, and nothing else.
BY_ANYBODY: dict[str, tuple[Attack, str]] = {
    "what is published": ("SELECT FROM public.editions_edition", "permission denied"),
    "where it stands": ("SELECT FROM public.editions_counter", "permission denied"),
    "an edition": ("COPY public.editions_edition FROM STDIN", "permission denied"),
    "a copy over the record": ("SELECT public.editions_note_loaded('x', 1, 'x')", "permission denied"),
    "a succession": ("SELECT public.editions_succeed('x', 'x')", "permission denied"),
    "a lock": ("LOCK TABLE public.editions_counter IN ACCESS SHARE MODE", "permission denied"),
    "a table": ("CREATE TABLE public.own ()", "permission denied"),
    "a function": ("CREATE FUNCTION public.own() RETURNS int LANGUAGE sql AS 'SELECT 1'", "permission denied"),
    "a table of the moment": ("CREATE TEMPORARY TABLE own ()", "permission denied"),
    "the application's part": ("SET ROLE {application}", "permission denied"),
    "a file of the server": ("SELECT pg_read_file('postgresql.conf')", "permission denied"),
}

ATTACKS = [
    pytest.param(url, attack, says, id=f"{url}: {name}")
    for url, table in (("url", BY_THE_APPLICATION), ("owner_url", BY_THE_OWNER), ("reader_url", BY_ANYBODY))
    for name, (attack, says) in table.items()
]


@pytest.mark.parametrize(("url", "attack", "says"), ATTACKS)
def test_who_attacks_the_record_is_refused(database: FreshDatabase, url: str, attack: Attack, says: str) -> None:
    with psycopg.connect(getattr(database, url)) as connection:
        connection.read_only = False  # which everybody may ask for
        with pytest.raises(REFUSED, match=says):
            carry_out(attack, connection, database)
        connection.rollback()


def carry_out(attack: Attack, connection: Connection, database: FreshDatabase) -> None:
    if callable(attack):
        attack(connection)
        return
    for role, url in (("owner", database.owner_url), ("application", database.url)):
        attack = attack.replace(f"{{{role}}}", str(conninfo_to_dict(url)["user"]))
    connection.execute(attack.encode())


def test_what_is_well_made_is_taken_and_noted(database: FreshDatabase) -> None:
    """The application may publish: whoever has its password can add, and leaves the role and the moment behind."""
    with psycopg.connect(database.url) as connection:
        append(connection, newest(connection)[0], kind="updated")
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        [(position, role)] = connection.execute(
            "SELECT last_position, role FROM editions_appended ORDER BY last_position DESC LIMIT 1"
        ).fetchall()
        [(stands, itself)] = connection.execute("SELECT position, session_user FROM editions_counter").fetchall()
        assert (position, role) == (stands, itself)
        connection.rollback()


def test_an_edition_of_an_earlier_format_says_nothing_of_who_agreed(database: FreshDatabase) -> None:
    with psycopg.connect(database.url) as connection:
        subject = newest(connection)[0]
        assert "review" not in append(connection, subject, kind="updated", signed=False)["edition"]
        assert append(connection, subject, kind="updated")["edition"]["review"] is None
        connection.rollback()


def test_the_audit_trail_is_written_where_it_is_whatever_a_caller_puts_in_front(database: FreshDatabase) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute(f'GRANT TEMPORARY ON DATABASE "{database.name}" TO PUBLIC')
    with psycopg.connect(database.url) as connection:
        connection.execute(
            "CREATE TEMPORARY TABLE claims_claimevent (LIKE public.claims_claimevent INCLUDING DEFAULTS)"
        )
        before = connection.execute("SELECT count(*) FROM public.claims_claimevent").fetchone()
        connection.execute("UPDATE claims_claim SET context = 'Nobody wrote this.'")
        assert connection.execute("SELECT count(*) FROM public.claims_claimevent").fetchone() != before
        connection.rollback()
