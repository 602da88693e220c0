"""Load a table of how publishers' labels are read."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.imports.ratings.table import STARTING_TABLE, InvalidRatings, load_ratings


class Command(BaseCommand):
    help = "Load how publishers' labels are read, from fixtures/ratings.json or FILE. What was read here before stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, nargs="?", metavar="FILE", default=STARTING_TABLE)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            added = load_ratings(options["path"])
        except InvalidRatings as error:
            raise CommandError(f"Nothing was loaded: {error}") from error
        except OSError as error:
            raise CommandError(f"Cannot read {options['path']}: {error.strerror}") from error
        self.stdout.write(f"{added} labels read")
