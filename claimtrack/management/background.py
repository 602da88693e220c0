"""The worker beside the web server of `run`: started, and started again whenever it is gone."""

import logging
import subprocess
import sys
import time
from typing import Any, Final

from django.conf import settings
from gunicorn.arbiter import Arbiter

logger = logging.getLogger(__name__)

#: Seconds from a worker's end to the next one's start: twice as many each time, unless it has lasted.
FIRST_PAUSE, LONGEST_PAUSE, LASTED = 1.0, 60.0, 60.0


class BackgroundWorker:
    """A worker of this installation, as a process that ends with this one."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._started = self._due = 0.0
        self._pause = FIRST_PAUSE

    def look_after(self) -> None:
        """Start it when it is due; to be called again and again."""
        now = time.monotonic()
        if self._process is not None and self._process.poll() is not None:
            self._note_its_end(now)
        if self._process is None and now >= self._due:
            self._start(now)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._forget()

    def _start(self, now: float) -> None:
        self._started = now
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and command
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--follow-input"],
            stdin=subprocess.PIPE,
            process_group=0,  # Ctrl+C is for the server, which stops the worker
        )

    def _forget(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
        self._process = None

    def _note_its_end(self, now: float) -> None:
        self._forget()
        if now - self._started > LASTED:
            self._pause = FIRST_PAUSE
        self._due = now + self._pause
        logger.warning("The worker is gone: it is started again in %.0f s.", self._pause)
        self._pause = min(2 * self._pause, LONGEST_PAUSE)


class Overseer(Arbiter):
    """gunicorn's master process, which looks after the worker as it does after web processes: every second."""

    def __init__(self, app: Any, worker: BackgroundWorker) -> None:
        self.background: Final = worker
        super().__init__(app)

    def manage_workers(self) -> None:
        super().manage_workers()
        self.background.look_after()
