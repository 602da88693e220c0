"""What waits, in which order; who decides, and what is said of it; how long whoever asked is kept."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from claims.models import Claim
from claimtrack.accounts.models import KeptAnswer
from claimtrack.accounts.rights import NotAllowed
from claimtrack.accounts.roles import Role
from claimtrack.corrections.deciding import accept, decline, name_edition
from claimtrack.corrections.keeping import forget_requesters
from claimtrack.corrections.models import CorrectionRequest, Requester
from claimtrack.corrections.receiving import FOLLOWERS, Asked, numbered, receive
from claimtrack.corrections.waiting import open_requests, waiting
from tests.desk_api import Program, faults
from tests.factories import ClaimFactory
from tests.people import in_role

pytestmark = pytest.mark.django_db

NOON = datetime(2100, 1, 3, 12, tzinfo=UTC)
WORDS = "Zubrowka words & 2 <3"


@pytest.fixture
def claim(db: None) -> Claim:
    made: Claim = ClaimFactory(stage="published")
    return made


def request_about(claim: Claim, *, days: int = 0, concerned: bool = False, name: str = "") -> CorrectionRequest:
    asked = Asked(wrong=WORDS, concerns_me=concerned, name=name)
    found = numbered(receive(kind="claim", subject_id=claim.pk, asked=asked, now=NOON - timedelta(days=days)))
    assert found
    return found


def test_the_persons_concerned_come_first_and_then_the_oldest(
    claim: Claim, editor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert waiting(by=editor, most=3, now=NOON).median_age is None
    new, concerned, old = (
        request_about(claim, days=1), request_about(claim, days=2, concerned=True), request_about(claim, days=9),
    )  # fmt: skip
    done = request_about(claim, days=30)
    decline(request=done, reason="It is so.", by=editor)
    with django_assert_num_queries(2):
        found = waiting(by=editor, most=2, now=NOON)
    assert found.first == [concerned, old]
    assert (found.count, found.median_age) == (3, timedelta(days=2))
    assert list(open_requests(by=editor)) == [concerned, old, new]
    assert not open_requests(by=in_role(Role.CHECKER)).exists()


def test_whoever_follows_requests_is_told_of_each(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[CorrectionRequest] = []
    monkeypatch.setattr("claimtrack.corrections.receiving.FOLLOWERS", [*FOLLOWERS, told.append])
    assert [request_about(claim, concerned=True)] == told


def test_it_is_decided_once_by_an_editor_in_words_that_do_not_say_who_asked(claim: Claim, editor: User) -> None:
    request = request_about(claim, name="Ada Lovelace")
    with pytest.raises(NotAllowed):
        accept(request=request, by=in_role(Role.CHECKER))
    for reason in ("", "As ADA LOVELACE says."):
        with pytest.raises(ValidationError) as refused:
            decline(request=request, reason=reason, by=editor)
        assert set(refused.value.message_dict) == {"reason"}
    with pytest.raises(ValidationError, match="no edition 7"):
        accept(request=request, edition=7, by=editor)
    decline(request=request, reason="It is as the document has it.", by=editor)
    with pytest.raises(ValidationError, match="declined"):
        accept(request=request, by=editor)
    with pytest.raises(ValidationError, match="declined"):
        name_edition(request=request, edition=1, by=editor)


def test_a_reason_that_may_name_who_asked_is_published_only_where_somebody_says_that_it_names_nobody(
    claim: Claim, editor: User
) -> None:
    request = request_about(claim, name="Mark Long")
    with pytest.raises(ValidationError, match="may name whoever asked: “mark”"):
        decline(request=request, reason="The mark is where the document has it.", by=editor)
    decline(request=request, reason="The mark is where the document has it.", names_nobody=True, by=editor)
    request.refresh_from_db()
    assert request.reason == "The mark is where the document has it."


def test_whoever_asked_is_forgotten_ninety_days_after_the_outcome(claim: Claim, editor: User) -> None:
    first, second, open_ = (request_about(claim, days=400, concerned=True) for _ in range(3))
    decline(request=first, reason="It is so.", by=editor, now=NOON - timedelta(days=90, minutes=1))
    decline(request=second, reason="It is so.", by=editor, now=NOON - timedelta(days=89))
    assert forget_requesters(NOON) == 1
    assert set(Requester.objects.values_list("pk", flat=True)) == {second.pk, open_.pk}
    first.refresh_from_db()
    assert (first.concerns_them, first.state, first.reason) == (None, "declined", "It is so.")


def test_editors_decide_over_the_api_and_its_answers_repeat_nothing(claim: Claim) -> None:
    request = request_about(claim, concerned=True, name="Ada Lovelace")
    program = Program(in_role(Role.EDITOR))
    [listed] = program.read("correction-requests/", state="received")["results"]
    assert listed["requester"].items() >= {"wrong": WORDS, "name": "Ada Lovelace", "email": None}.items()
    assert (listed["concerns_them"], listed["about"]) == (True, f"/api/v1/claims/{claim.pk}/")
    address = f"correction-requests/{request.pk}/"
    assert faults(program.act(f"{address}decline/", {})) == {"#/reason": "required"}
    assert program.send(f"{address}accept/", {}).status_code == 428
    seen = program.tag(address)
    done = program.act(f"{address}accept/", {"reason": "It was the ninth."}, tag=seen)
    assert (done.status_code, done.json()["state"]) == (200, "accepted")
    assert program.act(f"{address}decline/", {"reason": "No."}, tag=seen).status_code == 412
    assert faults(program.act(f"{address}edition/", {"edition": 1})) == {"#/edition": "invalid"}
    assert not KeptAnswer.objects.filter(body__icontains="Lovelace").exists()
    assert not KeptAnswer.objects.filter(body__icontains="Zubrowka").exists()
    assert Program(in_role(Role.CHECKER)).get("/api/v1/desk/correction-requests/").status_code == 403


def test_its_page_shows_what_was_written_as_plain_text_and_logs_none_of_it(
    claim: Claim, desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    request, *_ = (request_about(each, concerned=True) for each in (claim, ClaimFactory(), ClaimFactory()))
    page = f"/admin/corrections/correctionrequest/{request.pk}/"
    with django_assert_max_num_queries(9):
        listed = desk.get("/admin/corrections/correctionrequest/?state__exact=received").content.decode()
    assert "the person concerned" in listed
    for address in (f"{page}change/", f"{page}decline/"):
        shown = desk.get(address).content.decode()
        assert "Zubrowka words &amp; 2 &lt;3" in shown
        assert "<3" not in shown
    assert "Say why" in desk.post(f"{page}decline/", {"words": ""}).content.decode()
    assert desk.post(f"{page}accept/", {"words": "It was the ninth."}).status_code == 302
    assert "Write the number" in desk.post(f"{page}edition/", {"words": "the second"}).content.decode()
    told = desk.get(f"{page}history/").content.decode()
    assert "accepted" in told
    assert "Zubrowka" not in told
    assert desk.get("/admin/corrections/correctionrequest/add/").status_code == 403
