"""Where things are in a home."""

import contextlib
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from claimtrack.embedded.errors import UnfitPathError

PORT = 5432
#: PostgreSQL cuts paths off after 1,023 bytes (MAXPGPATH), and its own files lie a while below home.
_HOME_BYTES = 768
_SOCKET_PATH_BYTES = 107  # unix(7): sun_path is 108 bytes with its closing NUL


@dataclass(frozen=True)
class Layout:
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
        if plain and len(str(socket_in(inside))) <= _SOCKET_PATH_BYTES:
            return inside
        return Path("/tmp", f"claimtrack-{uid}-{self.cluster_name[-8:]}")  # noqa: S108 - its owner and mode are checked

    def check(self) -> None:
        """Raise UnfitPathError where PostgreSQL, or a person at the terminal, could not read the path of home."""
        path = os.fsencode(self.home)
        if len(path) > _HOME_BYTES:
            fault = f"has {len(path)} bytes, and PostgreSQL has room for {_HOME_BYTES}"
        elif not _is_text(path):
            fault = "is not UTF-8"
        else:
            return
        shown = path.decode(errors="backslashreplace")
        raise UnfitPathError(f"The path of home {fault}: {shown}. Set CLAIMTRACK_HOME to another one.")

    def make(self) -> None:
        """Create home and the room in it; as root so that another account may pass through, not list them."""
        mode = 0o711 if os.geteuid() == 0 else 0o700
        for directory in (*reversed(self.room.parents), self.room):
            with contextlib.suppress(FileExistsError):
                directory.mkdir()
                directory.chmod(mode)


def _is_text(path: bytes) -> bool:
    try:
        path.decode()
    except UnicodeDecodeError:
        return False
    return True


def socket_in(directory: Path) -> Path:
    return directory / f".s.PGSQL.{PORT}"
