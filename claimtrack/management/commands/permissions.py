"""The permission table as Markdown."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from claimtrack.accounts.handbook import handbook


class Command(BaseCommand):
    help = "Print who may do what, as the code has it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="Write docs/permissions.md instead.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            (settings.BASE_DIR / "docs" / "permissions.md").write_text(handbook(), encoding="utf-8")
        else:
            self.stdout.write(handbook())
