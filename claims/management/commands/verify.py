"""Check the whole record against itself."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.record import verifying as lists
from claimtrack.editions import verifying as editions
from claimtrack.editions.state import snapshot
from claimtrack.editions.verifying import Checked

#: In this order: what comes later rests on what comes before.
PARTS: Mapping[str, Callable[[Checked], Iterator[str]]] = {
    "positions, documents and digests": editions.ledger,
    "chains and heads": editions.chains,
    "listings of claims and their facet rows": lists.listings,
    "entries of the other lists": lists.entries,
}
#: Faults of one part that are told; a part that has more of them is left there.
MOST = 20


class Command(BaseCommand):
    help = (
        "Check the whole record against itself: hashes, chains, positions, heads and digests, and the lists against "
        "what the editions give. Says where it does not hold, and ends with 1 then. Nobody waits meanwhile."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with snapshot("default") as now:
            self.stdout.write(f"The record at position {now.position}")
            broken = [name for name, part in PARTS.items() if not self._holds(name, part)]
        if broken:
            raise CommandError(f"The record does not hold: {'; '.join(broken)}.")
        self.stdout.write("The record holds.")

    def _holds(self, name: str, part: Callable[[Checked], Iterator[str]]) -> bool:
        checked = Checked()
        faults = list(islice(part(checked), MOST + 1))
        for fault in faults[:MOST]:
            self.stderr.write(f"  {fault}")
        if len(faults) > MOST:
            self.stderr.write("  … and more: stopped here")
        told = ", ".join(f"{count} {what}" for what, count in checked.items()) or "nothing there"
        self.stdout.write(f"{name}: {told}: {'BROKEN' if faults else 'hold'}")
        return not faults
