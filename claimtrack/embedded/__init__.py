"""The embedded PostgreSQL: a database for whoever has not set one up.

`ensure(home)` answers with a running server whose data lives in `home`, and starts it where nothing runs yet:

    home/postgres.log               the server's log, kept under a bound
    home/postgresql/data            the cluster
    home/postgresql/socket          the one way in; a short directory in /tmp where this path is too long
    home/postgresql/binaries-…      as root only: the programs, where an unprivileged account may read them
    home/postgresql/holders.lock    held shared by every process that uses the server
    home/postgresql/supervisor.lock held by the one process that looks after it

Everything rests on flock(2), which the kernel lets go however a process ends. This package run as a program
is the supervisor: it starts the server, starts it again after a crash, and waits for the exclusive
`holders.lock`; once every holder has gone it has it, stops the server and ends. A process that arrives
meanwhile waits for its shared lock, so it finds the server either before or after the stop, never in between.

The supervisor runs without installed packages: everything in here uses the standard library alone.
`docs/decisions/embedded-postgresql.md` says why it is made this way.
"""

from claimtrack.embedded.errors import (
    EmbeddedError,
    UnsafeSocketDirectoryError,
    UntraversableDirectoryError,
    WrongMajorVersionError,
)
from claimtrack.embedded.holding import ensure
from claimtrack.embedded.programs import binary
from claimtrack.embedded.server import APP_ROLE, DATABASE, OWNER_ROLE, READER_ROLE, Server

__all__ = [
    "APP_ROLE",
    "DATABASE",
    "OWNER_ROLE",
    "READER_ROLE",
    "EmbeddedError",
    "Server",
    "UnsafeSocketDirectoryError",
    "UntraversableDirectoryError",
    "WrongMajorVersionError",
    "binary",
    "ensure",
]
