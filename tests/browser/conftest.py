"""A real browser before a real server: the system's Chromium, and the site on a database of its own."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Browser, Page, sync_playwright

from tests.databases import FreshDatabase, cloned_database

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PASSWORD = "correct horse battery"
#: Seconds a page or an element may take: CI has two cores for the browser, the server and the database.
PATIENCE = 20


@pytest.fixture(scope="module")
def database(django_db_setup: None) -> Iterator[FreshDatabase]:
    """Of the site."""
    with cloned_database() as database:
        yield database


@pytest.fixture(scope="module")
def site(database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with one editor, `editor`, and what the module's tests have written."""
    yield from _served(database, tmp_path_factory.mktemp("home"))


def _served(database: FreshDatabase, home: Path) -> Iterator[str]:
    with database.connect() as connection:
        connection.execute(
            "INSERT INTO auth_user (username, password, is_superuser, is_staff, is_active, first_name, last_name,"
            " email, date_joined) VALUES ('editor', %s, true, true, true, '', '', '', now())",
            [PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1)],
        )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = database.environment | {"CLAIMTRACK_HOME": str(home), "DEBUG": "true", "PORT": str(port)}
    command = [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}", "--noreload", "--skip-checks"]
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/admin/login/", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 3 * PATIENCE
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server has stopped"
        try:
            urllib.request.urlopen(address, timeout=PATIENCE).close()
        except URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not answer")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Not for longer than a module: while it is open, the loop it runs in keeps this process from its database."""
    if CHROMIUM is None:
        pytest.skip("No Chromium is installed (apt-get install chromium): the desk was not tried in a browser.")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]) as browser,
    ):
        yield browser


@pytest.fixture
def browser_page(site: str, browser: Browser) -> Iterator[Page]:
    """A page of the browser, signed in; any error in a script of ours fails the test."""
    faults: list[str] = []
    with browser.new_context(base_url=site, viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto("/admin/login/?next=/admin/")
        sign_in(page)
        yield page
    assert faults == []


def sign_in(page: Page) -> None:
    """Fill in the form of a page that asks for it."""
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/admin/")
