"""Background jobs of sources: thin calls of actions, queued by name in the transaction that asks for them."""

from procrastinate.contrib.django import app

from claimtrack.database.waiting import LATER
from sources.writing import media
from sources.writing.fetching import TASK, forget_old, take


@app.task(name=TASK, queue="record")
def fetch_page(fetch_id: str) -> None:
    """Visit an address that somebody gave."""
    take(fetch_id)


@app.task(name=media.TASK, queue="record")
def read_words(capture_id: str) -> None:
    """Read the text in an image."""
    media.read_words(capture_id)


@app.periodic(cron="45 1 * * *")
@app.task(name="forget_fetches", queue="record", pass_context=False, retry=LATER)
def forget_old_fetches(timestamp: int) -> None:
    """Delete what was fetched a week ago."""
    forget_old()
