"""Propose the sources that may be one and the same."""

from typing import Any

from django.core.management.base import BaseCommand

from claims.imports.filing.doubles import find_doubles


class Command(BaseCommand):
    help = "Propose, for a person to decide, the sources that may be one and the same. Nothing is joined."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{find_doubles()} new pairs proposed")
