"""Everything a newcomer needs in one process tree: database, tables, the first case, worker and web server."""

import hashlib
import io
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication

from claimtrack.secrets import kept_secret

ADMIN = "admin"


class Command(BaseCommand):
    help = "Migrate, load the Libya–Russia case, and serve it with a worker until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workers", type=int, default=2, help="Web processes (default 2).")
        parser.add_argument("--no-case", action="store_true", help="Start with an empty record.")

    def handle(self, *args: Any, **options: Any) -> None:
        _check_port()
        self.stdout.write("Preparing the database …")
        call_command("migrate", verbosity=0)
        _collect_static_files()
        password = self._administrator()
        if not options["no_case"]:
            call_command("load_case", settings.BASE_DIR / "fixtures" / "libya_russia.json", stdout=io.StringIO())
        connections.close_all()  # the web processes are forked from this one and open their own
        worker = subprocess.Popen(  # noqa: S603 - our own interpreter and command
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--follow-input"], stdin=subprocess.PIPE
        )
        try:
            self.stdout.write(self._welcome(password))
            Server(workers=options["workers"]).run()  # type: ignore[no-untyped-call]  # gunicorn has no types
        finally:
            worker.terminate()
            worker.wait()

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
            f"    published claims  {settings.PUBLIC_URL}/api/v1/claims/\n"
            f"    API docs          {settings.PUBLIC_URL}/api/v1/docs/\n"
            f"    the desk          {settings.PUBLIC_URL}/admin/\n\n"
            f"  Sign in to the desk as “{ADMIN}”; the first password is in {password}\n"
            f"  Stop with Ctrl+C.\n"
        )


def _check_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", settings.PORT))
        except OSError as error:
            raise CommandError(f"Port {settings.PORT} is taken: stop what listens there, or set PORT.") from error


def _collect_static_files() -> None:
    """Collect and compress them once for each set of pinned requirements: it takes seconds."""
    pinned = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes()).hexdigest()
    stamp = Path(settings.STATIC_ROOT) / ".collected-for"
    if not stamp.exists() or stamp.read_text() != pinned:
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(pinned)


class Server(BaseApplication):
    """gunicorn with sync workers and persistent database connections, on the loopback interface."""

    def __init__(self, *, workers: int) -> None:
        self.workers = workers
        super().__init__()  # type: ignore[no-untyped-call]  # gunicorn has no types

    def load_config(self) -> None:
        chosen = {
            "bind": f"127.0.0.1:{settings.PORT}",
            "workers": self.workers,
            "loglevel": "warning",
            "proc_name": "claimtrack",
            "control_socket_disable": True,  # it would lie outside CLAIMTRACK_HOME
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)  # type: ignore[union-attr]  # set by BaseApplication.__init__

    def load(self) -> Any:
        return get_wsgi_application()
