"""Each request once: the same one sent again does nothing again, however often and at once it comes."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from claims.models import Claim, Topic
from claimtrack.accounts.models import KeptAnswer
from claimtrack.api.writing import WritingView
from claimtrack.editions.erasing import Erasure, erase
from claimtrack.editions.models import Edition
from claimtrack.ids import uuid7
from tests.desk_api import DESK, Program, at_once, faults, token, twins
from tests.factories import ClaimFactory, TopicFactory
from tests.people import staff

CLAIM = {"statement": "The harbour was closed."}


@pytest.fixture
def program(editor: User) -> Program:
    return Program(editor)


@pytest.mark.django_db
def test_the_same_request_is_answered_as_the_first_was_and_done_once(program: Program) -> None:
    first, again = (program.send("claims/", CLAIM, key="one") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (first["ETag"], first["Location"]) == (again["ETag"], again["Location"])
    assert Claim.objects.count() == 1
    other = program.send("claims/", {"statement": "Another one."}, key="two")
    assert other.json()["id"] != first.json()["id"]


@pytest.mark.django_db
def test_the_first_answer_is_given_again_whatever_has_become_of_the_row(program: Program) -> None:
    first = program.send("claims/", CLAIM, key="one")
    program.change(f"claims/{first.json()['id']}/", {"statement": "Changed."})
    assert program.send("claims/", CLAIM, key="one").json() == first.json()


@pytest.mark.django_db
def test_a_key_with_another_body_or_address_is_refused_and_nothing_done(program: Program) -> None:
    program.send("claims/", CLAIM, key="one")
    for address, body in (("claims/", {"statement": "Another."}), ("topics/", CLAIM)):
        refused = program.send(address, body, key="one")
        assert refused.status_code == 422
        assert refused.json()["type"] == "/problems/idempotency-key-reused"
    assert Claim.objects.count() == 1


@pytest.mark.django_db
def test_members_in_another_order_are_the_same_request(program: Program) -> None:
    program.send("claims/", {"statement": "So.", "kind": "opinion"}, key="one")
    again = program.send("claims/", {"kind": "opinion", "statement": "So."}, key="one")
    assert again.status_code == 201
    assert Claim.objects.count() == 1


@pytest.mark.django_db
def test_a_refused_request_leaves_its_key_to_a_better_one(program: Program) -> None:
    assert program.send("claims/", {"statement": ""}, key="one").status_code == 400
    assert not KeptAnswer.objects.exists()
    assert program.send("claims/", CLAIM, key="one").status_code == 201


@pytest.mark.django_db
def test_a_verb_that_is_sent_again_is_answered_though_its_tag_is_old_by_then(program: Program) -> None:
    claim = ClaimFactory()
    one = f"claims/{claim.slug}"
    body, tag = {"document_sha256": program.read(f"{one}/preview/")["document_sha256"]}, program.tag(f"{one}/")
    first, again = (program.send(f"{one}/publish/", body, key="one", tag=tag) for _ in range(2))
    assert first.status_code == 200, first.content
    assert again.json() == first.json()
    assert Edition.objects.filter(subject_id=claim.pk).count() == 1


@pytest.mark.django_db
def test_a_token_has_to_name_its_requests_and_a_browser_may(editor: User) -> None:
    unnamed = APIClient()
    unnamed.credentials(HTTP_AUTHORIZATION=f"Bearer {token(editor)}")
    refused = unnamed.post(f"{DESK}claims/", CLAIM, format="json")
    assert refused.status_code == 400
    assert "Idempotency-Key" in refused.json()["detail"]
    refused = unnamed.post(f"{DESK}claims/", CLAIM, format="json", headers={"Idempotency-Key": "k" * 256})
    assert refused.status_code == 400
    browser = APIClient()
    browser.force_login(editor)
    assert browser.post(f"{DESK}claims/", CLAIM, format="json").status_code == 201


@pytest.mark.django_db
def test_a_key_is_one_persons_own(program: Program, checker: User) -> None:
    first = program.send("claims/", CLAIM, key="one").json()
    assert Program(checker).send("claims/", CLAIM, key="one").json()["id"] != first["id"]


@pytest.mark.django_db
def test_after_a_redaction_no_kept_answer_has_a_text_and_nothing_is_done_again(program: Program) -> None:
    program.send("claims/", {"statement": "A canary sings."}, key="one")
    erase(Erasure("claim", uuid7(), whole=True))
    assert program.send("claims/", {"statement": "A canary sings."}, key="one").status_code == 410
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(kept::text, '') FROM accounts_keptanswer AS kept")
        assert "canary" not in cursor.fetchone()[0]
    assert Claim.objects.count() == 1


def test_every_post_of_the_desk_that_writes_is_done_once() -> None:
    views = {getattr(pattern.callback, "cls", None) for pattern in _patterns(get_resolver())}
    posts = [view.post for view in views if view and issubclass(view, WritingView) and hasattr(view, "post")]
    assert len(posts) > 20
    assert all(post.is_once for post in posts)


def _patterns(resolver: URLResolver) -> list[URLPattern]:
    found: list[URLPattern] = []
    for each in resolver.url_patterns:
        found += _patterns(each) if isinstance(each, URLResolver) else [each]
    return found


@pytest.mark.django_db
def test_tokens_are_accepted_under_both_words(editor: User) -> None:
    secret = token(editor)
    for word, status in (("Bearer", 200), ("Token", 200), ("token", 200), ("Basic", 401), ("Token x", 401)):
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"{word} {secret}")
        assert client.get(f"{DESK}topics/").status_code == status, word
    client.credentials(HTTP_AUTHORIZATION="Bearer \xe9\xe9")
    assert client.get(f"{DESK}topics/").status_code == 401


# -- at once --------------------------------------------------------------------------------------


def test_a_bot_that_sends_everything_twenty_times_at_once_leaves_what_one_sending_leaves(committed: None) -> None:
    bot = twins(staff("bot", is_superuser=True), 20)
    for round_ in range(2):  # and late
        answers = at_once(bot, lambda program: program.send("topics/", {"name": "Harbours"}, key="one"))
        statuses = {answer.status_code for answer in answers}
        assert statuses <= ({201, 409} if round_ == 0 else {201})
        assert {answer.json()["id"] for answer in answers if answer.status_code == 201} == {str(Topic.objects.get().pk)}
        assert all("Retry-After" in answer for answer in answers if answer.status_code == 409)


def test_of_two_who_write_over_the_same_row_at_once_one_is_refused(committed: None) -> None:
    first, second = Program(staff("ada", is_superuser=True)), Program(staff("ben", is_superuser=True))
    claim, topic = ClaimFactory(), TopicFactory()
    for one in (f"claims/{claim.pk}/", f"appearances/{claim.appearances.get().pk}/", f"topics/{topic.pk}/"):
        for race in range(6):
            _race(first, second, one, race)


def _race(first: Program, second: Program, one: str, race: int) -> None:
    tag, member = first.tag(one), {"c": "context", "a": "hedge", "t": "name"}[one[0]]
    mine = {first: f"ada {race}", second: f"ben {race}"}
    answers = at_once([first, second], lambda who: (who, who.change(one, {member: mine[who]}, tag=tag)))
    assert sorted(answer.status_code for _, answer in answers) == [200, 412]
    winner = next(who for who, answer in answers if answer.status_code == 200)
    assert first.read(one)[member] == mine[winner]
    assert faults(next(answer for who, answer in answers if who is not winner)) == {"#": "stale"}


def test_nothing_is_published_that_another_changes_at_the_same_moment(committed: None) -> None:
    first, second = Program(staff("ada", is_superuser=True)), Program(staff("ben", is_superuser=True))
    for race in range(6):
        claim = ClaimFactory(statement=f"Statement {race}.")
        one = f"claims/{claim.pk}/"
        seen, tag = first.read(f"{one}preview/")["document_sha256"], first.tag(one)
        asked = {
            first: lambda one=one, seen=seen, tag=tag: first.send(
                f"{one}publish/", {"document_sha256": seen, "alone": "Now."}, tag=tag
            ),
            second: lambda one=one, tag=tag: second.change(one, {"statement": "Unseen."}, tag=tag),
        }
        published, changed = at_once([first, second], lambda who, asked=asked: asked[who]())
        assert sorted([published.status_code, changed.status_code]) == [200, 412]
        readable = APIClient().get(f"/api/v1/{one}")
        if published.status_code == 200:
            assert readable.json()["statement"] == f"Statement {race}."
        else:
            assert readable.status_code == 404


def test_a_publication_that_is_sent_twenty_times_at_once_makes_one_edition(committed: None) -> None:
    bot = twins(staff("ada", is_superuser=True), 20)
    claim = ClaimFactory()
    one = f"claims/{claim.pk}/"
    body, tag = {"document_sha256": bot[0].read(f"{one}preview/")["document_sha256"]}, bot[0].tag(one)
    answers = at_once(bot, lambda program: program.send(f"{one}publish/", body, key="one", tag=tag))
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert {answer.json()["edition"]["number"] for answer in answers if answer.status_code == 200} == {1}
    assert Edition.objects.filter(subject_id=claim.pk).count() == 1
