"""Publishing: what becomes public, when, and in what order."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.db.utils import DatabaseError
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim, Narrative
from claims.record.models import Listing
from claimtrack.editions.chain import sha256_of
from claimtrack.editions.models import Counter, Edition, Head
from claimtrack.editions.publishing import CannotPublish
from claimtrack.editions.roots import Stage
from sources import writing as source_actions
from sources.models import Source
from tests.factories import AppearanceFactory, AssessmentFactory, ClaimFactory, NarrativeFactory, SourceFactory

pytestmark = pytest.mark.django_db


def change(claim: Claim, statement: str) -> None:
    with actions.editing([claim], by=None) as [locked]:
        locked.statement = statement
        locked.save(update_fields=["statement", "updated_at"])


def test_a_published_claim_has_a_numbered_hashed_edition_and_its_sources_go_before_it(editor: User) -> None:
    claim = ClaimFactory()
    [published] = actions.publish(claims=[claim], by=editor)
    assert (published.edition.number, published.edition.kind) == (1, "published")
    assert sha256_of(str(published.edition.text)) == published.edition.sha256
    assert Edition.objects.filter(subject_type="source").count() == 1
    assert Edition.objects.get(subject_type="source").position < published.edition.position
    assert Head.objects.get(pk=claim.pk).readable


def test_publishing_again_without_a_change_makes_no_edition(editor: User) -> None:
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    assert actions.publish(claims=[claim], by=editor) == []


def test_a_change_makes_the_next_edition_with_its_note_and_who_published_it(editor: User) -> None:
    claim = ClaimFactory()
    [first] = actions.publish(claims=[claim], by=editor)
    change(claim, "Other words.")
    [second] = actions.publish(claims=[claim], by=editor, note="  Clearer.  ")
    assert (second.edition.number, second.edition.kind, second.edition.note) == (2, "updated", "Clearer.")
    assert second.edition.previous_sha256 == first.edition.sha256
    assert second.edition.changed == ["statement"]
    assert second.edition.by_id == editor.pk
    assert "editor" not in str(second.edition.text)


def test_a_batch_is_published_at_one_time_at_positions_without_a_gap(editor: User) -> None:
    claims = ClaimFactory.create_batch(5)
    published = actions.publish(claims=claims, narratives=NarrativeFactory.create_batch(2), by=editor)
    assert len(published) == 7
    assert len({item.edition.published_at for item in published}) == 1
    positions = list(Edition.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, 13))
    assert Counter.objects.get().position == 12


def test_the_desk_knows_what_is_published_and_what_is_ahead(editor: User) -> None:
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    claim.refresh_from_db()
    assert (claim.stage, claim.has_unpublished_changes) == (Stage.PUBLISHED, False)
    change(claim, "Other words.")
    claim.refresh_from_db()
    assert claim.has_unpublished_changes
    assert list(Claim.objects.with_unpublished_changes()) == [claim]
    actions.publish(claims=[claim], by=editor)
    claim.refresh_from_db()
    assert not claim.has_unpublished_changes


def test_a_claim_in_review_is_published_too(editor: User) -> None:
    claim = ClaimFactory()
    actions.submit(claim=claim, by=editor)
    assert actions.publish(claims=[claim], by=editor)


# -- conditions -----------------------------------------------------------------------------------


def test_a_claim_without_an_appearance_is_refused_and_so_is_the_whole_batch(editor: User) -> None:
    whole, bare = ClaimFactory(), ClaimFactory(appearance=None)
    with pytest.raises(CannotPublish, match="Add an appearance"):
        actions.publish(claims=[whole, bare], by=editor)
    assert not Edition.objects.exists()
    whole.refresh_from_db()
    assert whole.stage == Stage.DRAFT


def test_every_missing_condition_of_every_claim_is_told_at_once(editor: User) -> None:
    source = SourceFactory(name="The Retracted Times")
    source_actions.publish(sources=[source], by=editor)
    source_actions.retract(source=source, by=editor, reason="Entered twice.")
    named = ClaimFactory(appearance__document__publisher=source)
    with pytest.raises(CannotPublish) as refused:
        actions.publish(claims=[named, ClaimFactory(appearance=None)], by=editor)
    assert len(refused.value.messages) == 2
    assert "“The Retracted Times” was retracted" in " ".join(actions.reasons_against(named))


def test_nothing_stands_against_a_claim_that_can_be_published() -> None:
    assert actions.reasons_against(ClaimFactory()) == []


def test_a_retracted_claim_is_restored_and_not_published(editor: User) -> None:
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    actions.retract(claim=claim, by=editor, reason="  Not a claim. ")
    assert Edition.objects.get(subject_id=claim.pk, number=2).note == "Not a claim."
    with pytest.raises(CannotPublish, match="restore it"):
        actions.publish(claims=[claim], by=editor)
    restored = actions.restore(claim=claim, by=editor)
    assert (restored.edition.number, restored.edition.kind) == (3, "restored")
    assert restored.edition.changed == []  # of what it said before


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_retraction_needs_its_reason(editor: User, reason: str) -> None:
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    with pytest.raises(CannotPublish, match="Say why"):
        actions.retract(claim=claim, by=editor, reason=reason)
    assert Head.objects.get(pk=claim.pk).readable


@pytest.mark.parametrize("note", ["", "  "])
def test_a_correction_needs_its_note(editor: User, note: str) -> None:
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    change(claim, "Other words.")
    with pytest.raises(CannotPublish, match="Say what was wrong"):
        actions.correct(claim=claim, by=editor, note=note)


def test_what_has_not_changed_is_not_corrected(editor: User) -> None:
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    with pytest.raises(CannotPublish, match="Nothing has changed"):
        actions.correct(claim=claim, by=editor, note="We were wrong.")


@pytest.mark.parametrize("stage", ["draft", "retracted"])
def test_only_a_published_claim_is_corrected_or_retracted(editor: User, stage: str) -> None:
    claim = ClaimFactory()
    if stage == "retracted":
        actions.publish(claims=[claim], by=editor)
        actions.retract(claim=claim, by=editor, reason="Not a claim.")
    with pytest.raises(CannotPublish, match="Only a published claim can be corrected"):
        actions.correct(claim=claim, by=editor, note="We were wrong.")
    with pytest.raises(CannotPublish, match="Only a published claim can be retracted"):
        actions.retract(claim=claim, by=editor, reason="Wrong.")


def test_only_a_retracted_claim_is_restored(editor: User) -> None:
    claim = ClaimFactory()
    with pytest.raises(CannotPublish, match="Only a retracted claim"):
        actions.restore(claim=claim, by=editor)


def test_our_own_error_is_told_as_a_correction_once(editor: User) -> None:
    claim = ClaimFactory()
    first = AssessmentFactory(claim=claim, verdict="false")
    actions.approve(assessment=first, by=editor)
    actions.publish(claims=[claim], by=editor)
    second = AssessmentFactory(claim=claim, verdict="true", supersedes=first, change_reason="our_error")
    actions.approve(assessment=second, by=editor)
    assert any("publish it as a correction" in reason for reason in actions.reasons_against(claim))
    actions.correct(claim=claim, by=editor, note="We overlooked a treaty.")
    change(claim, "Other words.")
    [third] = actions.publish(claims=[claim], by=editor)
    assert third.edition.kind == "updated"


def test_a_world_that_changed_needs_no_correction(editor: User) -> None:
    claim = ClaimFactory()
    first = AssessmentFactory(claim=claim, verdict="false")
    actions.approve(assessment=first, by=editor)
    actions.publish(claims=[claim], by=editor)
    second = AssessmentFactory(claim=claim, verdict="true", supersedes=first, change_reason="world_changed")
    actions.approve(assessment=second, by=editor)
    [published] = actions.publish(claims=[claim], by=editor)
    assert published.edition.kind == "updated"


# -- sources and narratives -------------------------------------------------------------------------


def test_a_source_that_is_public_gets_no_edition_from_a_claim_that_names_it(editor: User) -> None:
    source = SourceFactory()
    source_actions.publish(sources=[source], by=editor)
    Source.objects.filter(pk=source.pk).update(name="Another name")
    actions.publish(claims=[ClaimFactory(appearance__document__publisher=source)], by=editor)
    assert Edition.objects.filter(subject_id=source.pk).count() == 1


def test_a_renamed_source_is_not_renamed_in_what_was_published(editor: User, reader: APIClient) -> None:
    claim = ClaimFactory()
    [published] = actions.publish(claims=[claim], by=editor)
    speaker = claim.appearances.get().speaker
    Source.objects.filter(pk=speaker.pk).update(name="The Renamed")
    source_actions.publish(sources=[speaker], by=editor)
    assert reader.get(f"/api/v1/claims/{claim.pk}/").content.decode() == published.edition.text
    assert Edition.objects.filter(subject_id=claim.pk).count() == 1


def test_a_narrative_is_published_with_the_claims_that_are(editor: User) -> None:
    narrative: Narrative = NarrativeFactory()
    public, draft = ClaimFactory(), ClaimFactory()
    for claim in (public, draft):
        claim.narratives.add(narrative)
    published = actions.publish(claims=[public], narratives=[narrative], by=editor)
    [storyline] = [item for item in published if item.edition.subject_type == "narrative"]
    assert storyline.document["claims"] == [str(public.pk)]


# -- the protocol ---------------------------------------------------------------------------------


def test_a_listing_is_closed_at_the_very_time_the_next_one_opens(editor: User) -> None:
    claim = ClaimFactory()
    for words in ("First.", "Second."):
        change(claim, words)
        actions.publish(claims=[claim], by=editor)
    first, second = Listing.objects.order_by("number")
    assert (first.open, first.closed_at) == (False, second.opened_at)
    assert (second.open, second.closed_at) == (True, None)
    assert first.published_at == second.published_at == first.opened_at


def test_time_never_runs_backwards_along_positions(editor: User) -> None:
    ahead = datetime.now(UTC) + timedelta(seconds=30)
    Counter.objects.update(at=ahead)
    for _ in range(3):
        actions.publish(claims=[ClaimFactory()], by=editor)
    times = list(Edition.objects.order_by("position").values_list("published_at", flat=True))
    assert times == sorted(times)
    assert times[0] > ahead


def test_an_edition_is_changed_by_nobody(editor: User) -> None:
    actions.publish(claims=[ClaimFactory()], by=editor)
    for attempt in (lambda: Edition.objects.update(note="Another note."), lambda: Edition.objects.all().delete()):
        with pytest.raises(DatabaseError, match=r"permission denied|append-only"), transaction.atomic():
            attempt()


def test_what_is_rolled_back_was_never_published(editor: User) -> None:
    claim = ClaimFactory()
    with transaction.atomic():
        actions.publish(claims=[claim], by=editor)
        transaction.set_rollback(True)
    assert not Edition.objects.exists()
    assert Counter.objects.get().position == 0
    actions.publish(claims=[claim], by=editor)
    assert Edition.objects.get(subject_id=claim.pk).position == 2


def test_an_appearance_added_later_is_public_with_the_next_edition(editor: User) -> None:
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    AppearanceFactory(claim=claim)
    [published] = actions.publish(claims=[claim], by=editor)
    assert published.edition.changed == ["appearances"]
