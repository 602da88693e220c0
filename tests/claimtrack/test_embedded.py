"""The embedded PostgreSQL: whoever needs it has it, and after the last of them nothing is left."""

import os
import select
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack import embedded
from claimtrack.embedded import (
    APP_ROLE,
    OWNER_ROLE,
    EmbeddedError,
    Server,
    UnsafeSocketDirectoryError,
    UntraversableDirectoryError,
    WrongMajorVersionError,
    ensure,
)

pytestmark = pytest.mark.embedded

PROJECT = Path(embedded.__file__).parents[1]
OUR_PATH = {"PYTHONPATH": os.pathsep.join([str(PROJECT), *sys.path])}
HOLD = """
import sys
from pathlib import Path
from claimtrack.embedded import ensure

def hold():
    print(ensure(Path(sys.argv[1])).socket_directory, flush=True)

hold()
{body}
"""
UNTIL_TOLD = "sys.stdin.read()"


class Holder:
    """A process that holds the server of a home until it is told to leave, or killed."""

    def __init__(self, home: Path, body: str = UNTIL_TOLD, **options: Any) -> None:
        environment = {**os.environ, **OUR_PATH, **options.pop("env", {})}
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD.format(body=body), str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            **options,
        )

    def line(self) -> str:
        assert self.process.stdout
        return str(self.process.stdout.readline()).strip()

    def server(self) -> Server:
        """The server that the process was given; waits until it was."""
        line = self.line()
        assert line, "the process ended without a server"
        return Server(Path(line))

    def again(self) -> None:
        """Have the process call `ensure` a second time; needs the body `CALL_AGAIN`."""
        assert self.process.stdin
        self.process.stdin.write("again\n")
        self.process.stdin.flush()

    def leave(self) -> int:
        with self.process:
            assert self.process.stdin
            self.process.stdin.close()
        return self.process.returncode

    def kill(self) -> None:
        with self.process:
            self.process.kill()


CALL_AGAIN = """
for _ in sys.stdin:
    hold()
"""


def open_directory() -> Path:
    """A directory any account may pass through: pytest's own shut out whom the server runs as for root."""
    directory = Path(tempfile.mkdtemp(prefix="claimtrack-test-"))
    directory.chmod(0o711)
    return directory


@pytest.fixture
def place() -> Iterator[Path]:
    directory = open_directory()
    yield directory
    shutil.rmtree(directory)


@pytest.fixture
def hold(place: Path) -> Iterator[Callable[..., Holder]]:
    """Start holders, which are killed at the end of the test; then nothing may be left of their servers."""
    started: list[tuple[Path, Holder]] = []

    def start(home: Path, *arguments: str, **options: Any) -> Holder:
        holder = Holder(home, *arguments, **options)
        started.append((Path(options.get("cwd", "/"), home), holder))
        return holder

    yield start
    for _, holder in started:
        holder.kill()
    for home, _ in started:
        eventually(partial(is_gone, home))


@pytest.fixture(scope="module")
def used_home() -> Iterator[Path]:
    """A home that was used before, which starts faster than a fresh one."""
    directory = open_directory()
    holder = Holder(directory / "Home")
    holder.server()
    assert holder.leave() == 0
    yield directory / "Home"
    shutil.rmtree(directory)


@pytest.fixture
def home(used_home: Path, hold: Callable[..., Holder]) -> Path:
    """The used home, where nothing runs when a test begins."""
    eventually(lambda: is_gone(used_home))
    return used_home


@pytest.fixture
def moved(used_home: Path, place: Path) -> Iterator[Callable[[str], Path]]:
    """Give the used home another name, for as long as the test runs."""
    names: list[Path] = []

    def move(name: str) -> Path:
        names.append(used_home.rename(place / name))
        return names[-1]

    yield move
    for name in names:
        name.rename(used_home)


def eventually(condition: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.01)


def processes(home: Path) -> dict[int, str]:
    """The postmaster and the supervisor of a home: whose command lines name it, this test's own apart.

    For a moment also a child that the postmaster has just forked.
    """
    found = {}
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            command = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
            if os.fsencode(home) in command and HOLD[:20].encode() not in command:
                found[int(entry.name)] = command.replace(b"\0", b" ").decode()
    return found


def supervisor_of(home: Path) -> int:
    (found,) = [number for number, command in processes(home).items() if "embedded.py" in command]
    return found


def postmaster_of(home: Path) -> int:
    return int((home / "postgresql/data/postmaster.pid").read_text().split()[0])


