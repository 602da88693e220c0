"""A label read differently: judgements that supersede, and editions made from the last documents alone."""

from collections.abc import Sequence
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.db.models import F

from claims import writing as actions
from claims.imports.models import ImportedReview, RatingLabel
from claims.imports.ratings import remapping
from claims.imports.ratings.registry import LOCK, add_readings
from claims.imports.reviewed import Reviewed
from claims.imports.tasks import remap_label
from claims.models import Appearance, Assessment, Claim
from claimtrack.editions.models import Edition
from claimtrack.editions.store import append
from sources import writing as source_actions
from sources.models import Source
from tests.labelled_reviews import claim_of, last_edition, read_so, remembered, review, take_in

pytestmark = pytest.mark.django_db

SAID_OTHERWISE = "Something half written at the desk."


def read_as(label: str, host: str = "checks.example", **reading: str) -> RatingLabel:
    """Read a label, listed or not, in this way from now on."""
    row = RatingLabel.objects.filter(label=label, host=host).first() or RatingLabel(label=label, host=host)
    row.verdict = row.not_checkable_reason = row.media_category = ""
    for name, value in reading.items():
        setattr(row, name, value)
    return read_so(row)


def remap(label: str = "falso", host: str = "checks.example") -> int:
    return remapping.remap(key=label, host=host)


def taken_in(count: int, label: str = "Falso", **more: Any) -> list[Reviewed]:
    said = [review(label, **more) for _ in range(count)]
    take_in(*said)
    return said


def edit(claim: Claim, by: User) -> None:
    """Half a change on the desk, by a person."""
    with actions.editing([claim], by=by):
        Claim.objects.filter(pk=claim.pk).update(statement=SAID_OTHERWISE)


def is_level(claim: Claim) -> bool:
    return Claim.objects.filter(pk=claim.pk, published_version=F("version")).exists()


def numbers() -> list[int]:
    return list(Edition.objects.filter(subject_type="claim").order_by("position").values_list("number", flat=True))


def test_a_label_read_at_last_judges_its_claims_and_publishes_them_anew() -> None:
    [said] = taken_in(1)
    read_as("Falso", verdict="false", scale="Escala")
    assert remap() == 1
    document: Any = last_edition(claim_of(said))
    assert (document["status"], document["headline"]["verdict"], document["headline"]["basis"]) == (
        "rated",
        "false",
        "external",
    )
    [judged] = document["assessments"]
    assert (judged["label"], judged["scale"], judged["rationale"]) == ("Falso", "Escala", "Because.")
    assert (judged["change_reason"], judged["supersedes"]) == (None, None)
    assert judged["document"]["title"].startswith("Check ")
    assert (document["edition"]["kind"], document["edition"]["number"]) == ("updated", 2)
    assert set(document["edition"]["changed"]) == {"assessments", "headline", "status"}


def test_a_label_read_otherwise_supersedes_with_its_reason_and_keeps_what_was_said_before() -> None:
    read_as("Falso", verdict="false")
    [said] = taken_in(1)
    read_as("Falso", not_checkable_reason="opinion")
    assert remap() == 1
    old, new = Assessment.objects.order_by("pk")
    assert (new.supersedes, new.change_reason, new.assessed_at, new.rationale) == (
        old,
        "remapped",
        old.assessed_at,
        old.rationale,
    )
    document: Any = last_edition(claim_of(said))
    assert [a["verdict"] for a in document["assessments"]] == ["false", None]
    assert (document["status"], document["not_checkable_reason"]) == ("not_checkable", "opinion")
    assert remembered(said).assessment == new


@pytest.mark.parametrize("readings", [["false"], ["false", "misleading"], ["false", "misleading", "false"]])
def test_the_new_edition_says_what_composing_from_the_desk_would_say(readings: Sequence[str]) -> None:
    said = taken_in(2)
    for verdict in readings:
        read_as("Falso", verdict=verdict, media_category="EditedOrCroppedContent")
        assert remap() == 2
    for each in said:
        assert is_level(claim_of(each))
        assert actions.publish(claims=[claim_of(each)], by=None) == [], "it says nothing new"


def test_only_the_publisher_whose_label_was_read_is_judged_again_with_its_subdomains() -> None:
    there = taken_in(1, host="checks.example") + taken_in(1, host="es.checks.example")
    [elsewhere] = taken_in(1, host="notchecks.example")
    read_as("Falso", verdict="false")
    assert remap() == 2
    assert [remembered(each).assessment is not None for each in (*there, elsewhere)] == [True, True, False]


def test_nothing_happens_twice_and_labels_read_elsewhere_leave_the_queue() -> None:
    taken_in(3, language="es")
    assert RatingLabel.objects.filter(verdict="").count() == 1
    add_readings(ratings=[RatingLabel(host="checks.example", language="", label="FALSO", verdict="false")], by=None)
    remap_label(key="falso", host="checks.example")
    assert (numbers(), Assessment.objects.count()) == ([1, 1, 1, 2, 2, 2], 3)
    assert not RatingLabel.objects.filter(verdict="").exists()
    assert set(ImportedReview.objects.values_list("rating__label", flat=True)) == {"FALSO"}
    remap_label(key="falso", host="checks.example")
    assert (numbers(), Assessment.objects.count()) == ([1, 1, 1, 2, 2, 2], 3)


