"""The same row in two windows of a real browser."""

import pytest
from playwright.sync_api import Page, expect


def saved(page: Page) -> None:
    page.locator("[name=_continue]").click()


pytestmark = pytest.mark.rendering


def test_who_saves_second_overwrites_nothing_and_loses_nothing_typed(browser_page: Page) -> None:
    first = browser_page
    first.goto("/admin/claims/claim/add/")
    first.fill("[name=statement]", "Two bridges fell.")
    first.fill("[name=slug]", "two-bridges")
    first.fill("[name=aspects]", "Which bridges?")
    saved(first)
    expect(first.locator("[name=as_shown]")).to_have_count(1)
    second = first.context.new_page()
    second.goto(first.url)
    first.fill("[name=statement]", "Three bridges fell.")
    first.fill("[name=aspects]", "")
    saved(first)
    expect(first.get_by_text("was changed successfully")).to_be_visible()
    second.fill("[name=statement]", "One bridge fell.")
    saved(second)
    expect(second.locator(".desk-wrong")).to_contain_text("Statement was changed meanwhile by editor on 20")
    expect(second.locator("[name=statement]")).to_have_value("One bridge fell.")
    # Its own wording given up, what is left collides with nothing.
    second.fill("[name=statement]", "Three bridges fell.")
    second.fill("[name=context]", "In a flood.")
    saved(second)
    expect(second.get_by_text("and it is kept: editor on 20")).to_be_visible()
    expect(second.locator("[name=context]")).to_have_value("In a flood.")
    expect(second.locator("[name=aspects]")).to_have_value("")
    # What is said of it is sent by itself, by keyboard: what is typed elsewhere on the page stays.
    second.fill("[name=context]", "In a flood, in spring.")
    second.locator(".desk-tabs a[href='#talk']").press("Enter")
    second.fill("#id_talk_text", "Which spring?")
    second.get_by_role("button", name="Say it").press("Enter")
    expect(second.locator(".desk-comments")).to_contain_text("Which spring?")
    expect(second.locator("#id_talk_text")).to_be_focused()
    expect(second.locator("[name=context]")).to_have_value("In a flood, in spring.")


def test_a_draft_changed_since_the_question_is_not_deleted(browser_page: Page) -> None:
    browser_page.goto("/admin/claims/topic/add/")
    browser_page.fill("[name=name]", "Bridges")
    browser_page.fill("[name=slug]", "bridges")
    saved(browser_page)
    expect(browser_page.locator("[name=as_shown]")).to_have_count(1)
    asking = browser_page.context.new_page()
    asking.goto(browser_page.url.replace("/change/", "/delete/"))
    browser_page.fill("[name=name]", "Bridges and roads")
    saved(browser_page)
    expect(browser_page.get_by_text("was changed successfully")).to_be_visible()
    asking.get_by_role("button", name="Delete", exact=True).click()
    expect(asking.get_by_text("Topic was changed meanwhile by editor on 20")).to_be_visible()
    asking.goto(browser_page.url.replace("/change/", "/delete/"))
    asking.get_by_role("button", name="Delete", exact=True).click()
    expect(asking.get_by_text("was deleted successfully")).to_be_visible()
