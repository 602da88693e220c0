"""Whom the server runs as."""

import contextlib
import os
import pwd
import shlex
import stat
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from claimtrack.embedded.errors import EmbeddedError
from claimtrack.embedded.layout import Layout


def account_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


@dataclass(frozen=True)
class Account:
    """Whom the server runs as. `other` says that it is not whoever runs this process, which is root then."""

    uid: int
    gid: int
    other: bool

    @property
    def name(self) -> str:
        return account_name(self.uid)

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
            raise EmbeddedError(f"{Path(command[0]).name} failed: {last_lines(output)}")

    def make_directory(self, directory: Path) -> None:
        """Create the directory for this account alone; one that is there already stays as it is."""
        with contextlib.suppress(FileExistsError):
            directory.mkdir(mode=stat.S_IRWXU)
        found = directory.lstat()
        if self.other and found.st_uid == 0 and stat.S_ISDIR(found.st_mode):
            os.chown(directory, self.uid, self.gid, follow_symlinks=False)


def choose_account(layout: Layout) -> Account:
    """Choose whom the server runs as: whoever runs this process, except root, whom PostgreSQL refuses.

    For root it is the owner of existing data, else `postgres` where there is such an account, else `nobody`.
    """
    owner = layout.data.stat() if layout.data.exists() else None
    if os.geteuid():
        if owner and owner.st_uid != os.geteuid():
            raise EmbeddedError(
                f"{layout.data} belongs to {account_name(owner.st_uid)}: run as that account or as root, "
                "or set CLAIMTRACK_HOME to a directory of your own."
            )
        return Account(os.geteuid(), os.getegid(), other=False)
    if owner and owner.st_uid:
        return Account(owner.st_uid, owner.st_gid, other=True)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            if owner:
                raise EmbeddedError(
                    f"{layout.data} belongs to root, whom PostgreSQL refuses to run as. "
                    f"Give it to another account: chown -R {name}: {shlex.quote(str(layout.data))}"
                )
            return Account(entry.pw_uid, entry.pw_gid, other=True)
    raise EmbeddedError(
        "PostgreSQL refuses to run as root, and there is no account named postgres or nobody to run it "
        "instead: run as an ordinary user, or set DATABASE_URL to a PostgreSQL server."
    )


def last_lines(output: bytes) -> str:
    return "\n".join(output.decode(errors="replace").strip().splitlines()[-5:])
