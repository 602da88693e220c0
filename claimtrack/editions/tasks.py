"""Background jobs of the record."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from claimtrack.editions.changes import close_days
from claimtrack.editions.clocks import ClockAstray

#: What publishes by itself waits for somebody to set the clocks right, and loses nothing.
ONCE_CLOCKS_AGREE = RetryStrategy(wait=300, retry_exceptions=[ClockAstray])


@app.periodic(cron="5 0 * * *")
@app.task(name="close_days", queue="record", pass_context=False, retry=ONCE_CLOCKS_AGREE)
def close_finished_days(timestamp: int) -> None:
    """Store the digests of days that are over, five minutes into the next."""
    close_days()
