"""Webhooks that lose nothing: a receiver that fails, and is killed, and workers that are killed as well.

    python benchmarks/webhooks.py [--events 10000] [--fails 0.3]

Fills a scratch database (`grown.py`), changes its claims until there are so many editions, and has them sent to a
receiver in a process of its own, over HTTP. Of its answers so many fail: half of them are refusals, and half broken
connections after the event was taken. Every few seconds the receiver is killed, and comes back a little later; so is
the worker that sends, in the middle of whatever it is at. What the schedule of retries would wait for comes at once:
the clock is set on. Printed is how many events came, how often, whether those of each claim came in order, how many
times of being taken the log has, and how many events were sent a second.
"""

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, Final
from uuid import UUID

HERE: Final = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent.parent), str(HERE.parent)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtrack.settings")

# -- the receiver, in a process of its own -----------------------------------------------------------


class Taking(BaseHTTPRequestHandler):
    """Notes what it takes before it says so, as a receiver should."""

    protocol_version = "HTTP/1.0"
    fails: float
    notes: Any

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        chance = random.random() / self.fails
        if chance < 0.5:
            self.send_response(500)
            self.end_headers()
            return
        os.write(self.notes, f"{self.headers['webhook-id']}\n".encode())
        if chance < 1:
            self.close_connection = True
            return
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def receive(port: int, notes: Path, fails: float) -> None:
    Taking.notes = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    Taking.fails = fails
    with ThreadingHTTPServer(("127.0.0.1", port), Taking) as server:
        print("ready", flush=True)
        server.serve_forever()


if sys.argv[1:2] == ["receive"]:  # it needs nothing of the program, and is back at once
    receive(int(sys.argv[2]), Path(sys.argv[4]), float(sys.argv[3]))


import django

django.setup()

from django.contrib.auth.models import User
from django.utils import timezone
from grown import grown

from claims.models import Claim
from claims.tools.webhooks.posting import Outcome
from claims.writing.publish import publish
from claims.writing.webhooks import subscribing
from claims.writing.webhooks.models import Stand, State, Webhook, WebhookAttempt, WebhookDelivery
from claims.writing.webhooks.sending import World, send
from claims.writing.webhooks.subscribing import make
from claimtrack import guarded
from claimtrack.editions.models import Edition
from claimtrack.editions.roots import acting
from claimtrack.editions.state import record_state

#: Seconds between two deaths, and how long somebody stays away.
RECEIVER_LIVES, RECEIVER_IS_AWAY, WORKER_LIVES = 15.0, 0.5, 40.0


# -- the worker, in a process of its own -------------------------------------------------------------


def work(webhook_id: UUID, clock: Path) -> None:
    """Send until nothing waits; what it would wait for comes at once. Resumes it as an editor would who was told."""

    guarded.is_public = lambda text: True
    shift = timedelta(seconds=float(clock.read_text()))

    def now() -> Any:
        return timezone.now() + shift

    world = World(now=now)
    print("ready", flush=True)
    while True:
        at = send(webhook_id, world)
        webhook = Webhook.objects.get(pk=webhook_id)
        if webhook.state == State.DISABLED:
            subscribing.resume(webhook=webhook, by=User.objects.get(username="benchmark"), now=now())
            print("resumed", flush=True)
        elif at is None and is_done(webhook):
            return
        shift += max((at or now() + timedelta(seconds=10)) - now(), timedelta())
        clock.write_text(str(shift.total_seconds()))


def is_done(webhook: Webhook) -> bool:
    is_read = webhook.position == record_state("default").position
    return is_read and not webhook.deliveries.filter(stand=Stand.WAITING).exists()


# -- both, and what comes of it ----------------------------------------------------------------------


