"""Sources that may be one and the same are proposed, never joined, and a decision is remembered."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from claims.imports import tasks
from claims.imports.erasing import forget_names
from claims.imports.filing.doubles import find_doubles, keep_apart
from claims.imports.models import Double
from claimtrack.editions.roots import Stage
from sources.models import Source
from tests.admin_forms import page, page_of
from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db


def source(name: str, website: str = "", kind: str = "outlet", **more: Any) -> Source:
    made: Source = SourceFactory(name=name, website=website, kind=kind, **more)
    return made


def proposed() -> set[tuple[str, str]]:
    rows = Double.objects.filter(state="open").values_list("one__name", "other__name")
    return {(one, other) for one, other in rows}


def test_one_house_under_three_names_at_its_host_is_proposed_and_nothing_is_joined() -> None:
    source("Agency", "https://agency.example/")
    source("Agency Fact Check", "https://www.agency.example")
    source("factcheck_agency", "http://agency.example/", kind="unknown")
    assert find_doubles() == 2
    assert proposed() == {("Agency", "Agency Fact Check"), ("Agency", "factcheck_agency")}
    assert Source.objects.filter(stage=Stage.DRAFT).count() == 3
    assert "agency.example" in Double.objects.first().reason  # type: ignore[union-attr]  # there are two


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"website": "https://x.com/alice"}, {"same_as": ["https://twitter.com/Alice"]}),
        ({"same_as": ["https://www.wikidata.org/wiki/Q1"]}, {"same_as": ["http://wikidata.org/wiki/Q1"]}),
        ({"name": "The Paper"}, {"name": "the paper!"}),
        ({"name": "The Paper", "website": "https://paper.example/"}, {"name": "Paper", "aliases": ["THE PAPER"]}),
        ({"name": "paper.example"}, {"name": "The Paper", "website": "https://www.paper.example/"}),
        ({"name": "Jo Doe", "kind": "person"}, {"name": "Jo Doe", "kind": "unknown"}),
        (
            {"name": "Agency", "website": "https://facts.agency.example/"},
            {"name": "Agency", "website": "https://agency.example/"},
        ),
    ],
)
def test_what_has_an_account_an_identity_or_a_name_in_common_is_proposed(one: Any, other: Any) -> None:
    source(**{"name": "One"} | one)
    source(**{"name": "Another"} | other)
    assert find_doubles() == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"website": "https://x.com/alice"}, {"website": "https://x.com/bob"}),
        ({"website": "https://x.com/"}, {"website": "https://x.com/"}),
        ({"website": "https://host.example/@alice"}, {"website": "https://host.example/"}),
        ({"website": "https://paper.example/staff/jo"}, {"website": "https://paper.example/"}),
        ({"name": "Jo", "website": "https://jo.example/"}, {"name": "Jo", "website": "https://other.example/"}),
        ({"name": "Jo", "kind": "person"}, {"name": "Jo", "kind": "organization"}),
        ({"name": "users", "kind": "collective"}, {"name": "users", "kind": "collective"}),
        ({"name": "Paper", "stage": Stage.MERGED}, {"name": "Paper"}),
    ],
)
def test_what_is_told_apart_is_not_proposed(one: Any, other: Any) -> None:
    source(**{"name": "One"} | one)
    source(**{"name": "Another"} | other)
    assert find_doubles() == 0


def test_done_twice_it_changes_nothing_and_what_a_person_keeps_apart_stays_so(checker: User) -> None:
    source("Paper", "https://paper.example/")
    source("The Paper", "https://paper.example/")
    assert (find_doubles(), find_doubles()) == (1, 0)
    double = Double.objects.get()
    keep_apart(double=double, by=checker)
    tasks.propose_doubles(0)
    call_command("find_doubles", verbosity=0)
    assert Double.objects.get().decided_by == checker
    with pytest.raises(ValidationError, match="decided already"):
        keep_apart(double=double, by=checker)


def test_what_has_nothing_in_common_any_more_is_proposed_no_longer() -> None:
    source("Paper", "https://paper.example/")
    moved = source("The Paper", "https://paper.example/")
    find_doubles()
    Source.objects.filter(pk=moved.pk).update(website="https://moved.example/")
    assert find_doubles() == 0
    assert not Double.objects.exists()


def test_a_redaction_leaves_no_proposal_that_names_the_source() -> None:
    source("Paper", "https://paper.example/")
    redacted = source("The Paper", "https://paper.example/")
    find_doubles()
    forget_names(redacted.pk)
    assert not Double.objects.exists()


def test_the_number_of_queries_does_not_follow_the_number_of_sources(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        source(f"House {number}", f"https://house{number // 2}.example/")
    with django_assert_num_queries(5):
        assert find_doubles() == 15


def test_the_desk_shows_both_sides_leads_to_where_they_are_merged_and_remembers_the_answer(desk: Client) -> None:
    source("Paper", "https://paper.example/", country="GB")
    source("The Paper", "https://www.paper.example/")
    find_doubles()
    double = Double.objects.get()
    listed = desk.get(page_of(Double)).content.decode()
    assert "The Paper" in listed

    shown = desk.get(page(double)).content.decode()
    assert "https://www.paper.example/" in shown
    assert "United Kingdom" in shown
    assert "/merge/?into=" in shown

    desk.post(page(double, "apart"), follow=True)
    double.refresh_from_db()
    assert double.state == Double.State.APART
