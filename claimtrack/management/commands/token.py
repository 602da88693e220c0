"""Make a token of an account, for a program that acts in its name. The secret is printed once, by itself."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claimtrack.accounts import tokens
from claimtrack.accounts.models import Scope
from claimtrack.writing.faults import in_words


class Command(BaseCommand):
    help = "Make a token of an account; its secret goes to standard output, and is told this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="the user name of the account")
        parser.add_argument("--scope", action="append", choices=Scope.values, help="once for each; read alone if none")
        parser.add_argument("--name", required=True, help="what uses it, such as “nightly feed”")
        parser.add_argument("--days", type=int, default=90, help="how long it lasts, up to 365 (default: 90)")

    def handle(self, *, user: str, scope: list[str] | None, name: str, days: int, **_: Any) -> None:
        person = User.objects.filter(username=user, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no active account {user}.")
        try:
            made = tokens.issue(
                person=person, name=name, scopes=scope or [Scope.READ], lasts=timedelta(days=days), by=None
            )
        except ValidationError as error:
            raise CommandError(" ".join(in_words(error))) from error
        self.stdout.write(made[1])
