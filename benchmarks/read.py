"""The read path: what a public answer costs beside the bare query for the same bytes.

    python benchmarks/read.py [--claims 200000]

Fills a scratch database with made-up listings, then asks each address through the whole stack (URL, throttle,
parameters, ORM, answer) and, in turn, the bare SQL on the same connection. A row is the median of many asks
of either, and their ratio. Run it on a quiet machine; quote ratios, not times.
"""

import argparse
import os
import statistics
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtrack.settings")
os.environ["READER_RATE"] = "1000000/min"

import django

django.setup()

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client
from psycopg import sql
from rich.console import Console
from rich.table import Table

ROUNDS = 40

FILL = """
WITH made AS (
    SELECT n, gen_random_uuid() AS claim_id, now() - n * interval '1 minute' AS at,
           date '1990-01-01' + (n %% 12000) AS day
      FROM generate_series(1, %(claims)s) AS n),
 listed AS (
    INSERT INTO claims_listing (claim_id, number, position, open, opened_at, published_at, updated_at,
        made_ascending, made_descending, made_earliest, made_latest, search, analysis, card)
    SELECT claim_id, 1, n, true, at, at, at, day, day, day, day,
           to_tsvector('simple', 'statement number ' || n || ' about harbour ' || n %% 500), 1,
           json_build_object('id', claim_id, 'statement', repeat('Said and denied. ', 50))::text
      FROM made RETURNING id, claim_id, position, published_at)
INSERT INTO claims_facetrow (listing_id, claim_id, kind, value, open, published_at, updated_at)
SELECT id, claim_id, kind, value, true, published_at, published_at
  FROM listed, LATERAL (VALUES
    ('verdict', CASE WHEN position %% 3 = 0 THEN 'false' ELSE 'unproven' END),
    ('kind', 'factual'), ('language', 'en'), ('status', 'rated'),
    ('likelihood', CASE WHEN position %% 1000 = 0 THEN 'almost_certain' ELSE 'unlikely' END),
    ('rebutted', CASE WHEN position %% 20 = 0 THEN 'true' ELSE 'false' END)) AS facet (kind, value)
"""

CARDS = "SELECT string_agg(card, ',') FROM (SELECT card FROM claims_listing WHERE {} LIMIT 50) AS page"
BY_FACET = (
    "SELECT string_agg(card, ',') FROM (SELECT l.card FROM claims_facetrow f "
    "JOIN claims_listing l ON l.id = f.listing_id WHERE f.open AND f.kind = '{}' AND f.value = '{}' "
    "ORDER BY f.published_at DESC, f.claim_id DESC LIMIT 50) AS page"
)
NEWEST = "open ORDER BY published_at DESC, claim_id DESC"

#: What is asked, its address, and the bare query for the same cards.
ASKED = [
    ("newest 50", "/api/v1/claims/", CARDS.format(NEWEST)),
    ("one common facet", "/api/v1/claims/?verdict=false", BY_FACET.format("verdict", "false")),
    ("one rare facet", "/api/v1/claims/?likelihood=almost_certain", BY_FACET.format("likelihood", "almost_certain")),
    ("two facets", "/api/v1/claims/?verdict=false&rebutted=true", BY_FACET.format("rebutted", "true")),
    ("by date said", "/api/v1/claims/?ordering=made", CARDS.format("open ORDER BY made_ascending, claim_id")),
    ("as of a day", "/api/v1/claims/?as_of=2999-01-01", CARDS.format(NEWEST)),
    (
        "words",
        "/api/v1/claims/?q=harbour+77",
        CARDS.format("open AND search @@ websearch_to_tsquery('simple', 'harbour 77') ORDER BY published_at DESC"),
    ),
]


def median_ms(ask: Callable[[], Any]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        ask()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def measure(claims: int) -> Table:
    with connections["owner"].cursor() as cursor:
        for name in ("claims_listing", "claims_facetrow"):  # rows of no editions are refused
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        cursor.execute(FILL, {"claims": claims})
        cursor.execute("ANALYZE")
    client = Client(SERVER_NAME="127.0.0.1")
    table = Table(title=f"Public reads over {claims:,} claims: median of {ROUNDS}, whole stack beside bare SQL")
    for heading in ("asked", "stack ms", "bare SQL ms", "ratio"):
        table.add_column(heading, justify="left" if heading == "asked" else "right")
    for name, address, query in ASKED:
        whole = median_ms(lambda address=address: _ask(client, address))  # type: ignore[misc]  # bound in the loop
        bare = median_ms(lambda query=query: _fetch(query))  # type: ignore[misc]  # as above
        table.add_row(name, f"{whole:.2f}", f"{bare:.2f}", f"{whole / bare:.1f}")
    return table


def _ask(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}: {response.content[:300]!r}")


def _fetch(query: str) -> None:
    with connections["record"].cursor() as cursor:
        cursor.execute(query)
        cursor.fetchall()


def _drop(admin: "psycopg.Connection[Any]", name: str) -> None:
    """Once the server has noticed that our other connections, of another role, are closed."""
    for _ in range(100):
        try:
            admin.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
        except psycopg.errors.ObjectInUse:
            time.sleep(0.1)
        else:
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=200_000)
    arguments = parser.parse_args()
    name = f"bench_{uuid.uuid4().hex[:12]}"
    owner = connections["owner"].get_connection_params() | {"dbname": "postgres"}
    for key in ("cursor_factory", "context", "server_side_binding"):
        owner.pop(key, None)
    with psycopg.connect(**owner, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            for alias in settings.DATABASES:
                connections[alias].settings_dict["NAME"] = name
            call_command("migrate", verbosity=0)
            Console().print(measure(arguments.claims))
        finally:
            connections.close_all()
            _drop(admin, name)


if __name__ == "__main__":
    main()
