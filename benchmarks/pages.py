"""Pages of claims beside their JSON: asked again by many, and never asked before.

    python benchmarks/pages.py [--rounds 7] [--case FILE]

Loads a case into a scratch database, starts the web server as `make run` does, and asks for two claims as a page and as
JSON at the same address: the one with the largest document, and the one in the middle. “Again” is what a server does
whose readers come back, “304” what it does for those who hold the answer, and “in full” what nobody has asked before:
these requests carry a header that keeps them from kept answers. Then one client alone asks for every page of the case
in full, one after the other. Aimed at: a page has half of the requests a second of its JSON, and is made within 40 ms.
Quote the ratios: they are of one run, on one machine.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtrack.settings")
os.environ["READER_RATE"] = "100000000/min"

import django

django.setup()

import psycopg
from asked import CLIENTS, IN_FULL, Asked
from rich.console import Console
from rich.table import Table
from scratch import scratch_database
from servers import gunicorn, processor_time

PAGE, JSON = "Accept: text/html\r\nAccept-Language: en\r\n", "Accept: application/json\r\n"
CLAIMS = "SELECT subject_id, length(text) FROM editions_edition WHERE subject_type = 'claim' ORDER BY length(text)"
#: Requests before anything is measured: each thread of each worker loads what it needs when it is first asked.
WARM_UP = 40


class Pair(NamedTuple):
    """The same address as a page and as JSON."""

    name: str
    page: Asked
    json: Asked


def pairs(port: int, claims: list[tuple[str, int]]) -> Iterator[Pair]:
    for size, (claim, length) in (("largest", claims[-1]), ("middle", claims[len(claims) // 2])):
        address = f"/claims/{claim}/"
        held = [f"If-None-Match: {etag_of(port, address, accept)}\r\n" for accept in (PAGE, JSON)]
        for name, page, json in (("again", "", ""), ("304", *held), ("in full", IN_FULL, IN_FULL)):
            yield Pair(
                f"{size} ({length / 1024:.0f} KiB of JSON), {name}",
                Asked("page", port, address, PAGE + page),
                Asked("json", port, address, JSON + json),
            )


def etag_of(port: int, address: str, accept: str) -> str:
    with socket.create_connection(("127.0.0.1", port)) as server, server.makefile("rb") as answer:
        server.sendall(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n{accept}Connection: close\r\n\r\n".encode())
        return next(line.decode().split(": ")[1].strip() for line in answer if line.lower().startswith(b"etag: "))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--case", type=Path, default=ROOT / "fixtures" / "libya_russia.json")
    given = parser.parse_args()
    with scratch_database() as scratch:
        for command in (["load_case", str(given.case)], ["collectstatic", "--no-input"]):
            manage = [sys.executable, "manage.py", *command]
            subprocess.run(manage, cwd=ROOT, env=scratch.environment, check=True, stdout=subprocess.DEVNULL)
        with psycopg.connect(scratch.environment["RECORD_DATABASE_URL"]) as connection:
            claims = [(str(claim), length) for claim, length in connection.execute(CLAIMS)]
        with gunicorn("claimtrack.wsgi", scratch.environment) as served:
            in_full = [Asked("page", served.port, f"/claims/{claim}/", PAGE + IN_FULL) for claim, _ in claims]
            for each in range(WARM_UP):
                in_full[each % len(in_full)].once()
            asked = list(pairs(served.port, claims))
            busy = 0.0
            for _ in range(given.rounds):
                for pair in asked:
                    pair.page.ask()
                    pair.json.ask()
                before = processor_time(served.pid)
                for page in in_full:
                    page.times.append(page.once())
                busy += processor_time(served.pid) - before
    console = Console()
    console.print(table_of(asked, f"{len(claims)} claims, {CLIENTS} clients, {given.rounds} rounds"))
    console.print(alone(in_full, busy / given.rounds))


def table_of(asked: list[Pair], title: str) -> Table:
    """The ratio is the median of those of the rounds: what else the machine does troubles both halves of one alike."""
    table = Table("asked", "page/s", "JSON/s", "page ÷ JSON", "page p50 ms", "page p95 ms", title=title)
    for name, page, json in asked:
        ratio = statistics.median(one / other for one, other in zip(page.rates, json.rates, strict=True))
        rates = (f"{statistics.median(rates):,.0f}" for rates in (page.rates, json.rates))
        cuts = statistics.quantiles(page.times, n=20)
        table.add_row(name, *rates, f"{ratio:.2f}", f"{cuts[9]:.1f}", f"{cuts[18]:.1f}")
    return table


def alone(pages: list[Asked], busy: float) -> str:
    """Each page by the median of its rounds; `busy` are the seconds of processors that the server took for all."""
    times = sorted(statistics.median(page.times) for page in pages)
    cuts = statistics.quantiles(times, n=20)
    told = f"p50 {cuts[9]:.1f} ms, p95 {cuts[18]:.1f} ms, the slowest {times[-1]:.1f} ms"
    return (
        f"Each of {len(pages)} pages in full, to one alone: {told}; {busy / len(pages) * 1000:.1f} ms of a processor."
    )


if __name__ == "__main__":
    main()
