"""Reset the second factor of an account whose person lost it: whoever runs this installation may."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claimtrack.accounts.lost_factors import reset_at_the_machine


class Command(BaseCommand):
    help = "Take a lost second factor away, recovery codes included; all sessions of the account end. It is audited."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="the user name of the account")

    def handle(self, *, user: str, **_: Any) -> None:
        person = User.objects.filter(username=user).first()
        if person is None:
            raise CommandError(f"There is no account {user}.")
        if not reset_at_the_machine(person=person):
            raise CommandError(f"{user} has no second factor. What was signed in has ended.")
        self.stdout.write(f"The second factor of {user} is reset, and what was signed in has ended.")
