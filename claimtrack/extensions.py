"""Extensions of PostgreSQL that the owner of a database may create: trusted ones, which come with every PostgreSQL."""

from typing import Any

from django.contrib.postgres.operations import CreateExtension
from django.core.management.base import CommandError
from django.db import NotSupportedError, ProgrammingError
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState
from psycopg.errors import InsufficientPrivilege


class TrustedExtension(CreateExtension):
    """Create the extension unless it is there; where this role may not, or the server lacks it, say what to do."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        database = schema_editor.connection.settings_dict
        try:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        except NotSupportedError as error:
            raise CommandError(self._absent()) from error
        except ProgrammingError as error:
            if isinstance(error.__cause__, InsufficientPrivilege):
                raise CommandError(self._forbidden(database["NAME"], database["USER"])) from error
            raise

    def database_backwards(self, *_: Any) -> None:
        """Leave it: it may have been there before, and harms nobody."""

    def _forbidden(self, database: str, role: str) -> str:
        return (
            f"The role {role} may not create the extension {self.name}. An administrator of PostgreSQL runs, "
            f"in the database {database}: CREATE EXTENSION {self.name}; or once for all: "
            f'GRANT CREATE ON DATABASE "{database}" TO "{role}"; Then migrate again.'
        )

    def _absent(self) -> str:
        return (
            f"This PostgreSQL has no extension {self.name}. An administrator installs PostgreSQL's own additional "
            "modules (the package postgresql-contrib; on Debian they are part of the server's). Then migrate again."
        )
