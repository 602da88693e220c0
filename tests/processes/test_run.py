"""`manage.py run`, as `make run` calls it: on an empty home, with the embedded database, until stopped."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.libya import CLAIM_COUNT
from tests.processes.launch import until

pytestmark = pytest.mark.embedded
ROOT = Path(__file__).resolve().parent.parent.parent


class Installation:
    """A home of its own, and what runs in it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
        return kept | {"CLAIMTRACK_HOME": str(self.home), "PORT": str(self.port), "PYTHONUNBUFFERED": "1"}

    def start(self) -> "subprocess.Popen[str]":
        process = self.launch()
        self.await_answers(process)
        return process

    def launch(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "run", "--workers", "1"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def await_answers(self, process: "subprocess.Popen[str]") -> None:
        until(lambda: self.answers("/api/v1/scales/") or process.poll() is not None, seconds=240)

    def manage(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def answers(self, path: str) -> bool:
        try:
            return self.status(path) == 200
        except OSError:
            return False

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code

    def get(self, path: str) -> dict[str, object]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as response:
            answer: dict[str, object] = json.load(response)
        return answer

    def processes(self) -> list[str]:
        """Command lines of whatever runs with this home: servers, workers, the database."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            except OSError:
                continue
            if str(self.home).encode() in words and int(entry.name) != os.getpid():
                found.append(words.split(b"\0\0")[0][:200].decode(errors="replace"))
        return found

    def workers(self) -> list[int]:
        """The numbers of its workers."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                command, environment = ((entry / name).read_bytes() for name in ("cmdline", "environ"))
                if b"manage.py\0worker\0" in command and str(self.home).encode() in environment:
                    found.append(int(entry.name))
        return found


@contextmanager
def request_under_way(port: int) -> Iterator[None]:
    """A web process does not end, and so keeps its port, while somebody is still sending it a form."""
    lines = (
        "POST /admin/login/ HTTP/1.1",
        "Host: localhost",
        f"Cookie: csrftoken={'a' * 32}",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 100",
        "Expect: 100-continue",
    )
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall("".join(f"{line}\r\n" for line in (*lines, "")).encode())
        assert connection.recv(12) == b"HTTP/1.1 100"
        yield


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="claimtrack-run-") as directory:
        Path(directory).chmod(0o755)
        yield Installation(Path(directory) / "home")


def test_one_command_serves_the_case_and_leaves_nothing_behind_when_stopped(installation: Installation) -> None:
    process = installation.start()
    try:
        for path in ("/", "/api/v1/claims/", "/api/v1/docs/", "/api/v1/schema/", "/admin/login/"):
            assert installation.status(path) == 200, path
        assert installation.get("/api/v1/claims/?count=true") == {"count": CLAIM_COUNT, "exact": True}
        for name in ("secret_key", "admin_password"):
            assert stat.S_IMODE((installation.home / name).stat().st_mode) == 0o600
        until(lambda: installation.answers("/readyz/worker"), seconds=60)
        [worker] = installation.workers()
        os.kill(worker, signal.SIGKILL)
        until(lambda: installation.workers() not in ([], [worker]), seconds=30)
    finally:
        process.send_signal(signal.SIGTERM)
        printed, _ = process.communicate(timeout=60)
    assert process.returncode == 0, printed
    assert f"http://localhost:{installation.port}/" in printed
    assert str(installation.home / "admin_password") in printed
    assert (installation.home / "admin_password").read_text().strip() not in printed
    until(lambda: not installation.processes(), seconds=20)


def test_killed_without_warning_it_starts_again_at_once_with_everything_and_leaves_no_process(
    installation: Installation,
) -> None:
    process = installation.start()
    password = (installation.home / "admin_password").read_text()
    position = installation.get("/api/v1/claims/?page_size=1")["position"]
    with request_under_way(installation.port):
        process.kill()
        process.wait(timeout=60)
        again = installation.launch()
        assert again.stdout is not None
        assert "waiting for it to stop" in again.stdout.readline()
    process.communicate(timeout=60)
    installation.await_answers(again)
    try:
        assert installation.get("/api/v1/claims/?page_size=1")["position"] == position
        assert (installation.home / "admin_password").read_text() == password
    finally:
        again.send_signal(signal.SIGHUP)  # as when the terminal is closed
        again.communicate(timeout=60)
    until(lambda: not installation.processes(), seconds=20)


def test_a_taken_port_is_said_and_nothing_is_started(installation: Installation) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", installation.port))
        taken.listen()
        refused = installation.manage("run")
    assert refused.returncode == 1
    assert f"Port {installation.port} is taken" in refused.stderr
    until(lambda: not installation.processes(), seconds=20)
