"""No page does in a browser what its policy forbids; the other modules' walks through the desk listen for it too."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.pictures import PLACE, telling

pytestmark = pytest.mark.rendering

#: A page of each make: the start, a list with its filters, forms, what chooses, charts and shows.
OF_THE_DESK = (
    "/admin/",
    "/admin/claims/claim/",
    "/admin/claims/claim/add/",
    "/admin/claims/claim/quotation/",
    "/admin/claims/importrun/add/",
    "/admin/auth/user/add/",
    "/admin/auth/group/add/",
    "/admin/accounts/token/add/",
    "/admin/password_change/",
)


def test_the_pages_of_the_desk_run_nothing_that_their_policy_forbids(browser_page: Page) -> None:
    for address in OF_THE_DESK:
        browser_page.goto(address)


def test_a_picture_is_looked_at_before_it_is_stored_and_is_opened_blurred_until_somebody_asks(
    browser_page: Page,
) -> None:
    browser_page.goto("/admin/claims/claim/quotation/")
    picture = FilePayload(name="quay.jpg", mimeType="image/jpeg", buffer=telling())
    browser_page.set_input_files("[name=file]", picture)
    expect(browser_page.locator(".desk-looked")).to_contain_text(PLACE)
    for name, value in {"statement": "The quay is new.", "url": "https://quay.example/1", "title": "Quay"}.items():
        browser_page.fill(f"[name={name}]", value)
    browser_page.select_option("[name=role]", "asserts")
    browser_page.select_option("[name=particulars]", "strip")
    browser_page.click("[name=save]")
    browser_page.wait_for_url("**/change/**")
    browser_page.goto("/admin/sources/capture/")
    browser_page.get_by_role("link", name="Quay").first.click()
    browser_page.wait_for_url("**/change/**")
    shown = browser_page.locator(".desk-veiled img")
    expect(shown).to_have_js_property("naturalWidth", 320)
    expect(shown).to_have_css("filter", "blur(28px) grayscale(1)")
    browser_page.get_by_label("Show it clear").press("Space")
    expect(shown).to_have_css("filter", "none")


def test_the_pages_of_readers_run_nothing_that_their_policy_forbids(browser_page: Page) -> None:
    for address in ("/", "/problems/redacted"):
        browser_page.goto(address)
    browser_page.goto("/api/v1/docs/")
    call = browser_page.locator(".opblock-summary-control").first
    expect(call).to_be_visible()
    call.click()
    expect(browser_page.get_by_role("button", name="Try it out").first).to_be_visible()
