"""Digests: what others keep of each day, so that the past cannot be rewritten."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from rest_framework.test import APIClient

from claims import writing as actions
from claimtrack.editions import clocks
from claimtrack.editions.changes import close_days
from claimtrack.editions.models import Digest, Edition
from claimtrack.editions.tasks import close_finished_days
from tests.clock import set_clock, stop_clocks
from tests.factories import ClaimFactory
from tests.public_addresses import results
from tests.redacting import redact

pytestmark = pytest.mark.django_db
DIGESTS = "/api/v1/digests/"


def publish_on(day: str, count: int, editor: User) -> None:
    set_clock(f"{day}T12:00:00+00:00")
    for _ in range(count):
        actions.publish(claims=[ClaimFactory()], by=editor)


@pytest.fixture
def three_days(editor: User) -> None:
    """Published on 1, 2 and 4 January 2100; on the 3rd nothing."""
    for day, count in (("2100-01-01", 2), ("2100-01-02", 1), ("2100-01-04", 3)):
        publish_on(day, count, editor)


def recomputed(reader: APIClient) -> dict[str, Any]:
    """Each day's digest as an outsider makes it, from the feed alone."""
    days: dict[str, list[str]] = {}
    for change in reader.get("/api/v1/changes/?page_size=200").json()["results"]:
        days.setdefault(change["published_at"][:10], []).append(f"{change['position']} {change['sha256']}\n")
    return {day: (len(lines), hashlib.sha256("".join(lines).encode()).hexdigest()) for day, lines in days.items()}


def told(reader: APIClient) -> dict[str, Any]:
    return {item["day"]: (item["count"], item["sha256"]) for item in results(reader, DIGESTS)}


def test_a_digest_is_recomputed_from_the_feed_by_anybody(three_days: None, reader: APIClient) -> None:
    assert told(reader) == recomputed(reader)
    close_days()
    assert told(reader) == recomputed(reader)


def test_days_are_told_newest_first_with_their_positions(three_days: None, reader: APIClient) -> None:
    days = results(reader, DIGESTS)
    assert [(item["day"], item["first_position"], item["last_position"]) for item in days] == [
        ("2100-01-04", 7, 12),
        ("2100-01-02", 5, 6),
        ("2100-01-01", 1, 4),
    ]


def test_only_days_that_are_over_are_closed(three_days: None, reader: APIClient) -> None:
    assert [digest.day.isoformat() for digest in close_days()] == ["2100-01-01", "2100-01-02"]
    assert [(item["day"], item["closed"]) for item in results(reader, DIGESTS)] == [
        ("2100-01-04", False),
        ("2100-01-02", True),
        ("2100-01-01", True),
    ]
    assert close_days() == []


def test_the_next_closing_goes_on_where_the_last_one_ended(three_days: None, editor: User) -> None:
    close_days()
    publish_on("2100-01-09", 1, editor)
    assert [digest.day.isoformat() for digest in close_days()] == ["2100-01-04"]


def test_a_clock_set_back_cannot_publish_into_a_closed_day(editor: User, reader: APIClient) -> None:
    """Days are closed while every clock runs two days ahead; then they are set right, and somebody says so."""
    actions.publish(claims=[ClaimFactory()], by=editor)
    today = Edition.objects.latest("position").published_at.astimezone(UTC).date()
    ahead, right = timezone.now() + timedelta(days=2), (clocks.CLOCK, clocks.own_clock)
    stop_clocks(database=ahead.isoformat(), own=ahead.isoformat())
    assert [digest.day for digest in close_days()] == [today]
    clocks.CLOCK, clocks.own_clock = right
    closed = told(reader)[today.isoformat()]
    call_command("accept_clock", by=editor.username, reason="Two days ahead.")
    actions.publish(claims=[ClaimFactory()], by=editor)
    published_at = Edition.objects.latest("position").published_at
    assert published_at >= datetime.combine(ahead.astimezone(UTC).date(), datetime.min.time(), UTC)
    assert told(reader)[today.isoformat()] == closed
    assert told(reader) == recomputed(reader)


def test_the_job_of_every_night_closes_days(three_days: None) -> None:
    close_finished_days(timestamp=0)
    assert Digest.objects.count() == 2


def test_days_have_pages_a_count_and_a_tag(three_days: None, editor: User, reader: APIClient) -> None:
    publish_on("2100-01-09", 1, editor)
    close_days()
    whole = reader.get(DIGESTS)
    assert [item["day"][-2:] for item in whole.json()["results"]] == ["09", "04", "02", "01"]
    assert [item["day"][-2:] for item in results(reader, f"{DIGESTS}?page_size=1")] == ["09", "04", "02", "01"]
    assert reader.get(f"{DIGESTS}?count=true").json() == {"count": 4, "exact": True}
    assert reader.get(DIGESTS, headers={"If-None-Match": whole["ETag"]}).status_code == 304
    actions.publish(claims=[ClaimFactory()], by=editor)
    assert reader.get(DIGESTS, headers={"If-None-Match": whole["ETag"]}).status_code == 200


def test_closing_a_day_is_seen_by_who_holds_the_list(three_days: None, reader: APIClient) -> None:
    etag = reader.get(DIGESTS)["ETag"]
    close_days()
    assert reader.get(DIGESTS, headers={"If-None-Match": etag}).status_code == 200


def test_a_redaction_leaves_every_digest_as_it_was(
    three_days: None, editor: User, checker: User, reader: APIClient
) -> None:
    close_days()
    before = told(reader)
    claim = ClaimFactory._meta.model.objects.first()
    redact(root=claim, numbers=None, legal_basis="Order 7.", public_reason=None, requested_by=editor, by=checker)
    after = told(reader)
    assert {day: after[day] for day in before if day != "2100-01-04"} == {
        day: before[day] for day in before if day != "2100-01-04"
    }
    assert after == recomputed(reader)


def test_nothing_published_is_no_digest(reader: APIClient, db: None) -> None:
    assert results(reader, DIGESTS) == []
