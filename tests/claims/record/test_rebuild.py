"""Listings, facet rows and entries are a pure function of editions: derived again, they are the same rows."""

import contextlib
import random
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim, Topic
from claims.record.listing import rebuild, refresh_names
from claims.record.models import Listing
from claims.writing.release import release
from claimtrack.editions.models import Counter, Edition
from claimtrack.editions.publishing import CannotPublish
from claimtrack.editions.roots import Stage
from sources import writing as source_actions
from sources.models import Source
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    NarrativeFactory,
    RelationFactory,
    SubjectFactory,
    TopicFactory,
)
from tests.redacting import redact

pytestmark = pytest.mark.django_db

#: Every derived row, without the keys that the database gives.
DERIVED = {
    "listings": "SELECT to_jsonb(l) - 'id' FROM claims_listing l",
    "facets": (
        "SELECT (to_jsonb(f) - 'id' - 'listing_id') || jsonb_build_object('number', l.number)"
        " FROM claims_facetrow f JOIN claims_listing l ON l.id = f.listing_id"
    ),
    "entries": "SELECT to_jsonb(e) - 'id' FROM editions_entry e",
}


def derived() -> dict[str, list[str]]:
    rows = {}
    for name, query in DERIVED.items():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT row::text FROM ({query}) AS t (row) ORDER BY 1")
            rows[name] = [row for (row,) in cursor.fetchall()]
    return rows


class Newsroom:
    """A newsroom that does at random whatever the desk can do with its claims."""

    def __init__(self, seed: int, editor: User, checker: User) -> None:
        self.dice = random.Random(seed)
        self.editor, self.checker = editor, checker
        self.topics = TopicFactory.create_batch(3)
        self.subjects = SubjectFactory.create_batch(3)
        self.narratives = NarrativeFactory.create_batch(2)
        actions.publish(narratives=self.narratives, by=editor)

    def pick(self, stage: Stage) -> Claim | None:
        claims = list(Claim.objects.filter(stage=stage).order_by("pk"))
        return self.dice.choice(claims) if claims else None

    def steps(self) -> list[Callable[[], object]]:
        return [
            *[self.write] * 5, *[self.publish] * 8, *[self.amend] * 5, *[self.correct, self.rename, self.judge] * 2,
            self.retract, self.restore, self.merge, self.settle, self.redact_older, self.redact, self.retract_source,
            self.merge_sources, self.part, *[self.part_sources] * 2,
        ]  # fmt: skip

    def run(self, count: int) -> None:
        for _ in range(count):
            self.dice.choice(self.steps())()

    def write(self) -> None:
        claim = ClaimFactory(part_of=self.pick(Stage.PUBLISHED), language=self.dice.choice(["en", "en-GB", "ar"]))
        claim.topics.add(self.dice.choice(self.topics))
        claim.about.add(self.dice.choice(self.subjects))
        claim.narratives.add(self.dice.choice(self.narratives))
        if other := self.pick(Stage.DRAFT) or self.pick(Stage.PUBLISHED):
            answer = AnswerFactory(claim=claim)
            if other.pk != claim.pk:
                RelationFactory(claim=claim, other=other)
                AnswerFactory(claim=other, rebuttal=answer.rebuttal)
                AppearanceFactory(claim=claim, document=other.appearances.all()[0].document)

    def publish(self) -> None:
        claims = [claim for claim in (self.pick(Stage.DRAFT), self.pick(Stage.PUBLISHED)) if claim]
        if all(not self._named_retracted(claim) for claim in claims):
            actions.publish(claims=claims, by=self.editor)

    def _named_retracted(self, claim: Claim) -> bool:
        return bool([reason for reason in actions.reasons_against(claim) if reason])

    def amend(self) -> None:
        if claim := self.pick(Stage.PUBLISHED):
            Claim.objects.filter(pk=claim.pk).update(context=f"Amended {self.dice.random()}.")
            claim.topics.set(self.dice.sample(self.topics, 2))

    def judge(self) -> None:
        if claim := self.pick(Stage.PUBLISHED):
            verdict = self.dice.choice(["true", "false", "mixed"])
            actions.approve(assessment=AssessmentFactory(claim=claim, verdict=verdict), by=self.checker)

    def correct(self) -> None:
        claim = self.pick(Stage.PUBLISHED)
        if claim and not self._named_retracted(claim):
            Claim.objects.filter(pk=claim.pk).update(statement=f"Corrected {self.dice.random()}.")
            actions.correct(claim=claim, by=self.editor, note="We were wrong.")

    def retract(self) -> None:
        if claim := self.pick(Stage.PUBLISHED):
            actions.retract(claim=claim, by=self.editor, reason="Not a claim.")

    def restore(self) -> None:
        claim = self.pick(Stage.RETRACTED)
        if claim and len(actions.reasons_against(claim)) == 1:
            actions.restore(claim=claim, by=self.editor)

    def merge(self) -> None:
        survivor, duplicate = self.pick(Stage.PUBLISHED), self.pick(Stage.PUBLISHED)
        if survivor and duplicate and survivor.pk != duplicate.pk:
            if any(map(self._named_retracted, (survivor, duplicate))):
                return
            if survivor.part_of_id != duplicate.pk and duplicate.part_of_id != survivor.pk:
                with contextlib.suppress(CannotPublish), transaction.atomic():
                    actions.publish(claims=[survivor, duplicate], by=self.editor)
                    actions.merge(survivor=survivor, duplicate=duplicate, by=self.editor, note="The same.")

    def merge_sources(self) -> None:
        sources = list(Source.objects.filter(stage=Stage.PUBLISHED).order_by("pk"))
        if len(sources) > 1:
            survivor, duplicate = self.dice.sample(sources, 2)
            source_actions.publish(sources=[survivor, duplicate], by=self.editor)
            source_actions.merge(survivor=survivor, duplicate=duplicate, by=self.editor, note="The same.")
            refresh_names([str(survivor.pk), str(duplicate.pk)])

    def part(self) -> None:
        if claim := self.pick(Stage.MERGED):
            with contextlib.suppress(CannotPublish), transaction.atomic():
                actions.unmerge(claim=claim, by=self.editor, note="Two after all.")

    def part_sources(self) -> None:
        if source := self.dice.choice(list(Source.objects.filter(stage=Stage.MERGED).order_by("pk")) or [None]):
            with contextlib.suppress(CannotPublish), transaction.atomic():
                source_actions.unmerge(source=source, by=self.editor, note="Two after all.")
                refresh_names([str(source.pk), str(source.merged_into_id)])

    def settle(self) -> None:
        release(list(Claim.objects.values_list("pk", flat=True)))

    def rename(self) -> None:
        source = self.dice.choice(list(Source.objects.filter(stage=Stage.PUBLISHED).order_by("pk")) or [None])
        if source:
            Source.objects.filter(pk=source.pk).update(name=f"Renamed {self.dice.random()}")
            source_actions.publish(sources=[source], by=self.editor)
            refresh_names([str(source.pk)])

    def retract_source(self) -> None:
        sources = list(Source.objects.filter(stage=Stage.PUBLISHED).order_by("pk"))
        if len(sources) > 12:
            source = self.dice.choice(sources)
            source_actions.retract(source=source, by=self.editor, reason="Nobody of that name.")
            refresh_names([str(source.pk)])

    def redact_older(self) -> None:
        claim = self.pick(self.dice.choice([Stage.PUBLISHED, Stage.RETRACTED, Stage.MERGED]))
        newest = Edition.objects.filter(subject_id=claim.pk).count() if claim else 0
        if newest > 1:
            self._redact(claim, [self.dice.randrange(1, newest)])

    def redact(self) -> None:
        if claim := self.pick(self.dice.choice([Stage.PUBLISHED, Stage.RETRACTED, Stage.MERGED])):
            self._redact(claim, None)

    def _redact(self, claim: Claim | None, numbers: list[int] | None) -> None:
        assert claim
        people: Any = {"requested_by": self.editor, "by": self.checker}
        redact(root=claim, numbers=numbers, legal_basis="Order 7.", public_reason=None, **people)


