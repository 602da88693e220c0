"""The audit trail and its seals: what sealing does a second, what verifying takes, and whether a write notices.

    python benchmarks/audit.py [--events 1000000]

Fills a scratch database with a trail of that many events, in contexts of twenty each, seals it, and verifies it.
A write at the desk (one claim, its trail included) is timed on the empty trail, while a sealer runs, and on the full
one. Run it on a quiet machine; quote ratios, not times.
"""

import argparse
import os
import statistics
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtrack.settings")

import django

django.setup()

from django.db import connection, connections
from django.db.models import F
from rich.console import Console
from rich.table import Table
from scratch import scratch_database

from claims.models import Claim
from claimtrack.editions.sealed import seals
from claimtrack.editions.sealing import seal_trail
from claimtrack.editions.state import snapshot
from claimtrack.editions.walks import SEAL, Walk

WRITES = 1000

#: Each event is the one that the claim's insertion left, with another text.
FILL = """
WITH contexts AS (
    INSERT INTO pghistory_context (id, created_at, updated_at, metadata)
    SELECT md5(n::text)::uuid, now(), now(), jsonb_build_object('user', n %% 10, 'session_user', session_user)
      FROM generate_series(0, %(events)s / 20) AS n)
INSERT INTO claims_claimevent
SELECT made.*
  FROM (SELECT to_jsonb(event) AS shape FROM claims_claimevent AS event LIMIT 1) AS one,
       generate_series(1, %(events)s) AS n,
       LATERAL jsonb_populate_record(NULL::claims_claimevent, shape || jsonb_build_object(
           'pgh_id', nextval('claims_claimevent_pgh_id_seq'), 'pgh_context_id', md5((n / 20)::text)::uuid,
           'statement', 'Statement number ' || n || ': ' || repeat('said and denied. ', 10))) AS made
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    events = parser.parse_args().events
    with scratch_database():
        Claim.objects.create(slug="rain", statement="It rained.")
        empty = write()
        with connections["owner"].cursor() as cursor:
            cursor.execute(FILL, {"events": events})
        sealer = threading.Thread(target=seal_for_a_while)
        sealer.start()
        meanwhile = write()
        sealer.join()
        began = time.monotonic()
        sealed = seal_trail(seconds=3600)
        sealing = time.monotonic() - began
        full = write()
        began = time.monotonic()
        rows = verify()
        show(events, sealed / sealing, rows, time.monotonic() - began, [empty, meanwhile, full])


def write() -> float:
    """Milliseconds of one write: the median of many."""
    times = []
    for _ in range(WRITES):
        began = time.perf_counter()
        Claim.objects.update(version=F("version") + 1)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def seal_for_a_while() -> None:
    try:
        seal_trail(seconds=5)
    finally:
        connection.close()


def verify() -> int:
    walk = Walk.all(SEAL)
    with snapshot("default"):
        faults = list(seals(walk))
    if faults:
        sys.exit("\n".join(faults[:20]))
    return walk.counted["sealed rows"]


def show(events: int, rate: float, rows: int, seconds: float, writes: list[float]) -> None:
    empty, meanwhile, full = writes
    table = Table("", "measured")
    table.add_row("events", f"{events:,}")
    table.add_row("rows sealed a second", f"{rate:,.0f}")
    table.add_row(f"verifying {rows:,} sealed rows, seconds", f"{seconds:,.1f}")
    table.add_row("one write, ms: empty trail", f"{empty:.3f}")
    table.add_row("… while a sealer runs", f"{meanwhile:.3f} ({meanwhile / empty:.2f}×)")
    table.add_row("… full trail", f"{full:.3f} ({full / empty:.2f}×)")
    Console().print(table)


if __name__ == "__main__":
    main()