def test_a_job_killed_between_batches_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    taken_in(5)
    read_as("Falso", verdict="false")
    monkeypatch.setattr(remapping, "BATCH", 2)
    calls = iter(range(9))

    def dies_in_the_second_batch(drafts: Any, *, by: Any) -> Any:
        if next(calls) == 1:
            raise KeyboardInterrupt
        return append(drafts, by=by)

    monkeypatch.setattr(remapping, "append", dies_in_the_second_batch)
    with pytest.raises(KeyboardInterrupt):
        remap()
    assert (Assessment.objects.count(), numbers()) == (2, [1, 1, 1, 1, 1, 2, 2])
    assert remap() == 3
    assert (Assessment.objects.count(), numbers()) == (5, [1] * 5 + [2] * 5)


# -- what people have done meanwhile --------------------------------------------------------------


def test_of_a_claim_that_a_person_is_changing_nothing_unpublished_is_shown(editor: User) -> None:
    [said] = taken_in(1)
    edit(claim_of(said), editor)
    read_as("Falso", verdict="false")
    assert remap() == 1
    document = last_edition(claim_of(said))
    assert (document["statement"], document["status"]) == (said.statement, "rated")
    assert not is_level(claim_of(said)), "the desk is still ahead"
    [published] = actions.publish(claims=[claim_of(said)], by=editor)
    assert (published.document["statement"], published.document["status"]) == (SAID_OTHERWISE, "rated")


def test_a_judgement_that_a_person_has_superseded_stays_so(editor: User) -> None:
    read_as("Falso", verdict="false")
    [said] = taken_in(1)
    judged = remembered(said).assessment
    assert judged
    ours = Assessment(
        claim=judged.claim, source=judged.source, verdict="mostly_false", supersedes=judged, change_reason="method"
    )
    with actions.editing([claim_of(said)], by=editor):
        ours.save()
    read_as("Falso", verdict="misleading")
    assert remap() == 0
    assert Assessment.objects.count() == 2


def test_a_picture_that_a_person_has_judged_stays_as_it_was_and_gaps_are_filled(editor: User) -> None:
    said = taken_in(2)
    own = {each.statement: Appearance.objects.get(claim=claim_of(each), role="asserts") for each in said}
    with actions.editing([claim_of(said[0])], by=editor):
        Appearance.objects.filter(pk=own[said[0].statement].pk).update(media_category="StagedContent")
    read_as("Falso", verdict="false", media_category="TransformedContent")
    assert remap() == 2
    assert [Appearance.objects.get(pk=row.pk).media_category for row in own.values()] == [
        "StagedContent",
        "TransformedContent",
    ]


def test_a_category_of_media_added_later_shows_without_another_judgement() -> None:
    read_as("Falso", verdict="false")
    [said] = taken_in(1)
    read_as("Falso", verdict="false", media_category="StagedContent")
    assert (remap(), remap()) == (1, 0)
    document: Any = last_edition(claim_of(said))
    assert len(document["assessments"]) == 1
    assert {a["role"]: a["media_category"] for a in document["appearances"]} == {
        "asserts": "StagedContent",
        "reports": None,
    }
    assert document["edition"]["changed"] == ["appearances"]
    assert is_level(claim_of(said))


def test_what_is_not_public_gets_the_judgement_and_no_edition(editor: User) -> None:
    draft, retracted, merged, survivor = (review("Falso") for _ in range(4))
    take_in(draft, publish=False)
    take_in(retracted, merged, survivor)
    actions.retract(claim=claim_of(retracted), by=editor, reason="Not ours to check.")
    actions.merge(survivor=claim_of(survivor), duplicate=claim_of(merged), by=editor, note="The same.")
    before = len(numbers())
    read_as("Falso", verdict="false")
    assert remap() == 1
    assert len(numbers()) == before + 1
    assert last_edition(claim_of(survivor))["status"] == "rated"
    assert Assessment.objects.count() == 4
    [published] = actions.publish(claims=[claim_of(draft)], by=editor)
    assert published.document["status"] == "rated"


def test_a_judge_that_is_not_public_any_more_is_not_named_anew(editor: User) -> None:
    [said] = taken_in(1)
    judge = Source.objects.get(name="Checks of checks.example")
    source_actions.retract(source=judge, by=editor, reason="It asked us to.")
    read_as("Falso", verdict="false")
    assert remap() == 0
    assert (Assessment.objects.count(), last_edition(claim_of(said))["assessments"]) == (1, [])
    assert not is_level(claim_of(said))


def test_the_desks_own_judgement_stays_the_headline(editor: User, checker: User) -> None:
    [said] = taken_in(1)
    claim = claim_of(said)
    ours = Assessment(claim=claim, verdict="mixed", rationale="Half of it is so.", analyst=editor)
    with actions.editing([claim], by=editor):
        ours.save()
    actions.approve(assessment=ours, by=checker)
    actions.publish(claims=[claim], by=editor)
    read_as("Falso", verdict="false")
    assert remap() == 1
    headline: Any = last_edition(claim)["headline"]
    assert (headline["basis"], headline["verdict"], headline["disagree"]) == ("desk", "mixed", True)
    assert headline["external"] == {"false": 1}


# -- side by side ---------------------------------------------------------------------------------


def test_a_reading_is_not_changed_while_a_batch_is_judged_by_it() -> None:
    """Else the batch would be stored with the old reading, after the job has looked for what carries the label."""
    with psycopg.connect(**connection.get_connection_params()) as importer:
        importer.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])
        connection.cursor().execute("SET LOCAL lock_timeout = '20ms'")
        with pytest.raises(OperationalError, match="lock timeout"):
            read_as("Falso", verdict="false")
