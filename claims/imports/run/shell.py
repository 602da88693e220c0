"""An import in the terminal: a bar while it runs, its report in the end."""

from django.core.management.base import CommandError
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from claims.imports.models import ImportRun
from claims.imports.run.report import report
from claims.imports.run.run import CannotBegin
from claims.imports.run.start import execute


def run_in_shell(run: ImportRun, *, quiet: bool) -> str:
    """Run the import and answer its report. Raises CommandError when it could not be read to its end."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns, console=Console(stderr=True, quiet=quiet)) as bar:
            task = bar.add_task("reading", total=None)

            def show(run: ImportRun) -> None:
                told = f"{run.read:,} read, {run.editions:,} editions"
                bar.update(task, description=told, completed=run.bytes_read, total=run.bytes_total)

            execute(run, progress=show)
    except CannotBegin as error:
        run.delete()
        raise CommandError(str(error)) from error
    if run.fault:
        raise CommandError(f"{report(run)}\nThe input could not be read to its end: {run.fault}")
    return report(run)
