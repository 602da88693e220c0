"""Everything a newcomer needs in one process tree: database, tables, the first case, worker and web server."""

import hashlib
import io
import os
import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connections
from django.db.migrations.executor import MigrationExecutor
from gunicorn.app.base import BaseApplication

from claimtrack import addresses
from claimtrack.database.waiting import WEB, wait_as
from claimtrack.editions.origin import is_mirror, what_is_here
from claimtrack.management.background import BackgroundWorker, Overseer
from claimtrack.ports import PortTakenError, await_port, hold
from claimtrack.readers import check_at_start
from claimtrack.secrets import kept_secret

ADMIN = "admin"
#: What brings an older record up to a release: its lists, and where the record is made, what the desk has to publish.
LISTS, AT_THE_DESK = ("rebuild_listings",), ("load_ratings", "pass_on_answers")
MIRROR = "  This is a mirror: what was loaded is served, and nothing is published here.\n"
#: Readers that one web process answers at once, and people at the desk: one at work, the others wait for the database.
THREADS = 4
#: Clients of one web process, well below the files that a process may open.
CONNECTIONS = 400


class Command(BaseCommand):
    help = "Migrate, load the Libya–Russia case where nothing is yet, and serve the record with a worker until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workers", type=int, default=2, help="Web processes (default 2).")
        parser.add_argument("--no-case", action="store_true", help="Start with an empty record.")

    def handle(self, *args: Any, **options: Any) -> None:
        self._await_port()
        _check_databases()
        self.stdout.write("Preparing the database …")
        is_upgrade = _is_upgrade()
        call_command("migrate", verbosity=0)
        if is_upgrade:
            self.stdout.write("Bringing what was published before up to this release …")
            bring_up_to_date()
        _collect_static_files()
        password = self._administrator()
        _check_readers()
        if not (options["no_case"] or what_is_here()):
            call_command("load_case", settings.BASE_DIR / "fixtures" / "libya_russia.json", stdout=io.StringIO())
        welcome = self._welcome(password)
        hold(self._lock)
        connections.close_all()  # the web processes are forked from this one and open their own
        worker = BackgroundWorker()
        try:
            self.stdout.write(welcome)
            Overseer(Server(workers=options["workers"]), worker).run()
        finally:
            worker.stop()

    @property
    def _lock(self) -> Path:
        """What a run holds while it has the port."""
        return Path(settings.HOME) / "run.lock"

    def _await_port(self) -> None:
        try:
            await_port(settings.PORT, self._lock, tell=self.stdout.write)
        except PortTakenError as error:
            raise CommandError(str(error)) from error

    def _administrator(self) -> Path:
        """The file with the administrator's first password; the account is made with it once."""
        path: Path = settings.HOME / "admin_password"
        password = kept_secret(path, length=15)
        users = get_user_model().objects
        if not users.filter(is_superuser=True).exists():
            users.create_superuser(ADMIN, email="", password=password)
        return path

    def _welcome(self, password: Path) -> str:
        return (
            f"\n  claimtrack is at {settings.PUBLIC_URL}/\n\n"
            f"    published claims  {settings.PUBLIC_URL}/claims/\n"
            f"    API docs          {settings.PUBLIC_URL}{addresses.DOCS}\n"
            f"    the desk          {settings.PUBLIC_URL}/admin/\n\n"
            f"  Sign in to the desk as “{ADMIN}”; the first password is in {password}\n"
            f"{MIRROR if is_mirror(using='default') else ''}"
            f"  Stop with Ctrl+C.\n"
        )


def bring_up_to_date() -> None:
    """Bring what was published before an upgrade up to it; of a mirror its lists alone: nothing is published there."""
    for command in LISTS if is_mirror(using="default") else (*LISTS, *AT_THE_DESK):
        call_command(command, stdout=io.StringIO())


def _is_upgrade() -> bool:
    """Whether there is a record, and migrations that it has not seen."""
    owner = connections["owner"]
    if "editions_edition" not in owner.introspection.table_names():
        return False
    executor = MigrationExecutor(owner)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _check_databases() -> None:
    for alias, variable in (("default", "DATABASE_URL"), ("owner", "DATABASE_OWNER_URL")):
        try:
            connections[alias].ensure_connection()
        except OperationalError as error:
            raise CommandError(f"PostgreSQL cannot be used as {variable} says: {error}") from error


def _check_readers() -> None:
    try:
        check_at_start()
    except ImproperlyConfigured as error:
        raise CommandError(str(error)) from error


def _collect_static_files() -> None:
    """Collect and compress them when ours or the pinned requirements have changed: it takes seconds."""
    ours = sorted(path for path in (settings.BASE_DIR / "claimtrack" / "static").rglob("*") if path.is_file())
    decisive = [settings.BASE_DIR / "requirements.txt", *ours]
    state = hashlib.sha256(b"\0".join(bytes(path) + path.read_bytes() for path in decisive)).hexdigest()
    stamp = Path(settings.STATIC_ROOT) / ".collected-for"
    if not stamp.exists() or stamp.read_text() != state:
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(state)


class Server(BaseApplication):
    """gunicorn with a few threads a worker and persistent database connections, on the loopback interface.

    A sync worker is killed when one answer takes longer than its time-out, be it a long export that a reader takes
    slowly; a threaded one is killed when it no longer answers at all.
    """

    def __init__(self, *, workers: int) -> None:
        self.workers = workers
        super().__init__()

    def load_config(self) -> None:
        chosen = {
            "bind": f"127.0.0.1:{settings.PORT}",
            "workers": self.workers,
            "worker_class": "claimtrack.serving.Worker",
            "worker_connections": CONNECTIONS,
            "threads": THREADS,
            "timeout": 60,
            "limit_request_line": 8190,  # the most it takes: two hundred ids, which are as many as a list does
            "when_ready": _stop_when_hung_up,
            "loglevel": "warning",
            "proc_name": "claimtrack",
            "control_socket_disable": True,  # it would lie outside CLAIMTRACK_HOME
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)  # type: ignore[union-attr]  # set by BaseApplication.__init__

    def load(self) -> Any:
        wait_as(WEB)
        return get_wsgi_application()


def _stop_when_hung_up(_arbiter: object) -> None:
    """Who closes the terminal is done; gunicorn would take the signal for an order to read its settings again."""
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
