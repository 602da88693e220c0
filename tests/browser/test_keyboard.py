"""The desk without a mouse, and for who reads it by other means than a bright, wide screen."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD
from tests.browser.test_desk import STORY, choose, serious_faults, take

pytestmark = pytest.mark.rendering

#: Where the focus is: whether one sees it, whether it went forward in the page, what it is on. Null: nowhere.
FOCUS = """() => {
  const here = document.activeElement, before = window.focusBefore;
  if (!here || here === document.body) return null;
  window.focusBefore = here;
  const within = here.closest(".select2-container--focus .select2-selection") || here;
  const style = getComputedStyle(within), box = within.getBoundingClientRect();
  return {
    seen: box.width > 1 && box.height > 1
      && ((style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || /[1-9]px/.test(style.boxShadow)),
    forward: !before || before === here || Boolean(before.compareDocumentPosition(here) & 4),
    what: `${here.tagName} ${here.name || here.id} ${(here.getAttribute("aria-label") || here.innerText || here.value || "").trim().slice(0, 40)}`,
  };
}"""
#: More stops than any page has.
MOST_STOPS = 250
SKIP = "To the content"
READ = "It was a grey morning in the town. The new quay cost 84 million crowns, twice as much as the old one."


def walk(page: Page, address: str) -> list[str]:
    """Tab through the page from its beginning to its end; every stop is seen, none leads back or holds on."""
    page.goto(address)
    expect(page.locator("#content")).to_be_visible()
    # Some pages put the focus into their first field; the walk begins before that.
    page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    page.evaluate("window.focusBefore = null")
    stops: list[Any] = []
    while len(stops) < MOST_STOPS:
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or (stops and SKIP in stop["what"]):
            break
        stops.append(stop)
    assert len(stops) < MOST_STOPS, "the focus never leaves the page"
    assert [stop["what"] for stop in stops if not stop["seen"]] == [], address
    assert [stop["what"] for stop in stops if not stop["forward"]] == [], address
    return [stop["what"] for stop in stops]


def write_a_claim(page: Page) -> str:
    """A claim with a document, a copy of it, and a quotation with a slip; returns the claim's address."""
    page.goto("/admin/claims/claim/quotation/")
    page.get_by_role("textbox", name="Statement").fill("By 8 October 2018 Russia had moved soldiers into Libya.")
    page.get_by_role("textbox", name="Address").fill("https://www.thesun.co.uk/news/7448072/")
    page.get_by_role("textbox", name="Quotation").fill("Russia has sent troops and missiles to war-torn Libya")
    page.get_by_role("textbox", name="The page, pasted").fill(STORY)
    page.select_option("[name=role]", "asserts")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The quotation was found there.")).to_be_visible()
    return page.url.split("#")[0]


@pytest.fixture(scope="module")
def claim(site: str, browser: Browser) -> str:
    page = browser.new_page(base_url=site)
    page.goto("/admin/login/?next=/admin/")
    # The name has the focus, the password is next.
    expect(page.locator("[name=username]")).to_be_focused()
    page.keyboard.type("editor")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Write a claim")).to_be_visible()
    address = write_a_claim(page)
    page.close()
    return address


def test_every_main_page_is_walked_by_the_keyboard_from_end_to_end(claim: str, browser_page: Page) -> None:
    page = browser_page
    for address in ("/admin/", "/admin/claims/claim/", "/admin/claims/claim/quotation/"):
        assert SKIP in walk(page, address)[0]
    stops = walk(page, f"{claim}#appearances")
    assert any("Publish" in stop for stop in stops)
    assert any("appearances-0-quote" in stop for stop in stops)
    assert any("Save" in stop for stop in stops[-4:])

    page.goto("/admin/claims/claim/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#content') !== null")

    # What lies over the page is left by Escape.
    page.keyboard.press("Control+k")
    expect(page.locator("#search-input-command")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#search-input-command")).to_be_hidden()


def test_an_article_is_read_and_a_claim_begun_without_a_mouse(browser_page: Page) -> None:
    page = browser_page
    page.goto("/admin/claims/claim/article/")
    page.get_by_role("textbox", name="The article, pasted").fill(READ)
    page.get_by_role("button", name="Read it").press("Enter")
    begin = page.get_by_role("button", name="Begin a claim with").first
    expect(begin).to_be_visible()
    assert serious_faults(page) == []
    begin.press("Enter")
    expect(page.get_by_role("textbox", name="Quotation")).to_have_value(READ.split(". ")[1])
    page.get_by_role("textbox", name="Statement").fill("The quay cost 84 million crowns.")


def test_a_row_taken_back_leaves_what_was_typed_in_the_rows_after_it(claim: str, browser_page: Page) -> None:
    page = browser_page
    page.goto(f"{claim}#evidence")
    for number in range(2):
        page.locator("#evidence-group .add-row").click()
        page.locator(f"[name=evidence-{number}-note]").fill(f"Note {number}")
    choose(page, "evidence-1-document", "Troops in Libya")
    page.locator("[name=evidence-1-bearing]").select_option("supports")
    first = page.locator("#evidence-group .delete-template").first
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name=evidence-1-note]")).to_have_count(0)
    assert page.locator("[name=evidence-0-note]").input_value() == "Note 1"
    # The quotation is checked while it is typed, against the copy of the document chosen before.
    page.locator("[name=evidence-0-quote]").press_sequentially("has sent soldiers and missiles to war-torn Libya")
    near = page.locator("#evidence-group .desk-checked").first
    expect(near.locator("del")).to_have_text("soldiers")
    expect(near.locator("ins").first).to_have_text("troops")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert page.locator("[name=evidence-0-note]").input_value() == "Note 1"
    expect(page.locator("#evidence-group del")).to_have_text("soldiers")


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1280), ("light", 390)])
def test_no_main_page_has_a_serious_fault_in_the_dark_or_on_a_phone(
    scheme: Any, width: int, claim: str, browser_page: Page
) -> None:
    page = browser_page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(claim)
    document = page.locator(".field-document a.change-related").first.get_attribute("href") or ""
    document = document.partition("?")[0]
    places = [f"{claim}#appearances", f"{document}#quotations", claim.replace("change", "publish")]
    places += ["/admin/", "/admin/claims/claim/?stage=draft"] if scheme == "dark" else []
    for address in places:
        page.goto("about:blank")
        page.goto(address)
        expect(page.locator("#content")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert serious_faults(page) == [], address


def test_the_box_that_finds_goes_to_what_was_found_and_enter_in_an_empty_one_nowhere(
    claim: str, browser_page: Page
) -> None:
    """An error in a script would fail this by itself."""
    browser_page.goto("/admin/")
    browser_page.keyboard.press("Control+k")
    box = browser_page.locator("#search-input-command")
    expect(box).to_be_focused()
    browser_page.keyboard.press("Enter")
    browser_page.keyboard.type("moved soldiers")
    expect(browser_page.locator("#command-results li a").first).to_be_visible()
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url(claim)


def test_a_page_that_was_refused_opens_where_the_fault_is_and_says_it_there(claim: str, browser_page: Page) -> None:
    browser_page.goto(f"{claim}#evidence")
    browser_page.locator("#evidence-group .add-row").click()
    added = browser_page.locator("#evidence-group .form-group:not(.empty-form)").last
    added.locator("[name$=-bearing]").select_option("supports")
    added.locator("[name$=-note]").fill("A receipt of the ferry.")
    browser_page.get_by_role("link", name="Statement and dates").click()
    browser_page.get_by_role("button", name="Save", exact=True).click()
    fault = browser_page.locator("#evidence-group .desk-faults")
    expect(fault).to_contain_text("An item of evidence is either a document or a claim")
    expect(fault).to_be_in_viewport()
    # No word of ours is broken into letters beside the boxes that are chosen in.
    heights = browser_page.locator(".desk-related-links a:visible").evaluate_all("all => all.map(a => a.offsetHeight)")
    assert max(heights) < 30


def test_claims_that_say_what_is_typed_are_told_while_it_is_typed_and_reached_by_the_keyboard(
    claim: str, browser_page: Page
) -> None:
    page = browser_page
    page.goto("/admin/claims/claim/quotation/")
    page.get_by_role("textbox", name="Statement").press_sequentially("Russia had moved soldiers into Libya by October.")
    told = page.locator(".desk-duplicates").get_by_role("link")
    expect(told).to_contain_text("By 8 October 2018 Russia had moved soldiers into Libya.")
    assert page.locator(".desk-duplicates").get_attribute("aria-live") == "polite"
    assert serious_faults(page) == []
    page.keyboard.press("Tab")
    expect(told).to_be_focused()
    with page.expect_popup() as opened:
        page.keyboard.press("Enter")
    assert claim in opened.value.url
    # On a claim's own page it is no duplicate of itself.
    page.goto("/admin/claims/claim/add/")
    page.locator("[name=statement]").fill("Soldiers from Russia moved into Libya by 8 October 2018.")
    expect(page.locator(".desk-duplicates").get_by_role("link")).to_have_count(1)
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("link", name="Claims that may say the same").click()
    assert serious_faults(page) == []
    page.get_by_role("button", name="Related").press("Enter")
    expect(page.get_by_text("Noted: related. Nothing else follows from it.")).to_be_visible()
    assert page.get_by_role("button", name="Related").get_attribute("aria-pressed") == "true"
    page.goto(claim)
    page.locator("[name=statement]").press("End")
    with page.expect_response(lambda response: response.url.endswith("/typed/")):
        page.keyboard.type(" ")
    expect(page.locator(".desk-duplicates").get_by_role("link")).to_contain_text("Soldiers from Russia moved")
    page.keyboard.press("Backspace")


#: How pages for readers are looked at: language, scheme, width, colours, and what beside a claim.
#: 640 is a desktop at 200 %.
LOOKS: Any = [
    ("en", "light", 390, "none", "/claims/?q=Libya"),
    ("ar", "dark", 1280, "none", "/corrections/"),
    ("ar", "light", 640, "active", "/claims/never/"),
]


def test_a_page_of_the_record_has_no_fault_for_readers_of_any_language_screen_or_colours(
    claim: str, browser_page: Page
) -> None:
    page = browser_page
    page.goto(claim)
    take(page, "Publish")
    expect(page.get_by_text("On the record now: edition 1 (published).")).to_be_visible()
    published = f"/claims/{claim.split('/')[-3]}/"
    for language, scheme, width, colours, other in LOOKS:
        page.emulate_media(color_scheme=scheme, forced_colors=colours, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 844})
        for address in (published, other):
            page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
            assert Axe().run(page).response["violations"] == [], address
    stops = walk(page, f"{published}?lang=de")
    assert "Zum Inhalt" in stops[0]
    assert any("Alle Ausgaben" in stop for stop in stops)
    assert stops[-1].endswith("Redaktion")
    # In Arabic the picture is read from the right: who said it stands there, and the claim at its left.
    page.goto(f"{published}?lang=ar")
    said, claimed = (page.locator(f".drawing g.{kind} rect").first.bounding_box() for kind in ("source", "claim"))
    assert said is not None
    assert claimed is not None
    assert said["x"] > claimed["x"]
