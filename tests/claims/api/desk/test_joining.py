"""Merging, parting and splitting over HTTP: both side by side before, two people where it needs them, every fault told."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import writing as actions
from claims.models import Appearance, Claim
from claimtrack.accounts.models import Restriction
from claimtrack.accounts.roles import Role
from claimtrack.editions.joining import MovedRow
from sources import writing as source_actions
from sources.models import Source
from tests.desk_api import Program
from tests.factories import AppearanceFactory, ClaimFactory, DocumentFactory, SourceFactory
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

WHY = "One paper, renamed."


@pytest.fixture
def sources(editor: User) -> tuple[Source, Source]:
    kept = SourceFactory(slug="gazette", name="Gazette")
    gone = SourceFactory(slug="sheet", name="Sheet", same_as=["https://www.wikidata.org/wiki/Q1"], aliases=["Sheetlet"])
    actions.publish(claims=[AppearanceFactory(speaker=gone).claim], by=editor)
    source_actions.publish(sources=[kept], by=editor)
    return kept, gone


@pytest.fixture
def two(sources: tuple[Source, Source]) -> tuple[Program, Program]:
    """Two editors at work, each by a token."""
    return Program(in_role(Role.EDITOR, "eda")), Program(in_role(Role.EDITOR, "edgar"))


def test_both_stand_side_by_side_and_what_will_move_is_told(two: tuple[Program, Program]) -> None:
    plan = two[0].read("sources/sheet/merge/preview/?into=gazette")
    told = [{each["name"]: each["value"] for each in plan[side]["identity"]} for side in ("root", "other")]
    assert (told[0]["Other names"], told[0]["The same as"]) == ("Sheetlet", "https://www.wikidata.org/wiki/Q1")
    assert [each["Public address"] for each in told] == ["/api/v1/sources/sheet/", "/api/v1/sources/gazette/"]
    assert [(each["called"], each["number"]) for each in plan["moves"]] == [("appearances that it speaks in", 1)]
    assert (plan["against"], plan["needs_two"], plan["waits"]) == ([], True, None)
    assert plan["publishes"] == [
        "Readers of “Sheet” are sent on to “Gazette” at once, which gets a new edition with what moves."
    ]


def test_a_merger_waits_for_the_second_and_is_undone_by_two_as_well(two: tuple[Program, Program]) -> None:
    one, other = two
    number = one.read("sources/sheet/merge/preview/?into=gazette")["joining_sha256"]
    body = {"into": "gazette", "note": WHY, "joining_sha256": number}
    assert one.act("sources/sheet/merge/", {**body, "joining_sha256": "0" * 64}).status_code == 412
    assert one.act("sources/sheet/merge/", {"into": "gazette", "note": WHY}).status_code == 409
    asked = one.act("sources/sheet/merge/", body)
    assert (asked.status_code, asked.json()["stage"], asked.json()["edition"]) == (202, "published", None)
    waits = other.read("sources/sheet/merge/preview/?into=gazette")["waits"]
    assert (waits["by"], waits["note"]) == ("eda", WHY)
    merged = other.act("sources/sheet/merge/", body)
    assert (merged.status_code, merged.json()["stage"], merged.json()["edition"]["kind"]) == (200, "merged", "merged")
    with CaptureQueriesContext(connection) as asked_for:
        back = one.read("sources/sheet/unmerge/preview/")
    assert not [query for query in asked_for if "FOR UPDATE" in query["sql"]]  # there is no transaction around it
    assert {each["called"] for each in back["moves"]} == {"appearances", "sources"}
    parting = {"note": "Two papers.", "joining_sha256": back["joining_sha256"]}
    assert one.act("sources/sheet/unmerge/", parting).status_code == 202
    parted = other.act("sources/sheet/unmerge/", parting)
    assert (parted.json()["stage"], parted.json()["edition"]["kind"]) == ("published", "restored")


def test_what_was_changed_since_is_named_with_409(program: Program, editor: User) -> None:
    kept, gone = ClaimFactory(), ClaimFactory()
    actions.publish(claims=[kept, gone], by=editor)
    assert program.act(f"claims/{gone.slug}/merge/", {"into": kept.slug, "note": "The same."}).status_code == 200
    moved = MovedRow.objects.get(table="claims.Appearance").row
    Appearance.objects.filter(pk=moved).update(hedge="allegedly")
    refused = program.act(f"claims/{gone.slug}/unmerge/", {"note": "Two."})
    assert refused.status_code == 409
    assert moved in refused.content.decode()
    assert moved in " ".join(program.read(f"claims/{gone.slug}/unmerge/preview/")["against"])


@pytest.fixture
def program(editor: User) -> Program:
    return Program(editor)


def test_a_split_lists_who_names_it_and_corrects_the_chosen(two: tuple[Program, Program]) -> None:
    one, other = two
    claim = Claim.objects.get()
    listed = one.read("sources/sheet/split/preview/")
    assert [(each["id"], each["edition"], each["at_desk"]) for each in listed["claims"]] == [(str(claim.pk), 1, True)]
    seen = one.read(f"sources/sheet/split/preview/?into=gazette&claims={claim.pk}")
    number = seen["joining_sha256"]
    body = {"into": "gazette", "claims": [str(claim.pk)], "note": "The Gazette said it.", "joining_sha256": number}
    Claim.objects.update(context="Half of it.")
    against = one.read(f"sources/sheet/split/preview/?into=gazette&claims={claim.pk}")["against"]
    assert (seen["against"], "what readers do not have yet" in " ".join(against)) == ([], True)
    assert one.act("sources/sheet/split/", body).status_code == 409
    Claim.objects.update(context=claim.context)
    assert one.act("sources/sheet/split/", {**body, "note": "It said it."}).status_code == 202
    assert other.act("sources/sheet/split/", body).status_code == 202  # other words are another proposal
    assert one.act("sources/sheet/split/", body).status_code == 200
    assert Appearance.objects.get().speaker.slug == "gazette"  # type: ignore[union-attr]
    assert other.read("sources/sheet/split/preview/")["claims"][0]["earlier_editions"] == [1]


def test_who_may_not_see_a_claim_learns_nothing_of_it(two: tuple[Program, Program], editor: User) -> None:
    secret = AppearanceFactory(speaker=Source.objects.get(slug="sheet"), document=DocumentFactory()).claim
    Claim.objects.filter(pk=secret.pk).update(restriction=Restriction.objects.create())
    program = two[0]
    for page in ("merge/preview/?into=gazette", "split/preview/"):
        assert secret.statement not in str(program.read(f"sources/sheet/{page}")), page
    assert program.read("sources/sheet/merge/preview/?into=gazette")["moves"][0]["number"] == 1
    assert program.get(f"/api/v1/desk/claims/{secret.slug}/merge/preview/?into={secret.slug}").status_code == 404