def connected(server: Server, role: str = APP_ROLE, database: str = "claimtrack") -> AbstractContextManager[Any]:
    return psycopg.connect(server.url(role=role, database=database), autocommit=True)


def answer(server: Server, query: str, role: str = APP_ROLE) -> Any:
    with connected(server, role) as connection:
        row = connection.execute(query).fetchone()
    assert row
    return row[0]


def kill(process: int) -> None:
    """Kill a process that is not our child, and wait until it is dead."""
    descriptor = os.pidfd_open(process)
    signal.pidfd_send_signal(descriptor, signal.SIGKILL)
    select.select([descriptor], [], [])
    os.close(descriptor)


def is_gone(home: Path) -> bool:
    return not processes(home) and not (home / "postgresql/socket").exists()


# -- a server for whoever asks ---------------------------------------------------------------------


def test_a_fresh_home_has_both_roles_and_the_database_and_listens_to_the_socket_alone(
    place: Path, hold: Callable[..., Holder]
) -> None:
    holder = hold(place / "home")
    server = holder.server()
    with connected(server, "postgres") as connection:
        roles = connection.execute(
            "SELECT rolname, rolcanlogin, rolcreatedb, rolsuper, rolcreaterole FROM pg_roles "
            "WHERE rolname LIKE 'claimtrack%' ORDER BY 1"
        ).fetchall()
        locale = connection.execute(
            "SELECT pg_encoding_to_char(encoding), datlocprovider::text, datlocale, datdba::regrole::text "
            "FROM pg_database WHERE datname = 'claimtrack'"
        ).fetchone()
        settings = dict(
            connection.execute(
                "SELECT name, setting FROM pg_settings "
                "WHERE name IN ('listen_addresses', 'fsync', 'server_version_num', 'TimeZone')"
            ).fetchall()
        )
    assert roles == [(APP_ROLE, True, False, False, False), (OWNER_ROLE, True, True, False, False)]
    assert locale == ("UTF8", "b", "C.UTF-8", OWNER_ROLE)
    assert settings.pop("server_version_num").startswith("18")
    assert settings == {"listen_addresses": "", "fsync": "on", "TimeZone": "UTC"}
    assert holder.leave() == 0
    assert is_gone(place / "home")


def test_the_application_role_may_only_connect(home: Path, hold: Callable[..., Holder]) -> None:
    server = hold(home).server()
    with connected(server, OWNER_ROLE) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS of_the_owner ()")
    for statement in (
        "CREATE TABLE public.intruder ()",
        "CREATE TEMPORARY TABLE shadow ()",
        "CREATE SCHEMA another",
        "CREATE DATABASE another",
        "SELECT * FROM of_the_owner",
    ):
        with connected(server) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_the_owner_role_migrates_and_creates_databases_for_tests(home: Path, hold: Callable[..., Holder]) -> None:
    with connected(hold(home).server(), OWNER_ROLE) as connection:
        connection.execute("CREATE TABLE public.another ()")
        connection.execute("DROP TABLE public.another")
        connection.execute("CREATE DATABASE test_claimtrack")
        connection.execute("DROP DATABASE test_claimtrack")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_the_url_keeps_any_directory_whole_through_the_parser_of_the_settings(name: str) -> None:
    server = Server(Path("/", name))
    parsed = dj_database_url.parse(server.url(role=APP_ROLE))
    assert parsed["HOST"] == str(server.socket_directory)
    assert (parsed["USER"], parsed["NAME"], parsed["PORT"]) == (APP_ROLE, "claimtrack", 5432)


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


def test_a_relative_home_is_the_same_home(home: Path, hold: Callable[..., Holder]) -> None:
    assert hold(home).server() == hold(Path(home.name), cwd=home.parent).server()
    eventually(lambda: len(processes(home)) == 2)


@pytest.mark.parametrize("name", ["x" * 120, "Дело о слухах, part 2", 'it\'s "quoted"'])
def test_a_home_whose_path_is_unfit_for_a_socket_has_a_private_directory_that_goes_with_the_server(
    name: str, moved: Callable[[str], Path], hold: Callable[..., Holder]
) -> None:
    home = moved(name)
    holder = hold(home)
    server = holder.server()
    assert server.socket_directory.parent == Path("/tmp")
    assert stat.S_IMODE(server.socket_directory.lstat().st_mode) == 0o700
    assert answer(server, "SELECT 1") == 1
    assert holder.leave() == 0
    assert not server.socket_directory.exists()
    assert is_gone(home)


