"""The report of an import, in words."""

from collections.abc import Iterator
from typing import Final

from claims.imports.models import ImportRun
from claims.models import Claim

_SHOWN: Final = 20
_LINE: Final = 160


def report(run: ImportRun) -> str:
    """What was read and became of it, what was repaired, and what was refused and why."""
    return "\n".join(_lines(run))


def _lines(run: ImportRun) -> Iterator[str]:
    yield f"{run.origin}: {run.get_state_display()}"
    for name in ("read", "created", "updated", "unchanged", "repeated", "proposed", "refused"):
        yield f"  {getattr(run, name):>9,}  {name}"
    yield f"  {run.editions:>9,}  editions published"
    if run.notes:
        yield "Noted:"
        yield from (f"  {count:>9,}  {note}" for note, count in run.notes.items())
    if run.near_duplicates:
        yield "Say what another claim says, and were not merged:"
        claims = Claim.objects.filter(pk__in=run.near_duplicates[: _SHOWN + 1]).order_by("statement", "pk")
        yield from _some([_short(statement) for statement in claims.values_list("statement", flat=True)])
    refusals = run.refusals.filter(taken_in_at=None)
    if refusals.exists():
        yield "Refused, kept for another try (--refused):"
        listed = [_short(f"{row.place}: {row.reason}") for row in refusals[: _SHOWN + 1]]
        yield from _some(listed)


def _some(lines: list[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:_SHOWN])
    if len(lines) > _SHOWN:
        yield "  …"


def _short(text: str) -> str:
    return text if len(text) <= _LINE else f"{text[: _LINE - 1]}…"
