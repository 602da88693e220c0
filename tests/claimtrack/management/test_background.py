"""The worker beside the web server is started again whenever it is gone, later each time when it does not last."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from claimtrack.management import background
from claimtrack.management.background import BackgroundWorker


class Clock:
    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(background, "time", clock)
    return clock


@pytest.fixture
def worker(tmp_path: Path, settings: Settings) -> Iterator[BackgroundWorker]:
    """One whose work is to wait for the end of its input."""
    (tmp_path / "manage.py").write_text("import sys; sys.stdin.read()")
    settings.BASE_DIR = tmp_path
    worker = BackgroundWorker()
    yield worker
    worker.stop()


def killed(worker: BackgroundWorker) -> int:
    """The number of the process, which is gone."""
    assert worker._process
    worker._process.send_signal(signal.SIGKILL)
    worker._process.wait()
    return worker._process.pid


def number(worker: BackgroundWorker) -> int | None:
    return worker._process.pid if worker._process else None


def starts_after(worker: BackgroundWorker, clock: Clock, seconds: float) -> bool:
    """Whether it starts again then, and no sooner."""
    gone = killed(worker)
    worker.look_after()
    clock.now += seconds - 0.1
    worker.look_after()
    assert number(worker) is None
    clock.now += 0.2
    worker.look_after()
    return number(worker) not in (None, gone)


def test_a_killed_worker_is_started_again_and_later_each_time_unless_it_lasted(
    worker: BackgroundWorker, clock: Clock
) -> None:
    worker.look_after()
    first = worker._process
    worker.look_after()
    assert worker._process is first
    for seconds in (1, 2, 4):
        assert starts_after(worker, clock, seconds)
    clock.now += 3600
    assert starts_after(worker, clock, 1)


def test_it_ends_with_whoever_started_it(worker: BackgroundWorker) -> None:
    worker.look_after()
    assert worker._process
    assert worker._process.stdin
    worker._process.stdin.close()  # as the end of its parent does
    assert worker._process.wait(timeout=10) == 0
