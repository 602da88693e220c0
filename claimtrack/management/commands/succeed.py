"""Declare that a mirror succeeds the record that it is a copy of."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from claimtrack.editions.origin import succeed


class Command(BaseCommand):
    help = (
        "Declare that this mirror goes on as a record of its own, because the other one ends. From then on it is "
        "published here; if the other one goes on as well, there are two records under the same positions. The "
        "decision is kept for good, and shown to readers."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", required=True, metavar="NAME", help="Who decided it; readers are told.")
        parser.add_argument("--reason", required=True, metavar="TEXT", help="Why; readers are told.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            succeed(by=options["by"], reason=options["reason"])
        except IntegrityError as error:
            said = error.__cause__.diag.message_primary if error.__cause__ else error  # type: ignore[attr-defined]
            raise CommandError(f"Nothing was changed. {said}") from error
        self.stdout.write("This record is published here from now on.")
