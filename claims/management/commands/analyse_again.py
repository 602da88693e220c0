"""Read the words of rows again that an analysis of before read, and say how far it is."""

from typing import Any

from django.core.management.base import BaseCommand

from claims.record.analysing import analyse_again, left


class Command(BaseCommand):
    help = (
        "Read the words again by which claims and lists are searched, where an earlier version read them. A job does "
        "so by itself, and readers search both meanwhile; this shows how far it is. It goes on where it was stopped."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        while turned := analyse_again():
            done += turned
            self.stdout.write(f"{done} rows analysed again, {left()} left")
        self.stdout.write(f"{done} rows analysed again; none is left")
