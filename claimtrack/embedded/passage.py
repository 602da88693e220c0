"""Who may enter a home, and what is said to whom it shuts out."""

import os
import shlex
from pathlib import Path

from claimtrack.embedded.accounts import Account, account_name
from claimtrack.embedded.errors import EmbeddedError, UntraversableDirectoryError
from claimtrack.embedded.layout import Layout


def check_passage(layout: Layout, account: str, reason: str = "") -> None:
    """Raise UntraversableDirectoryError if this process, acting as the account, may not enter the room."""
    if directory := _untraversable(layout.room):
        raise UntraversableDirectoryError(
            f"PostgreSQL runs as {account}{reason}, whom {directory} shuts out. Set CLAIMTRACK_HOME to a "
            "directory that this account can enter, such as one below /var/lib, "
            f"or allow it: chmod a+x {shlex.quote(str(directory))}"
        )


def check_passage_of(layout: Layout, account: Account) -> None:
    try:
        with account.impersonated():
            check_passage(layout, account.name, " (it refuses to run as root)" if account.other else "")
    except PermissionError as error:
        raise EmbeddedError(
            f"PostgreSQL refuses to run as root, and this root may not act as {account.name} (a container "
            "without the capability SETUID?): run as an ordinary user, or set DATABASE_URL."
        ) from error


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


def explained(error: OSError, layout: Layout) -> str:
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
    return account_name(uid) if uid != os.geteuid() else None
