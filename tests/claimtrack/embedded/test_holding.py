"""Whoever needs the server has it, and after the last of them nothing is left."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.claimtrack.embedded.holders import (
    HOLD,
    OUR_PATH,
    UNTIL_TOLD,
    Holder,
    answer,
    connected,
    eventually,
    is_gone,
    processes,
)

pytestmark = pytest.mark.embedded


def test_a_server_that_runs_is_found_in_under_30_milliseconds(home: Path, hold: Callable[..., Holder]) -> None:
    first = hold(home)
    first.server()
    body = "import time; begin = time.perf_counter(); hold(); print(time.perf_counter() - begin)"
    fresh = HOLD.format(body="").replace("\nhold()\n", f"\n{body}\n")
    seconds = [
        float(
            subprocess.run(
                [sys.executable, "-c", fresh, str(home)],
                check=True,
                capture_output=True,
                env={**os.environ, **OUR_PATH},
            ).stdout.split()[-1]
        )
        for _ in range(3)
    ]
    assert min(seconds) < 0.03


def test_four_processes_that_start_a_fresh_home_together_share_one_server(
    place: Path, hold: Callable[..., Holder]
) -> None:
    holders = [hold(place / "home") for _ in range(4)]
    assert len({holder.server() for holder in holders}) == 1
    eventually(lambda: len(processes(place / "home")) == 2)
    assert [holder.leave() for holder in holders] == [0, 0, 0, 0]
    assert is_gone(place / "home")


def test_threads_that_come_together_hold_it_once(home: Path, hold: Callable[..., Holder]) -> None:
    body = (
        "import os, threading\n"
        "def open_locks():\n"
        "    links = [f'/proc/self/fd/{number}' for number in os.listdir('/proc/self/fd')]\n"
        "    return sum(os.path.lexists(link) and os.readlink(link).endswith('holders.lock') for link in links)\n"
        "threads = [threading.Thread(target=hold) for _ in range(4)]\n"
        "for thread in threads: thread.start()\n"
        "for thread in threads: thread.join()\n"
        "print(open_locks(), flush=True)\n"
    )
    unheld = HOLD.format(body="").replace("\nhold()\n", f"\n{body}\n")
    environment = {**os.environ, **OUR_PATH}
    told = subprocess.run([sys.executable, "-c", unheld, home], env=environment, capture_output=True, check=True)
    *servers, locks = told.stdout.split()
    assert len(servers) == 4
    assert len(set(servers)) == 1
    assert locks == b"1"


def test_a_relative_home_is_the_same_home(home: Path, hold: Callable[..., Holder]) -> None:
    assert hold(home).server() == hold(Path(home.name), cwd=home.parent).server()
    eventually(lambda: len(processes(home)) == 2)


def test_a_server_that_two_share_is_down_when_the_last_of_them_has_left(
    home: Path, hold: Callable[..., Holder]
) -> None:
    first, second = hold(home), hold(home)
    server = first.server()
    assert second.server() == server
    assert first.leave() == 0
    assert answer(server, "SELECT 1") == 1
    assert second.leave() == 0
    assert is_gone(home)


def test_two_that_leave_together_leave_nothing(home: Path, hold: Callable[..., Holder]) -> None:
    holders = [hold(home), hold(home)]
    for holder in holders:
        holder.server()
    for holder in holders:
        assert holder.process.stdin
        holder.process.stdin.close()
    for holder in holders:
        holder.process.wait()
    assert is_gone(home)


def test_killing_one_never_hurts_another(home: Path, hold: Callable[..., Holder]) -> None:
    starter, other = hold(home), hold(home)
    server = starter.server()
    other.server()
    with connected(server) as connection:
        starter.kill()
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert answer(server, "SELECT 1") == 1


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_last_one_killed_leaves_nothing(number: signal.Signals, home: Path, hold: Callable[..., Holder]) -> None:
    holder = hold(home)
    holder.server()
    holder.process.send_signal(number)
    eventually(lambda: is_gone(home))


def test_one_that_arrives_while_the_server_stops_has_a_server(home: Path, hold: Callable[..., Holder]) -> None:
    for _ in range(3):
        leaving = hold(home)
        leaving.server()
        leaving.process.kill()
        arriving = hold(home)
        assert answer(arriving.server(), "SELECT 1") == 1
        arriving.kill()


def test_a_fork_keeps_the_server_when_its_parent_is_killed_and_its_end_stops_nothing(
    home: Path, hold: Callable[..., Holder]
) -> None:
    """As with a web server that loads the application before it forks its workers."""
    worker = "import os\nif not os.fork():\n    hold()\n    sys.stdin.read()\n    sys.exit()\nsys.stdin.read()"
    master = hold(home, worker)
    server = master.server()
    assert master.server() == server
    master.process.kill()
    assert answer(server, "SELECT 1") == 1
    master.leave()
    eventually(lambda: is_gone(home))


def test_a_forked_child_that_exits_leaves_its_parent_the_server(home: Path, hold: Callable[..., Holder]) -> None:
    child = "import os\nif not os.fork():\n    sys.exit()\nos.wait()\nprint('waited', flush=True)\n" + UNTIL_TOLD
    parent = hold(home, child)
    server = parent.server()
    assert parent.line() == "waited"
    assert answer(server, "SELECT 1") == 1


def test_a_program_that_a_holder_started_does_not_keep_the_server(home: Path, hold: Callable[..., Holder]) -> None:
    body = (
        "import subprocess\nchild = subprocess.Popen(['cat'], close_fds=False, stdin=subprocess.PIPE)\n"
        "print(child.pid, flush=True)\nsys.stdin.read()"
    )
    starter = hold(home, body)
    starter.server()
    child = os.pidfd_open(int(starter.line()))
    try:
        signal.pidfd_send_signal(child, signal.SIGSTOP)
        starter.process.kill()
        eventually(lambda: is_gone(home))
    finally:
        signal.pidfd_send_signal(child, signal.SIGKILL)
        os.close(child)
