"""`manage.py verify` finds what the database cannot refuse to whoever may write to it, or to its owner."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import orjson
import psycopg
import pytest

from tests.appending import append
from tests.claims.exports.conftest import Eventful, manage
from tests.databases import FreshDatabase, cloned_database
from tests.libya import LIBYA

#: What somebody did, by what is said of it.
DONE = {
    "its hash is not that of its document": (
        "UPDATE editions_edition SET text = replace(text, 'Libya', 'Chad') WHERE position = 40"
    ),
    "its row says 'corrected' of kind, its document 'published'": (
        "UPDATE editions_edition SET kind = 'corrected' WHERE position = 41"
    ),
    "position 43: the next edition stands at 44": "DELETE FROM editions_edition WHERE position = 43",
    "its document is gone, and no edition tells why": "UPDATE editions_edition SET text = NULL WHERE position = 45",
    "the counter stands at 900": "UPDATE editions_counter SET position = 900",
    "it has a digest, and no editions": "INSERT INTO editions_digest VALUES ('2018-10-08', 1, 1, 1, 'ab')",
    "and nobody ordered it": "UPDATE editions_edition SET text = NULL WHERE position = 45",
    "does not continue the one before it": "UPDATE editions_edition SET previous_sha256 = 'ab' WHERE position = 46",
    "is not its newest edition": "UPDATE editions_head SET sha256 = 'ab' WHERE position = 47",
    "its head does not fit its newest document": "UPDATE editions_head SET slug = 'another' WHERE position = 48",
    "has another made_latest": "UPDATE claims_listing SET made_latest = '2001-01-01' WHERE position = 70",
    "shows another card": ("UPDATE claims_listing SET card = replace(card, 'statement', 'said') WHERE position = 71"),
    "it is not listed": "DELETE FROM claims_listing WHERE position = 72",
    "it is searched by other words": "UPDATE claims_listing SET search = '' WHERE position = 73",
    "its facet rows are not those that it gives": (
        "DELETE FROM claims_facetrow WHERE listing_id = (SELECT id FROM claims_listing WHERE position = 74)"
    ),
    "without being listed": "UPDATE claims_facetrow SET listing_id = 0 WHERE listing_id ="
    " (SELECT id FROM claims_listing WHERE position = 75)",
    "its entries are not those that it gives": (
        "DELETE FROM editions_entry WHERE id = (SELECT min(id) FROM editions_entry WHERE kind = 'rebuttal')"
    ),
    "nobody noted who appended them": "DELETE FROM editions_appended WHERE first_position = 1",
    "which is not a role of this installation": (
        "INSERT INTO editions_appended (first_position, last_position, at, role) VALUES (1, 3, now(), 'mallory')"
    ),
    "nothing reads its format, 9": "UPDATE editions_edition SET format = 9 WHERE position = 50",
    "as that of another one is": (
        "UPDATE editions_head SET slug = (SELECT slug FROM editions_head WHERE position = 52) WHERE position = 51"
    ),
    "the list does not serve the entry of its newest edition": (
        "UPDATE editions_entry SET lead = false WHERE id = (SELECT max(id) FROM editions_entry WHERE kind = 'topic')"
    ),
}


#: What an invention of somebody with the application's password is found by, though each row fits the others.
INVENTED = [
    "the audit trail does not say who appended them",
    "claim 00000000-0000-0000-0000-000000000007 edition 1: it is not listed",
    "claim 00000000-0000-0000-0000-000000000008: its documents cannot be listed",
    "claim 00000000-0000-0000-0000-000000000009 edition 1: its listing shows another card",
    "claim 00000000-0000-0000-0000-000000000009 edition 1: it is searched by other words",
    "claim 00000000-0000-0000-0000-000000000009: its entries are not those that it gives",
    "person 00000000-0000-0000-0000-00000000000a edition 1: nothing of this type is ever published",
]
HEAD = """
INSERT INTO editions_head SELECT subject_id, subject_type, %s, number, kind, true, format, position, sha256,
                                 published_at, published_at, NULL FROM editions_edition WHERE subject_id = %s
"""
LISTING = """
INSERT INTO claims_listing (claim_id, number, position, open, opened_at, published_at, updated_at, made_ascending,
                            made_descending, search, card)
SELECT subject_id, 1, e.position, true, e.published_at, e.published_at, e.published_at, made_ascending, made_descending,
       '', '{"statement":"Invented."}'
  FROM editions_edition e, (SELECT * FROM claims_listing LIMIT 1) l WHERE subject_id = %s
"""


def invent(database: FreshDatabase) -> None:
    """Editions, heads and a listing that fit each other, inserted as the application, which said nothing of it."""
    with database.connect() as application, application.transaction():
        row = application.execute("SELECT text FROM editions_edition WHERE subject_type = 'claim' LIMIT 1").fetchone()
        assert row
        document = orjson.loads(str(row[0]))
        for number, said, type_ in ((7, document, "claim"), (8, {"format": 2}, "claim"), (9, document, "claim"),
                                    (10, document, "person")):  # fmt: skip
            subject, slug = UUID(int=number), f"invented-{number}"
            append(application, subject, kind="published", subject_type=type_,
                   document=said | {"id": str(subject), "slug": slug})  # fmt: skip
            application.execute(HEAD, [slug, subject])
        application.execute(LISTING, [UUID(int=9)])


@pytest.fixture(scope="module")
def tampered(django_db_setup: None) -> Iterator[FreshDatabase]:
    """The case, after somebody had the application's password, and its owner has taken the fences down."""
    with cloned_database(LIBYA) as database:
        invent(database)
        with psycopg.connect(database.owner_url, autocommit=True) as owner:
            for table in (
                "editions_edition",
                "editions_digest",
                "editions_counter",
                "editions_head",
                "editions_appended",
            ):
                owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for statement in DONE.values():
                assert owner.execute(statement).rowcount > 0, statement
        yield database


def test_a_record_with_every_kind_of_edition_holds(eventful: Eventful, tmp_path: Path) -> None:
    done = manage(eventful.database, "verify", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("The record holds.\n")
    for counted in ("editions: hold", "appends: hold", "subjects: hold", "listings: hold", "entries: hold"):
        assert counted in done.stdout


def test_a_part_can_be_checked_by_itself_and_from_where_one_was_stopped(eventful: Eventful, tmp_path: Path) -> None:
    with eventful.database.connect() as connection:
        [middle] = connection.execute("SELECT position / 2 FROM editions_counter").fetchall()[0]
    first = manage(eventful.database, "verify", "--from", "editions", "--until", str(middle), home=tmp_path)
    assert first.stdout.endswith(f"{middle} editions: hold\nThis part of the record holds.\n"), first.stderr
    then = manage(eventful.database, "verify", "--from", "editions", "--after", str(middle), home=tmp_path)
    assert then.returncode == 0
    assert "entries of the other lists" in then.stdout
    for wrong in (["--after", "1"], ["--from", "listings", "--after", "1"], ["--from", "nothing"]):
        assert manage(eventful.database, "verify", *wrong, home=tmp_path).returncode != 0


def test_what_was_tampered_with_is_named_and_the_command_ends_with_1(tampered: FreshDatabase, tmp_path: Path) -> None:
    done = manage(tampered, "verify", home=tmp_path)
    assert done.returncode == 1
    assert [said for said in [*DONE, *INVENTED] if said not in done.stderr] == [], done.stderr
    assert (
        "The record does not hold: positions and documents; who appended them; digests of days; chains and heads;"
        in done.stderr
    )
