"""The list of publishers whose judgements imports publish by themselves."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from claims.imports import publishers
from claims.imports.models import ListedPublisher
from claimtrack.accounts.rights import NotAllowed


class Command(BaseCommand):
    help = (
        "Show the publishers whose judgements imports publish by themselves; or, with HOSTs, list more of them in the "
        "name of two editors."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("hosts", nargs="*", metavar="HOST", help="Such as checks.example.org, or an address.")
        parser.add_argument("--proposed-by", metavar="USER", help="The editor who proposes them.")
        parser.add_argument("--approved-by", metavar="USER", help="Another editor, who approves them.")
        parser.add_argument("--reason", default="", help="Why their judgements may go out by themselves.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["hosts"]:
            for row in ListedPublisher.objects.filter(taken_off_at=None):
                self.stdout.write(f"{row.host}\t{'listed' if row.is_listed else 'proposed'}\t{row.reason}")
            return
        one, other = (self._person(options, name) for name in ("proposed_by", "approved_by"))
        try:
            with transaction.atomic():
                for host in dict.fromkeys(options["hosts"]):
                    row = publishers.propose(host=host, reason=options["reason"], by=one)
                    publishers.approve(publisher=row, by=other)
        except (ValidationError, NotAllowed) as refused:
            said = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
            raise CommandError(f"Nothing was listed: {host}: {' '.join(said)}") from refused
        self.stdout.write(f"{len(dict.fromkeys(options['hosts']))} publishers listed")

    @staticmethod
    def _person(options: dict[str, Any], name: str) -> User:
        flag = f"--{name.replace('_', '-')}"
        if not options[name]:
            raise CommandError(f"Name both editors: {flag} is missing.")
        found = User.objects.filter(username=options[name]).first()
        if found is None:
            raise CommandError(f"{flag}: there is no account {options[name]}.")
        return found
