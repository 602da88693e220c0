"""Where a record comes from: it was made here, or it was loaded and is the mirror of another one."""

from django.db import connection, connections

from claimtrack.editions.models import Counter, Edition, Origin
from claimtrack.versions import is_anything_written


def origin(*, using: str) -> Origin | None:
    """What a record that was loaded is a copy of, and whether it succeeds that one; None where it was made here."""
    return Origin.objects.using(using).order_by("-pk").first()


def is_mirror(*, using: str) -> bool:
    """Whether nothing may be added here, since the record goes on elsewhere."""
    newest = origin(using=using)
    return newest is not None and newest.what == Origin.What.LOADED


def what_is_here() -> str | None:
    """What keeps another record from being laid here, in words; None in a home where nothing ever was."""
    position = Counter.objects.get().position
    if position or Edition.objects.exists():
        return f"There is a record here already: it stands at position {position}."
    if is_anything_written():
        return "There are drafts or other rows at the desk here already."
    return None


def note_loaded(*, record: str, position: int, sha256: str) -> None:
    """Say that a dump is loaded here, before its editions are: in the transaction that loads them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT editions_note_loaded(%s, %s, %s)", [record, position, sha256])


def succeed(*, by: str, reason: str) -> None:
    """Record the decision that this mirror goes on as a record of its own. Raises IntegrityError."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT editions_succeed(%s, %s)", [by, reason])
