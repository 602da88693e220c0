"""How far a claim spread stands beside it in the queue, as far as the newsroom wants it there."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from claims.checks import figures_of_the_queue_are_known
from claims.models import Claim
from claimtrack.accounts.roles import Role
from claimtrack.dates import WorldDate
from claimtrack.writing.restricting import restrict
from tests.desk_api import Program
from tests.factories import AppearanceFactory, ClaimFactory, DocumentFactory, ObservationFactory
from tests.people import in_role

pytestmark = pytest.mark.django_db

VIEWS = "at least 20,000 views, Example Network, 3 November 2026"


@pytest.fixture
def claim() -> Claim:
    made: Claim = ClaimFactory(stage="in_review")
    return made


def beside(claim: Claim, person: User) -> list[str]:
    sections = Program(person).read("queue/", section="for_review")["sections"]
    [line] = [line for line in sections[0]["lines"] if line["id"] == str(claim.pk)]
    told: list[str] = line["beside"]
    return told


def test_the_newest_figure_of_each_thing_counted_stands_beside_a_claim_and_nothing_is_added_up(
    claim: Claim, editor: User, desk: Client
) -> None:
    ObservationFactory(claim=claim, figure=900, observed=WorldDate("2026-11-01"))
    ObservationFactory(claim=claim, figure=20_000, precision="at_least", observed=WorldDate("2026-11-03"))
    appearance = AppearanceFactory(claim=claim)
    ObservationFactory(claim=None, appearance=appearance, figure=7, counts="shares", observed=WorldDate("2026-11"))
    wrong = ObservationFactory(claim=claim, figure=5, counts="comments")
    ObservationFactory(claim=claim, figure=None, counts="comments", corrects=wrong, reason="Of another post.")
    assert beside(claim, editor) == ["7 shares, Example Network, November 2026", VIEWS]
    for page in (reverse("admin:index"), reverse("queue_section", args=["for_review"])):
        assert VIEWS in desk.get(page).content.decode()


def test_the_newsroom_chooses_which_figures_stand_there(claim: Claim, editor: User, settings: Settings) -> None:
    ObservationFactory(claim=claim)
    ObservationFactory(claim=claim, figure=3, counts="asked_by_readers", place="tip line")
    settings.QUEUE_FIGURES = ["asked_by_readers"]
    assert beside(claim, editor) == ["3 questions of readers, tip line, 2 November 2026"]
    settings.QUEUE_FIGURES = []
    assert beside(claim, editor) == []


def test_a_measure_that_nobody_counts_is_told_when_the_program_starts(settings: Settings) -> None:
    settings.QUEUE_FIGURES = ["views", "likes"]
    [error] = figures_of_the_queue_are_known()
    assert "“likes”" in error.msg
    assert error.hint
    assert "reactions" in error.hint


def test_a_figure_of_what_is_restricted_to_others_does_not_stand_there(claim: Claim, editor: User) -> None:
    document = DocumentFactory()
    appearance = AppearanceFactory(claim=claim, document=document)
    ObservationFactory(claim=None, appearance=appearance)
    restrict(row=document, people=[], by=in_role(Role.EDITOR, "another"))
    assert beside(claim, editor) == []
