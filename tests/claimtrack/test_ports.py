"""The port of a run: waited for while the run before it is stopping, refused where a stranger has it."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from claimtrack import ports
from claimtrack.ports import PortTakenError, await_port, hold


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken


def port_of(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port


def test_a_port_that_the_run_before_still_holds_is_waited_for(listener: socket.socket, tmp_path: Path) -> None:
    held = hold(tmp_path / "run.lock")
    told: list[str] = []

    def stop(message: str) -> None:
        told.append(message)
        listener.close()

    try:
        await_port(port_of(listener), tmp_path / "run.lock", tell=stop)
    finally:
        os.close(held)
    [message] = told
    assert "waiting for it to stop" in message


def test_a_port_of_somebody_else_is_refused_at_once(
    listener: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claimtrack.ports.time.sleep", lambda _: pytest.fail("it waits for a stranger"))
    os.close(hold(tmp_path / "run.lock"))  # of a run that ended
    for lock in ("run.lock", "never"):
        with pytest.raises(PortTakenError, match="stop what listens there"):
            await_port(port_of(listener), tmp_path / lock, tell=pytest.fail)


def test_a_run_that_does_not_stop_is_not_waited_for_for_ever(
    listener: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports, "PATIENCE", 0)
    monkeypatch.setattr(ports, "_PAUSE", 0)
    held = hold(tmp_path / "run.lock")
    try:
        with pytest.raises(PortTakenError, match="runs there already"):
            await_port(port_of(listener), tmp_path / "run.lock", tell=str)
    finally:
        os.close(held)


def test_a_free_port_is_taken_without_a_word(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    await_port(port, tmp_path / "run.lock", tell=pytest.fail)
