"""Background jobs of the record."""

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from claimtrack.database.waiting import LATER
from claimtrack.editions.changes import close_days
from claimtrack.editions.clocks import ClockAstray
from claimtrack.editions.sealing import seal_trail


class OnceClocksAgree(BaseRetryStrategy):
    """As `LATER`; and what publishes by itself waits for somebody to set the clocks right, however long that takes."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, ClockAstray):
            return RetryDecision(retry_in={"seconds": 300})
        return LATER.get_retry_decision(exception=exception, job=job)


ONCE_CLOCKS_AGREE = OnceClocksAgree()


@app.periodic(cron="5 0 * * *")
@app.task(name="close_days", queue="record", pass_context=False, retry=ONCE_CLOCKS_AGREE)
def close_finished_days(timestamp: int) -> None:
    """Store the digests of days that are over, five minutes into the next."""
    close_days()


@app.periodic(cron="* * * * *")
@app.task(name="seal_trail", queue="record", queueing_lock="seal_trail", pass_context=False)
def seal_finished_rows(timestamp: int) -> None:
    """Seal what has been written in the audit trail, a minute or two after its transaction has ended."""
    seal_trail()
