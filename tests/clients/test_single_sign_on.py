"""Single sign-on against a real provider of OpenID Connect: it lets in who is invited, and nobody else."""

import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

from tests.clients.conftest import HERE
from tests.clients.test_generated import installed_tools
from tests.databases import FreshDatabase, cloned_database
from tests.serving import PATIENCE, serving

pytestmark = pytest.mark.rendering
NODE = shutil.which("node")

#: The people of the desk: name, address, whether staff, whether active.
DESK = (
    ("ana", "ana@example.org", True, True),
    ("ben", "Ben@Example.org", True, True),
    ("gone", "gone@example.org", True, False),
    ("reader", "reader@example.org", False, True),
    ("twin-1", "twins@example.org", True, True),
    ("twin-2", "twins@example.org", True, True),
    ("bot", "bot@example.org", True, True),
    ("nameless", "", True, True),
    ("vera", "vera@example.org", True, True),
)
#: What the provider says of whom it knows.
PROVIDER = {
    "a-1": {"email": "ana@example.org", "email_verified": True},
    "b-1": {"email": "ben@example.org", "email_verified": True},
    "a-2": {"email": "ana@example.org", "email_verified": True},
    "claims-to-be-vera": {"email": "vera@example.org", "email_verified": False},
    "g-1": {"email": "gone@example.org", "email_verified": True},
    "r-1": {"email": "reader@example.org", "email_verified": True},
    "t-1": {"email": "twins@example.org", "email_verified": True},
    "p-1": {"email": "bot@example.org", "email_verified": True},
    "outsider": {"email": "outsider@example.org", "email_verified": True},
    "n-1": {},
}
PERSON = """
INSERT INTO auth_user (username, password, email, is_staff, is_active, is_superuser, first_name, last_name, date_joined)
VALUES (%s, '!', %s, %s, %s, false, '', '', now())
"""
HOLDS = "SELECT user_id, username, uid, extra_data FROM socialaccount_socialaccount JOIN auth_user ON auth_user.id = user_id"


@dataclass(frozen=True)
class Newsroom:
    """A site that its people sign in to with the provider."""

    address: str
    database: FreshDatabase


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def newsroom(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    port = free_port()
    told = {"OIDC_ISSUER": f"http://localhost:{port}", "OIDC_CLIENT_ID": "desk", "OIDC_NAME": "the house"}
    told |= {"OIDC_CLIENT_SECRET": "a secret of the two", "SECOND_FACTOR": "true"}
    home = tmp_path_factory.mktemp("home")
    with cloned_database() as database:
        with database.connect() as connection:
            for person in DESK:
                connection.execute(PERSON, person)
            connection.execute(
                "UPDATE accounts_profile SET is_program = true"
                " WHERE person_id = (SELECT id FROM auth_user WHERE username = 'bot')"
            )
            connection.execute(
                "INSERT INTO auth_user_groups (user_id, group_id) SELECT auth_user.id, auth_group.id"
                " FROM auth_user, auth_group WHERE (username, name) IN (('ana', 'reporter'), ('ben', 'editor'))"
            )
        with serving(database, home, **told) as address:
            site = address.replace("127.0.0.1", "localhost")
            with provider(port, f"{site}/admin/sso/sso/login/callback/", home):
                yield Newsroom(site, database)


class provider:  # noqa: N801 - a context
    def __init__(self, port: int, callback: str, home: Path) -> None:
        self.command = [str(NODE), str(HERE / "provider.mjs"), str(port), callback, json.dumps(PROVIDER)]
        self.known = f"http://localhost:{port}/.well-known/openid-configuration"
        self.log = home / "provider.log"

    def __enter__(self) -> None:
        installed_tools()
        with self.log.open("w") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                httpx.get(self.known).raise_for_status()
            except httpx.HTTPError:
                assert time.monotonic() < deadline, self.log.read_text()
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.1)
            else:
                return

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)


