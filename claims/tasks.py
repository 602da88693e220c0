"""Background jobs of claims: thin calls of actions, queued by name in the transaction that asks for them."""

from uuid import UUID

from django.conf import settings
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from claims.dossier import renditions
from claims.dossier.formats import FORMATS
from claims.dossier.queueing import TASK, note_failure
from claims.dossier.selection import Wanted
from claims.exports import dumps
from claims.imports.models import ImportRun, RunState
from claims.record import tending, vectors
from claims.record.analysing import analyse_again
from claims.record.listing import refresh_names
from claims.writing.duplicates import entering, proposing
from claims.writing.release import release
from claims.writing.searches import looking
from claims.writing.through import pass_on_answers
from claims.writing.webhooks import keeping, sending, waking
from claimtrack.database.waiting import LATER
from claimtrack.disks import full_disk
from claimtrack.editions.tasks import ONCE_CLOCKS_AGREE

AGAIN = "analyse_again"
ENCODE = "encode_claims"


@app.task(name="settle", queue="record", retry=ONCE_CLOCKS_AGREE)
def release_subjects(subject_ids: list[str]) -> None:
    """Show in documents whatever neighbour has become public."""
    release([UUID(pk) for pk in subject_ids])


@app.task(name="pass_on_answers", queue="record", retry=ONCE_CLOCKS_AGREE)
def pass_on_answers_to_reports(claim_ids: list[str]) -> None:
    """Show answers to whole reports, which these claims print, at the claims that the reports made first."""
    pass_on_answers([UUID(pk) for pk in claim_ids])


@app.task(name="refresh_names", queue="record", retry=LATER)
def refresh_display_names(source_ids: list[str]) -> None:
    """Show the current names of these sources on the cards of claims."""
    refresh_names(source_ids)


@app.periodic(cron="20 1 * * *")
@app.task(name="write_dump", queue="record", pass_context=False, retry=RetryStrategy(max_attempts=3, wait=300))
def write_nightly_dump(timestamp: int) -> None:
    """Write a dump of the record every night and keep the newest ones; one that a redaction overtook is tried again."""
    dumps.write_dump(using=settings.RECORD_DATABASE)
    dumps.discard_old_dumps(using=settings.RECORD_DATABASE)


@app.task(name="forget_dumps", queue="record", retry=LATER)
def forget_dumps(subject_id: str) -> None:
    """Delete the dumps on this machine that can hold a subject of which something was redacted."""
    dumps.forget_dumps(UUID(subject_id))


@app.task(name=TASK, queue="dossiers", pass_context=True)
def make_dossier(
    context: JobContext,
    extension: str,
    narrative: str | None,
    edition: int | None,
    as_of: str | None,
    filters: str | None,
    asker: str | None = None,
    fault: str | None = None,
) -> None:
    """Make a dossier of many claims, which takes longer than a reader waits, and keep it.

    Of one that failed before, `fault` says why.
    """
    wanted: Wanted = {"narrative": narrative, "edition": edition, "as_of": as_of, "filters": filters}
    try:
        renditions.make(wanted, FORMATS[extension], using=settings.RECORD_DATABASE)
    except Exception as error:
        if context.job.id is not None:
            note_failure(context.job.id, fault=full_disk(error))
        raise


@app.task(name="forget_renditions", queue="record", retry=LATER)
def forget_renditions() -> None:
    """Delete the dossiers kept on this machine: any of them can hold what was redacted."""
    renditions.forget()


@app.periodic(cron="* * * * *")
@app.task(name=AGAIN, queue="record", queueing_lock=AGAIN, lock=AGAIN, pass_context=False)
def analyse_words_again(timestamp: int) -> None:
    """After an upgrade that reads words otherwise: read those of the rows of before again. Else there is nothing."""
    analyse_again()


@app.periodic(cron="* * * * *")
@app.task(name=tending.TASK, queue="record", pass_context=False, retry=LATER)
def tend_matching(timestamp: int = 0, *, thoroughly: bool = False) -> None:
    """Enter for matching what was published before, join rows of terms, and count them, where there is enough to do."""
    tending.tend(thoroughly=thoroughly)


@app.periodic(cron="* * * * *")
@app.task(name=entering.TASK, queue="record", pass_context=False, retry=LATER)
def enter_drafts(timestamp: int = 0) -> None:
    """Enter what the desk wrote among what its drafts are matched by, and tidy that, where there is enough to do.

    While an import runs, what people write alone: the import needs the machine, and its own claims come after it.
    """
    entering.tend(of_people=ImportRun.objects.filter(state=RunState.RUNNING).exists())


@app.periodic(cron="50 2 * * *")
@app.task(name="find_duplicates", queue="record", pass_context=False)
def propose_duplicates(timestamp: int) -> None:
    """Propose the claims that may be the same."""
    proposing.find_duplicates()


@app.periodic(cron="* * * * *")
@app.task(name=ENCODE, queue="record", queueing_lock=ENCODE, lock=ENCODE, pass_context=False, retry=LATER)
def encode_claims(timestamp: int) -> None:
    """Where SEMANTIC is on, make vectors of what claims are matched by, as far as there are none. Else do nothing."""
    vectors.encode_missing()


@app.periodic(cron="* * * * *")
@app.task(name=looking.TASK, queue="record", pass_context=False, retry=LATER)
def tell_of_searches(timestamp: int = 0) -> None:
    """Tell of what saved searches found; a job is queued where a person publishes, and each minute."""
    looking.look()


@app.periodic(cron="* * * * *")
@app.task(name=waking.TASK, queue="webhooks", pass_context=False, retry=LATER)
def wake_webhooks(timestamp: int = 0) -> None:
    """Find webhooks that have something to be told: queued by each publication, and each minute for retries."""
    waking.wake_all()


@app.task(name=waking.SENDING, queue="webhooks", pass_context=False, retry=LATER)
def send_webhook(webhook_id: str) -> None:
    """Send to one webhook what is due, for one turn; what is due within a minute, soon after."""
    waking.send_again(UUID(webhook_id), sending.send(UUID(webhook_id)))


@app.periodic(cron="30 2 * * *")
@app.task(name="forget_deliveries", queue="webhooks", pass_context=False)
def forget_old_deliveries(timestamp: int) -> None:
    """Delete from the log of webhooks what ended long ago."""
    keeping.forget_old()
