"""Import ClaimReview from a page, a file, a feed or Google's answer, and publish it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.imports.models import ImportRun, InputKind
from claims.imports.run.shell import run_in_shell
from claims.imports.run.start import REFUSED


class Command(BaseCommand):
    help = (
        "Import fact-checks (schema.org ClaimReview): an HTML page, JSON, JSON-LD, NDJSON, a Data Commons feed or an "
        "answer of Google's claims:search; plain or gzipped. What was imported before changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "origin", metavar="PATH|URL|-", nargs="?", help="A file, an http(s) address, or - for stdin."
        )
        parser.add_argument("--base-url", default="", metavar="URL", help="What relative addresses are relative to.")
        parser.add_argument("--refused", action="store_true", help="Try again all that earlier imports refused.")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["origin"]) == options["refused"]:
            raise CommandError("Give a path, an address or -; or --refused alone.")
        run = ImportRun.objects.create(
            kind=InputKind.CLAIM_REVIEW, origin=options["origin"] or REFUSED, base_url=options["base_url"]
        )
        self.stdout.write(run_in_shell(run, quiet=options["verbosity"] == 0))
