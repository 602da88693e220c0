"""Background jobs of the workplace: what they send is marked before, so nothing is sent twice by repeating them."""

from procrastinate.contrib.django import app

from claimtrack.database.waiting import LATER
from claimtrack.workplace import delivery, keeping, presence
from claimtrack.workplace.outbox import TASK


@app.periodic(cron="* * * * *")
@app.task(name=TASK, queue="notices", pass_context=False, retry=LATER)
def deliver_notices(timestamp: int = 0) -> None:
    """Send what is due by e-mail and chat; a job is queued with each notice, and each minute for digests."""
    delivery.deliver()


@app.periodic(cron="40 2 * * *")
@app.task(name="forget_notices", queue="notices", pass_context=False)
def forget_old_notices(timestamp: int) -> None:
    """Delete what nobody looks at any more: old notices that were read, and pages that were closed."""
    keeping.forget_old()
    presence.forget_gone()