@pytest.mark.parametrize("seed", range(3))
def test_after_anything_a_newsroom_does_the_rows_derived_again_are_the_same(
    seed: int, editor: User, checker: User
) -> None:
    newsroom = Newsroom(seed, editor, checker)
    newsroom.run(80)
    before = derived()
    assert rebuild() == Edition.objects.filter(subject_type="claim").count()
    after = derived()
    for name in DERIVED:
        assert after[name] == before[name], name


def test_closed_spans_keep_what_was_listed_then(editor: User) -> None:
    claim = ClaimFactory(statement="First wording.")
    actions.publish(claims=[claim], by=editor)
    Claim.objects.filter(pk=claim.pk).update(statement="Second wording.")
    actions.publish(claims=[claim], by=editor)
    rebuild()
    old, new = Listing.objects.filter(claim_id=claim.pk).order_by("number")
    assert "First wording." in old.card
    assert "Second wording." in new.card
    assert (old.open, old.closed_at, new.open) == (False, new.opened_at, True)


def test_sources_and_narratives_keep_their_entries(editor: User, reader: APIClient) -> None:
    claim, narrative = ClaimFactory(), NarrativeFactory()
    actions.publish(claims=[claim], narratives=[narrative], by=editor)
    lists = [reader.get(f"/api/v1/{kind}/").json()["results"] for kind in ("sources", "narratives")]
    rebuild()
    assert [reader.get(f"/api/v1/{kind}/").json()["results"] for kind in ("sources", "narratives")] == lists
    assert all(lists)


def test_rows_that_were_lost_or_spoilt_come_back(editor: User, reader: APIClient) -> None:
    claim = ClaimFactory()
    claim.topics.add(TopicFactory())
    actions.publish(claims=[claim], by=editor)
    page, before = reader.get("/api/v1/claims/").json(), derived()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_listing SET card = '{}'")
        cursor.execute("DELETE FROM claims_facetrow")
        cursor.execute("DELETE FROM editions_entry")
    call_command("rebuild_listings", stdout=StringIO())
    assert derived() == before
    assert reader.get("/api/v1/claims/").json() == page
    assert Topic.objects.get().slug in reader.get("/api/v1/topics/").json()["results"][0]["slug"]


def test_readers_who_hold_a_list_ask_again_after_a_rebuild(editor: User, reader: APIClient) -> None:
    actions.publish(claims=[ClaimFactory()], by=editor)
    etag, position = reader.get("/api/v1/claims/")["ETag"], Counter.objects.get().position
    rebuild()
    assert reader.get("/api/v1/claims/", headers={"If-None-Match": etag}).status_code == 200
    assert Counter.objects.get().position == position
