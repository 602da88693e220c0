"""Django's PostgreSQL backend, with the embedded server behind it: it is started when it is first asked for.

Settings name this backend where no DATABASE_URL is set. So a command that needs no database starts none, and one that
does has it without a word from anybody.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base, client

from claimtrack import embedded


class DatabaseClient(client.DatabaseClient):
    """psql, as it comes with the server."""

    def runshell(self, parameters: Iterable[str]) -> None:
        self.connection.get_connection_params()
        self.executable_name = str(embedded.binary("psql"))
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient
    #: Read once: a process has one server, also where a test moves what else is kept at home.
    home: Path = settings.HOME

    def get_connection_params(self) -> dict[str, Any]:
        """Return what to connect with, once the server answers; HOST and PORT are written into the settings, too."""
        server = embedded.ensure(self.home)
        self.settings_dict |= {"HOST": str(server.socket_directory), "PORT": str(server.port)}
        params: dict[str, Any] = super().get_connection_params()
        return params
