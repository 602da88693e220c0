"""Make the database that the next landing's code has to upgrade: `python -m tests.landing DATE`."""

import lzma
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Final

import django
from django.db import connections
from django.test import override_settings
from factory.django import DjangoModelFactory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtrack.settings")
django.setup()

from claimtrack import embedded  # noqa: E402 - models are known once Django is set up
from claimtrack.editions.changes import close_days  # noqa: E402
from claimtrack.editions.sealing import seal_trail  # noqa: E402
from tests.databases import clone  # noqa: E402
from tests.landing import GOLDEN, LANDING, UPGRADED, manage  # noqa: E402
from tests.landing.left import Left  # noqa: E402

#: What psql alone reads, and what older servers do not know, begins so.
NOT_SQL: Final = ("\\restrict", "\\unrestrict", "SET transaction_timeout")


def make(day: date) -> Path:
    """The file of a landing, in the place of the one before."""
    database = clone(UPGRADED)
    for alias in ("owner", "default", "record"):
        connections[alias].settings_dict["NAME"] = database.name
    for factory in DjangoModelFactory.__subclasses__():
        factory.reset_sequence(day.toordinal() * 1000)
    with override_settings(FOUR_EYES=False):
        Left(f"{day:%Y-%m-%d}").leave()
    seal_trail()
    close_days()
    connections.close_all()
    manage(database, "procrastinate", "worker", "--one-shot", "--delete-jobs", "successful")
    made = GOLDEN / f"landing-{day}.sql.xz"
    made.write_bytes(lzma.compress(_dumped(database.owner_url), preset=9))
    if made != LANDING:
        LANDING.unlink()
    return made


def _dumped(url: str) -> bytes:
    """As statements that `psycopg` sends, for servers of any version."""
    command = [str(embedded.binary("pg_dump")), "--inserts", "--rows-per-insert=1000", "--no-owner", url]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(NOT_SQL)).encode()


if __name__ == "__main__":
    make(date.fromisoformat(sys.argv[1]))
