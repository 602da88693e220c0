"""A claim that is two: what belongs to the other one moves there, and readers get all that follows in one step."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Answer, Appearance, Claim
from claimtrack.accounts.rights import NotAllowed
from claimtrack.accounts.roles import Role
from claimtrack.editions.joining import Joined
from claimtrack.editions.models import Edition, Head
from claimtrack.editions.publishing import CannotPublish
from claimtrack.editions.store import Published
from claimtrack.writing.joining import Waits, joining_sha256
from claimtrack.writing.restricting import restrict
from tests.admin_forms import told
from tests.desk_api import Program
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    DocumentFactory,
    EvidenceFactory,
    InquiryFactory,
    ObservationFactory,
    RelationFactory,
    SubjectFactory,
)
from tests.people import in_role

pytestmark = pytest.mark.django_db

WHY = "Ships and a base were taken together: they are two claims."


@pytest.fixture
def both(editor: User) -> Claim:
    """Published as one: ships were sent, and a base was built."""
    claim: Claim = ClaimFactory(slug="both", statement="Ships were sent and a base was built.")
    AppearanceFactory(claim=claim, quote="a base")
    actions.publish(claims=[claim], by=editor)
    return claim


@pytest.fixture
def base() -> Claim:
    claim: Claim = ClaimFactory(slug="base", statement="A base was built.", appearance=None)
    return claim


def of_the_base(claim: Claim) -> Appearance:
    return Appearance.objects.get(claim=claim, quote="a base")


def split(claim: Claim, into: Claim, *rows: Any, by: User, **given: Any) -> list[Published]:
    ids = [row.pk for row in rows]
    number = joining_sha256(Joined.SPLIT, fresh(claim), fresh(into), ids)
    done = actions.split_claim(claim=claim, into=into, rows=ids, by=by, **({"note": WHY, "shown": number} | given))
    assert not isinstance(done, Waits)
    return done


def fresh(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def told_of(reader: APIClient, slug: str) -> Any:
    return reader.get(f"/api/v1/claims/{slug}/").json()


def test_what_moves_is_published_with_the_other_one_and_corrected_where_it_was(
    both: Claim, base: Claim, editor: User, reader: APIClient
) -> None:
    moving = of_the_base(both)
    done = split(both, base, moving, by=editor)
    kinds = {each.edition.subject_id: (each.edition.kind, each.edition.note) for each in done}
    assert kinds == {base.pk: ("published", WHY), both.pk: ("corrected", WHY)}
    assert [each["quote"] for each in told_of(reader, "base")["appearances"]] == ["a base"]
    assert str(moving.pk) not in {each["id"] for each in told_of(reader, "both")["appearances"]}
    assert told_of(reader, "both")["corrections"][0]["note"] == WHY


def test_every_sort_of_row_moves_that_was_chosen_and_no_other(both: Claim, editor: User) -> None:
    other: Claim = ClaimFactory()
    third, bearing = ClaimFactory(), ClaimFactory()
    stays, judged = AnswerFactory(claim=both), AssessmentFactory(claim=both)
    moves: list[Any] = [
        AnswerFactory(claim=both),
        EvidenceFactory(target_claim=both),
        EvidenceFactory(target_claim=bearing, claim=both, document=None),
        InquiryFactory(claim=both),
        ObservationFactory(claim=both),
        RelationFactory(claim=both, other=third),
        ClaimFactory(part_of=both),
    ]
    actions.publish(claims=[both, other, bearing, third], by=editor)
    done = split(both, other, *moves, by=editor)
    for stayed in (stays, judged):
        stayed.refresh_from_db()
        assert stayed.claim_id == both.pk
    columns = ("claim_id", "target_claim_id", "claim_id", "claim_id", "claim_id", "claim_id", "part_of_id")
    for row, column in zip(moves, columns, strict=True):
        row.refresh_from_db()
        assert getattr(row, column) == other.pk
    # The claim on which it was evidence says of which claim it is now.
    assert {each.edition.subject_id for each in done} == {both.pk, other.pk, bearing.pk}
    assert not [claim for claim in (both, other, bearing, third) if fresh(claim).has_unpublished_changes]


def test_every_claim_that_prints_an_answer_that_moves_says_whom_it_answers_now(
    both: Claim, editor: User, reader: APIClient
) -> None:
    other, besides = ClaimFactory(), ClaimFactory()
    answer = AnswerFactory(claim=both)
    Answer.objects.create(rebuttal=answer.rebuttal, claim=besides, scope="specific")
    actions.publish(claims=[both, other, besides], by=editor)
    done = split(both, other, answer, by=editor)
    assert {each.edition.subject_id for each in done} == {both.pk, other.pk, besides.pk}
    [rebuttal] = told_of(reader, besides.slug)["rebuttals"]
    assert {each["claim"] for each in rebuttal["answers"]} == {str(other.pk), str(besides.pk)}


def test_what_an_approved_judgement_rests_on_stays_with_it(both: Claim, base: Claim, editor: User) -> None:
    evidence = EvidenceFactory(target_claim=both)
    judged = AssessmentFactory(claim=both)
    judged.evidence.add(evidence)
    actions.approve(assessment=judged, by=editor)
    actions.publish(claims=[both], by=editor)
    with pytest.raises(CannotPublish, match="rests on evidence that would move"):
        split(both, base, of_the_base(both), evidence, by=editor)


def test_a_row_that_is_named_twice_is_one(both: Claim, base: Claim, editor: User) -> None:
    moving = of_the_base(both)
    number = joining_sha256(Joined.SPLIT, fresh(both), base, [moving.pk])
    done = split(both, base, moving, moving, by=editor, shown=number)
    assert len(done) == 2


@pytest.mark.parametrize("stage", ["draft", "in_review"])
def test_a_split_of_a_draft_publishes_nothing(stage: str, base: Claim, editor: User) -> None:
    claim = ClaimFactory(stage=stage)
    before = Edition.objects.count()
    assert split(claim, base, claim.appearances.get(), by=editor) == []
    assert (Edition.objects.count(), base.appearances.count()) == (before, 1)


def test_two_people_agree_where_readers_get_the_other_one_for_the_first_time(both: Claim, base: Claim) -> None:
    first, second = in_role(Role.EDITOR, "eda"), in_role(Role.EDITOR, "edgar")
    ids = [of_the_base(both).pk]
    number = joining_sha256(Joined.SPLIT, fresh(both), base, ids)
    given: dict[str, Any] = {"claim": both, "into": base, "rows": ids, "note": WHY, "shown": number}
    assert isinstance(actions.split_claim(by=first, **given), Waits)
    assert not Head.objects.filter(pk=base.pk).exists()
    published = actions.split_claim(by=second, **given)
    assert {each.edition.review for each in published} == {"two_people"}  # type: ignore[union-attr]


def test_two_people_agree_where_it_is_about_a_person_and_else_a_look_is_owed(both: Claim, editor: User) -> None:
    other, about = ClaimFactory(), ClaimFactory()
    about.about.add(SubjectFactory(kind="person"))
    actions.publish(claims=[other, about], by=editor)
    alone = in_role(Role.EDITOR, "eda")
    ids = [of_the_base(both).pk]
    waits = actions.split_claim(
        claim=both,
        into=about,
        rows=ids,
        by=alone,
        note=WHY,
        shown=joining_sha256(Joined.SPLIT, fresh(both), about, ids),
    )
    assert isinstance(waits, Waits)
    done = actions.split_claim(claim=both, into=other, rows=ids, by=alone, note=WHY)
    assert {each.edition.review for each in done} == {"alone"}  # type: ignore[union-attr]


def test_all_that_stands_against_it_is_told_and_nothing_is_written(both: Claim, base: Claim, editor: User) -> None:
    actions.publish(claims=[other := ClaimFactory(statement="Ships were sent.")], by=editor)
    answer = AnswerFactory(claim=both)
    Answer.objects.create(rebuttal=answer.rebuttal, claim=other, scope="specific")
    retracted = ClaimFactory(stage="retracted")
    actions.publish(claims=[both, other], by=editor)
    every = list(both.appearances.all())
    before = Edition.objects.count()
    for into, rows, message in (
        (both, [every[0]], "not split into itself"),
        (base, [], "Choose what belongs"),
        (base, [DocumentFactory()], "is no row of"),
        (other, [answer], "has the same already"),
        (retracted, [every[0]], "is retracted"),
        (base, every, "Leave an appearance"),
        (base, [answer], "Add an appearance"),
    ):
        with pytest.raises(CannotPublish, match=message):
            split(both, into, *rows, by=editor)
    with pytest.raises(CannotPublish, match="stands with every correction"):
        split(both, base, every[0], by=editor, note=" ")
    assert Edition.objects.count() == before
    assert both.appearances.count() == len(every)
    assert base.appearances.count() == 0


def test_what_nobody_was_shown_is_not_published_along(both: Claim, base: Claim, editor: User) -> None:
    Claim.objects.filter(pk=both.pk).update(context="Being written.", version=fresh(both).version + 1)
    with pytest.raises(CannotPublish, match="Publish its changes, or undo them"):
        split(both, base, of_the_base(both), by=editor)


def test_what_is_restricted_to_others_is_no_row_of_it(both: Claim, base: Claim, editor: User) -> None:
    document = DocumentFactory()
    hidden = AppearanceFactory(claim=both, document=document)
    restrict(row=document, people=[], by=in_role(Role.EDITOR, "eda"))
    with pytest.raises(CannotPublish, match="is no row of"):
        split(both, base, hidden, by=editor)


def test_whoever_may_not_split_moves_nothing(both: Claim, base: Claim) -> None:
    with pytest.raises(NotAllowed):
        split(both, base, of_the_base(both), by=in_role(Role.CHECKER, "chen"))


def test_the_page_shows_what_stands_under_it_and_does_what_was_looked_at(
    both: Claim, base: Claim, desk: Client, reader: APIClient
) -> None:
    address = reverse("admin:claims_claim_split", args=[both.pk])
    assert address in desk.get(reverse("admin:claims_claim_change", args=[both.pk])).content.decode()
    moving = of_the_base(both)
    given = {"into": str(base.pk), "rows": [str(moving.pk)]}
    looked = desk.post(address, {**given, "look": ""})
    shown = looked.content.decode()
    assert "is published for the first time" in shown
    assert Edition.objects.filter(subject_id=base.pk).count() == 0
    done = desk.post(address, {**given, "note": WHY, "shown": looked.context["sha256"]}, follow=True)
    assert told(done) == ["Split: done. On the record now: edition 1 (published), edition 2 (corrected)."]
    assert told_of(reader, "base")["appearances"][0]["id"] == str(moving.pk)


def test_the_api_tells_what_can_be_moved_and_moves_it(both: Claim, base: Claim, editor: User) -> None:
    program = Program(editor)
    moving = of_the_base(both)
    seen = program.read("claims/both/split/preview/", into="base", rows=str(moving.pk))
    [appearances] = [each["rows"] for each in seen["movable"] if each["called"] == "appearances"]
    assert str(moving.pk) in {each["id"] for each in appearances}
    assert (seen["against"], seen["needs_two"]) == ([], True)
    body = {"into": "base", "rows": ["x"], "note": WHY, "joining_sha256": seen["joining_sha256"]}
    wrong = program.act("claims/both/split/", body)
    assert wrong.status_code == 400
    assert "‘x’ is no id" in wrong.content.decode()
    done = program.act("claims/both/split/", {**body, "rows": [str(moving.pk)]})
    assert done.status_code == 200, done.content
    assert fresh(base).stage == "published"
