"""A server as its clients see it: its address, and whether it answers there."""

import os
import socket
import stat
import struct
from dataclasses import dataclass
from pathlib import Path

from claimtrack.embedded.accounts import account_name
from claimtrack.embedded.errors import UnsafeSocketDirectoryError
from claimtrack.embedded.layout import PORT, Layout, socket_in

OWNER_ROLE = "claimtrack_owner"
APP_ROLE = "claimtrack_app"
READER_ROLE = "claimtrack_reader"
DATABASE = "claimtrack"
_ANSWER_SECONDS = 5


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


def answering(layout: Layout) -> Server | None:
    """Return the server if it takes connections now: its state says so, and it answers on its socket."""
    try:
        account = layout.data.stat().st_uid
        server = Server(layout.socket_directory(account))
        if reported_state(layout) != "ready":
            return None
        check_socket_directory(server.socket_directory, account)
    except FileNotFoundError:
        return None
    return server if _is_answered(socket_in(server.socket_directory)) else None


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


def reported_state(layout: Layout) -> str:
    """Return what the server says of itself, in the eighth line of its file: starting, ready or stopping."""
    return b"".join(layout.state.read_bytes().split(b"\n")[7:8]).strip().decode()


def check_socket_directory(directory: Path, uid: int) -> None:
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode):
        fault = "is not a directory"
    elif found.st_uid != uid:
        fault = f"belongs to {account_name(found.st_uid)} instead of {account_name(uid)}"
    elif stat.S_IMODE(found.st_mode) != stat.S_IRWXU:
        fault = f"has mode {stat.S_IMODE(found.st_mode):04o} instead of 0700"
    else:
        return
    raise UnsafeSocketDirectoryError(
        f"The directory of PostgreSQL's socket {fault}: {directory}. Whoever may enter it is let into the "
        "database. Remove it, or set CLAIMTRACK_HOME to another (short) path."
    )