def test_a_home_with_spaces_and_capitals_in_its_path_works_in_place(
    moved: Callable[[str], Path], hold: Callable[..., Holder]
) -> None:
    home = moved("My Claims")
    server = hold(home).server()
    assert server.socket_directory == home / "postgresql/socket"
    assert answer(server, "SELECT 1") == 1


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


def test_the_programs_for_a_backup_are_at_hand() -> None:
    version = subprocess.run([embedded.binary("pg_dump"), "--version"], capture_output=True, check=True).stdout
    assert b" 18." in version
    with pytest.raises(EmbeddedError, match="no program named 'pg_nothing'"):
        embedded.binary("pg_nothing")


# -- the last one out ------------------------------------------------------------------------------


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


# -- after a crash ---------------------------------------------------------------------------------


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


def test_the_log_is_kept_under_a_bound(place: Path) -> None:
    log = place / "postgres.log"
    with log.open("ab", buffering=0) as server:
        server.write(b"old line\n")
        embedded._bound(log, 9)
        assert log.read_bytes() == b"old line\n"
        server.write(b"more\n")
        embedded._bound(log, 9)
        server.write(b"new line\n")
    assert log.read_bytes() == b"new line\n"
    assert (place / "postgres.log.1").read_bytes() == b"old line\nmore\n"


# -- refusals --------------------------------------------------------------------------------------


def test_a_directory_that_shuts_the_server_out_is_named(place: Path) -> None:
    closed = place / "closed"
    (closed / "below").mkdir(parents=True)
    closed.chmod(0o700 if os.geteuid() == 0 else 0)
    with pytest.raises(UntraversableDirectoryError, match=rf"whom {closed} shuts out.*chmod a\+x {closed}"):
        ensure(closed / "below" / "home")
    closed.chmod(0o700)


@contextmanager
def rewritten(path: Path, text: str) -> Iterator[None]:
    before = path.read_text()
    path.write_text(text)
    yield
    path.write_text(before)


def test_data_of_another_major_version_is_refused_with_the_way_out(home: Path) -> None:
    data = home / "postgresql/data"
    with rewritten(data / "PG_VERSION", "16\n"), pytest.raises(WrongMajorVersionError) as refusal:
        ensure(home)
    message = str(refusal.value)
    assert "PostgreSQL 16" in message
    for step in ("pg_dump ", f"mv {data} {data}.16", "pg_restore "):
        assert step in message


def test_a_socket_directory_that_is_a_link_or_open_to_others_is_refused(home: Path) -> None:
    directory = home / "postgresql/socket"
    directory.symlink_to(home)
    with pytest.raises(UnsafeSocketDirectoryError, match=f"is not a directory: {directory}"):
        ensure(home)
    directory.unlink()
    directory.mkdir()
    directory.chmod(0o755)
    shutil.chown(directory, (home / "postgresql/data").stat().st_uid)
    with pytest.raises(UnsafeSocketDirectoryError, match="has mode 0755 instead of 0700"):
        ensure(home)
    directory.rmdir()


def test_a_socket_directory_of_somebody_else_is_refused(place: Path) -> None:
    directory = place / "socket"
    directory.mkdir(mode=0o700)
    with pytest.raises(UnsafeSocketDirectoryError, match=r"belongs to .* instead of"):
        embedded._check_socket_directory(directory, os.geteuid() + 1)


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    configuration = home / "postgresql/data/postgresql.conf"
    with rewritten(configuration, "shared_buffers = 'plenty'\n"), pytest.raises(EmbeddedError) as refusal:
        ensure(home)
    assert 'invalid value for parameter "shared_buffers"' in str(refusal.value)
    assert str(home / "postgres.log") in str(refusal.value)
    eventually(lambda: is_gone(home))


def test_a_directory_without_a_database_in_the_place_of_the_data_is_left_alone(place: Path) -> None:
    data = place / "home/postgresql/data"
    data.mkdir(parents=True)
    if os.geteuid() == 0:
        os.chown(data, 65534, 65534)
    with pytest.raises(EmbeddedError, match=f"{data} holds no PostgreSQL database"):
        ensure(place / "home")
    assert data.exists()


def test_a_home_that_is_a_file_is_refused(place: Path) -> None:
    (place / "home").touch()
    with pytest.raises(EmbeddedError, match=f"cannot use {place}/home: Not a directory"):
        ensure(place / "home")


def test_processes_are_told_alike_by_proc_and_by_ps() -> None:
    [told] = embedded._from_proc(os.getpid())
    as_ps_lists_it = b"%7d %5d %s\n    2     0\n" % (told.number, told.owner, told.command.strip())
    assert list(embedded._read_ps(as_ps_lists_it)) == [told, embedded._Process(2, 0, b" ")]
