"""A statement that is kept asks what the query set would ask, of the rows as they are then."""

from functools import partial
from typing import Any

import pytest
from django.db import DataError, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from claims.models import Topic
from claimtrack.query.statements import Statements
from tests.factories import TopicFactory

pytestmark = pytest.mark.django_db
SAID = "50 % of 'it'"


def topics() -> "QuerySet[Topic, tuple[Any, ...]]":
    said = RawSQL("%s::text", [SAID])
    return Topic.objects.filter(name__gte="A").annotate(said=said).order_by("name").values_list("name", "said")


def test_it_is_written_once_and_reads_what_stands_each_time() -> None:
    statements, made = Statements(), list[str]()

    def queryset() -> "QuerySet[Topic, tuple[Any, ...]]":
        made.append("once")
        return topics()

    for name in ("Harbours", "Bridges"):
        TopicFactory(name=name)
        assert statements.rows("a", queryset, using="default") == list(topics())
    assert list(topics()) == [("Bridges", SAID), ("Harbours", SAID)]
    assert made == ["once"]


def test_what_was_asked_least_recently_is_forgotten() -> None:
    statements, made = Statements(most=2), list[str]()

    def of(question: str) -> "QuerySet[Topic, tuple[Any, ...]]":
        made.append(question)
        return topics()

    for question in ("a", "b", "a", "c", "a", "b"):
        statements.rows(question, partial(of, question), using="default")
    assert made == ["a", "b", "c", "b"]


def test_a_fault_of_the_database_is_djangos() -> None:
    def queryset() -> Any:
        return Topic.objects.annotate(day=RawSQL("%s::date", ["no day"])).values_list("day")

    TopicFactory()
    with pytest.raises(DataError), transaction.atomic():
        Statements().rows("a", queryset, using="default")
