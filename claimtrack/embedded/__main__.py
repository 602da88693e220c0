"""The supervisor as a program.

It runs isolated from the environment (`python -I -S`), with the standard library and this package alone.
"""

import contextlib
import fcntl
import logging
import os
import signal
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))

from claimtrack.embedded.errors import EmbeddedError
from claimtrack.embedded.launching import Outcome
from claimtrack.embedded.layout import Layout
from claimtrack.embedded.passage import explained
from claimtrack.embedded.supervisor import Supervisor


def _supervise(home: Path, package: Path, version: str, seat: int, report: int) -> None:
    """Be the supervisor, as a child of init: whoever started this process need not wait for it to end."""
    if os.fork():
        os._exit(0)
    os.umask(0o077)
    logging.basicConfig(format="%(asctime)s [%(process)d] supervisor: %(message)s", level=logging.INFO)
    for descriptor in (seat, report):
        fcntl.fcntl(descriptor, fcntl.F_SETFD, fcntl.FD_CLOEXEC)  # the server and initdb must not have them
    layout = Layout(home)
    try:
        supervisor = Supervisor(layout, package, version, seat)
        signal.signal(signal.SIGTERM, lambda *_: supervisor.leaving.set())
        supervisor.take_over()
        outcome = Outcome()
    except EmbeddedError as error:
        outcome = Outcome(type(error).__name__, str(error))
    except OSError as error:
        outcome = Outcome("EmbeddedError", explained(error, layout))
    with contextlib.suppress(BrokenPipeError):  # whoever asked was killed; others may be waiting
        os.write(report, outcome.written())
    os.close(report)
    if not outcome.kind:
        supervisor.serve()


if __name__ == "__main__":
    _supervise(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
