"""No page does in a browser what its policy forbids; the other modules' walks through the desk listen for it too."""

import pytest
from playwright.sync_api import Page, expect

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


def test_the_pages_of_readers_run_nothing_that_their_policy_forbids(browser_page: Page) -> None:
    for address in ("/", "/problems/redacted"):
        browser_page.goto(address)
    browser_page.goto("/api/v1/docs/")
    call = browser_page.locator(".opblock-summary-control").first
    expect(call).to_be_visible()
    call.click()
    expect(browser_page.get_by_role("button", name="Try it out").first).to_be_visible()