@contextmanager
def mortal(
    command: list[str], environment: dict[str, str], *, lives: float, is_away: float, deaths: Counter[str]
) -> Iterator[list["subprocess.Popen[str]"]]:
    """A process that is killed again and again, and comes back; the newest life of it is the last of the list."""
    said = Path(f"{command[-1]}.said")
    spoken = os.open(said, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def begun() -> "subprocess.Popen[str]":
        return subprocess.Popen([sys.executable, str(HERE), *command], env=environment, text=True, stdout=spoken)

    living = [begun()]
    over: list[bool] = []

    def is_waited_for() -> bool:
        """Whether the newest life is still getting up."""
        return not over and living[-1].poll() is None and said.read_text().count("ready") < len(living)

    def haunt() -> None:
        while True:
            while is_waited_for():
                time.sleep(0.05)
            time.sleep(lives)
            if over or living[-1].poll() is not None:
                return
            living[-1].send_signal(signal.SIGKILL)
            living[-1].wait()
            deaths[command[0]] += 1
            time.sleep(is_away)
            living.append(begun())

    thread = Thread(target=haunt)
    thread.start()
    try:
        yield living
    finally:
        over.append(True)
        thread.join()
        living[-1].kill()
        living[-1].wait()
        os.close(spoken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--fails", type=float, default=0.3)
    asked = parser.parse_args()

    with grown(asked.events // 4) as environment, TemporaryDirectory() as folder:
        measure(asked.events, asked.fails, environment, Path(folder))


def measure(events: int, fails: float, environment: dict[str, str], folder: Path) -> None:

    editor = User.objects.create_user("benchmark", is_staff=True, is_superuser=True)
    change_claims(events)
    last = record_state("default").position
    print(f"{last:,} editions are published; they are sent", flush=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    webhook, _ = make(name="A receiver", url="https://receiver.example/", since=last - events, by=editor)
    Webhook.objects.filter(pk=webhook.pk).update(url=f"http://127.0.0.1:{port}/")
    notes, clock = folder / "notes", folder / "clock"
    clock.write_text("0")
    deaths: Counter[str] = Counter()
    begun = time.monotonic()
    with (
        mortal(["receive", str(port), str(fails), str(notes)], environment,
               lives=RECEIVER_LIVES, is_away=RECEIVER_IS_AWAY, deaths=deaths),
        mortal(["work", str(webhook.pk), str(clock)], environment,
               lives=WORKER_LIVES, is_away=0, deaths=deaths) as workers,
    ):  # fmt: skip
        while workers[-1].poll() != 0:
            if (workers[-1].poll() or 0) > 0:
                sys.exit("The worker failed.")
            time.sleep(0.1)
    seconds = time.monotonic() - begun
    resumed = Path(f"{clock}.said").read_text().count("resumed")
    tell(webhook.pk, range(last - events + 1, last + 1), notes.read_text().split(), deaths, seconds)
    print(f"disabled after its schedule, and resumed: {resumed} times; the clock went on by",
          timedelta(seconds=int(float(clock.read_text()))))  # fmt: skip


def change_claims(events: int) -> None:
    """Publish changes of all claims until there are so many editions."""

    claims = list(Claim.objects.order_by("pk"))
    while (left := events - record_state("default").position) > 0:
        some = claims[: min(left, 500)]
        claims = claims[len(some) :] + some
        with acting("a benchmark"):
            Claim.objects.filter(pk__in=[each.pk for each in some]).update(context=f"Looked at again: {left}.")
            publish(claims=some, by=None)


def tell(webhook: UUID, positions: range, notes: list[str], deaths: Counter[str], seconds: float) -> None:

    came = Counter(int(each.rpartition("_")[2]) for each in notes)
    first = {position: place for place, position in reversed([*enumerate(int(n.rpartition("_")[2]) for n in notes)])}
    of_work: dict[UUID, list[int]] = {}
    for subject, position in Edition.objects.order_by("position").values_list("subject_id", "position"):
        if position in positions:
            of_work.setdefault(subject, []).append(position)
    astray = sum(first.get(a, 0) > first.get(b, 0) for each in of_work.values() for a, b in pairwise(each))
    tries = Counter(WebhookAttempt.objects.values_list("outcome", flat=True))
    taken = WebhookDelivery.objects.filter(stand=Stand.DELIVERED, attempts__outcome=Outcome.TAKEN).distinct().count()
    print(
        f"{len(positions):,} events; the receiver was killed {deaths['receive']} times, workers {deaths['work']} times"
    )
    print(f"missing: {len(set(positions) - came.keys())} (limit: 0); out of order within a work: {astray} (limit: 0)")
    print(f"came more than once: {sum(count > 1 for count in came.values()):,}; most often {max(came.values())} times")
    print(f"tries in the log: {sum(tries.values()):,}: {', '.join(f'{tries[k]:,} {k}' for k in sorted(tries))}")
    print(f"events of which the log says when they were taken: {taken:,} (limit: {len(positions):,})")
    print(f"{len(positions) / seconds:.0f} events a second, {sum(tries.values()) / seconds:.0f} tries a second")


if __name__ == "__main__":
    if sys.argv[1:2] == ["work"]:
        work(UUID(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
