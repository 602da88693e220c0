"""An import in a real browser: started on its form, and followed without touching the page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_desk import serious_faults
from tests.databases import FreshDatabase
from tests.numbered_reviews import LINES

pytestmark = pytest.mark.rendering

#: Milliseconds: the page asks every two seconds, and a busy machine answers late.
PATIENT = 20_000


def test_the_page_of_an_import_follows_it_to_its_end(browser_page: Page, database: FreshDatabase) -> None:
    page = browser_page
    page.get_by_role("link", name="Import", exact=True).click()
    assert serious_faults(page) == []
    page.locator("[name=file]").set_input_files({"name": "reviews.ndjson", "mimeType": "text/plain", "buffer": LINES})
    page.get_by_role("button", name="Show what it would take in").click()
    expect(page.get_by_text("The well number 3 ran dry in June.")).to_be_visible(timeout=PATIENT)
    page.get_by_role("link", name="Import it").click()
    page.get_by_role("button", name="Import it").click()
    expect(page.get_by_role("heading", name="Queued", exact=True)).to_be_visible(timeout=PATIENT)
    with database.connect() as worker:
        # What a worker notes while it reads; its lock says that it is there.
        worker.execute("SELECT pg_advisory_lock(%s)", [0x636C_696D])
        worker.execute("UPDATE claims_importrun SET state = 'running', read = 2, bytes_read = 50, bytes_total = 100")
        expect(page.get_by_role("heading", name="Running", exact=True)).to_be_visible(timeout=PATIENT)
        expect(page.get_by_role("progressbar")).to_have_attribute("value", "50", timeout=PATIENT)
        assert serious_faults(page) == []
        worker.execute("UPDATE claims_importrun SET state = 'failed', fault = 'the archive is damaged'")
        expect(page.get_by_role("link", name="Start again")).to_be_visible(timeout=PATIENT)
    expect(page.get_by_text("the archive is damaged")).to_be_visible(timeout=PATIENT)
