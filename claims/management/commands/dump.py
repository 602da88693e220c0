"""Write a dump of the whole record."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from claims.exports.dumps import Overtaken, discard_old_dumps, folder, write_dump
from claimtrack.editions.models import Counter


class Command(BaseCommand):
    help = "Write the whole public record as NDJSON.gz with a manifest under CLAIMTRACK_HOME/dumps."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--keep-all", action="store_true", help="Leave older dumps where they are.")

    def handle(self, *args: Any, **options: Any) -> None:
        using = settings.RECORD_DATABASE
        total = Counter.objects.using(using).get().position
        try:
            with Progress(console=Console(stderr=True), transient=True) as bar:
                task = bar.add_task("Editions", total=total)
                manifest = write_dump(using=using, progress=lambda done: bar.update(task, completed=done))
        except (Overtaken, OSError) as error:
            raise CommandError(f"No dump was written: {error}") from error
        if not options["keep_all"]:
            for name in discard_old_dumps(using=using):
                self.stdout.write(f"deleted {name}")
        self.stdout.write(
            f"{folder() / manifest['file']}\n"
            f"{manifest['editions']} editions up to position {manifest['position']}, {manifest['bytes']} bytes, "
            f"SHA-256 {manifest['sha256']}"
        )
