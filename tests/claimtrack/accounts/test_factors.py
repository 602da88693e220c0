"""The second factor: a session by password alone opens no page of the desk and no address of its API."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from claimtrack.accounts.factors import UNREADABLE
from claimtrack.accounts.models import Session
from claimtrack.accounts.roles import Role
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

PASSWORD = "correct horse battery"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TOKENS = "/api/v1/desk/tokens/"


@pytest.fixture(autouse=True)
def _obligatory(settings: Settings) -> None:
    settings.SECOND_FACTOR = True


@pytest.fixture(autouse=True)
def _committed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for the end of a transaction comes at once: a test's own is rolled back."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda then, **_: then())


def code(seed: str = SEED, steps: int = 0) -> str:
    return str(format_hotp_value(hotp_value(seed, int(time.time()) // 30 + steps)))


def with_app(person: User) -> User:
    """Somebody who has an app that shows codes."""
    TOTP.activate(person, SEED)
    return person


def by_password(person: User) -> Client:
    client = Client()
    answer = client.post("/admin/login/", {"username": person.username, "password": PASSWORD, "next": "/admin/"})
    assert answer.status_code == 302
    return client


def with_factor(person: User) -> Client:
    client = by_password(person)
    assert client.post("/admin/factors/reauthenticate/", {"code": code()}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def addresses(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    """Every address of the project, with something in the place of what it takes."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def filled_in(route: str) -> str:
    for name, value in (
        ("<path:object_id>", "1"),
        ("<uuid:import_id>", "01a20725-d9a8-72c0-a7ed-aed8766138dc"),
        ("<uuid:request_id>", "01a20725-d9a8-72c0-a7ed-aed8766138dc"),
        ("<uuid:webhook_id>", "01a20725-d9a8-72c0-a7ed-aed8766138dc"),
        ("<str:token_id>", "ct_0"),
        ("<int:kept_id>", "1"),
        ("<int:pk>", "1"),
        ("<int:content_type_id>", "1"),
        ("<int:person_id>", "1"),
        ("<int:order_id>", "1"),
        ("<str:id_or_slug>", "none"),
        ("<str:row_id>", "none"),
    ):
        route = route.replace(name, value)
    return "/" + route.replace("^", "").replace("(?P<url>.*)$", "x/")


# -- nothing is reachable around it ---------------------------------------------------------------

#: What somebody who is half signed in may ask for: the ways to give the factor, to sign in, and to leave.
TO_GIVE = {
    "/admin/factors/reauthenticate/",
    "/admin/factors/webauthn/reauthenticate/",
    "/admin/login/",
    "/admin/logout/",
    "/admin/jsi18n/",
    "/admin/session/",
}
#: Who has no factor yet may add one as well.
TO_ADD = TO_GIVE | {
    "/admin/factors/",
    "/admin/factors/totp/activate/",
    "/admin/factors/webauthn/add/",
    "/admin/factors/password/",
}


@pytest.mark.parametrize("has_app", [True, False])
def test_no_page_of_the_desk_is_reachable_by_password_alone(editor: User, has_app: bool) -> None:
    client = by_password(with_app(editor) if has_app else editor)
    pages = {filled_in(route) for route in addresses() if route.startswith("admin/")}
    opened, leads_to = (TO_GIVE, "/admin/factors/reauthenticate/") if has_app else (TO_ADD, "/admin/factors/")
    assert len(pages) > 100
    assert opened <= pages
    for page in sorted(pages - opened):
        for ask in (client.get, client.post):
            answer = ask(page)
            assert (page, answer.status_code) == (page, 302)
            assert (page, answer["Location"].partition("?")[0]) == (page, leads_to)
    assert client.get("/admin/session/").status_code == 403
    assert client.get("/admin/login/").status_code == 302


def test_no_address_of_the_desks_api_is_reachable_by_password_alone_in_a_session(editor: User) -> None:
    client = by_password(with_app(editor))
    asked = {filled_in(route) for route in addresses() if route.startswith("api/v1/desk/")}
    assert len(asked) >= 8
    for address in sorted(asked):
        for method in ("get", "post", "patch", "put", "delete", "options"):
            for header in ({}, {"Authorization": "Basic eDp5"}):
                answer = getattr(client, method)(address, headers=header)
                assert (address, method, answer.status_code) in {(address, method, 403), (address, method, 401)}
    assert "second factor" in client.get(TOKENS).json()["detail"]


