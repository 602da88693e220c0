"""Background jobs of the ground: those about jobs, and what is published when its time has come."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

from claimtrack.database.waiting import LATER
from claimtrack.writing import schedules


@app.periodic(cron="* * * * *")
@app.task(name="retry_stalled", queue="record", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Take up again what a killed worker was at: jobs can be repeated, and some hold a lock that others wait for."""
    for job in await context.app.job_manager.get_stalled_jobs():
        await context.app.job_manager.retry_job(job)


@app.periodic(cron="* * * * *")
@app.task(name=schedules.TASK, queue="record", pass_context=False, retry=LATER)
def publish_due(timestamp: int) -> None:
    """Publish what has been given a time that has come; queued for that time, and looked for every minute besides."""
    schedules.publish_due()
