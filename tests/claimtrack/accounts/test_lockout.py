"""Wrong passwords: counted in the database, by user and address together, wherever a password is asked for."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

PASSWORD = "correct horse battery"
HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"


def sign_in(person: User, password: str, *, address: str = HOME, **headers: str) -> Any:
    given = {"username": person.username, "password": password, "next": "/admin/"}
    return Client(headers=headers).post("/admin/login/", given, REMOTE_ADDR=address)


def guess(person: User, times: int, **where: str) -> Any:
    return [sign_in(person, f"guess {number}", **where) for number in range(times)][-1]


def test_after_five_wrong_ones_even_the_right_one_is_refused_and_it_is_told_for_how_long(editor: User) -> None:
    assert guess(editor, 4).status_code == 200
    fifth = guess(editor, 1)
    refused = sign_in(editor, PASSWORD)
    for answer in (fifth, refused):
        assert answer.status_code == 429
        assert "Try again in 15 minutes" in answer.content.decode()
        assert 890 < int(answer["Retry-After"]) <= 900


def test_an_outsider_locks_nobody_out_who_signs_in_from_somewhere_else(editor: User, reporter: User) -> None:
    guess(editor, 6, address=ELSEWHERE)
    assert sign_in(editor, PASSWORD, address=ELSEWHERE).status_code == 429
    assert sign_in(editor, PASSWORD).status_code == 302
    assert sign_in(reporter, PASSWORD, address=ELSEWHERE).status_code == 302


def test_another_browser_does_not_count_anew(editor: User) -> None:
    for number in range(4):
        guess(editor, 1, user_agent=f"browser {number}")
    assert guess(editor, 1, user_agent="yet another").status_code == 429


def test_the_address_is_the_clients_behind_the_proxies_that_are_ours(editor: User, settings: Settings) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    guess(editor, 5, x_forwarded_for=ELSEWHERE)
    assert sign_in(editor, PASSWORD, x_forwarded_for=ELSEWHERE).status_code == 429
    assert sign_in(editor, PASSWORD, x_forwarded_for=f"{ELSEWHERE}, {HOME}").status_code == 302


def test_it_ends_by_itself_and_what_is_tried_meanwhile_makes_it_no_longer(editor: User) -> None:
    guess(editor, 5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert int(sign_in(editor, PASSWORD)["Retry-After"]) <= 60
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15))
    assert sign_in(editor, PASSWORD).status_code == 302


def test_the_right_one_forgets_the_wrong_ones_before(editor: User) -> None:
    guess(editor, 4)
    sign_in(editor, PASSWORD)
    assert guess(editor, 4).status_code == 200


def test_no_password_is_kept_of_what_was_tried(editor: User) -> None:
    guess(editor, 1)
    attempt = AccessAttempt.objects.get()
    assert "guess" not in f"{attempt.post_data} {attempt.get_data}"


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("/admin/factors/password/", "password"),
        ("/admin/password_change/", "old_password"),
    ],
)
def test_a_session_that_somebody_took_over_does_not_guess_the_password_either(
    editor: User, page: str, asked: str
) -> None:
    client = Client()
    client.force_login(editor)
    given = {asked: "a guess", "new_password1": "another horse battery", "new_password2": "another horse battery"}
    for _ in range(5):
        answer = client.post(page, given, REMOTE_ADDR=HOME)
    assert answer.status_code == 429
    assert client.post(page, given | {asked: PASSWORD}, REMOTE_ADDR=HOME).status_code == 429
    assert sign_in(editor, PASSWORD).status_code == 429


def test_the_password_that_is_changed_is_asked_for_once_more(editor: User) -> None:
    client = Client()
    client.force_login(editor)
    given = {
        "old_password": "a guess",
        "new_password1": "another horse battery",
        "new_password2": "another horse battery",
    }
    assert "entered incorrectly" in client.post("/admin/password_change/", given).content.decode()
    assert client.post("/admin/password_change/", given | {"old_password": PASSWORD}).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert sign_in(editor, "another horse battery").status_code == 302


def test_what_asks_from_inside_has_no_address_and_is_not_counted(editor: User) -> None:
    for _ in range(6):
        assert authenticate(username=editor.username, password="a guess") is None
    assert authenticate(username=editor.username, password=PASSWORD) == editor
