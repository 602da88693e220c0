"""The data of a home: which version wrote them, and how they are laid out."""

import os
import shlex
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from claimtrack.embedded.accounts import Account, account_name
from claimtrack.embedded.errors import EmbeddedError, WrongMajorVersionError
from claimtrack.embedded.layout import Layout
from claimtrack.embedded.programs import MAJOR_VERSION
from claimtrack.embedded.server import APP_ROLE, DATABASE, OWNER_ROLE, READER_ROLE

_INITDB = (
    *("-U", "postgres", "--auth-local=trust", "--auth-host=reject"),
    *("-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
    *("--set", "shared_buffers=128MB", "--set", "max_connections=100"),
    *("--set", "timezone=UTC", "--set", "log_timezone=UTC"),
)
#: In double quotes, as initdb writes it.
_SPECIAL_TO_A_SHELL = set('"$`\\\n')
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
#: What later releases added, for clusters of any age; each may be said again.
_ADDITIONS = {
    "postgres": (
        f"DO $$ BEGIN IF to_regrole('{READER_ROLE}') IS NULL THEN CREATE ROLE {READER_ROLE} LOGIN; END IF; END $$",
        f"ALTER ROLE {READER_ROLE} SET default_transaction_read_only = on",
        f"ALTER ROLE {READER_ROLE} SET statement_timeout = '2s'",
        f"GRANT CONNECT ON DATABASE {DATABASE} TO {READER_ROLE}",
    ),
}
#: A file among the data, which goes with them wherever they are copied: the additions they have.
_ADDED = "claimtrack_additions"


def check_version(layout: Layout) -> None:
    """Raise EmbeddedError if there are data that these programs cannot read."""
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
        f"With the programs of PostgreSQL {found}, as the account {account_name(account)}:\n"
        "  umask 077\n"
        f'  pg_ctl -D {data} -w -o "{apart}" start\n'
        f"  pg_dump -h /tmp -p 54320 -U postgres -Fc -f /tmp/{DATABASE}.dump {DATABASE}\n"
        f"  pg_ctl -D {data} stop\n"
        f"As the account {account_name(os.geteuid())} (where nobody needs the data, this line is enough):\n"
        f"  mv {data} {kept}\n"
        "Start claimtrack, which makes an empty database, and while it runs:\n"
        f"  pg_restore -h {entrance} -U postgres --clean --if-exists -d {DATABASE} /tmp/{DATABASE}.dump"
    )


def create_cluster(data: Path, *, programs: Path, account: Account) -> None:
    """Create the cluster with its roles and database beside its place; move it there when it is whole."""
    _check_initdb_can_run(programs, account)
    fresh = Path(tempfile.mkdtemp(prefix=f"{data.name}.new-", dir=data.parent))
    if account.other:
        os.chown(fresh, account.uid, account.gid)
    try:
        account.run([programs / "initdb", "-D", fresh, *_INITDB])
        _execute(_FOUNDATION, fresh, programs=programs, account=account)
        fresh.rename(data)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    os.sync()


def is_complete(data: Path) -> bool:
    """Tell whether the cluster has what this release adds to those that older ones made."""
    with suppress(FileNotFoundError):
        return (data / _ADDED).read_text() == _additions()
    return False


def complete_cluster(data: Path, *, programs: Path, account: Account) -> None:
    """Add what is missing to a cluster whose server does not run."""
    if is_complete(data):
        return
    _execute(_ADDITIONS, data, programs=programs, account=account)
    with account.impersonated():
        (data / _ADDED).write_text(_additions())


def _additions() -> str:
    return "".join(f"{statement};\n" for statements in _ADDITIONS.values() for statement in statements)


def _execute(by_database: Mapping[str, Sequence[str]], data: Path, *, programs: Path, account: Account) -> None:
    for database, statements in by_database.items():
        single = (programs / "postgres", "--single", "-D", data, "-c", "exit_on_error=on", database)
        account.run(single, typed="".join(f"{statement}\n" for statement in statements))


def _check_initdb_can_run(programs: Path, account: Account) -> None:
    if account_name(account.uid) == str(account.uid):
        raise EmbeddedError(
            f"The account {account.uid} has no entry in /etc/passwd, which PostgreSQL's initdb asks "
            "for: run as an account that has one, or set DATABASE_URL to a PostgreSQL server."
        )
    if special := sorted(set(str(programs)) & _SPECIAL_TO_A_SHELL):
        raise EmbeddedError(
            f"PostgreSQL's initdb hands its own path to a shell, to which {', '.join(map(repr, special))} means "
            f"something else: {programs}. Give that directory another name, "
            "or set CLAIMTRACK_HOME to one without such a character."
        )
