"""Check the whole record against itself, or a part of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from claims.record import verifying as lists
from claims.record import verifying_matched
from claimtrack.editions import appended, sealed, verifying
from claimtrack.editions.state import snapshot
from claimtrack.editions.walks import DAY, POSITION, SEAL, SUBJECT, Key, Walk


@dataclass(frozen=True, slots=True)
class Part:
    """One walk over the record: what it is about, and the key that it goes along."""

    title: str
    key: Key
    check: Callable[[Walk], Iterator[str]]


#: In this order: what comes later rests on what comes before.
PARTS: Mapping[str, Part] = {
    "editions": Part("positions and documents", POSITION, verifying.editions),
    "appends": Part("who appended them", POSITION, appended.appended),
    "digests": Part("digests of days", DAY, verifying.digests),
    "chains": Part("chains and heads", SUBJECT, verifying.chains),
    "listings": Part("listings of claims and their facet rows", SUBJECT, lists.listings),
    "matching": Part("what claims are matched by", SUBJECT, verifying_matched.matched),
    "entries": Part("entries of the other lists", SUBJECT, lists.entries),
    "audit": Part("the audit trail and its seals", SEAL, sealed.seals),
}
#: Faults of one part that are told; a part that has more of them is left there.
MOST = 20


class Command(BaseCommand):
    help = (
        "Check the whole record against itself: hashes, chains, positions, heads and digests, who appended what, and "
        "the lists against what the editions give, and the audit trail against its seals. Says where it does not hold, "
        "and ends with 1 then; stopped by Ctrl+C, it says how to go on. Nobody waits meanwhile."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", choices=PARTS, dest="first", help="Begin with this part; go on with the others.")
        parser.add_argument(
            "--after", metavar="KEY", help="Of that part, what comes after this position, day, id or seal."
        )
        parser.add_argument("--until", metavar="KEY", help="End within that part, with this position, day, id or seal.")
        parser.add_argument(
            "--role", action="append", default=[], metavar="NAME", help="A role that this installation once wrote as."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["after"] or options["until"]) and not options["first"]:
            raise CommandError("--after and --until go with --from, which names the part whose keys they are.")
        names = list(PARTS)
        first = names.index(options["first"]) if options["first"] else 0
        chosen = names[first : first + 1] if options["until"] else names[first:]
        roles = appended.known_roles() | {*options["role"]}
        walks = {name: _walk(PARTS[name].key, options if name == options["first"] else {}, roles) for name in chosen}
        with snapshot("default") as now:
            self.stdout.write(f"The record at position {now.position}")
            broken = [PARTS[name].title for name, walk in walks.items() if not self._holds(name, walk)]
        if broken:
            raise CommandError(f"The record does not hold: {'; '.join(broken)}.")
        self.stdout.write("The record holds." if chosen == names else "This part of the record holds.")

    def _holds(self, name: str, walk: Walk) -> bool:
        title, faults = PARTS[name].title, 0
        with _shown(title, walk):
            try:
                for fault in PARTS[name].check(walk):
                    faults += 1
                    if faults > MOST:
                        self.stderr.write(f"  … and more: this part was left here. {_further(name, walk)}")
                        break
                    self.stderr.write(f"  {fault}")
            except KeyboardInterrupt:
                raise CommandError(f"Stopped. {_further(name, walk)}", returncode=130) from None
        told = ", ".join(f"{count} {what}" for what, count in walk.counted.items()) or "nothing there"
        self.stdout.write(f"{title}: {told}: {'BROKEN' if faults else 'hold'}")
        return not faults


def _walk(key: Key, options: Mapping[str, Any], roles: set[str]) -> Walk:
    """Raises CommandError for a key that is none."""
    after, until = options.get("after"), options.get("until")
    try:
        first, last = key.read(after) if after else key.before_all, key.read(until) if until else key.last
    except ValueError as error:
        raise CommandError(f"This part goes by {key.name}: {error}") from error
    if first >= last:
        raise CommandError(f"--until {until} does not come after --after {after}: nothing lies between.")
    return Walk(first, last, to_the_end=not until, roles=roles)


def _further(name: str, walk: Walk) -> str:
    after = "" if walk.at is None else f" --after {walk.at}"
    return f"To go on from there: manage.py verify --from {name}{after}"


def _shown(title: str, walk: Walk) -> Progress:
    """How far a walk is, on a terminal: where it stands, what it has looked at, and for how long."""
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), TimeElapsedColumn()
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    task = bar.add_task(title, total=None)

    def moved(now: Walk) -> None:
        counted = ", ".join(f"{count:,} {what}" for what, count in now.counted.items())
        bar.update(task, description=f"{title}: {counted}, at {now.at}")

    walk.moved = moved
    return bar
