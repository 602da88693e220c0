"""Load a dump into an empty record."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from claims.exports.loading import InvalidDump, NotEmpty, load_dump


class Command(BaseCommand):
    help = "Load a dump, whose manifest lies beside it, into an empty record, verifying every hash and chain."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE", help="The .ndjson.gz file.")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        try:
            with Progress(console=Console(stderr=True), transient=True) as bar:
                task = bar.add_task("Editions", total=None)
                manifest = load_dump(path, progress=lambda done: bar.update(task, completed=done))
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror or error}") from error
        except (InvalidDump, NotEmpty) as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        self.stdout.write(
            f"{manifest['editions']} editions up to position {manifest['position']} loaded and verified.\n"
            f"This is a mirror of the record at {manifest['record']} from now on: nothing is published here."
        )
