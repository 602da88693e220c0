"""What comes from outside, or did not go as planned, rings the bell of whoever has to look at it, and waits in the queue."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from claims import writing as actions
from claims.models import Claim
from claims.writing.queue import SOON
from claimtrack.accounts.roles import Role
from claimtrack.corrections.deciding import decline
from claimtrack.corrections.models import Asker, CorrectionRequest
from claimtrack.corrections.receiving import Asked, receive
from claimtrack.workplace.models import Watch
from claimtrack.workplace.notices import bell
from claimtrack.workplace.queue import queue
from claimtrack.writing.alerts import alert
from tests.desk_api import Program
from tests.factories import ClaimFactory, InquiryFactory
from tests.people import in_role, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_pair_of_eyes")]


@pytest.fixture
def published(editor: User) -> Claim:
    claim: Claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    return claim


def followed_by(claim: Claim, person: User) -> None:
    """Somebody follows the work from now on."""
    Watch.objects.create(kind="claim", root_id=claim.pk, person=person)


def rung(person: User) -> list[str]:
    return [each.notice.happening for each in bell(person)]


def test_the_person_concerned_rings_the_bell_of_whoever_decides_and_of_nobody_else(
    published: Claim, reporter: User
) -> None:
    decides = in_role(Role.EDITOR, "decides")
    receive(kind="claim", subject_id=published.pk, asked=Asked(wrong="I was not there.", name="A. Person"))
    assert rung(decides) == []
    followed_by(published, reporter)
    receive(kind="claim", subject_id=published.pk, asked=Asked(wrong="It was not me.", concerns_me=True))
    assert rung(decides) == ["requested"]
    assert "requested" not in rung(reporter), "they follow the work, and do not decide"
    [told] = bell(decides)
    assert str(published) not in f"{told.what} {told.about} {told.page}"
    assert str(published.pk) not in told.page
    request = CorrectionRequest.objects.get(asker=Asker.CONCERNED)
    decline(request=request, reason="It is as the document has it.", by=decides)
    assert rung(decides) == [], "the notice would say who asked as long as it is kept"


def test_what_the_public_asks_stands_on_the_start_page_of_editors_without_its_words(
    published: Claim, desk: Client
) -> None:
    receive(kind="claim", subject_id=published.pk, asked=Asked(wrong="Zubrowka was not there.", concerns_me=True))
    page = desk.get("/admin/").content.decode()
    assert "Correction requests, open for 0 days in the median" in page
    assert "the person concerned" in page
    assert "Zubrowka" not in page


def test_the_queue_of_programs_has_alerts_and_requests_as_the_start_page_has(
    published: Claim, editor: User, desk: Client
) -> None:
    alert(root=published, reason="It was not published at its time.")
    receive(kind="claim", subject_id=published.pk, asked=Asked(wrong="Zubrowka.", concerns_me=True))
    told = {each["section"]: each for each in Program(editor).read("queue/")["sections"]}
    [line] = told["alerts"]["lines"]
    assert (line["id"], line["why"]) == (str(published.pk), "It was not published at its time.")
    [line] = told["correction_requests"]["lines"]
    assert (line["kind"], line["stage"], line["why"]) == ("correction_request", None, "the person concerned")
    for address in (line["page"], "/admin/queue/correction_requests/"):
        assert desk.get(address).status_code == 200
    assert Program(editor).get(line["api_url"]).status_code == 200
    page = desk.get("/admin/").content.decode()
    assert "To be looked at" in page
    hers = [each["section"] for each in Program(in_role(Role.VIEWER)).read("queue/")["sections"]]
    assert not {"alerts", "correction_requests"} & set(hers)


def test_an_account_without_a_role_is_told_who_gives_one(client: Client) -> None:
    client.force_login(staff("nobody-yet"))
    page = client.get("/admin/").content.decode()
    assert "an administrator gives it one" in page
    assert "from the menu" not in page


def test_what_did_not_go_as_planned_is_told_to_its_author_once(reporter: User) -> None:
    claim = ClaimFactory(author=reporter)
    alert(root=claim, reason="It was not published at its time.")
    alert(root=claim, reason="It was not published at its time.")
    assert rung(reporter) == ["alerted"]


def test_an_answer_is_waited_for_in_the_queue_once_its_deadline_is_near(editor: User) -> None:
    now = timezone.now()
    near, _ = (
        InquiryFactory(deadline_at=until, deadline_day=None, deadline_zone="")
        for until in (now + SOON - timedelta(hours=1), now + SOON * 3)
    )
    [replies] = queue(editor, most=5, now=now, names=["replies"])
    assert [(line.root.pk, line.due) for line in replies.found.lines] == [(near.claim_id, near.passes_at)]
