"""A real browser before a real server: the system's Chromium, and the site on a database of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.databases import FreshDatabase, cloned_database
from tests.serving import PATIENCE, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PASSWORD = "correct horse battery"

expect.set_options(timeout=1000 * PATIENCE)


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
    with serving(database, home) as address:
        yield address


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
    """A page of the browser, signed in; an error in a script, and what the policy of pages stops, fails the test."""
    faults: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            faults.append(f"{message.location.get('url')}: {message.text}")

    with browser.new_context(base_url=site, viewport={"width": 1280, "height": 900}) as context:
        context.on("console", listen)
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
