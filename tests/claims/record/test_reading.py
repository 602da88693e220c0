"""What a published thing shows is told in one place, as a value: by its name, by editions, now and then."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import writing as actions
from claims.models import Claim
from claims.record.documents import CLAIM
from claims.record.reading import read_claims
from claimtrack.editions.models import Edition, Kind
from claimtrack.editions.reading import (
    Found,
    Merged,
    Reading,
    Redacted,
    Retracted,
    Shown,
    Unknown,
    read,
    read_current,
    read_editions,
    read_until,
)
from sources.documents import SOURCE
from tests.factories import ClaimFactory
from tests.redacting import redact

pytestmark = pytest.mark.django_db


def show(claim: Claim, **when: object) -> Reading:
    return read(CLAIM, claim.slug, using="default", **when)  # type: ignore[arg-type]  # a number or a time


def published(editor: User) -> Claim:
    claim: Claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    return claim


def reworded(claim: Claim, context: str, editor: User) -> None:
    claim.refresh_from_db()
    claim.context = context
    claim.save()
    actions.publish(claims=[claim], by=editor, note="More is known.")


def taken_away(claim: Claim, numbers: list[int] | None, editor: User, checker: User) -> None:
    redact(
        root=Claim.objects.get(pk=claim.pk),
        numbers=numbers,
        legal_basis="Order 7.",
        public_reason="A court ordered it.",
        requested_by=checker,
        by=editor,
    )


def test_a_claim_shows_its_newest_edition_the_one_numbered_or_that_of_a_time(editor: User) -> None:
    claim = published(editor)
    reworded(claim, "More is known.", editor)
    first, second = Edition.objects.filter(subject_id=claim.pk).order_by("number")
    for name in (claim.slug, str(claim.pk), str(claim.pk).upper()):
        now = read(CLAIM, name, using="default")
        assert isinstance(now, Shown)
        assert (now.number, now.kind, now.note, now.text) == (2, Kind.UPDATED, "More is known.", second.text)
        assert now.document["context"] == "More is known."
        assert now.first_published_at == first.published_at
    for pin in ({"number": 1}, {"at": first.published_at}):
        then = show(claim, **pin)
        assert isinstance(then, Shown)
        assert (then.number, then.text, then.sha256) == (1, first.text, first.sha256)


def test_what_there_is_not_or_was_not_then_is_unknown(editor: User) -> None:
    claim = published(editor)
    before = Edition.objects.get(subject_id=claim.pk).published_at.replace(year=2000)
    assert read(CLAIM, "nothing", using="default") == Unknown(CLAIM, "nothing")
    assert show(claim, number=7) == Unknown(CLAIM, claim.slug)
    assert show(claim, at=before) == Unknown(CLAIM, claim.slug)
    assert read(SOURCE, claim.slug, using="default") == Unknown(SOURCE, claim.slug)


def test_a_retracted_claim_says_why_and_its_earlier_editions_are_shown(editor: User) -> None:
    claim = published(editor)
    actions.retract(claim=claim, by=editor, reason="Nobody said it.")
    now = show(claim)
    assert isinstance(now, Retracted)
    assert (now.number, now.note) == (2, "Nobody said it.")
    assert '"statement":null' in now.today
    assert isinstance(show(claim, number=1), Shown)


def test_a_merged_claim_leads_to_its_survivor_also_when_an_edition_of_it_was_taken_away(
    editor: User, checker: User
) -> None:
    claim, survivor = published(editor), published(editor)
    actions.merge(survivor=survivor, duplicate=claim, by=editor, note="The same.")
    now = show(claim)
    assert isinstance(now, Merged)
    assert (now.kind, now.survivor) == (Kind.MERGED, survivor.pk)
    taken_away(claim, [1], editor, checker)
    now = show(claim)
    assert isinstance(now, Merged)
    assert (now.kind, now.survivor) == (Kind.REDACTED, survivor.pk)
    assert isinstance(show(claim, number=1), Redacted)


def test_what_was_taken_away_has_no_text_and_the_reason_that_may_be_told(editor: User, checker: User) -> None:
    claim = published(editor)
    taken_away(claim, None, editor, checker)
    for number in (1, 2):
        found = read(CLAIM, str(claim.pk), number=number, using="default")
        assert isinstance(found, Redacted)
        assert found.note == "A court ordered it."


def test_an_edition_that_stood_when_an_older_one_was_taken_away_is_shown_whatever_came_later(
    editor: User, checker: User
) -> None:
    claim = published(editor)
    reworded(claim, "More is known.", editor)
    taken_away(claim, [1], editor, checker)
    assert isinstance(show(claim), Shown)
    actions.retract(claim=Claim.objects.get(pk=claim.pk), by=editor, reason="Nobody said it.")
    assert isinstance(show(claim), Retracted)
    found = show(claim, number=3)
    assert isinstance(found, Shown)
    assert (found.kind, found.document["context"]) == (Kind.REDACTED, "More is known.")


def test_many_are_read_as_one_is_in_one_query(editor: User, checker: User) -> None:
    shown, retracted, redacted, unpublished = published(editor), published(editor), published(editor), ClaimFactory()
    actions.retract(claim=retracted, by=editor, reason="Nobody said it.")
    taken_away(redacted, None, editor, checker)
    ids = [shown.pk, retracted.pk, redacted.pk, unpublished.pk]
    keys = [(pk, number) for pk in ids for number in (1, 2)]
    position = Edition.objects.get(subject_id=redacted.pk, number=1).position
    with CaptureQueriesContext(connection) as asked:
        current = read_current(CLAIM, ids, using="default")
        editions = read_editions(keys, using="default")
        earlier = read_until(CLAIM, ids, position=position, using="default")
    assert len(asked) == 3

    def kinds(found: Mapping[Any, Found]) -> list[str]:
        ordered = sorted(found.values(), key=lambda each: (ids.index(each.work_id), each.number))
        return [type(each).__name__ for each in ordered]

    assert kinds(current) == ["Shown", "Retracted", "Redacted"]
    assert kinds(editions) == ["Shown", "Shown", "Retracted", "Redacted", "Redacted"]
    assert kinds(earlier) == ["Shown", "Shown", "Redacted"]
    assert read_editions([], using="default") == {}


def test_claims_are_read_in_the_order_of_their_editions_without_what_cannot_be_read(editor: User) -> None:
    first, second, retracted = published(editor), published(editor), published(editor)
    actions.retract(claim=retracted, by=editor, reason="Nobody said it.")
    keys = [(second.pk, 1), (retracted.pk, 2), (first.pk, 1)]
    found = list(read_claims(keys, using="default", with_named=True))
    assert [claim.document["id"] for claim in found] == [str(second.pk), str(first.pk)]
    publisher = first.appearances.get().document.publisher
    assert found[0].named.sources[str(publisher.pk)].document["name"] == publisher.name
