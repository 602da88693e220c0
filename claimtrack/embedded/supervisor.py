"""Looking after the server of a home: starting it, also after a crash, and stopping it after the last holder."""

import contextlib
import fcntl
import logging
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

from claimtrack.embedded.accounts import choose_account, last_lines
from claimtrack.embedded.cluster import check_version, complete_cluster, create_cluster, is_complete
from claimtrack.embedded.errors import EmbeddedError
from claimtrack.embedded.layout import PORT, Layout, socket_in
from claimtrack.embedded.locks import is_open_on, open_lock
from claimtrack.embedded.logs import LOG_BYTES, bound, opened_log, read_from
from claimtrack.embedded.passage import check_passage_of
from claimtrack.embedded.processes import Process, running
from claimtrack.embedded.programs import programs_in, readable_copy
from claimtrack.embedded.server import answering, check_socket_directory, reported_state

_STOP_SECONDS = 60  # a fast shutdown writes everything out first
_ORPHAN_SECONDS = 10


class Supervisor:
    """Looks after the server of one home while anybody holds it."""

    def __init__(self, layout: Layout, package: Path, version: str, seat: int) -> None:
        self.layout = layout
        self.package = package
        self.version = version
        self.seat = seat
        self.account = choose_account(layout)
        self.postmaster: int | None = None
        self.leaving = threading.Event()
        self.socket_directory = layout.socket_directory(self.account.uid)

    def take_over(self) -> None:
        """Adopt the server that a killed supervisor left, or else start one; return once it is ready."""
        check_version(self.layout)
        check_passage_of(self.layout, self.account)
        self.postmaster = self.recorded_postmaster()
        while self.is_running() and self.state() != "ready":
            time.sleep(0.02)
        if not (self.is_serving() and is_complete(self.layout.data)):
            self.restart()

    def serve(self) -> None:
        """Keep the server up until the last holder has gone, or SIGTERM; then stop it."""
        threading.Thread(target=self.await_last_holder, daemon=True).start()
        while not self.leaving.wait(1):
            self.bound_log()
            if not is_open_on(self.seat, self.layout.supervisor):
                logging.warning("the home was deleted: stopping")
                self.signal(signal.SIGQUIT)  # nothing else: another supervisor may be at work under this name
                return
            if not self.is_serving():
                logging.warning("the server is gone: starting it again")
                self.restart()
        self.stop()

    def bound_log(self) -> None:
        try:
            bound(self.layout.log, LOG_BYTES)
        except OSError as error:  # a full disk, say: no reason to leave the server alone
            logging.warning("the log grows: %s", error)

    def await_last_holder(self) -> None:
        fcntl.flock(open_lock(self.layout.holders), fcntl.LOCK_EX)  # kept to the end of the process
        self.leaving.set()

    def restart(self) -> None:
        self.stop()
        self.start()

    def start(self) -> None:
        for leftover in self.layout.room.glob("*.new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        programs = self.programs()
        if not self.layout.data.exists():
            create_cluster(self.layout.data, programs=programs, account=self.account)
        complete_cluster(self.layout.data, programs=programs, account=self.account)
        self.account.make_directory(self.socket_directory)
        check_socket_directory(self.socket_directory, self.account.uid)
        with opened_log(self.layout) as log:
            before = os.fstat(log).st_size
            process = self.account.start(self.command(programs), stdin=subprocess.DEVNULL, output=log)
        self.postmaster = process.pid
        while self.state() != "ready" or self.recorded_postmaster() != process.pid:
            if process.poll() is not None:
                self.clear()
                said = read_from(self.layout.log, before)
                raise EmbeddedError(f"PostgreSQL did not start: {last_lines(said)}")
            time.sleep(0.01)

    def command(self, programs: Path) -> list[str | Path]:
        """Return the server's command line: what supervision rests on. The rest stands in postgresql.conf."""
        settings = {
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": str(self.socket_directory),
            "unix_socket_permissions": "0700",
            "cluster_name": self.layout.cluster_name,
            "logging_collector": "off",
            "log_destination": "stderr",
            # Statements hold what readers ask, which is theirs; the fault itself is logged.
            "log_min_error_statement": "panic",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [programs / "postgres", "-D", self.layout.data, *options]

    def programs(self) -> Path:
        """Return the directory of PostgreSQL's programs; for another account a copy that it can read."""
        if self.account.other:
            return readable_copy(self.package, self.version, self.layout.room)
        return programs_in(self.package)

    def stop(self) -> None:
        """Stop the server if it runs, and clear away what a stopped or crashed one leaves."""
        for number, seconds in ((signal.SIGINT, _STOP_SECONDS), (signal.SIGQUIT, _ORPHAN_SECONDS)):
            self.signal(number)
            _wait_until(lambda: not self.is_running(), seconds)
        if not _wait_until(lambda: not self.processes(), _ORPHAN_SECONDS):
            for process in self.processes():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            _wait_until(lambda: not self.processes(), _ORPHAN_SECONDS)
        self.clear()

    def signal(self, number: signal.Signals) -> None:
        if self.postmaster is not None and self.is_running():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.postmaster, number)

    def clear(self) -> None:
        """Remove a server's state and socket; none of its processes is left.

        PostgreSQL would do so itself, were the number of its dead process not often, in a container that was
        started again, that of a living one.
        """
        if answering(self.layout):
            raise EmbeddedError(f"A PostgreSQL outside of this container serves {self.layout.data}.")
        self.layout.state.unlink(missing_ok=True)
        try:
            check_socket_directory(self.socket_directory, self.account.uid)
        except FileNotFoundError:
            return
        endpoint = socket_in(self.socket_directory)
        endpoint.unlink(missing_ok=True)
        endpoint.with_name(f"{endpoint.name}.lock").unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # something else was put there
            self.socket_directory.rmdir()

    def state(self) -> str:
        try:
            return reported_state(self.layout)
        except FileNotFoundError:
            return ""

    def recorded_postmaster(self) -> int | None:
        try:
            return int(self.layout.state.read_bytes().split(b"\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def is_serving(self) -> bool:
        return self.is_running() and socket_in(self.socket_directory).exists()

    def is_running(self) -> bool:
        """Tell whether the postmaster lives: the recorded number may long be another process's."""
        if self.postmaster is None:
            return False
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.postmaster, os.WNOHANG)  # a dead child is a zombie until it is waited for
        return self.is_ours(self.postmaster)

    def processes(self) -> list[int]:
        """Return the server's processes: a killed postmaster's children outlive it for a moment."""
        return [process.number for process in running() if self._owns(process)]

    def is_ours(self, number: int) -> bool:
        """Tell whether that process is one of this server's."""
        return any(self._owns(process) for process in running(number))

    def _owns(self, process: Process) -> bool:
        """By its command line, or by its title if it is a child.

        In a container not even root may ask for another account's working directory or program (ptrace(2),
        PTRACE_MODE_READ).
        """
        is_postmaster = b"/postgres -D " + os.fsencode(self.layout.data) + b" " in process.command
        is_child = process.command.startswith(f"postgres: {self.layout.cluster_name}: ".encode())
        return process.owner == self.account.uid and (is_postmaster or is_child)


def _wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
