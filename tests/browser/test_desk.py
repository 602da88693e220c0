"""A stranger's first claim: from a news story to the record, corrected, retracted and restored."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import sign_in

pytestmark = pytest.mark.rendering

STATEMENT = "By 8 October 2018 Russia had moved soldiers and missiles into eastern Libya."
QUOTATION = "Russia has sent troops and missiles to war-torn Libya"
STORY = f"""<!doctype html><html><head><title>Troops in Libya</title></head><body>
<h1>Troops in Libya</h1><p>Intelligence chiefs say {QUOTATION}.</p>
<p>The Russian Embassy said the publication “has nothing to do with reality”.</p></body></html>"""


def serious_faults(page: Page) -> list[tuple[str, list[str]]]:
    """What axe-core finds that keeps people from using the page."""
    found: Any = Axe().run(page).response["violations"]
    return [
        (fault["id"], [node["html"][:120] for node in fault["nodes"]])
        for fault in found
        if fault["impact"] in {"serious", "critical"}
    ]


def record(page: Page, claim_id: str) -> Any:
    answer = page.request.get(f"/api/v1/claims/{claim_id}/")
    return answer.status, answer.json()


def choose(page: Page, field: str, words: str) -> None:
    """Choose a row by typing part of its name."""
    page.locator(f"#id_{field} + .select2-container").click()
    page.locator(".select2-search__field").last.fill(words)
    page.locator(".select2-results__option", has_text=words).first.click()


def take(page: Page, step: str, words: str = "") -> None:
    """Press a step's button, say what it asks for, press it there: all on the row's own page."""
    page.get_by_role("link", name=step, exact=True).click()
    asked = page.get_by_role("dialog", name=step, exact=True)
    if words:
        asked.get_by_role("textbox").fill(words)
    asked.get_by_role("button", name=step, exact=True).click()


def begin(page: Page) -> str:
    """Enter the allegation with a slip in the quotation, mend it, save; returns the claim's id."""
    page.get_by_role("link", name="Begin with a document").click()
    page.get_by_role("textbox", name="Statement").fill(STATEMENT)
    page.get_by_role("textbox", name="Address").fill("https://www.thesun.co.uk/news/7448072/")
    page.get_by_role("textbox", name="Quotation").fill(QUOTATION.replace("troops", "soldiers"))
    page.get_by_role("textbox", name="The page, pasted").fill(STORY)
    page.select_option("[name=role]", "asserts")
    page.get_by_label("… or a new one, by this name").fill("The Sun")
    page.locator("[name=published_edtf]").fill("2018-10-08")
    expect(page.get_by_text("Reads: 8 October 2018")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("It stands there otherwise.")).to_be_visible()
    assert page.locator("del").inner_text() == "soldiers"
    assert serious_faults(page) == []
    page.locator("[name=quote]").fill(QUOTATION)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The quotation was found there.")).to_be_visible()
    return page.url.split("/")[-3]


def answer(page: Page) -> None:
    """The denial, its source and all, without leaving the claim's page."""
    page.get_by_role("link", name="Rebuttals").last.click()
    page.locator("#answers-group .add-row").click()
    with page.expect_popup() as opened:
        page.locator("#add_id_answers-0-rebuttal").click()
    rebuttal = opened.value
    rebuttal.locator("[name=kind]").select_option("denial")
    rebuttal.locator("[name=verb]").fill("refuted")
    with rebuttal.expect_popup() as opened:
        rebuttal.locator("#add_id_source").click()
    source = opened.value
    source.locator("[name=name]").press_sequentially("Russian Embassy in London")
    source.locator("[name=kind]").select_option("government")
    assert source.locator("[name=slug]").input_value() == "russian-embassy-in-london"
    with source.expect_event("close"):
        source.get_by_role("button", name="Save").first.click()
    choose(rebuttal, "document", "Troops in Libya")
    rebuttal.locator("[name=statement]").fill("The Embassy said that the publication was unconnected with reality.")
    rebuttal.locator("[name=quote]").fill("has nothing to do with reality")
    with rebuttal.expect_event("close"):
        rebuttal.get_by_role("button", name="Save").first.click()
    page.locator("[name=answers-0-scope]").select_option("blanket")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("was changed successfully")).to_be_visible()


def test_an_allegation_and_its_denial_go_from_nothing_to_the_record_and_back(browser_page: Page) -> None:
    page = browser_page
    assert serious_faults(page) == []
    claim_id = begin(page)
    assert serious_faults(page) == []
    answer(page)
    assert record(page, claim_id)[0] == 404
    take(page, "Publish")
    expect(page.get_by_text("On the record now: edition 1 (published).")).to_be_visible()
    status, document = record(page, claim_id)
    assert (status, document["statement"]) == (200, STATEMENT)
    assert document["appearances"][0]["anchored"] is True
    assert document["rebuttals"][0]["source"]["name"] == "Russian Embassy in London"
    assert document["rebuttals"][0]["anchored"] is True

    page.locator("[name=statement]").fill(STATEMENT.replace("soldiers", "special forces"))
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    page.get_by_role("link", name="Correct", exact=True).click()
    expect(page.locator("ins")).to_have_text(["special forces"])
    expect(page.locator("del")).to_have_text(["soldiers"])
    assert serious_faults(page) == []
    page.get_by_role("dialog").get_by_role("textbox").fill("The report speaks of special forces.")
    page.get_by_role("button", name="Correct", exact=True).click()
    expect(page.get_by_text("edition 2 (corrected)")).to_be_visible()

    take(page, "Retract", "It was never published.")
    expect(page.get_by_text("edition 3 (retracted)")).to_be_visible()
    assert record(page, claim_id)[0] == 410
    take(page, "Restore", "It was published after all.")
    expect(page.get_by_text("edition 4 (restored)")).to_be_visible()
    assert record(page, claim_id)[1]["statement"] == STATEMENT.replace("soldiers", "special forces")

    page.goto("/admin/claims/claim/")
    assert serious_faults(page) == []


def test_what_is_typed_is_kept_while_somebody_signs_in_again_however_long_its_words_are(browser_page: Page) -> None:
    page = browser_page
    page.goto("/admin/claims/claim/add/")
    page.locator("[name=statement]").fill("\u202e" + "Libya" * 500)
    page.locator("[name=slug]").fill("libya")
    page.context.clear_cookies()
    page.keyboard.press("Control+s")
    expect(page.get_by_role("alert")).to_contain_text("You are no longer signed in.")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in in a new window").click()
    sign_in(opened.value)
    page.keyboard.press("Control+s")
    expect(page.get_by_text("was added successfully")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("location.hash = 'appearances'")
    expect(page.locator("#appearances-group .add-row")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_work_that_is_not_saved_is_warned_about_and_no_page_is_wider_than_the_screen(
    width: int, browser_page: Page
) -> None:
    page = browser_page
    page.set_viewport_size({"width": width, "height": 844})
    for address in ("/admin/", "/admin/claims/claim/quotation/", "/admin/claims/claim/add/", "/admin/claims/claim/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    page.goto("/admin/claims/claim/add/")
    page.locator("[name=statement]").press_sequentially("Unsaved")
    page.goto("/admin/")
    assert asked == ["beforeunload"]