class Browser(httpx.Client):
    """Somebody's, who begins at the page that asks who they are."""

    def sign_in(self, name: str, *, asking: str = "") -> httpx.Response:
        """As whom the provider knows by this name; returns the page that it ended at."""
        page = self.get("/admin/login/?next=/admin/")
        [button] = re.findall(r'href="(/admin/sso/[^"]+)"', page.text)
        assert "Sign in with the house" in page.text
        page = self.get(button.replace("&amp;", "&") + asking)
        for prompt in ("login", "consent"):
            asked = re.search(r'<form[^>]+action="([^"]+)"', page.text)
            if asked and f'value="{prompt}"' in page.text:
                given = {"prompt": prompt} | ({"login": name, "password": "any"} if prompt == "login" else {})
                page = self.post(urljoin(str(page.url), asked[1]), data=given)
        return page

    @property
    def is_in(self) -> bool:
        return self.get("/admin/session/").status_code == 200


@pytest.fixture
def browser(newsroom: Newsroom) -> Iterator[Browser]:
    with Browser(base_url=newsroom.address, follow_redirects=True, timeout=PATIENCE) as browser:
        yield browser


def test_whoever_is_invited_is_let_in_and_known_by_the_providers_name_from_then_on(
    newsroom: Newsroom, browser: Browser
) -> None:
    page = browser.sign_in("a-1")
    assert (page.status_code, page.url.path) == (200, "/admin/")
    assert browser.is_in
    with newsroom.database.connect() as connection:
        browser.cookies.clear()
        assert browser.sign_in("a-2").status_code == 403, "her address has come to somebody else"
        connection.execute("UPDATE auth_user SET email = 'ana@elsewhere.example' WHERE username = 'ana'")
        browser.cookies.clear()
        browser.sign_in("a-1")
        assert browser.is_in
        [held] = connection.execute(f"{HOLDS} WHERE uid = 'a-1'").fetchall()
        assert held[1:] == ("ana", "a-1", {})
        trail = connection.execute("SELECT pgh_label, user_id, uid FROM accounts_signonevent").fetchall()
        assert trail == [("linked", held[0], "a-1")]
        connection.execute("UPDATE auth_user SET is_active = false WHERE username = 'ana'")
        browser.cookies.clear()
        assert browser.sign_in("a-1").status_code == 403
        assert not browser.is_in


@pytest.mark.parametrize("name", ["claims-to-be-vera", "g-1", "r-1", "t-1", "p-1", "outsider", "n-1"])
def test_nobody_else_is_and_no_account_is_made(newsroom: Newsroom, browser: Browser, name: str) -> None:
    page = browser.sign_in(name)
    assert (page.status_code, "has to invite you first" in page.text) == (403, True)
    assert not browser.is_in
    with newsroom.database.connect() as connection:
        assert connection.execute("SELECT count(*) FROM auth_user").fetchone() == (len(DESK),)
        assert connection.execute(f"{HOLDS} WHERE uid = %s", [name]).fetchall() == []


def test_an_editor_is_asked_for_the_second_factor_all_the_same(browser: Browser) -> None:
    page = browser.sign_in("b-1")
    assert "Your role asks for a second factor" in page.text
    assert not browser.is_in
    assert browser.get("/admin/factors/totp/activate/").status_code == 200


def test_an_answer_that_nobody_asked_for_signs_nobody_in(browser: Browser) -> None:
    forged = browser.get("/admin/sso/sso/login/callback/?code=made-up&state=made-up")
    assert (forged.status_code, "did not say who you are" in forged.text) == (403, True)
    assert not browser.is_in


def test_nobody_joins_another_account_of_the_providers_to_theirs(newsroom: Newsroom, browser: Browser) -> None:
    page = browser.sign_in("outsider", asking="&process=connect")
    assert (page.status_code, "did not say who you are" in page.text) == (403, True)
    with newsroom.database.connect() as connection:
        assert connection.execute(f"{HOLDS} WHERE uid = 'outsider'").fetchall() == []
