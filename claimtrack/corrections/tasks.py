"""Background jobs of correction requests."""

from procrastinate.contrib.django import app

from claimtrack.corrections import keeping
from claimtrack.database.waiting import LATER


@app.periodic(cron="10 2 * * *")
@app.task(name="forget_requesters", queue="record", pass_context=False, retry=LATER)
def forget_old_requesters(timestamp: int) -> None:
    """Delete who asked for corrections that were decided a while ago, and what they wrote."""
    keeping.forget_requesters()
