"""Background jobs of accounts."""

from procrastinate.contrib.django import app

from claimtrack.accounts import answers
from claimtrack.accounts.sessions import SessionStore


@app.periodic(cron="50 1 * * *")
@app.task(name="forget_sessions", queue="record", pass_context=False)
def forget_ended_sessions(timestamp: int) -> None:
    """Delete what is left of sessions that have ended."""
    SessionStore.clear_expired()


@app.periodic(cron="20 * * * *")
@app.task(name="forget_answers", queue="record", pass_context=False)
def forget_old_answers(timestamp: int) -> None:
    """Delete the answers whose keys may be used anew."""
    answers.forget_old()
