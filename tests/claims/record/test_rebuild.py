"""Listings, facet rows and entries are a pure function of the editions: rebuilding arrives at the same rows."""

import random
from typing import Any

import pytest
from django.contrib.auth.models import User

from claims import actions
from claims.actions.settle import settle
from claims.models import Claim, FacetRow, Listing
from claims.record.listing import rebuild, refresh_names
from claimtrack.editions.models import Entry
from sources import actions as source_actions
from sources.models import Source
from tests.factories import AnswerFactory, AssessmentFactory, ClaimFactory, RelationFactory, SubjectFactory

pytestmark = pytest.mark.django_db


def rows() -> dict[str, list[Any]]:
    """Everything that lists are served from, without the numbers of the rows themselves."""
    listings = Listing.objects.order_by("claim_id", "number")
    facets = FacetRow.objects.order_by("claim_id", "listing__number", "kind", "value")
    entries = Entry.objects.order_by("kind", "item_id", "subject_id")
    return {
        "listings": list(listings.values(*_columns(Listing, "id"))),
        "facets": list(facets.values("listing__number", *_columns(FacetRow, "id", "listing"))),
        "entries": list(entries.values(*_columns(Entry, "id"))),
    }


def _columns(model: Any, *without: str) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.name not in without]


class Newsroom:
    """Does one thing after another, as dice tell it."""

    def __init__(self, dice: random.Random, editor: User) -> None:
        self.dice = dice
        self.editor = editor
        self.claims: list[Claim] = []

    def publish_new(self) -> None:
        claim = ClaimFactory()
        claim.about.add(SubjectFactory())
        if self.claims:
            RelationFactory(claim=claim, other=self.dice.choice(self.claims))
        actions.publish(claims=[claim], by=self.editor)
        self.claims.append(claim)

    def answer(self, claim: Claim) -> None:
        AnswerFactory(claim=claim)
        actions.publish(claims=[claim], by=self.editor)

    def assess(self, claim: Claim) -> None:
        actions.approve(assessment=AssessmentFactory(claim=claim), by=self.editor)
        actions.publish(claims=[claim], by=self.editor)

    def correct(self, claim: Claim) -> None:
        Claim.objects.filter(pk=claim.pk).update(statement=f"Corrected statement {self.dice.random()}.")
        actions.correct(claim=claim, by=self.editor, note="We had it wrong.")

    def retract(self, claim: Claim) -> None:
        actions.retract(claim=claim, by=self.editor, reason="It was about somebody else.")
        if self.dice.random() < 0.5:
            actions.restore(claim=claim, by=self.editor)

    def merge(self, claim: Claim) -> None:
        other = self.dice.choice(self.published())
        if other != claim:
            actions.merge(survivor=other, duplicate=claim, by=self.editor, note="The same claim.")

    def rename_a_source(self, claim: Claim) -> None:
        speaker = claim.appearances.select_related("speaker").first()
        if speaker and speaker.speaker:
            Source.objects.filter(pk=speaker.speaker.pk).update(name=f"Renamed {self.dice.random()}")
            source_actions.publish(sources=[speaker.speaker], by=self.editor)

    def published(self) -> list[Claim]:
        return list(Claim.objects.published())

    def do_something(self) -> None:
        deeds = [self.answer, self.assess, self.correct, self.retract, self.merge, self.rename_a_source]
        if self.dice.random() < 0.3 or not self.published():
            self.publish_new()
        else:
            self.dice.choice(deeds)(self.dice.choice(self.published()))
        settle([claim.pk for claim in self.claims])


@pytest.mark.parametrize("seed", range(4))
def test_rebuilding_arrives_at_the_same_rows_whatever_was_published(editor: User, seed: int) -> None:
    newsroom = Newsroom(random.Random(seed), editor)
    for _ in range(15):
        newsroom.do_something()
    _work_off_the_names()
    before = rows()
    assert before["listings"]
    rebuild()
    assert rows() == before


def _work_off_the_names() -> None:
    """What the background job does after a source was renamed."""
    refresh_names([str(pk) for pk in Source.objects.values_list("pk", flat=True)])


def test_closed_spans_keep_what_was_listed_then(editor: User) -> None:
    claim = ClaimFactory(statement="First wording.")
    [first] = actions.publish(claims=[claim], by=editor)
    Claim.objects.filter(pk=claim.pk).update(statement="Second wording.")
    [second] = actions.publish(claims=[claim], by=editor)
    old, new = Listing.objects.filter(claim_id=claim.pk).order_by("number")
    assert "First wording." in old.card
    assert (old.open, old.closed_at) == (False, second.edition.published_at)
    assert "Second wording." in new.card
    assert (new.open, new.closed_at) == (True, None)
    assert new.published_at == first.edition.published_at
