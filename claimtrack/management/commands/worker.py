"""Run background jobs until stopped."""

import os
import signal
import sys
import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

#: An import or a dossier may take minutes: what keeps the record up to date does not wait for it.
JOBS_AT_ONCE = 4


class Command(BaseCommand):
    help = "Run background jobs (publication's aftermath, daily digests) until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--follow-input",
            action="store_true",
            help="Stop when standard input ends: whoever started the worker is gone, however it died.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["follow_input"]:
            threading.Thread(target=_stop_at_end_of_input, daemon=True).start()
        call_command("procrastinate", "worker", "--concurrency", str(JOBS_AT_ONCE), "--delete-jobs", "successful")


def _stop_at_end_of_input() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
