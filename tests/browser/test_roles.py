"""The desk as people of each role see it, in a real browser: from a reporter's draft to an editor's edition."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD
from tests.databases import FreshDatabase
from tests.serving import PATIENCE

pytestmark = pytest.mark.rendering

PERSON = """
WITH person AS (
    INSERT INTO auth_user (username, password, is_superuser, is_staff, is_active, first_name, last_name, email,
                           date_joined) VALUES (%s, %s, false, true, true, '', '', '', now()) RETURNING id)
INSERT INTO auth_user_groups (user_id, group_id) SELECT person.id, auth_group.id FROM person, auth_group
 WHERE auth_group.name = %s
"""
STORY = "The harbour has three cranes."


class Cast:
    """A browser for each role; each signs in once."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site

    def sign_in(self, name: str) -> Page:
        page = self.browser.new_context(base_url=self.site, viewport={"width": 1280, "height": 900}).new_page()
        page.set_default_timeout(1000 * PATIENCE)
        page.goto("/admin/login/?next=/admin/")
        page.fill("[name=username]", name)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/admin/")
        return page


@pytest.fixture(scope="module")
def cast(site: str, database: FreshDatabase, browser: Browser) -> Iterator[Cast]:
    with database.connect() as connection:
        password = PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1)
        for role in ("viewer", "reporter", "checker"):
            connection.execute(PERSON, [f"a-{role}", password, role])
        connection.execute(PERSON, ["an-editor", password, "editor"])
    yield Cast(browser, site)
    for context in browser.contexts:
        context.close()


def shows(page: Page, words: str) -> None:
    expect(page.get_by_text(words)).to_be_visible(timeout=1000 * PATIENCE)


def steps(page: Page) -> list[str]:
    return page.locator(".desk-steps a").all_inner_texts()


def file_a_claim(page: Page) -> str:
    """As a reporter does: the claim, where it stands, and the page itself. Returns the address of its page."""
    page.get_by_role("link", name="Begin with a document").click()
    page.fill("[name=statement]", STORY)
    page.fill("[name=url]", "https://harbour.example/cranes")
    page.fill("[name=pasted]", STORY)
    page.fill("[name=title]", "The cranes")
    page.fill("[name=new_publisher]", "The Harbour")
    page.select_option("[name=role]", "reports")
    page.get_by_role("button", name="Save", exact=True).click()
    shows(page, "It appears in")
    return page.url.split("#")[0]


#: What whoever may read a draft may take along.
DRAFT_DOSSIER = ["Dossier of the draft", "as PDF", "as ZIP"]


def test_a_draft_goes_from_a_reporter_by_a_checker_to_an_editor(cast: Cast) -> None:
    reporter = cast.sign_in("a-reporter")
    assert reporter.get_by_role("link", name="Import", exact=True).count() == 0
    address = file_a_claim(reporter)
    offered = ["Add an appearance", "Submit for review", "Note a hand-over", "Restrict to named people"]
    assert steps(reporter) == [*offered, *DRAFT_DOSSIER]
    reporter.get_by_role("link", name="Submit for review").click()
    reporter.get_by_role("button", name="Submit for review").click()
    shows(reporter, "Submitted for review.")
    assert reporter.locator("[name=statement]").count() == 0  # in review it is read
    checker = cast.sign_in("a-checker")
    checker.goto(address)
    assert steps(checker) == ["Add an appearance", "Send back", "Approve", "Note a hand-over", *DRAFT_DOSSIER]
    checker.fill("[name=context]", "Seen from the pier.")
    checker.locator("[name=_continue]").click()
    shows(checker, "was changed successfully")
    editor = cast.sign_in("an-editor")
    editor.goto(address)
    editor.get_by_role("link", name="Publish", exact=True).click()
    editor.get_by_role("button", name="Publish", exact=True).click()
    shows(editor, "On the record now: edition 1 (published).")
    checker.reload()
    assert steps(checker) == ["Approve", "Note a hand-over", "Sealed dossier", *DRAFT_DOSSIER]


def test_what_is_not_offered_answers_with_who_may(cast: Cast) -> None:
    viewer = cast.sign_in("a-viewer")
    assert viewer.locator(".desk-quick a").count() == 0
    assert "Accounts" not in viewer.locator("nav").all_inner_texts()
    viewer.goto("/admin/claims/claim/add/")
    shows(viewer, "A claim is made by reporters. You are a viewer.")
    viewer.goto("/admin/auth/user/")
    shows(viewer, "A user is read by administrators. You are a viewer.")
    viewer.goto("/admin/claims/claim/")
    viewer.locator("#result_list tbody").get_by_role("link", name=STORY).first.click()
    viewer.wait_for_url("**/change/")
    assert steps(viewer) == DRAFT_DOSSIER
    viewer.goto(viewer.url.split("change/")[0] + "retract/")
    shows(viewer, "A claim is retracted by editors. You are a viewer.")
