"""Background jobs of imports: thin calls, queued by name in the transaction that asks for them."""

from procrastinate.contrib.django import app

from claims.imports.filing.doubles import find_doubles
from claims.imports.filing.publishing import publish_listed
from claims.imports.ratings.remapping import remap
from claims.imports.run.start import execute_queued, fetch_and_try, forget_inputs
from claimtrack.database.waiting import LATER
from claimtrack.editions.tasks import ONCE_CLOCKS_AGREE


@app.task(name="remap", queue="record", retry=ONCE_CLOCKS_AGREE)
def remap_label(key: str, host: str) -> None:
    """Judge the claims that carry a label of a publisher as the label is read now."""
    remap(key=key, host=host)


@app.task(name="publish_listed", queue="record", retry=ONCE_CLOCKS_AGREE)
def publish_what_waited(host: str) -> None:
    """Publish what waited for a publisher to be listed."""
    publish_listed(host)


@app.task(name="import", queue="imports", lock="import")
def run_import(run_id: str) -> None:
    """Run an import that somebody has queued; only one runs at a time."""
    execute_queued(run_id)


@app.task(name="try_import", queue="imports")
def try_import(run_id: str) -> None:
    """Fetch what somebody wants to look at before it is imported; also while another import runs."""
    fetch_and_try(run_id)


@app.periodic(cron="40 1 * * *")
@app.task(name="forget_inputs", queue="record", pass_context=False, retry=LATER)
def forget_old_inputs(timestamp: int) -> None:
    """Drop what was uploaded for imports that nobody has started."""
    forget_inputs()


@app.periodic(cron="20 2 * * *")
@app.task(name="find_doubles", queue="record", pass_context=False)
def propose_doubles(timestamp: int) -> None:
    """Propose the sources that may be one and the same."""
    find_doubles()