def test_whoever_owes_one_and_has_none_gets_to_the_pages_that_add_one_and_no_further(editor: User) -> None:
    client = by_password(editor)
    assert client.get("/admin/")["Location"].startswith("/admin/factors/?")
    page = client.get("/admin/factors/").content.decode()
    assert "Your role asks for a second factor" in page
    for add in ("totp/activate/", "webauthn/add/"):
        assert client.get(f"/admin/factors/{add}").status_code == 200
    for more in ("recovery-codes/generate/", "recovery-codes/", "totp/deactivate/"):
        assert client.get(f"/admin/factors/{more}")["Location"].startswith("/admin/factors/?")


# -- giving it ------------------------------------------------------------------------------------


def test_the_factor_opens_the_desk_and_leads_where_one_wanted_to_go(editor: User) -> None:
    client = by_password(with_app(editor))
    before = client.session.session_key
    asked = client.get("/admin/auth/user/?is_active__exact=1")["Location"]
    page = client.get(asked).content.decode()
    assert "authenticator code" in page
    assert "Add an app" not in page
    given = client.post("/admin/factors/reauthenticate/", {"code": code(), "next": "/admin/auth/user/"})
    assert given["Location"] == "/admin/auth/user/"
    assert is_in(client)
    assert client.get(TOKENS).status_code == 200
    assert client.session.session_key != before


def test_a_wrong_code_or_one_that_was_used_opens_nothing(editor: User) -> None:
    with_factor(with_app(editor))
    client = by_password(editor)
    for wrong in (code(), "000000", ""):
        client.post("/admin/factors/reauthenticate/", {"code": wrong})
        assert not is_in(client)
    client.post("/admin/factors/reauthenticate/", {"code": code(steps=1)})
    assert is_in(client)


