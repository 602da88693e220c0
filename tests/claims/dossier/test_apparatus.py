"""Sources with their grades, and exhibits."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import User

from claims.dossier import as_markdown
from claimtrack.dates import WorldDate
from sources import writing as source_actions
from sources.models import Office
from tests.claims.dossier.conftest import Case
from tests.claims.dossier.markdown import dossier, of, section
from tests.factories import (
    GradeFactory,
    SourceFactory,
)

pytestmark = pytest.mark.rendering


@pytest.mark.django_db
def test_sources_carry_the_grade_they_were_printed_with_and_their_ledger(case: Case, editor: User) -> None:
    GradeFactory(source=case.paper, grade="D", reasons="Not any more.", at=date(2099, 1, 1))
    Office.objects.create(
        person=case.paper, organization=SourceFactory(name="The Group"), title="Member", start=WorldDate("2001")
    )
    source_actions.publish(sources=[case.paper], by=editor)
    sources = section(dossier(case.claim), "Sources and their grades")
    paper = sources.split("- The Paper (outlet, United Kingdom).")[1].split("\n- ")[0]
    assert "Reliability as printed: B, usually reliable." in paper
    assert "2018-01-01: B, usually reliable, by our desk. Corrects itself." in paper
    assert "2099-01-01: D, not usually reliable, by our desk. Not any more." in paper
    assert "At judgement 1: B, usually reliable" in paper
    assert "Office: Member, from 2001." in paper


@pytest.mark.django_db
def test_a_source_that_was_renamed_or_withdrawn_since_is_told_as_it_stands_now(case: Case, editor: User) -> None:
    case.paper.refresh_from_db()
    case.paper.name = "The Newspaper"
    case.paper.save()
    source_actions.publish(sources=[case.paper], by=editor)
    embassy = case.denial.source
    embassy.refresh_from_db()
    source_actions.retract(source=embassy, by=editor, reason="Two of a kind.")
    sources = section(dossier(case.claim), "Sources and their grades")
    assert "- The Paper (outlet, United Kingdom)" in sources
    assert "The record calls it The Newspaper." in sources
    assert "The record has no page of this source now." in sources.split("- The Embassy")[1].split("\n- ")[0]


@pytest.mark.django_db
def test_exhibits_say_what_is_kept_of_each_document(case: Case) -> None:
    exhibits = section(dossier(case.claim), "Exhibits")
    first = exhibits.split("**Exhibit 2.**")[0]
    assert "“The report”, an article by A. Writer." in first
    assert "Address: <https://paper.example/report>" in first
    assert re.search("Copy taken on .*, SHA-256 `[0-9a-f]{64}`", first)
    assert "Copy: none is kept" in exhibits


@pytest.mark.django_db
def test_a_grade_of_the_day_of_a_judgement_is_told_neither_before_nor_after_it(case: Case, editor: User) -> None:
    made = of(case.claim)
    judged = made["claims"][0]["assessments"][0]["recorded_at"][:10]  # type: ignore[typeddict-item]  # no tombstone
    made["sources"][str(case.paper.pk)]["reliability"][-1]["at"] = judged
    told = section(as_markdown.render(made).decode(), "Sources and their grades")
    assert "At judgement 1: B, usually reliable (graded on that day; whether before or after is not recorded)" in told
