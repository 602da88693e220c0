"""What one answer tells is of one state of the record, whoever publishes while it is made."""

from typing import Any

import pytest
from django.core.signals import request_started
from django.db import connections
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from claimtrack.editions.state import STATE, record_state
from tests.databases import FreshDatabase

#: What publishing one more claim does to the record, by copies of rows that are there, and with an id of its own.
PUBLISH = """
WITH counter AS (
    UPDATE editions_counter SET position = position + 1, at = clock_timestamp() RETURNING position, at),
 edition AS (
    INSERT INTO editions_edition (subject_id, number, subject_type, kind, format, position, published_at, changed,
                                  sha256, text)
    SELECT %(id)s::text::uuid, 1, 'claim', 'published', e.format, c.position, c.at, '{}', e.sha256, e.text
      FROM counter c, (SELECT * FROM editions_edition WHERE subject_type = 'claim' LIMIT 1) e),
 listing AS (
    INSERT INTO claims_listing (claim_id, number, position, open, opened_at, published_at, updated_at,
                                made_ascending, made_descending, search, card)
    SELECT %(id)s::text::uuid, 1, c.position, true, c.at, c.at, c.at, l.made_ascending, l.made_descending, l.search,
           replace(l.card, l.claim_id::text, %(id)s::text)
      FROM counter c, (SELECT * FROM claims_listing WHERE open LIMIT 1) l
 RETURNING id, claim_id, published_at),
 entry AS (
    INSERT INTO editions_entry (kind, item_id, subject_id, position, lead, slug, name, keys, text)
    SELECT 'rebuttal', %(id)s::text, %(id)s::text::uuid, c.position, true, '', '', '{}', replace(e.text, e.item_id, %(id)s::text)
      FROM counter c, (SELECT * FROM editions_entry WHERE kind = 'rebuttal' LIMIT 1) e)
INSERT INTO claims_facetrow (listing_id, claim_id, kind, value, open, published_at, updated_at)
SELECT id, claim_id, kind, value, true, published_at, published_at
  FROM listing, (VALUES ('language', 'tlh'), ('kind', 'factual')) AS facet (kind, value)
"""
NEW = "0192ffff-0000-7000-8000-000000000001"


class Publisher:
    """Publishes once, as soon as a reader has asked where the record stands."""

    def __init__(self, database: FreshDatabase) -> None:
        self.database = database
        self.has_published = False

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if "editions_counter" in str(sql) and not self.has_published:
            self.has_published = True
            with self.database.connect() as connection:
                connection.execute(PUBLISH, {"id": NEW})
        return found


ADDRESSES = [
    "/api/v1/claims/?facets=language&page_size=200",
    "/api/v1/claims/?count=true",
    "/api/v1/changes/?since=80",
    "/api/v1/rebuttals/?page_size=200",
    "/api/v1/digests/",
    "/api/v1/claims/export.feed.json",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_published_while_an_answer_is_made_is_not_in_it(record: FreshDatabase, address: str) -> None:
    reader = APIClient()
    before = reader.get(address)
    publisher = Publisher(record)
    with connections["record"].execute_wrapper(publisher):
        overtaken = reader.get(address)
    assert publisher.has_published
    assert (overtaken["ETag"], overtaken.content) == (before["ETag"], before.content)
    after = reader.get(address)
    assert after["ETag"] != before["ETag"]
    assert after.content != before.content


KILL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user AND datname = %s AND pid <> pg_backend_pid()"


def test_a_connection_that_was_lost_is_replaced_before_the_state_is_read(record: FreshDatabase) -> None:
    reader = APIClient()
    reading: Any = connections["record"]  # the stubs of Django leave its health out
    before = reader.get(ADDRESSES[0])
    with reading.get_new_connection(reading.get_connection_params()) as another:  # a role may end its own alone
        another.execute(KILL, [record.name])
    reading.health_check_enabled, reading.health_check_done = True, False
    publisher = Publisher(record)
    with reading.execute_wrapper(publisher):
        assert reader.get(ADDRESSES[0]).content == before.content
    assert publisher.has_published


def test_a_connection_lost_between_two_requests_is_noticed_without_a_question(record: FreshDatabase) -> None:
    reader = APIClient()
    reading = connections["record"]
    before = reader.get(ADDRESSES[0])
    for asked in (lambda: reader.get(ADDRESSES[0]).content, lambda: record_state("record")):
        with reading.get_new_connection(reading.get_connection_params()) as another:
            another.execute(KILL, [record.name])
        with CaptureQueriesContext(reading) as queries:
            request_started.send(sender=None)
        assert (len(queries), reading.connection) == (0, None)
        assert asked()
    assert reader.get(ADDRESSES[0]).content == before.content


def test_statements_are_prepared_where_no_pooler_stands_between(record: FreshDatabase) -> None:
    record_state("record")
    driver = connections["record"].connection
    assert [row[0] for row in driver.execute("SELECT statement FROM pg_prepared_statements").fetchall()] == [STATE]
    driver.prepare_threshold = None  # as behind a pooler
    driver.execute("DEALLOCATE ALL")
    record_state("record")
    assert driver.execute("SELECT FROM pg_prepared_statements").fetchall() == []


def test_the_next_answer_of_the_same_connection_is_of_the_next_state(record: FreshDatabase) -> None:
    """Nothing of a state is left on the connection, which a pooler may give to anybody next."""
    reader = APIClient()
    reader.get("/api/v1/claims/")
    with connections["record"].cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("read committed",)
    with record.connect() as connection:
        connection.execute(PUBLISH, {"id": NEW})
    assert NEW in reader.get("/api/v1/claims/").content.decode()
