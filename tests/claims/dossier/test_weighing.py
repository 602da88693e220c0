"""What a claim was weighed on: evidence, gaps, the ledger, and how many origins there are."""

import pytest
from django.contrib.auth.models import User
from hypothesis import given
from hypothesis import strategies as st

from claims import writing as actions
from claims.dossier import as_markdown
from claims.dossier.weighing import origins
from claims.record.documents import AppearanceDocument
from sources import writing as source_actions
from tests.claims.dossier.conftest import Case
from tests.claims.dossier.markdown import dossier, of, section
from tests.factories import (
    AssessmentFactory,
    ClaimFactory,
)

pytestmark = pytest.mark.rendering


@pytest.mark.django_db
def test_evidence_on_an_answer_is_never_counted_for_or_against_the_claim(case: Case) -> None:
    evidence = section(dossier(case.claim), "Evidence")
    assert "“Ships were seen near the port.”" in section(evidence, "Evidence for")
    assert "“The port was never taken over.”" in section(evidence, "Evidence against")
    assert "None is recorded." in section(evidence, "Evidence that decides neither way")
    assert "> Ships were in the port." in section(evidence, "Context")
    on_answers = section(evidence, "Evidence on the answers")
    assert "It supports answer 1, and is no evidence on the claim itself." in on_answers
    assert "It had no ships there." not in evidence.split("### Evidence on the answers")[0]


@pytest.mark.django_db
def test_gaps_are_listed_from_what_the_record_lacks(case: Case, editor: User) -> None:
    gaps = section(dossier(case.claim), "Gaps")
    assert "No copy is kept of 2 of the 3 documents" in gaps
    assert "The credibility of 3 of the 4 items of evidence is not graded" in gaps
    assert "The line of attribution leads to somebody who is not named." in gaps
    assert "No evidence for the claim is recorded." in section(dossier(case.part), "Gaps")
    assert "No copy is kept of the one document" in section(dossier(case.part), "Gaps")


def test_a_quotation_that_was_not_found_is_a_gap(editor: User) -> None:
    claim = ClaimFactory(appearance__quote="never said")
    source_actions.capture(document=claim.appearances.get().document, text="Else.", tool="by hand", by=editor)
    actions.publish(claims=[claim], by=editor)
    gaps = section(dossier(claim), "Gaps")
    assert "Of the one quotation the words were not found in the copy of the document that we keep." in gaps


@pytest.mark.django_db
def test_the_ledger_gives_who_why_and_the_evidence_then_held(case: Case, editor: User, checker: User) -> None:
    later = AssessmentFactory(
        claim=case.claim,
        verdict="false",
        confidence="moderate",
        supersedes=case.assessment,
        change_reason="new_evidence",
    )
    actions.approve(assessment=later, by=editor)
    actions.publish(claims=[case.claim], by=editor)
    ledger = section(dossier(case.claim), "Assessment ledger")
    first, second = ledger.split("### Judgement 2: our desk")
    for told in (
        "### Judgement 1: our desk",
        "Outcome: unproven (examined, and the evidence decides neither way).",
        f"- Analyst: member of staff {checker.profile.pseudonym}\n",
        f"- Approved by: administrator {editor.profile.pseudonym}\n",
        "- State of evidence: 1 November 2026\n",
        "- Evidence then held: item 1\n",
        "- Replaced by judgement 2",
        "What supports it is second-hand.\n\nWhat is missing is a witness.",
    ):
        assert told in first
    assert "- Replaces judgement 1, because: new evidence (evidence came to light)" in second
    assert "- Evidence then held: none is listed" in second


@pytest.mark.django_db
def test_evidence_that_was_held_and_is_gone_is_not_passed_over(case: Case, editor: User) -> None:
    made = of(case.claim)
    made["claims"][0]["assessments"][0]["evidence"] = ["0190a0a0-0000-7000-8000-000000000000"]  # type: ignore[typeddict-item]  # no tombstone
    text = as_markdown.render(made).decode()
    assert "Evidence then held: one that this edition does not show" in text


def appearance(name: str, derives_from: str | None, role: str = "reports") -> AppearanceDocument:
    return {"id": name, "derives_from": derives_from, "role": role}  # type: ignore[typeddict-item]  # all it reads


def test_forty_echoes_are_one_origin() -> None:
    echoes = [appearance(f"e{number}", "first" if number < 20 else f"e{number - 20}") for number in range(40)]
    found = origins([appearance("first", None), *echoes])
    assert list(found) == ["first"]
    assert len(found["first"]) == 41


def test_asking_and_disputing_are_not_saying_and_an_origin_elsewhere_is_one() -> None:
    found = origins(
        [
            appearance("a", "elsewhere"),
            appearance("b", "elsewhere"),
            appearance("c", None),
            appearance("d", None, "queries"),
            appearance("e", "c", "disputes"),
        ]
    )
    assert found == {"elsewhere": ["a", "b"], "c": ["c"]}


@given(st.lists(st.integers(0, 9), min_size=1, max_size=10))
def test_every_appearance_has_one_origin_even_in_a_ring(parents: list[int]) -> None:
    rows = [appearance(str(number), str(parent)) for number, parent in enumerate(parents)]
    found = origins(rows)
    assert sorted(name for names in found.values() for name in names) == sorted(row["id"] for row in rows)


@pytest.mark.django_db
def test_no_person_is_vouched_for_where_none_is_recorded(case: Case) -> None:
    made = of(case.claim)
    made["claims"][0]["assessments"][0]["by"]["analyst"] = None  # type: ignore[typeddict-item]  # no tombstone
    text = as_markdown.render(made).decode()
    assert "- Analyst: no id is recorded" in text
    assert "by a person" not in text
    assert "the ledger says who made and who approved it, by role and an id that stays the same, as far as that" in text
