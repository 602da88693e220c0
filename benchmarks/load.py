"""Under load: many readers at once while editions keep being published.

    python benchmarks/load.py [--claims 10000] [--clients 200] [--seconds 60] [--editions 10]

Fills a scratch database (`grown.py`), starts the web server as `make run` does, and lets clients in a process of their
own ask one after the other, over connections that they keep, for lists, facets, searches, details and changes. A writer
publishes so many editions a second through the desk's own action. Printed are what no answer may be (an error), the
times of all answers, how many editions a second were published, and the memory of all web processes along the way.
"""

import argparse
import asyncio
import os
import random
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Final, NamedTuple

sys.path[:0] = [str(Path(__file__).resolve().parent.parent), str(Path(__file__).resolve().parent)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtrack.settings")
os.environ["READER_RATE"] = "100000000/min"

import django

django.setup()

from grown import grown
from servers import gunicorn, memory

from claims.models import Claim
from claims.writing.publish import publish
from claimtrack.editions.roots import acting

#: What is not measured: workers load the program, and open connections, when they are first asked.
WARM_UP: Final = 8
LISTS: Final = (
    "claims/",
    "claims/?verdict=false",
    "claims/?language=de&verdict=false",
    "claims/?facets=language,verdict&page_size=10",
    "claims/?q=harbour+budget&ordering=relevance",
    "claims/?rebutted=true",
    "documents/",
    "changes/?since=1",
)


class Asked(NamedTuple):
    """What the clients met: milliseconds of each answer, and how many had which status."""

    times: list[float]
    statuses: Counter[str]


def ask(port: int, addresses: Sequence[str], clients: int, seconds: float) -> Asked:
    """Let so many clients ask, each the next question when it has the answer to the last."""
    found = Asked([], Counter())

    async def all_of_them() -> None:
        until = time.monotonic() + seconds
        await asyncio.gather(*(_client(number, until) for number in range(clients)))

    async def _client(number: int, until: float) -> None:
        chosen = random.Random(number)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.monotonic() < until:
            began = time.perf_counter()
            writer.write(f"GET /api/v1/{chosen.choice(addresses)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = next(line for line in head.lower().split("\r\n") if line.startswith("content-length:"))
            await reader.readexactly(int(length.split(":")[1]))
            found.times.append((time.perf_counter() - began) * 1000)
            found.statuses[head.split()[1]] += 1
        writer.close()

    asyncio.run(all_of_them())
    return found


# -- the writer ------------------------------------------------------------------------------------


def publishing(a_second: float, together: int, stop: threading.Event) -> list[float]:
    """Publish so many editions together, again and again until told to stop; the milliseconds that each took."""
    times: list[float] = []
    due = time.monotonic()
    claims = cycle(Claim.objects.order_by("pk").values_list("pk", flat=True)[:1000])
    while not stop.wait(max(0, due - time.monotonic())):
        due += together / a_second
        began = time.perf_counter()
        with acting("a measure"):
            chosen = Claim.objects.filter(pk__in=[*islice(claims, together)])
            chosen.update(context=f"Changed at {due}.")
            publish(claims=list(chosen), by=None)
        times += [(time.perf_counter() - began) * 1000 / together] * together
    return times


def watched(pid: int, stop: threading.Event) -> list[float]:
    """Megabytes of all web processes, of every second until told to stop."""
    sizes = []
    while not stop.wait(1):
        sizes.append(memory(pid))
    return sizes


# -- a run -----------------------------------------------------------------------------------------


def measured(asked: argparse.Namespace) -> None:
    with grown(asked.claims, keep=asked.keep) as environment, gunicorn("claimtrack.wsgi", environment) as served:
        details = [f"claims/{pk}/" for pk in Claim.objects.order_by("pk").values_list("pk", flat=True)[:200]]
        addresses = [*LISTS * (len(details) // len(LISTS)), *details]
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            apart.submit(ask, served.port, addresses, asked.clients, WARM_UP).result()
            with ThreadPoolExecutor(2) as beside:
                stop = threading.Event()
                published = beside.submit(publishing, asked.editions, asked.together, stop)
                sizes = beside.submit(watched, served.pid, stop)
                found = apart.submit(ask, served.port, addresses, asked.clients, asked.seconds).result()
                stop.set()
    tell(asked, found, published.result(), sizes.result())


def tell(asked: argparse.Namespace, found: Asked, published: Sequence[float], sizes: Sequence[float]) -> None:
    cuts = statistics.quantiles(found.times, n=100)
    errors = sum(count for status, count in found.statuses.items() if status != "200")
    third = len(sizes) // 3
    middle, end = statistics.mean(sizes[third : 2 * third]), statistics.mean(sizes[-third:])
    p50, p95, p99 = cuts[49], cuts[94], cuts[98]
    print(f"{asked.claims:,} claims, {asked.clients} clients, {asked.seconds} s")
    print(f"answers    {len(found.times) / asked.seconds:,.0f} a second, {errors} errors {dict(found.statuses)}")
    print(f"times      p50 {p50:.0f} ms, p95 {p95:.0f}, p99 {p99:.0f}: p99 is {p99 / p50:.1f} x p50")
    print(f"editions   {len(published) / asked.seconds:.1f} a second, p50 {statistics.median(published):.0f} ms each")
    print(f"memory     {middle:.0f} MB in the middle, {end:.0f} at the end")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--editions", type=float, default=10, help="to be published each second")
    parser.add_argument("--together", type=int, default=1, help="published in one action, as imports do")
    parser.add_argument("--keep", default="", metavar="NAME", help="A database of this name that stays for next time.")
    measured(parser.parse_args())


if __name__ == "__main__":
    main()
