"""`manage.py verify` finds what the database cannot refuse to whoever may write to it, or to its owner."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

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
    "the list does not serve the entry of its newest edition": (
        "UPDATE editions_entry SET lead = false WHERE id = (SELECT max(id) FROM editions_entry WHERE kind = 'topic')"
    ),
}


@pytest.fixture(scope="module")
def tampered(django_db_setup: None) -> Iterator[FreshDatabase]:
    """The case, after its owner has taken the fences down and been busy."""
    with cloned_database(LIBYA) as database:
        with psycopg.connect(database.owner_url, autocommit=True) as owner:
            for table in ("editions_edition", "editions_digest", "editions_counter", "editions_head"):
                owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for statement in DONE.values():
                assert owner.execute(statement).rowcount > 0, statement
        yield database


def test_a_record_with_every_kind_of_edition_holds(eventful: Eventful, tmp_path: Path) -> None:
    done = manage(eventful.database, "verify", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("The record holds.\n")
    for counted in ("editions, ", "subjects: hold", "listings: hold", "entries: hold"):
        assert counted in done.stdout


def test_what_was_tampered_with_is_named_and_the_command_ends_with_1(tampered: FreshDatabase, tmp_path: Path) -> None:
    done = manage(tampered, "verify", home=tmp_path)
    assert done.returncode == 1
    assert [said for said in DONE if said not in done.stderr] == [], done.stderr
    assert "The record does not hold: positions, documents and digests; chains and heads;" in done.stderr
