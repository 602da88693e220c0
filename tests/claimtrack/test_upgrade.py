"""An installation of the last landing is upgraded: nothing that was there is lost or altered, and all of it works.

The database is that of `tests/landing`. It has lived through every landing since the first: what 2026-11-23 left is in
it, as each upgrade since has left it. Steps that have landed were tried then, and are edited no more.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, LiteralString

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connections, transaction
from pytest_django import DjangoDbBlocker, Settings
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claims.writing.stores import STORES
from claimtrack.corrections.deciding import decline
from claimtrack.corrections.models import CorrectionRequest
from claimtrack.editions.roots import Stage
from claimtrack.editions.schedules import Schedule
from claimtrack.writing.schedules import cancel
from sources import writing as source_actions
from sources.models import Embargo, Source
from tests.databases import FreshDatabase, cloned_database, said_when_made
from tests.landing import APPLICATION, UPGRADED, manage
from tests.privileges import decided, privileges

READERS = str(settings.DATABASES["record"]["USER"])
#: Tables of which the upgrade since the landing changes rows, or takes rows away, as it is meant to: how many.
#: Lists of narratives say that no technique is known of them, so dossiers that were made before are made anew.
MEANT: dict[str, int] = {"editions_counter": 1, "editions_entry": 3}
#: Tables that a landing leaves empty: of signing in amiss or by a provider, of servers as they run, and of what an
#: installation at rest has none of.
EMPTY = {
    *("account_emailaddress", "account_emailconfirmation", "accounts_cache", "accounts_factorreset"),
    *("accounts_factorresetevent", "accounts_signonevent", "auth_user_user_permissions", "axes_accessattempt"),
    *("axes_accessattemptexpiration", "axes_accessfailurelog", "axes_accesslog", "claims_claimvectors"),
    *("claims_drafttoenter", "claims_lookedthrough"),
    *("editions_clockdecision", "editions_origin", "procrastinate_workers", "socialaccount_socialaccount"),
    *("socialaccount_socialapp", "socialaccount_socialtoken", "workplace_delivery"),
}
EDITIONS: LiteralString = """
SELECT subject_type, subject_id, number, kind, text FROM editions_edition ORDER BY position
"""
#: What readers' lists are served from, without the keys that the database gives.
DERIVED: dict[str, LiteralString] = {
    "listings": "SELECT (to_jsonb(l) - 'id')::text FROM claims_listing l ORDER BY 1",
    "facets": "SELECT (to_jsonb(f) - 'id' - 'listing_id')::text FROM claims_facetrow f ORDER BY 1",
    "entries": "SELECT (to_jsonb(e) - 'id')::text FROM editions_entry e ORDER BY 1",
}


def rows(database: FreshDatabase, query: LiteralString) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.owner_url) as owner:
        return owner.execute(query).fetchall()


def said(derived: list[tuple[Any, ...]]) -> list[str]:
    """What these rows say: a later format adds members to what is printed, and of what was there they are empty."""
    return sorted(json.dumps(_said(json.loads(row)), sort_keys=True) for (row,) in derived)


def _said(value: Any) -> Any:
    if isinstance(value, str) and value.startswith('{"'):
        return _said(json.loads(value))
    if isinstance(value, dict):
        return {name: told for name, inner in value.items() if (told := _said(inner)) not in (None, [])}
    return [_said(each) for each in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def upgraded(django_db_setup: None) -> Iterator[FreshDatabase]:
    with cloned_database(UPGRADED) as database:
        yield database


@pytest.fixture
def old_reader(upgraded: FreshDatabase, settings: Settings, django_db_blocker: DjangoDbBlocker) -> Iterator[APIClient]:
    """Somebody who reads the upgraded record through the API."""
    record = connections["record"]
    before = record.settings_dict["NAME"]
    record.close()
    record.settings_dict["NAME"] = upgraded.name
    settings.RECORD_DATABASE = "record"
    with django_db_blocker.unblock():
        yield APIClient()
        record.close()
    record.settings_dict["NAME"] = before


@pytest.fixture
def old_editor(upgraded: FreshDatabase, settings: Settings, django_db_blocker: DjangoDbBlocker) -> Iterator[User]:
    """An editor of the upgraded desk; what they do is taken back."""
    desk = connections["default"]
    before = desk.settings_dict["NAME"]
    settings.FOUR_EYES = False
    with django_db_blocker.unblock():
        desk.close()
        desk.settings_dict["NAME"] = upgraded.name
        with transaction.atomic():
            yield User.objects.filter(username__startswith="editor-").latest("pk")
            transaction.set_rollback(True)
        desk.close()
    desk.settings_dict["NAME"] = before


def test_every_row_of_every_table_is_there_as_it_was(upgraded: FreshDatabase) -> None:
    assert json.loads(said_when_made(UPGRADED))["gone"] == MEANT


def test_the_landing_has_rows_in_every_table_that_is_written(upgraded: FreshDatabase) -> None:
    empty = set(json.loads(said_when_made(UPGRADED))["empty"])
    assert empty & STORES.keys() - EMPTY == set()


def test_nothing_is_left_to_migrate(upgraded: FreshDatabase) -> None:
    manage(upgraded, "migrate", "--check")


def test_every_privilege_is_one_that_was_decided_on(upgraded: FreshDatabase) -> None:
    with psycopg.connect(upgraded.owner_url) as owner:
        found = privileges(owner, application=APPLICATION, readers=READERS)
    # Those of a database itself are no part of its clones.
    assert [line for line in found if not line.startswith("database")] == decided()[1:]


def part_a_claim(by: User) -> None:
    gone = Claim.objects.filter(stage=Stage.MERGED).latest("pk")
    assert gone.answers.count() == 0
    actions.unmerge(claim=gone, by=by, note="They are two.")
    assert gone.answers.count() == 1


def part_a_source(by: User) -> None:
    gone = Source.objects.filter(stage=Stage.MERGED).latest("pk")
    source_actions.unmerge(source=gone, by=by, note="They are two.")
    assert gone.appearances.count() == 1


def correct_a_claim(by: User) -> None:
    claim = Claim.objects.filter(slug__startswith="kept-").latest("pk")
    assert claim.inquiries.get().outcome == "answered"
    assert list(claim.observations.order_by("pk").values_list("figure", "corrects__figure")) == [
        (1200, None),
        (1300, 1200),
    ]
    Claim.objects.filter(pk=claim.pk).update(context="Less of it.")
    actions.correct(claim=claim, by=by, note="It said more.")


def decide_on_a_request(by: User) -> None:
    decline(request=CorrectionRequest.objects.filter(state="received").latest("pk"), reason="It is so.", by=by)


def give_up_a_time(by: User) -> None:
    waiting = Schedule.objects.filter(outcome="").latest("pk")
    cancel(root=Claim.objects.get(pk=waiting.subject_id), by=by)


def end_an_embargo(by: User) -> None:
    source_actions.lift_embargo(document=Embargo.objects.latest("pk").document, reason="It is out.", by=by)


@pytest.mark.parametrize(
    "act", [part_a_claim, part_a_source, correct_a_claim, decide_on_a_request, give_up_a_time, end_an_embargo]
)
def test_what_was_begun_before_is_ended_after(act: Callable[[User], None], old_editor: User) -> None:
    act(old_editor)


def test_every_document_is_served_as_it_was_and_what_was_redacted_is_told(
    upgraded: FreshDatabase, old_reader: APIClient
) -> None:
    withheld = {key for (key,) in rows(upgraded, "SELECT subject_id FROM editions_withholding WHERE outcome = ''")}
    for subject_type, subject, number, kind, text in rows(upgraded, EDITIONS):
        answer = old_reader.get(f"/api/v1/{subject_type}s/{subject}/?edition={number}")
        if text is None or subject in withheld:
            assert answer.status_code == 451
        elif kind in {"published", "updated"}:
            assert (answer.status_code, answer.content.decode()) == (200, text)


@pytest.mark.parametrize(
    ("slug", "status"),
    [("copied", 200), ("copy-discarded", 200), ("partly-redacted", 200), ("retracted", 410), ("redacted", 404),
     ("draft-with-a-proposal", 404), ("russia-covert-deployment-tobruk-benghazi", 200)],
)  # fmt: skip
def test_what_stands_is_found_by_its_name_as_before(slug: str, status: int, old_reader: APIClient) -> None:
    assert old_reader.get(f"/api/v1/claims/{slug}/").status_code == status


def test_lists_are_served_from_what_stands(upgraded: FreshDatabase, old_reader: APIClient) -> None:
    [[standing]] = rows(upgraded, "SELECT count(*) FROM claims_claim WHERE stage = 'published'")
    listed = json.loads(old_reader.get("/api/v1/claims/?count=true&page_size=1").content)
    assert listed["count"] == standing > 61


def test_lists_derived_again_have_the_same_rows(upgraded: FreshDatabase) -> None:
    manage(upgraded, "analyse_again")
    kept = {name: said(rows(upgraded, query)) for name, query in DERIVED.items()}
    manage(upgraded, "rebuild_listings")
    assert {name: said(rows(upgraded, query)) for name, query in DERIVED.items()} == kept
