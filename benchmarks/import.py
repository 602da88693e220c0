"""Importing fact-checks at scale: one command, into an empty database, published as it goes.

    python benchmarks/kazemi_as_claimreview.py corpus.jsonl.gz > checks.ndjson
    python benchmarks/import.py checks.ndjson

Makes a scratch database on the server that DATABASE_OWNER_URL names, or on the embedded one, runs
`manage.py import_claimreview`, and takes the database away again. Records a second count from the start of the
command to its end, client and database together; memory is that of the command and the process that publishes for
it. Run it on a quiet machine.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtrack.settings")

import django

django.setup()

import orjson
import psycopg
from django.contrib.auth.models import User
from django.db import connections
from django.utils import timezone
from rich.console import Console
from rich.table import Table
from scratch import scratch_database

from claims.imports.models import ListedPublisher
from sources.addresses import host_of

RECORDS_A_SECOND = 600
MEGABYTES = 600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reviews", type=Path)
    path = parser.parse_args().reviews.resolve()
    with scratch_database() as (environment, _):
        approve_publishers(path)
        connections.close_all()
        began = time.monotonic()
        command = [sys.executable, "manage.py", "import_claimreview", str(path)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
        peak = peak_until_the_end(process)
        if process.returncode:
            sys.exit(process.returncode)
        show(time.monotonic() - began, peak, environment["DATABASE_URL"])


def peak_until_the_end(process: "subprocess.Popen[bytes]") -> float:
    """The most megabytes that the process and those it started held together, looked at twice a second."""
    peak = 0
    while True:
        listed = subprocess.run(["ps", "-A", "-o", "pgid=,rss="], capture_output=True, text=True, check=True).stdout
        rows = (line.split() for line in listed.splitlines())
        peak = max(peak, sum(int(size) for group, size in rows if int(group) == process.pid))
        try:
            process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            continue
        return peak / 1024


def approve_publishers(reviews: Path) -> None:
    """Two editors list whoever publishes these reviews, as a newsroom does before it mirrors them."""
    with reviews.open(encoding="utf-8") as lines:
        hosts = sorted({host_of(orjson.loads(line)["url"]) for line in lines})
    editors = [User.objects.create_superuser(name) for name in ("one", "other")]
    now = timezone.now()
    ListedPublisher.objects.bulk_create(
        ListedPublisher(host=host, reason="Measured.", proposed_by=editors[0], approved_by=editors[1], approved_at=now)
        for host in hosts
    )


def show(seconds: float, peak: float, database: str) -> None:
    with psycopg.connect(database) as connection:
        [run] = connection.execute("SELECT read, created, refused, editions FROM claims_importrun").fetchall()
        [(editions, size)] = connection.execute(
            "SELECT count(*), pg_size_pretty(pg_database_size(current_database())) FROM editions_edition"
        ).fetchall()
    rate = run[0] / seconds
    table = Table("", "measured", "limit", "ratio")
    table.add_row("records a second", f"{rate:,.0f}", f"≥ {RECORDS_A_SECOND}", f"{rate / RECORDS_A_SECOND:.2f}")
    table.add_row("peak memory of its processes, MB", f"{peak:,.0f}", f"≤ {MEGABYTES}", f"{peak / MEGABYTES:.2f}")
    table.add_row("seconds", f"{seconds:,.1f}", "", "")
    for name, count in zip(("records read", "reviews created", "refused", "editions of claims"), run, strict=True):
        table.add_row(name, f"{count:,}", "", "")
    table.add_row("editions in all, sources included", f"{editions:,}", "", "")
    table.add_row("database", size, "", "")
    Console().print(table)


if __name__ == "__main__":
    main()
