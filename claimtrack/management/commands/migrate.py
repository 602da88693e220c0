"""Migrate as the owner of the tables, then lay the fences around the record again."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from claimtrack.database.migrating import triggers_apart
from claimtrack.editions.guard import NoSuchRole, raise_fences
from claimtrack.garbage import seldom_collected


class Command(Migrate):
    help = Migrate.help

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        with seldom_collected(), triggers_apart():
            super().handle(*args, **options)
        if self._is_whole(options):
            self._raise_fences(options["database"])

    @staticmethod
    def _raise_fences(owner: str) -> None:
        app_role = connections["default"].settings_dict["USER"]
        try:
            raise_fences(owner=owner, app_role=app_role, reader_role=settings.READER_ROLE)
        except NoSuchRole as error:
            raise CommandError(f"{error} docs/production.md has the statements that create the roles.") from error

    @staticmethod
    def _is_whole(options: dict[str, Any]) -> bool:
        """Fences need every table: not after `migrate APP`, a plan or a check."""
        return not (options["app_label"] or options["plan"] or options["check_unapplied"])
