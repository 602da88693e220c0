"""The workplace on pages and over HTTP: two doors to the same actions."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claimtrack.accounts.models import Session
from claimtrack.accounts.roles import Role
from claimtrack.editions.models import Edition
from claimtrack.workplace import docket, notices, presence, talk, watching
from claimtrack.workplace.docket import Urgency, docket_of
from claimtrack.workplace.models import Comment, Docket, Notice, Presence
from claimtrack.workplace.queue import MOST_COUNTED, SECTIONS, Found, Line, Section, enter, queue, urgent_first
from claimtrack.writing import restricting, withholding
from tests.admin_forms import page
from tests.desk_api import DESK, Program, faults
from tests.factories import AssessmentFactory, ClaimFactory, NarrativeFactory, SourceFactory
from tests.people import in_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return in_role(Role.REPORTER, "anna")


@pytest.fixture
def bo() -> User:
    return in_role(Role.EDITOR, "bo")


@pytest.fixture
def claim(anna: User) -> Claim:
    made: Claim = ClaimFactory(author=anna)
    return made


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


# -- the page of a work ---------------------------------------------------------------------------


def test_the_panel_says_nothing_by_itself_until_something_was_done(desk: Client) -> None:
    claim = ClaimFactory()
    page = desk.get(reverse("admin:claims_claim_change", args=[claim.pk])).content.decode()
    assert '<p role="status" class="desk-told"></p>' in page


@pytest.mark.parametrize("make", [ClaimFactory, NarrativeFactory, SourceFactory])
def test_the_page_of_a_work_shows_what_is_said_and_takes_more(make: Any, bo: User) -> None:
    root, his = make(), signed_in(bo)
    answer = his.post(page(root, "talk"), {"text": "It is <so>, @bo."})
    assert answer["Location"] == f"{page(root)}#talk"
    shown = his.get(page(root)).content.decode()
    assert "It is &lt;so&gt;, <strong>@bo.</strong>" in shown
    part = his.post(page(root, "talk"), {"text": ""}, headers={"X-Desk-Panel": "yes"}).content.decode()
    assert part.startswith("<section")
    assert "This field is required." in part
    [said] = Comment.objects.all()
    his.post(page(root, "talk"), {"take_back": "1", "comment": str(said.pk)})
    assert "It is" not in his.get(page(root, "talk"), headers={"X-Desk-Panel": "yes"}).content.decode()


def test_a_viewer_sees_no_talk_and_opens_none_of_its_addresses(claim: Claim, anna: User) -> None:
    talk.comment(root=claim, text="Between us.", by=anna)
    presence.come(root=claim, by=anna)
    theirs = signed_in(in_role(Role.VIEWER))
    shown = theirs.get(page(claim))
    assert "desk-talk" not in shown.content.decode()
    assert b"Between us" not in shown.content + theirs.get(page(claim, "history")).content
    docket.assign(root=claim, assignee=anna, due=None, by=anna)
    for part in ("talk", "docket", "watch"):
        assert theirs.post(page(claim, part), {"text": "So?"}, headers={"X-Desk-Panel": "yes"}).status_code == 403
    program = Program(in_role(Role.VIEWER))
    assert not {"assignee", "reason"} & program.read(f"claims/{claim.pk}/docket/").keys()
    for part in ("comments/", "here/"):
        assert program.get(f"{DESK}claims/{claim.pk}/{part}").status_code == 403
    assert "anna" not in str(program.read(f"claims/{claim.pk}/history/")) + str(program.read("queue/"))
    assert theirs.post(page(claim, "here")).status_code == 404
    assert Comment.objects.count() == 1


def test_of_restricted_work_no_page_of_the_workplace_is_there_for_others(claim: Claim, anna: User, bo: User) -> None:
    docket.assign(root=claim, assignee=bo, due=None, by=anna)
    restricting.restrict(row=claim, people=[anna], by=anna)
    his = signed_in(bo)
    for part in ("talk", "docket", "watch", "here"):
        assert his.post(page(claim, part)).status_code in {302, 404}
    assert not Presence.objects.exists()
    for address in (reverse("notices"), reverse("admin:index"), reverse("queue_section", args=["mine"])):
        assert str(claim.pk) not in his.get(address).content.decode()
    assert his.get(reverse("notices_count")).json() == {"unread": 0}


def test_whose_it_is_and_how_urgent_are_kept_from_the_page_and_faults_stand_beside_their_fields(
    claim: Claim, bo: User
) -> None:
    his = signed_in(bo)
    given = {"assignee": "bo", "due": "2026-12-01", "harm": "3", "reach": "", "deadline": "", "tags": "port, port"}
    wrong = his.post(page(claim, "docket"), {**given, "reason": ""}, headers={"X-Desk-Panel": "yes"})
    assert "Say why it is as urgent as that." in wrong.content.decode()
    assert not Docket.objects.filter(priority__gt=0).exists()
    his.post(page(claim, "docket"), {**given, "reason": "It burns."})
    its = docket_of(claim)
    assert (its.assignee, its.due, its.harm, its.priority, its.tags) == (bo, date(2026, 12, 1), 3, 3, ["port"])
    listed = his.get(reverse("admin:claims_claim_changelist"), {"tag": "port", "whose": "mine"})
    assert [row.pk for row in listed.context["cl"].result_list] == [claim.pk]


def test_others_see_within_a_poll_who_has_it_open_and_a_page_left_open_ends_a_session_all_the_same(
    claim: Claim, anna: User, bo: User
) -> None:
    hers, his = signed_in(anna), signed_in(bo)
    assert hers.post(page(claim, "here")).json() == {"others": [], "unread": 0}
    [other] = his.post(page(claim, "here")).json()["others"]
    assert other["person"] == "anna"
    hers.post(page(claim, "here"), {"gone": "1"})
    assert his.post(page(claim, "here")).json()["others"] == []
    session = Session.objects.get(person_id=bo.pk)
    store = his.session
    store["used"] = (timezone.now() - timedelta(hours=2)).timestamp()
    store.save()
    before = Session.objects.get(pk=session.pk).session_data
    his.post(page(claim, "here"))
    his.get(reverse("notices_count"))
    assert Session.objects.get(pk=session.pk).session_data == before
    his.get(page(claim))
    assert Session.objects.get(pk=session.pk).session_data != before


def test_opening_a_work_reads_its_notices_and_the_bell_counts_the_others(claim: Claim, anna: User, bo: User) -> None:
    other = ClaimFactory()
    for root in (claim, other):
        talk.comment(root=root, text="@bo", by=anna)
    his = signed_in(bo)
    assert 'aria-label="What you are told of: 2 not read"' in his.get(reverse("admin:index")).content.decode()
    his.get(page(claim))
    assert his.get(reverse("notices_count")).json() == {"unread": 1}
    [one] = [each for each in notices.bell(bo) if each.is_read]
    his.post(reverse("notices"), {"notice": str(one.notice.pk), "unread": "1"})
    assert notices.unread(bo) == 2
    his.post(reverse("notices"))
    assert notices.unread(bo) == 0


def test_one_chooses_how_one_is_told_and_the_address_of_a_chat_is_shown_to_nobody(bo: User) -> None:
    his, address = signed_in(bo), reverse("notices_preferences")
    url = "https://hooks.chat.example/T0/secret"
    assert his.post(address, {"mail": "digest", "chat": "slack", "chat_url": url}).status_code == 302
    assert his.post(address, {"mail": "never", "chat": "slack", "chat_url": ""}).status_code == 302
    shown = his.get(address).content.decode()
    assert "hooks.chat.example" in shown
    assert "secret" not in shown.replace("is a secret", "")
    assert (
        "begins with https"
        in his.post(address, {"mail": "never", "chat": "teams", "chat_url": "http://x.example"}).content.decode()
    )


def test_selected_works_are_given_and_tagged_from_the_list_or_none_is(claim: Claim, anna: User, bo: User) -> None:
    his, other = signed_in(bo), ClaimFactory()
    listed = reverse("admin:claims_claim_changelist")
    for action, asked in (("assign_selected", "Whose it is"), ("tag_selected", "Tags that they get")):
        shown = his.post(listed, {"action": action, "_selected_action": [claim.pk, other.pk]}).content.decode()
        assert asked in shown
    rows = {"row": [claim.pk, other.pk]}
    his.post(
        reverse("admin:claims_claim_together", args=["assign"]), {**rows, "assignee": "anna", "message": "Please."}
    )
    his.post(reverse("admin:claims_claim_together", args=["tag"]), {**rows, "add": "port, night"})
    assert [(each.assignee, each.tags) for each in Docket.objects.all()] == [(anna, ["port", "night"])] * 2
    refused = his.post(reverse("admin:claims_claim_together", args=["return"]), rows).content.decode()
    assert "in review is sent back" in refused


# -- over HTTP ------------------------------------------------------------------------------------


def test_a_program_talks_takes_watches_and_is_told(claim: Claim, anna: User, bo: User) -> None:
    hers, his = Program(anna), Program(bo)
    said = hers.make(f"claims/{claim.slug}/comments/", text="See, @bo.")
    assert (said["by"], said["occasion"], said["unaware"]) == ("anna", "comment", [])
    assert [each["id"] for each in his.read(f"claims/{claim.pk}/comments/")["results"]] == [said["id"]]
    assert his.act(f"claims/{claim.pk}/assign/", {"assignee": "bo", "due": "2026-12-01"}).status_code == 200
    assert faults(his.act(f"claims/{claim.pk}/assign/", {"assignee": "nobody"})) == {"#/assignee": "unknown"}
    assert faults(his.act(f"claims/{claim.pk}/prioritise/", {"harm": 4})) == {"#/harm": "unknown_value"}
    assert his.act(f"claims/{claim.pk}/prioritise/", {"harm": 3, "reason": "It burns."}).status_code == 200
    assert his.act(f"claims/{claim.pk}/tag/", {"add": ["port"]}).status_code == 200
    assert his.put(f"{DESK}claims/{claim.pk}/watch/").json() == {"watched": True}
    its = his.read(f"claims/{claim.pk}/docket/")
    assert (its["assignee"], its["priority"], its["tags"], its["watched"]) == ("bo", 3, ["port"], True)
    assert hers.put(f"{DESK}claims/{claim.pk}/here/").json() == {"others": [], "every": presence.EVERY}
    assert [each["person"] for each in his.put(f"{DESK}claims/{claim.pk}/here/").json()["others"]] == ["anna"]
    [told] = his.read("notices/", unread="true")["results"]
    assert his.put(f"{DESK}notices/read/", {"notices": [told["id"]]}, format="json").json() == {"unread": 0}
    assert his.delete(f"{DESK}claims/{claim.pk}/comments/{said['id']}/").status_code == 204
    assert his.read(f"claims/{claim.pk}/comments/{said['id']}/")["text"] is None


def test_submit_return_and_approve_take_a_message(claim: Claim, anna: User, bo: User) -> None:
    hers, his = Program(anna), Program(bo)
    assert hers.act(f"claims/{claim.pk}/submit/", {"message": "Done, @bo."}).status_code == 200
    number = his.read(f"claims/{claim.pk}/preview/")["document_sha256"]
    agreed = his.act(f"claims/{claim.pk}/approve/", {"document_sha256": number, "message": "It is right."})
    assert agreed.status_code == 200
    assert his.act(f"claims/{claim.pk}/return/", {"message": "One more thing."}).status_code == 200
    told = hers.read(f"claims/{claim.pk}/history/")["results"]
    said = [(each["done"], each["by"]["name"], each["reason"]) for each in told if each["type"] == "comment"]
    assert sorted(said) == [
        ("approved it", "bo", "It is right."),
        ("returned it", "bo", "One more thing."),
        ("submitted it", "anna", "Done, @bo."),
    ]


def test_many_at_once_over_http(claim: Claim, anna: User, bo: User) -> None:
    his, other = Program(bo), SourceFactory()
    works = [{"kind": "claim", "id": claim.slug}, {"kind": "source", "id": str(other.pk)}]
    assert his.send("queue/many/", {"do": "assign", "works": works, "assignee": "anna"}).json() == {"done": 2}
    assert his.send("queue/many/", {"do": "tag", "works": works, "add": ["port"]}).json() == {"done": 2}
    assert his.send("queue/many/", {"do": "return", "works": works}).status_code == 409
    unknown = his.send("queue/many/", {"do": "tag", "works": [{"kind": "claim", "id": "none"}], "add": ["x"]})
    assert unknown.status_code == 400


def test_none_of_it_is_ever_public(claim: Claim, anna: User, editor: User, one_pair_of_eyes: None) -> None:
    talk.comment(root=claim, text="zubrowka", by=anna)
    docket.prioritise(root=claim, urgency=Urgency(harm=3, reason="zubrowka"), by=anna)
    docket.tag(root=claim, add=["zubrowka"], by=anna)
    number = actions.publish(claims=[claim], by=editor)[0].edition.sha256
    assert "zubrowka" not in str(Edition.objects.get(sha256=number).text)
    claim.refresh_from_db()
    version = claim.version
    talk.comment(root=claim, text="zubrowka", by=anna)
    docket.tag(root=claim, add=["more"], by=anna)
    claim.refresh_from_db()
    assert (claim.version, claim.has_unpublished_changes) == (version, False)
    for address in (f"/api/v1/claims/{claim.pk}/", f"/api/v1/claims/{claim.pk}/comments/"):
        assert b"zubrowka" not in APIClient().get(address).content


# -- the queue ------------------------------------------------------------------------------------


def lines(person: User, name: str) -> list[Any]:
    [filled] = queue(person, most=10, names=[name])
    return [line.root for line in filled.found.lines]


def test_the_queue_has_what_waits_the_most_urgent_first(
    anna: User, bo: User, editor: User, one_pair_of_eyes: None
) -> None:
    old, urgent, new = ClaimFactory(), ClaimFactory(), NarrativeFactory()
    for root in (old, new, urgent):
        talk.submit(root=root, by=bo)
    docket.prioritise(root=urgent, urgency=Urgency(reach=1, reason="Many ask."), by=bo)
    assert lines(anna, "for_review") == [urgent, old, new]
    docket.assign(root=old, assignee=anna, due=date(2026, 12, 2), by=bo)
    docket.assign(root=new, assignee=anna, due=date(2026, 12, 1), by=bo)
    assert lines(anna, "mine") == [new, old]
    assert lines(anna, "waiting_for_me") == [old, new]
    notices.mark_read_of(person=anna, root=old)
    assert lines(anna, "waiting_for_me") == [new]
    stale = AssessmentFactory(claim=ClaimFactory(), review_due=date(2020, 1, 1))
    actions.approve(assessment=stale, by=editor)
    assert lines(anna, "stale") == [stale.claim]
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    Claim.objects.filter(pk=claim.pk).update(version=99)
    claim.refresh_from_db()
    assert lines(anna, "ahead") == [claim]
    docket.assign(root=claim, assignee=anna, due=None, by=bo)
    assert claim in lines(anna, "mine")
    withholding.withhold(root=claim, reason="It names somebody.", by=editor)
    assert lines(anna, "withheld") == [claim]


def test_what_one_person_published_alone_waits_for_a_second_look(anna: User, bo: User) -> None:
    in_role(Role.EDITOR, "another")
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=bo, alone="It is night.")
    [filled] = queue(anna, most=10, names=["second_looks"])
    assert claim in [line.root for line in filled.found.lines]
    assert filled.found.lines[0].due is not None


def test_the_queue_counts_as_far_as_it_reads(monkeypatch: pytest.MonkeyPatch, bo: User) -> None:
    monkeypatch.setattr("claimtrack.workplace.queue.MOST_COUNTED", 2)
    monkeypatch.setattr("claimtrack.api.workplace.desk.MOST_COUNTED", 2)
    for _ in range(4):
        talk.submit(root=ClaimFactory(), by=bo)
    [section] = Program(bo).read("queue/", section="for_review", limit=1)["sections"]
    assert (section["count"], section["more"], len(section["lines"])) == (2, True, 1)
    assert MOST_COUNTED == 1_000
    unknown = Program(bo).get(f"{DESK}queue/", {"section": "nothing"})
    assert unknown.status_code == 400


def test_another_app_adds_a_section_by_entering_it(claim: Claim, bo: User) -> None:
    found = Found([Line(root=claim, why="A reply is due", due=date(2026, 12, 1))], 1)
    section = Section(name="of_this_test", title="Replies whose time ends", order=60, find=lambda *_: found)
    enter(section)
    try:
        told = Program(bo).read("queue/")["sections"]
        assert [each["section"] for each in told].index("of_this_test") == len(told) - 3
        assert "Replies whose time ends" in signed_in(bo).get(reverse("admin:index")).content.decode()
    finally:
        del SECTIONS["of_this_test"]


def test_the_first_of_a_long_queue_are_found_by_an_index(bo: User, django_assert_max_num_queries: Any) -> None:
    rows = Claim.objects.filter(stage="in_review")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for which, index in (
            (rows, "claim_waiting"),
            (Claim.objects.with_unpublished_changes(), "claim_ahead"),
        ):
            assert index in which.order_by("updated_at")[:6].explain()
    with django_assert_max_num_queries(3):
        assert urgent_first(rows, kind="claim", most=6) == []


def test_a_watcher_is_told_of_editions_and_what_a_job_does_rings_nobody(
    claim: Claim, bo: User, editor: User, one_pair_of_eyes: None
) -> None:
    watching.watch(root=claim, by=bo)
    actions.publish(claims=[claim], by=None)
    assert not Notice.objects.exists()
    claim.refresh_from_db()
    actions.retract(claim=claim, by=editor, reason="It was not so.")
    assert [each.notice.happening for each in notices.bell(bo)] == ["edition"]
