"""The starting table of publishers' labels: a file that says what each is read as, and where that is explained."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError

from claims.imports.models import RatingLabel
from claims.imports.ratings.registry import add_readings
from claimtrack import json_in

FORMAT: Final = "claimtrack-ratings/1"
STARTING_TABLE: Final = settings.BASE_DIR / "fixtures" / "ratings.json"
_NEEDED: Final = ("host", "language", "labels")
#: Verdict, reason why it cannot be checked, and category of media.
Reading = tuple[str, str, str]
_READING: Final = frozenset({"verdict", "not_checkable_reason", "media_category", "note"})


class InvalidRatings(ValueError):
    """A file is no table of labels; the message says where."""


def load_ratings(path: Path = STARTING_TABLE) -> int:
    """Add what the table reads and nobody here has read yet; returns how many labels that are.

    Raises `InvalidRatings`; then nothing was added.
    """
    try:
        table = json_in.loads(path.read_bytes())
    except ValueError as error:
        raise InvalidRatings(f"{path} is no JSON: {error}") from error
    if not isinstance(table, dict) or table.get("format") != FORMAT:
        raise InvalidRatings(f"{path} is no table of labels: its `format` must be “{FORMAT}”.")
    if not isinstance(table.get("publishers"), list):
        raise InvalidRatings(f"{path} has no list of publishers.")
    return add_readings(ratings=list(_rows(table["publishers"])), by=None)


def have_ratings() -> None:
    """Load the starting table where no label has been read yet: an import into an empty desk is to be judged."""
    if not RatingLabel.objects.exclude(verdict="", not_checkable_reason="").exists():
        load_ratings()


def _rows(publishers: list[Any]) -> Iterator[RatingLabel]:
    checked: set[Reading] = set()
    for number, publisher in enumerate(publishers, start=1):
        if missing := [name for name in _NEEDED if name not in publisher]:
            raise InvalidRatings(f"publisher {number} in the table has no {', '.join(missing)}.")
        for label, reading in publisher["labels"].items():
            try:
                row = _row(publisher, label, {"verdict": reading} if isinstance(reading, str) else dict(reading))
                _check(row, checked)
            except (ValidationError, ValueError) as error:
                told = "; ".join(error.messages) if isinstance(error, ValidationError) else error
                raise InvalidRatings(f"“{label}” of {publisher['host']}: {told}") from error
            yield row


def _row(publisher: dict[str, Any], label: str, reading: dict[str, str]) -> RatingLabel:
    """One row; the label's own note stands before the publisher's."""
    if unknown := sorted(reading.keys() - _READING):
        raise ValueError(f"it has {', '.join(unknown)}, and may have: {', '.join(sorted(_READING))}")
    note = " ".join(filter(None, [reading.pop("note", ""), publisher.get("note", "")]))
    row = RatingLabel(
        host=publisher["host"],
        language=publisher["language"],
        label=label,
        scale=publisher.get("scale", ""),
        explained_at=publisher.get("explained_at", ""),
        note=note,
        **reading,
    )
    if not row.is_read:
        raise ValueError("it is read as nothing")
    return row


def _check(row: RatingLabel, checked: set[Reading]) -> None:
    """Raises ValidationError. The database is asked about each reading once, however many labels are read so."""
    row.clean_fields(exclude=["key"])
    row.clean()
    reading = (*row.reading, row.media_category)
    if reading not in checked:
        row.validate_constraints(exclude=["key"])
        checked.add(reading)
