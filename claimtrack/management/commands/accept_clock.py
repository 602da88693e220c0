"""Record that a clock was ahead when the last edition was published, so that publishing can go on."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from claimtrack.editions import clocks
from claimtrack.editions.models import ClockDecision, Counter


class Command(BaseCommand):
    help = (
        "Where the last edition is later than the clock: say so, and with --by and --reason record that the clock was "
        "wrong then and is right now. Editions follow that edition's time until the clock has come there."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", help="The administrator who decides: a user name.")
        parser.add_argument("--reason", help="What was wrong with the clock. It is kept for good.")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            counter = Counter.objects.select_for_update().get()
            now = _now()
            at, clock = clocks.said(counter.at), clocks.said(now)
            if not clocks.is_ahead(counter.at, now):
                raise CommandError(f"There is nothing to decide: the record is of {at}, the clock says {clock}.")
            self.stdout.write(f"Position {counter.position} is of {at}. Both clocks say {clock}.")
            if not (options["by"] and options["reason"]):
                raise CommandError("Nothing is recorded. Look at the clocks first; then give --by and --reason.")
            by = _administrator(options["by"])
            ClockDecision.objects.create(
                by_id=by.pk, reason=options["reason"], position=counter.position, at=counter.at, clock=now
            )
        self.stdout.write(f"Recorded. Until the clock has come there, editions are of {at} and the moments after it.")


def _now() -> Any:
    try:
        return clocks.read()
    except clocks.ClockAstray as astray:
        raise CommandError(astray.messages[0]) from astray


def _administrator(name: str) -> User:
    found = User.objects.filter(username=name, is_superuser=True, is_active=True).first()
    if found is None:
        raise CommandError(f"“{name}” is no active administrator.")
    return found
