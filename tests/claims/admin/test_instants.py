"""A time at the desk has a zone: the desk's, or the one that the browser remembers."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.test import Client

from claims.composing.compose import preview
from claims.models import Appearance
from claims.writing.fields import AppearanceFields
from claimtrack.writing import Refused, Update, write
from sources.models import Capture
from tests.admin_forms import errors_of, fields_of, page, page_of, send
from tests.factories import AppearanceFactory, DocumentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

#: Ten minutes to five in the afternoon, by the summer time of London.
STORED = datetime(2018, 10, 8, 15, 49, 30, 123456, tzinfo=UTC)


def at(day: str, time: str, zone: str = "") -> dict[str, str]:
    return {"occurred_at_0": day, "occurred_at_1": time, "occurred_at_2": zone}


def saved(row: Appearance) -> datetime | None:
    return Appearance.objects.get(pk=row.pk).occurred_at


@pytest.mark.parametrize("zone", ["Europe/London", "+01:00"])
def test_an_afternoon_in_london_is_stored_as_the_instant_it_was(desk: Client, zone: str) -> None:
    row = AppearanceFactory()
    assert send(desk, page(row), **at("2018-10-08", "16:49", zone)).status_code == 302
    assert saved(row) == datetime(2018, 10, 8, 15, 49, tzinfo=UTC)


def test_the_zone_is_the_desks_until_the_browser_remembers_another(desk: Client, settings: Any) -> None:
    settings.DESK_TIME_ZONE = "Africa/Tripoli"
    row = AppearanceFactory(occurred_at=STORED)
    shown = fields_of(desk.get(page(row)))
    assert (shown["occurred_at_1"], shown["occurred_at_2"]) == (["17:49:30"], ["Africa/Tripoli"])
    desk.cookies["desk_zone"] = "Europe/London"
    response = desk.get(page(row))
    shown = fields_of(response)
    assert (shown["occurred_at_1"], shown["occurred_at_2"]) == (["16:49:30"], ["Europe/London"])
    assert "Stored: 2018-10-08 15:49:30 UTC." in response.content.decode()


def test_a_page_that_is_saved_leaves_an_instant_as_it_was_in_any_zone(desk: Client) -> None:
    row = AppearanceFactory(occurred_at=STORED)
    desk.cookies["desk_zone"] = "Asia/Kathmandu"
    fields: dict[str, Any] = dict(fields_of(desk.get(page(row))))
    desk.cookies["desk_zone"] = "Europe/London"
    assert desk.post(page(row), fields | {"audience": "reporters"}).status_code == 302
    assert saved(row) == STORED


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (at("2018-10-08", "16:49", "Lodnon"), "“Lodnon” is no time zone"),
        (at("2018-10-08", "16:49", "localtime"), "“localtime” is no time zone"),  # of whichever machine serves the desk
        (at("2018-10-08", "16:49", "+1 hour"), "“+1 hour” is no time zone"),
        (at("2018-10-08", ""), "An instant has a day and a time."),
        (at("2018-10-28", "01:30", "Europe/London"), "couldn’t be interpreted in time zone Europe/London"),
        (at("8 October", "16:49"), "Write the day as 2018-10-08"),
    ],
)
def test_what_is_no_instant_says_what_one_is(desk: Client, typed: dict[str, str], told: str) -> None:
    [error] = errors_of(send(desk, page(AppearanceFactory()), **typed))
    assert told in error


@pytest.mark.parametrize(
    ("day", "time", "zone"),
    [("0001-01-01", "00:10", "+14:00"), ("9999-12-31", "23:50", "-12:00"), ("0001-06-01", "12:00", "UTC")],
)
def test_an_instant_that_could_not_be_read_again_is_refused(desk: Client, day: str, time: str, zone: str) -> None:
    row = AppearanceFactory()
    answer = send(desk, page(row), **at(day, time, zone))
    assert "between the years 2 and 9998" in answer.content.decode()
    assert saved(row) is None
    beyond = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    change = Update(row=row.pk, fields=AppearanceFields(occurred_at=beyond), seen=row.row_version)
    with pytest.raises(Refused, match="between the years 2 and 9998"):
        write([change], by=None)


def test_a_cookie_that_names_no_zone_is_passed_over(desk: Client) -> None:
    desk.cookies["desk_zone"] = "../../etc"
    assert fields_of(desk.get(page(AppearanceFactory())))["occurred_at_2"] == ["UTC"]


def test_a_capture_says_by_itself_when_and_how_it_was_taken(desk: Client) -> None:
    document = DocumentFactory()
    before = datetime.now(UTC)
    assert send(desk, page_of(Capture, "add"), document=document.pk, text="The page.").status_code == 302
    stored = Capture.objects.get()
    assert stored.tool == "by hand"
    assert before <= stored.taken_at <= datetime.now(UTC)


# -- the offset -----------------------------------------------------------------------------------


def offset(row: Appearance) -> int | None:
    return Appearance.objects.get(pk=row.pk).occurred_offset


@pytest.mark.parametrize(
    ("zone", "minutes", "told"),
    [
        ("Europe/London", 60, "2018-10-08T16:49:00.000000+01:00"),
        ("+05:45", 345, "2018-10-08T16:49:00.000000+05:45"),
        ("UTC", None, "2018-10-08T16:49:00.000000Z"),
    ],
)
def test_an_instant_keeps_the_offset_of_its_clock_and_is_shown_by_it(
    desk: Client, zone: str, minutes: int | None, told: str
) -> None:
    row = AppearanceFactory()
    send(desk, page(row), **at("2018-10-08", "16:49", zone))
    assert offset(row) == minutes
    assert preview(row.claim)["appearances"][0]["occurred_at"] == told
    desk.cookies["desk_zone"] = "Asia/Tokyo"
    if minutes is not None:
        response = desk.get(page(row))
        assert fields_of(response)["occurred_at_1"] == ["16:49:00"]
        assert f"Stored: 2018-10-08 16:49:00 UTC{told[-6:]}." in response.content.decode()


def test_the_winter_of_london_is_no_instant_without_a_clock(desk: Client) -> None:
    row = AppearanceFactory()
    send(desk, page(row), **at("2018-12-08", "16:49", "Europe/London"))
    assert offset(row) == 0
    assert preview(row.claim)["appearances"][0]["occurred_at"] == "2018-12-08T16:49:00.000000+00:00"


def test_of_a_row_whose_clock_nobody_noted_nothing_is_invented(desk: Client) -> None:
    row = AppearanceFactory(occurred_at=STORED)
    desk.cookies["desk_zone"] = "Europe/London"
    send(desk, page(row), audience="reporters")
    assert offset(row) is None
    assert preview(row.claim)["appearances"][0]["occurred_at"] == "2018-10-08T15:49:30.123456Z"


def test_another_clock_for_the_same_instant_is_a_change(desk: Client) -> None:
    row = AppearanceFactory()
    send(desk, page(row), **at("2018-10-08", "16:49", "+01:00"))
    send(desk, page(row), audience="reporters")
    assert (saved(row), offset(row)) == (datetime(2018, 10, 8, 15, 49, tzinfo=UTC), 60)
    send(desk, page(row), **at("2018-10-08", "17:49", "+02:00"))
    assert (saved(row), offset(row)) == (datetime(2018, 10, 8, 15, 49, tzinfo=UTC), 120)
    send(desk, page(row), **at("", "", "+02:00"))
    assert (saved(row), offset(row)) == (None, None)
