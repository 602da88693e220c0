"""`manage.py restricted`: what is restricted, and for whom it exists; `--name USER ID` names one more person.

The way out when everybody who was named has left. It shows no word of what is restricted, and the audit trail has
that somebody was named from the command line.
"""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from claimtrack.accounts.models import Restriction
from claimtrack.editions.roots import acting
from claimtrack.writing.restricting import restrict, restrictable


class Command(BaseCommand):
    help = "List what is restricted to named people, or name one more person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", nargs=2, metavar=("USER", "ID"), help="Name this person in a listed restriction.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["name"]:
            self._name(*options["name"])
        for restriction in Restriction.objects.order_by("at").prefetch_related("people"):
            self.stdout.write(_line(restriction))

    def _name(self, username: str, number: str) -> None:
        person = User.objects.filter(username=username, is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody who can sign in is called “{username}”.")
        restriction = _restriction(number)
        rows = (model._default_manager.filter(restriction=restriction).first() for model in restrictable())
        with acting("manage.py restricted"), transaction.atomic():
            row = next(filter(None, rows))
            restrict(row=row, people=[*restriction.people.all(), person], by=None)
        self.stdout.write(f"{username} knows of it now.")


def _restriction(number: str) -> Restriction:
    try:
        return Restriction.objects.get(pk=UUID(number))
    except (ValueError, Restriction.DoesNotExist) as error:
        raise CommandError(f"Nothing is restricted under {number}: `manage.py restricted` lists the ids.") from error


def _line(restriction: Restriction) -> str:
    rows = ((model, model._default_manager.filter(restriction=restriction).count()) for model in restrictable())
    what = ", ".join(f"{count} {model._meta.verbose_name}" for model, count in rows if count)
    people = (f"{each}{'' if each.is_active else ' (left)'}" for each in restriction.people.order_by("username"))
    for_whom = ", ".join(people) or "nobody"
    since = f"{restriction.pk}  since {restriction.at:%Y-%m-%d}"
    return f"{since}: {what or 'nothing any more'}; exists for {for_whom}"
