"""Background jobs of the record."""

from procrastinate.contrib.django import app

from claimtrack.database.waiting import LATER
from claimtrack.editions.changes import close_days


@app.periodic(cron="5 0 * * *")
@app.task(name="close_days", queue="record", pass_context=False, retry=LATER)
def close_finished_days(timestamp: int) -> None:
    """Store the digests of days that are over, five minutes into the next."""
    close_days()
