"""Load a case file and publish it; loading it again changes nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.imports.case import InvalidCase, load_case
from claimtrack.editions.clocks import ClockAstray
from claimtrack.editions.publishing import CannotPublish


class Command(BaseCommand):
    help = "Load and publish a case file such as fixtures/libya_russia.json. Rows that exist are left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_case(options["path"])
        except InvalidCase as error:
            raise CommandError("Nothing was loaded:\n  " + "\n  ".join(error.faults)) from error
        except (CannotPublish, ClockAstray) as error:
            raise CommandError("Nothing was loaded:\n  " + "\n  ".join(error.messages)) from error
        except OSError as error:
            raise CommandError(f"Cannot read {options['path']}: {error.strerror}") from error
        for section, created in report.created.items():
            self.stdout.write(f"{section:12} {created:4} created {report.unchanged[section]:4} unchanged")
        self.stdout.write(f"{report.editions} editions published")
