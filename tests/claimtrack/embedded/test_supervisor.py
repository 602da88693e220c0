"""What looks after the server: through crashes, kills and interrupted starts."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from claimtrack.embedded import OWNER_ROLE, EmbeddedError, ensure
from tests.claimtrack.embedded.holders import (
    CALL_AGAIN,
    Holder,
    answer,
    connected,
    eventually,
    is_gone,
    kill,
    postmaster_of,
    rewritten,
    supervisor_of,
)

pytestmark = pytest.mark.embedded


def test_the_server_runs_without_privileges_and_without_our_environment(
    home: Path, hold: Callable[..., Holder]
) -> None:
    hold(home, env={"SECRET_KEY": "kept from the server"}).server()
    postmaster = Path("/proc", str(postmaster_of(home)))
    assert postmaster.stat().st_uid == (home / "postgresql/data").stat().st_uid != 0
    assert b"SECRET_KEY" not in (postmaster / "environ").read_bytes()


def test_the_server_is_in_a_session_of_its_own(home: Path, hold: Callable[..., Holder]) -> None:
    holder = hold(home)
    holder.server()
    sessions = {os.getsid(number) for number in (holder.process.pid, supervisor_of(home), postmaster_of(home))}
    assert len(sessions) == 3


def is_ready_again(home: Path, crashed: int) -> bool:
    """The file is written by a server that starts, and is away in between."""
    try:
        return "ready" in (home / "postgresql/data/postmaster.pid").read_text() and postmaster_of(home) != crashed
    except (FileNotFoundError, ValueError, IndexError):
        return False


def test_a_crashed_server_is_started_again_for_those_who_hold_it(home: Path, hold: Callable[..., Holder]) -> None:
    server = hold(home).server()
    crashed = postmaster_of(home)
    kill(crashed)
    eventually(lambda: is_ready_again(home, crashed), seconds=60)
    assert answer(server, "SELECT 1") == 1


def test_a_socket_that_a_cleaner_took_away_comes_back(home: Path, hold: Callable[..., Holder]) -> None:
    server = hold(home).server()
    endpoint = server.socket_directory / ".s.PGSQL.5432"
    endpoint.unlink()
    eventually(endpoint.exists)
    assert server == hold(home).server()
    assert answer(server, "SELECT 1") == 1


def test_a_supervisor_asked_to_end_stops_the_server_and_the_next_call_starts_it(
    home: Path, hold: Callable[..., Holder]
) -> None:
    holder = hold(home, CALL_AGAIN)
    server = holder.server()
    os.kill(supervisor_of(home), signal.SIGTERM)
    eventually(lambda: is_gone(home))
    holder.again()
    assert holder.server() == server
    assert answer(server, "SELECT 1") == 1


def test_calling_again_after_a_crash_waits_for_the_server(home: Path, hold: Callable[..., Holder]) -> None:
    holder = hold(home, CALL_AGAIN)
    server = holder.server()
    kill(postmaster_of(home))
    holder.again()
    assert holder.server() == server
    assert answer(server, "SELECT 1") == 1


def test_a_killed_supervisor_is_replaced_and_the_server_goes_on(home: Path, hold: Callable[..., Holder]) -> None:
    first = hold(home)
    with connected(first.server()) as connection:
        killed = supervisor_of(home)
        kill(killed)
        second = hold(home)
        second.server()
        assert supervisor_of(home) != killed
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert [second.leave(), first.leave()] == [0, 0]
    assert is_gone(home)


def test_the_last_one_out_stops_the_server_even_without_its_supervisor(home: Path, hold: Callable[..., Holder]) -> None:
    holder = hold(home)
    holder.server()
    kill(supervisor_of(home))
    assert holder.leave() == 0
    assert is_gone(home)


def test_a_home_where_everything_was_killed_serves_again(home: Path, hold: Callable[..., Holder]) -> None:
    holder = hold(home)
    server = holder.server()
    with connected(server, OWNER_ROLE) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    for number in (supervisor_of(home), postmaster_of(home)):
        kill(number)
    holder.kill()
    assert answer(hold(home).server(), "SELECT answer FROM kept", OWNER_ROLE) == 42


def test_a_state_file_that_names_a_living_stranger_is_no_obstacle(home: Path, hold: Callable[..., Holder]) -> None:
    """In a container that was started again, the dead server's number is soon another process's."""
    owner = (home / "postgresql/data").stat().st_uid if os.geteuid() == 0 else None
    stranger = subprocess.Popen(["cat"], stdin=subprocess.PIPE, user=owner)
    state = home / "postgresql/data/postmaster.pid"
    state.write_text(f"{stranger.pid}\n{state.parent}\n1\n5432\n{home}/postgresql/socket\n\n  1  1\nready   \n")
    with stranger:
        assert answer(hold(home).server(), "SELECT 1") == 1
        stranger.kill()


def test_a_stale_socket_is_no_obstacle(home: Path, hold: Callable[..., Holder]) -> None:
    directory = home / "postgresql/socket"
    directory.mkdir(mode=0o700)
    (directory / ".s.PGSQL.5432").touch()
    (directory / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    for path in (directory, *directory.iterdir()):
        shutil.chown(path, (home / "postgresql/data").stat().st_uid)
    assert answer(hold(home).server(), "SELECT 1") == 1


def test_what_an_interrupted_first_start_left_is_cleared_away(home: Path, hold: Callable[..., Holder]) -> None:
    room = home / "postgresql"
    for name in ("data.new-cut", "binaries.new-cut"):
        (room / name).mkdir()
        (room / name / "PG_VERSION").write_text("18\n")
    hold(home).server()
    assert {path.name for path in room.glob("*.new-*")} == set()


def test_a_supervisor_killed_in_the_first_start_leaves_a_home_that_starts(
    place: Path, hold: Callable[..., Holder]
) -> None:
    home = place / "home"
    interrupted = hold(home)
    eventually(lambda: list(home.glob("postgresql/data.new-*/base")))
    kill(supervisor_of(home))
    assert interrupted.line() == ""
    assert answer(hold(home).server(), "SELECT 1") == 1


def test_one_killed_while_its_server_starts_leaves_nothing(place: Path, hold: Callable[..., Holder]) -> None:
    home = place / "home"
    impatient = hold(home)
    eventually(lambda: list(home.glob("postgresql/data.new-*/base")))
    impatient.process.kill()
    eventually((home / "postgresql/data").exists)
    eventually(lambda: is_gone(home))


def test_a_deleted_home_is_made_anew_for_those_who_call_again(
    home: Path, place: Path, hold: Callable[..., Holder]
) -> None:
    holder = hold(home, CALL_AGAIN)
    holder.server()
    home.rename(place / "deleted")
    holder.again()
    assert answer(holder.server(), "SELECT 1") == 1
    assert holder.leave() == 0
    assert is_gone(home)
    shutil.rmtree(home)
    shutil.rmtree(place / "deleted/postgresql/socket")
    (place / "deleted").rename(home)


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    configuration = home / "postgresql/data/postgresql.conf"
    with rewritten(configuration, "shared_buffers = 'plenty'\n"), pytest.raises(EmbeddedError) as refusal:
        ensure(home)
    assert 'invalid value for parameter "shared_buffers"' in str(refusal.value)
    assert str(home / "postgres.log") in str(refusal.value)
    eventually(lambda: is_gone(home))
