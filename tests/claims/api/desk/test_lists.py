"""Lists of the desk: filters, search, orders and pages, and nothing in them that does not exist for who asks."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import QuerySet

from claims.models import Claim
from claimtrack.accounts.visible import visible
from claimtrack.api.rows import members, resource
from tests.desk_api import DESK, Program, faults
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    DocumentFactory,
    EvidenceFactory,
    RebuttalFactory,
    RelationFactory,
    SourceFactory,
    TopicFactory,
)
from tests.people import staff

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


@pytest.fixture
def program(editor: User) -> Program:
    return Program(editor)


def found(program: Program, table: str = "claims", **parameters: Any) -> set[str]:
    return {row["id"] for row in program.read(f"{table}/", **parameters)["results"]}


def test_claims_are_found_by_who_said_answered_and_judged_them_and_by_what_they_say(program: Program) -> None:
    claim, _ = ClaimFactory(statement="The old harbour was closed.", kind="opinion"), ClaimFactory()
    appearance = claim.appearances.get()
    chained, topic, judge = SourceFactory(), TopicFactory(), SourceFactory()
    appearance.attributed_to.add(chained)
    claim.topics.add(topic)
    answer = AnswerFactory(claim=claim, rebuttal=RebuttalFactory(kind="admission"))
    AssessmentFactory(claim=claim, source=judge, verdict="mixed")
    for parameters in (
        {"q": "HARBOUR old"},
        {"kind": "opinion"},
        {"topics": topic.slug},
        {"speaker": appearance.speaker.slug},
        {"source": str(chained.pk)},
        {"attributed_to": f"{chained.slug},{judge.slug}"},
        {"publisher": appearance.document.publisher.slug},
        {"document": str(appearance.document_id)},
        {"rebutted_by": answer.rebuttal.source.slug},
        {"rebuttal_kind": "admission,denial"},
        {"rebutted": "true"},
        {"assessed": "true"},
        {"assessed_by": judge.slug},
        {"any_verdict": "mixed"},
        {"ids": str(claim.pk)},
    ):
        assert found(program, **parameters) == {str(claim.pk)}, parameters
        assert program.read("claims/count/", **parameters) == {"count": 1, "exact": True}
    assert str(claim.pk) not in found(program, rebutted="false")
    assert found(program, q="harbour new") == set()


def test_claims_are_found_by_stage_by_whose_they_are_and_by_when(program: Program, editor: User) -> None:
    mine = ClaimFactory(author=editor, stage="in_review")
    others = ClaimFactory(author=staff("somebody"))
    nobodys = ClaimFactory()
    assert found(program, mine="true") == {str(mine.pk)}
    assert found(program, mine="false") == {str(others.pk), str(nobodys.pk)}
    assert found(program, author="somebody") == {str(others.pk)}
    assert found(program, stage="in_review,published") == {str(mine.pk)}
    assert found(program, created_after="2100-01-01") == set()
    assert len(found(program, updated_before="2100-01-01", created_after="2020-01-01")) == 3


def test_other_tables_are_filtered_by_what_they_name(program: Program) -> None:
    answer, judged = AnswerFactory(), AssessmentFactory()
    evidence, relation = EvidenceFactory(bearing="undermines"), RelationFactory()
    document = DocumentFactory(url="https://gazette.example/1")
    AnswerFactory(), AssessmentFactory(verdict="true"), EvidenceFactory()
    assert found(program, "answers", rebuttal=str(answer.rebuttal_id)) == {str(answer.pk)}
    assert found(program, "rebuttals", claim=answer.claim.slug) == {str(answer.rebuttal_id)}
    assert found(program, "assessments", claim=judged.claim.slug) == {str(judged.pk)}
    assert found(program, "assessments", verdict="false") == {str(judged.pk)}
    assert found(program, "evidence", bearing="undermines") == {str(evidence.pk)}
    assert found(program, "relations", other=relation.other.slug) == {str(relation.pk)}
    assert found(program, "documents", url="http://www.gazette.example/1/") == {str(document.pk)}
    assert found(program, "documents", captured="true") == set()


def test_what_cannot_be_understood_is_refused_and_never_answered_unfiltered(program: Program) -> None:
    ClaimFactory()
    for parameters, wrong in (
        ({"speaker": "nobody"}, {"speaker": "unknown_value"}),
        ({"stage": "lost", "kinds": "x"}, {"stage": "unknown_value", "kinds": "unknown_parameter"}),
        ({"mine": "perhaps"}, {"mine": "malformed"}),
        ({"cursor": "x"}, {"cursor": "invalid_cursor"}),
    ):
        answer = program.get(f"{DESK}claims/", parameters)
        assert answer.status_code == 400
        assert faults(answer) == wrong


@pytest.mark.parametrize("ordering", ["-created_at", "created_at", "-updated_at", "updated_at"])
def test_pages_follow_each_other_without_a_gap_whatever_is_written_between(program: Program, ordering: str) -> None:
    expected = {str(ClaimFactory().pk) for _ in range(5)}
    address, seen = f"{DESK}claims/?page_size=2&ordering={ordering}", []
    while address:
        page = program.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
        Claim.objects.filter(pk=seen[0]).delete()
    assert len(seen) == 5
    assert set(seen) == expected
    assert (sorted(seen) if not ordering.startswith("-") else sorted(seen, reverse=True)) == seen


# -- what does not exist for who asks -------------------------------------------------------------


@pytest.fixture
def hidden(monkeypatch: pytest.MonkeyPatch) -> Claim:
    """A claim that exists for nobody here, though its row is there."""
    claim: Claim = ClaimFactory(statement="A canary sings.", slug="canary")

    def without(rows: "QuerySet[Any]", *, by: Any) -> "QuerySet[Any]":
        return visible(rows, by=by).exclude(pk=claim.pk)

    monkeypatch.setattr(resource, "visible", without)
    monkeypatch.setattr(members, "visible", without)
    return claim


def test_what_does_not_exist_for_somebody_is_nowhere(program: Program, hidden: Claim) -> None:
    other = ClaimFactory()
    for name in (hidden.slug, str(hidden.pk)):
        for answer in (
            program.get(f"{DESK}claims/{name}/"),
            program.get(f"{DESK}claims/{name}/preview/"),
            program.change(f"claims/{name}/", {"context": "So."}, tag='"1.draft"'),
            program.take_away(f"claims/{name}/", tag='"1.draft"'),
            program.send(f"claims/{name}/submit/", tag='"1.draft"'),
        ):
            assert answer.status_code == 404
            assert answer.json()["detail"] == "There is no such claim."
    assert found(program) == {str(other.pk)}
    assert program.read("claims/count/")["count"] == 1
    assert found(program, q="canary") == set()


def test_what_does_not_exist_for_somebody_cannot_be_named_and_is_refused_as_what_is_not_there(
    program: Program, hidden: Claim
) -> None:
    document, other = str(DocumentFactory().pk), ClaimFactory()
    for name in (hidden.slug, str(hidden.pk), "no-such-claim"):
        answer = program.send("appearances/", {"claim": name, "document": document, "role": "asserts"})
        assert faults(answer) == {"#/claim": "unknown"}
        asked = program.get(f"{DESK}appearances/", {"claim": name})
        assert faults(asked) == {"claim": "unknown_value"}
        merged = program.act(f"claims/{other.slug}/merge/", {"into": name, "note": "The same."})
        assert faults(merged) == {"#/into": "unknown"}
    assert AppearanceFactory._meta.model.objects.filter(document=document).count() == 0