def test_wrong_codes_are_counted_in_the_database_for_all_processes(editor: User) -> None:
    client = by_password(with_app(editor))
    for _ in range(5):
        client.post("/admin/factors/reauthenticate/", {"code": "000000"})
    told = client.post("/admin/factors/reauthenticate/", {"code": code()}).content.decode()
    assert "Too many failed login attempts" in told
    assert not is_in(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_cache WHERE cache_key LIKE '%%login_failed%%'")
        assert cursor.fetchone()[0] >= 1
    cache.clear()
    client.post("/admin/factors/reauthenticate/", {"code": code(steps=1)})
    assert is_in(client)


def test_whoever_tries_too_often_is_told_on_a_page_of_the_desk(editor: User) -> None:
    client = by_password(with_app(editor))
    answers = [client.post("/admin/factors/reauthenticate/", {"code": "000000"}) for _ in range(11)]
    assert answers[-1].status_code == 429
    assert "Try again in a minute" in answers[-1].content.decode()


def test_it_is_asked_for_at_every_sign_in_even_in_the_same_browser(editor: User) -> None:
    client = with_factor(with_app(editor))
    client.post("/admin/login/", {"username": editor.username, "password": PASSWORD})
    assert not is_in(client)


def test_whoever_is_half_signed_in_may_leave(editor: User) -> None:
    client = by_password(with_app(editor))
    client.post("/admin/logout/")
    assert client.get("/admin/")["Location"].startswith("/admin/login/")


# -- adding and removing --------------------------------------------------------------------------


def add_app(client: Client) -> str:
    client.get("/admin/factors/totp/activate/")
    seed: str = client.session["mfa.totp.secret"]
    assert client.post("/admin/factors/totp/activate/", {"code": code(seed)}).status_code == 302
    return seed


def test_an_app_is_added_at_the_first_sign_in_and_what_was_signed_in_without_it_ends(editor: User) -> None:
    elsewhere, client = by_password(editor), by_password(editor)
    seed = add_app(client)
    assert is_in(client)
    assert client.get("/admin/factors/recovery-codes/").status_code == 200
    assert Session.objects.filter(person_id=editor.pk).count() == 1
    assert elsewhere.get("/admin/")["Location"].startswith("/admin/login/")
    stored = Authenticator.objects.get(user=editor, type="totp").data["secret"]
    assert seed not in stored


def test_a_recovery_code_lets_in_once_and_the_lost_factor_is_taken_off_with_it(editor: User) -> None:
    add_app(by_password(editor))
    codes = Authenticator.objects.get(user=editor, type="recovery_codes").wrap()
    first = codes.get_unused_codes()[0]
    client = by_password(editor)
    client.post("/admin/factors/reauthenticate/", {"code": first})
    assert is_in(client)
    again = by_password(editor)
    again.post("/admin/factors/reauthenticate/", {"code": first})
    assert not is_in(again)
    assert client.post("/admin/factors/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=editor).exists()
    assert client.get("/admin/")["Location"].startswith("/admin/factors/?")


def test_a_password_does_not_confirm_what_a_factor_guards(editor: User) -> None:
    client = with_factor(with_app(editor))
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
    session.save()
    asked = client.post("/admin/factors/totp/deactivate/")
    assert asked["Location"].startswith("/admin/factors/reauthenticate/")
    assert client.get("/admin/factors/password/")["Location"].startswith("/admin/factors/reauthenticate/")


def test_seeds_stand_encrypted_and_go_with_the_key(editor: User, settings: Settings) -> None:
    with_app(editor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM mfa_authenticator WHERE data::text LIKE %s", [f"%{SEED}%"])
        assert cursor.fetchone() == (0,)
    settings.SECRET_KEY_FALLBACKS = [str(settings.SECRET_KEY)]
    settings.SECRET_KEY = "another key, as long as one should be, of no use elsewhere"
    assert is_in(with_factor(editor))
    settings.SECRET_KEY_FALLBACKS = []
    client = by_password(editor)
    assert UNREADABLE in client.post("/admin/factors/reauthenticate/", {"code": code()}).content.decode().replace(
        "&#x27;", "'"
    )


def test_the_audit_has_which_factors_came_and_went_and_never_a_seed(editor: User) -> None:
    client = by_password(editor)
    seed = add_app(client)
    client.post("/admin/factors/totp/deactivate/")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT type, pgh_label FROM accounts_factorevent WHERE user_id = %s ORDER BY pgh_id", [editor.pk]
        )
        assert set(cursor.fetchall()) == {
            (kind, label) for kind in ("totp", "recovery_codes") for label in ("linked", "unlinked")
        }
        cursor.execute(
            "SELECT string_agg(column_name, ' ') FROM information_schema.columns WHERE table_name = 'accounts_factorevent'"
        )
        assert "data" not in cursor.fetchone()[0].split()
    assert seed


# -- whom it is asked of --------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REPORTER, Role.CHECKER])
def test_others_are_asked_only_if_they_have_one(role: Role) -> None:
    person = in_role(role)
    assert is_in(by_password(person))
    assert not is_in(by_password(with_app(person)))
    assert is_in(with_factor(person))


def test_a_new_role_asks_for_it_from_the_next_page_on(reporter: User) -> None:
    client = by_password(reporter)
    assert is_in(client)
    reporter.groups.set([in_role(Role.EDITOR, "ed").groups.get()])
    assert not is_in(client)


def test_an_installation_may_leave_it_to_its_people(editor: User, settings: Settings) -> None:
    settings.SECOND_FACTOR = False
    assert is_in(by_password(editor))
    assert not is_in(by_password(with_app(editor)))


def test_nobody_signs_up_and_no_other_page_of_the_library_is_there() -> None:
    routes = set(addresses())
    assert not [route for route in routes if "signup" in route or "password/reset" in route or "email" in route]


def test_readers_with_a_session_cost_no_further_query(editor: User, django_assert_num_queries: Any) -> None:
    client = by_password(with_app(editor))
    for address in ("/", "/api/v1/claims/", "/api/v1/scales/"):
        Client().get(address)
        with CaptureQueriesContext(connection) as anybodys:
            Client().get(address)
        with django_assert_num_queries(len(anybodys)):
            client.get(address)
