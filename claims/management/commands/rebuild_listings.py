"""Derive listings, facet rows and entries again from the editions, and what drafts are matched by from the desk."""

from typing import Any

from django.core.management.base import BaseCommand

from claims.record.listing import rebuild
from claims.writing.duplicates.entering import enter_again


class Command(BaseCommand):
    help = "Derive what readers' lists are served from again, from the editions alone. Publishers wait meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild()} editions of claims listed")
        enter_again()
