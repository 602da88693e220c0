"""Background jobs of accounts."""

from procrastinate.contrib.django import app

from claimtrack.accounts.sessions import SessionStore


@app.periodic(cron="50 1 * * *")
@app.task(name="forget_sessions", queue="record", pass_context=False)
def forget_ended_sessions(timestamp: int) -> None:
    """Delete what is left of sessions that have ended."""
    SessionStore.clear_expired()
