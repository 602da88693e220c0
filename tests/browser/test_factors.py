"""Factors in a real browser: an app's code and a passkey, added and given, on pages that keep to their policy."""

import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser.conftest import PASSWORD
from tests.databases import cloned_database
from tests.serving import PATIENCE, serving

pytestmark = pytest.mark.rendering

PERSON = """
INSERT INTO auth_user (username, password, is_superuser, is_staff, is_active, first_name, last_name, email, date_joined)
VALUES ('editor', %s, true, true, true, '', '', '', now())
"""


@pytest.fixture(scope="module")
def guarded_site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site that asks editors for a second factor, by the name under which browsers have passkeys."""
    with cloned_database() as database:
        with database.connect() as connection:
            connection.execute(PERSON, [PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1)])
        with serving(database, tmp_path_factory.mktemp("home"), SECOND_FACTOR="true") as address:
            yield address.replace("127.0.0.1", "localhost")


@pytest.fixture
def guarded_page(guarded_site: str, browser: Browser) -> Iterator[Page]:
    """A page of a browser with a key in it; what the policy of pages stops fails the test."""
    faults: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            faults.append(message.text)

    with browser.new_context(base_url=guarded_site, viewport={"width": 1280, "height": 900}) as context:
        context.on("console", listen)
        page = context.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        page.on("pageerror", lambda error: faults.append(str(error)))
        key = context.new_cdp_session(page)
        key.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True}
        options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
        key.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        yield page
    assert faults == []


def sign_in(page: Page) -> None:
    page.goto("/admin/login/?next=/admin/")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def code(seed: str, steps: int = 0) -> str:
    return str(format_hotp_value(hotp_value(seed, int(time.time()) // 30 + steps)))


def test_an_editor_adds_an_app_and_a_key_and_signs_in_with_either(guarded_page: Page) -> None:
    page = guarded_page
    sign_in(page)
    expect(page.get_by_text("Your role asks for a second factor")).to_be_visible()
    page.locator("a[href*='totp/activate']").click()
    seed = page.locator("#authenticator_secret").input_value()
    expect(page.locator("img.desk-entrance-code")).to_be_visible()
    page.fill("[name=code]", code(seed))
    page.get_by_role("button", name="Activate").click()
    expect(page.locator("#recovery_codes")).to_be_visible()

    page.goto("/admin/factors/webauthn/add/")
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/admin/factors/")
    expect(page.get_by_text("You have added 1 security key.")).to_be_visible()
    page.goto("/admin/factors/webauthn/")
    expect(page.get_by_role("link", name="Remove")).to_be_visible()
    page.get_by_role("link", name="To the desk").click()
    page.wait_for_url("**/admin/")

    page.context.clear_cookies()
    sign_in(page)
    page.wait_for_url("**/admin/factors/reauthenticate/**")
    page.fill("[name=code]", code(seed, 1))
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**/admin/")

    page.context.clear_cookies()
    sign_in(page)
    page.get_by_role("link", name="Use a security key").click()
    page.get_by_role("button", name="Use a security key").click()
    page.wait_for_url("**/admin/")
    expect(page.locator("#logout-form")).to_have_count(1)
