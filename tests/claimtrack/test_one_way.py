"""The guard that holds the whole suite to one way: the desk's tables are written by actions alone."""

from typing import Any

import pytest

from claims.models import Claim, Topic
from claims.writing.fields import TopicFields
from claimtrack.editions import bulk
from claimtrack.writing import Create, insert, write
from tests.one_way import ROOT, WrittenPastTheActions, tables_of_the_desk

pytestmark = pytest.mark.django_db


def run_as(place: str, statement: str, **names: Any) -> None:
    """Run a statement as if it stood in this file of the product."""
    exec(compile(statement, str(ROOT / place), "exec"), names)


def test_code_of_the_product_that_saves_a_row_by_itself_is_found_out() -> None:
    with pytest.raises(WrittenPastTheActions, match=r"claims/api/made_up\.py:1 writes claims_topic"):
        run_as("claims/api/made_up.py", "Topic.objects.create(slug='law', name='Law')", Topic=Topic)


@pytest.mark.parametrize("statement", ["topics.update(name='Law')", "topics.delete()"])
def test_so_is_what_updates_or_deletes_rows(statement: str) -> None:
    Topic.objects.create(slug="law", name="Laws")
    with pytest.raises(WrittenPastTheActions):
        run_as("claims/admin/made_up.py", statement, topics=Topic.objects.filter(slug="law"))


def test_so_is_what_copies_rows_into_a_table() -> None:
    topics = [Topic(slug="law", name="Law")]
    with pytest.raises(WrittenPastTheActions):
        run_as("claims/imports/made_up.py", "bulk.insert(topics)", bulk=bulk, topics=topics)


def test_actions_write_whoever_asks_them() -> None:
    made = [Create(fields=TopicFields(slug="law", name="Law"))]
    run_as("claims/api/made_up.py", "write(made, by=None)", write=write, made=made)
    more = [Create(fields=TopicFields(slug="art", name="Art"))]
    run_as("claims/imports/made_up.py", "insert(more, by=None)", insert=insert, more=more)

    assert set(Topic.objects.values_list("slug", flat=True)) == {"law", "art"}


def test_tests_write_what_they_please() -> None:
    Topic.objects.create(slug="law", name="Law")

    assert Topic.objects.filter(slug="law").exists()


def test_links_between_rows_are_the_desks_and_its_audit_trail_is_not() -> None:
    assert {"claims_claim", "claims_claim_topics", "sources_source"} <= tables_of_the_desk()
    trail = Claim.pgh_event_model  # type: ignore[attr-defined]  # made by pghistory
    assert trail._meta.db_table not in tables_of_the_desk()
