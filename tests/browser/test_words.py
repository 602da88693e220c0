"""What a word of the desk means is told where it stands: to the pointer, the keyboard, a finger and a reader."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_desk import serious_faults

pytestmark = pytest.mark.rendering


def test_a_word_is_explained_under_the_pointer_and_the_keyboard_and_escape_takes_it_away(browser_page: Page) -> None:
    page = browser_page
    page.goto("/admin/claims/appearance/add/")
    told = page.locator("#desk-meaning")
    page.locator(".field-hedge label").hover()
    expect(told).to_contain_text("leave its certainty open")
    page.locator("[name=hedge]").focus()
    expect(told).to_have_count(0)
    page.locator(".field-role .desk-term").focus()
    expect(told).to_contain_text("queries: Asks whether it is true.")
    assert serious_faults(page) == []
    page.keyboard.press("Escape")
    expect(told).to_have_count(0)


def test_a_word_is_explained_by_a_touch_and_the_page_stays_where_it_is(browser_page: Page) -> None:
    page = browser_page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/admin/claims/claim/add/#assessments")
    page.locator("#assessments-group .add-row").click()
    page.locator("[name=assessments-0-verdict]").scroll_into_view_if_needed()
    # The mark of a row that was added only now, and at the edge of the page.
    page.locator(".form-group:not(.empty-form) .field-verdict .desk-term").click()
    told = page.locator("#desk-meaning")
    expect(told).to_contain_text("misleading")
    expect(told).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.url.endswith("#assessments")


def test_a_field_is_described_by_its_word(browser_page: Page) -> None:
    page = browser_page
    page.goto("/admin/claims/assessment/add/")
    described = page.locator("[name=likelihood]").get_attribute("aria-describedby") or ""
    assert "word-assessment.likelihood" in described.split()


def test_a_column_has_a_mark_and_what_is_pasted_into_the_box_that_finds_is_looked_for(browser_page: Page) -> None:
    page = browser_page
    page.goto("/admin/claims/topic/add/")
    page.locator("[name=name]").fill("ხიდები")
    page.locator("[name=slug]").fill("bridges")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    page.locator("th.column-slug").hover()
    expect(page.locator("#desk-meaning")).to_contain_text("stand for it in addresses")
    page.keyboard.press("Control+k")
    page.locator("#search-input-command").fill("ხიდები")
    expect(page.locator("#command-results li a").first).to_be_visible()
