"""The starting table of publishers' labels: a file that says what each is read as, and where that is explained."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError

from claims.imports.models import RatingLabel
from claims.imports.ratings.registry import add_readings
from claims.imports.ratings.writing import RatingFields, read_label
from claimtrack import json_in
from claimtrack.writing import Update
from claimtrack.writing.trail import written_by_person

FORMAT: Final = "claimtrack-ratings/1"
STARTING_TABLE: Final = settings.BASE_DIR / "fixtures" / "ratings.json"
_NEEDED: Final = ("host", "language", "labels")
#: Verdict, reason why it cannot be checked, and category of media.
Reading = tuple[str, str, str]
_READING: Final = frozenset({"verdict", "not_checkable_reason", "media_category", "note"})
#: The verdict that earlier tables gave the label, by mistake.
_FORMERLY: Final = "formerly"


class InvalidRatings(ValueError):
    """A file is no table of labels; the message says where."""


def load_ratings(path: Path = STARTING_TABLE) -> int:
    """Add what the table reads and nobody here has read yet; returns how many labels are read now as they were not.

    What an earlier table read by mistake, and nobody here has touched since, is read as this one says. Raises
    `InvalidRatings`; then nothing was added.
    """
    try:
        table = json_in.loads(path.read_bytes())
    except ValueError as error:
        raise InvalidRatings(f"{path} is no JSON: {error}") from error
    if not isinstance(table, dict) or table.get("format") != FORMAT:
        raise InvalidRatings(f"{path} is no table of labels: its `format` must be “{FORMAT}”.")
    if not isinstance(table.get("publishers"), list):
        raise InvalidRatings(f"{path} has no list of publishers.")
    rows = list(_rows(table["publishers"]))
    added = add_readings(ratings=[row for row, _ in rows], by=None)
    return added + sum(_corrected(row, formerly) for row, formerly in rows if formerly)


def have_ratings() -> None:
    """Load the starting table where no label has been read yet: an import into an empty desk is to be judged."""
    if not RatingLabel.objects.exclude(verdict="", not_checkable_reason="").exists():
        load_ratings()


def _corrected(said: RatingLabel, formerly: str) -> bool:
    """Let a reading that an earlier table gave by mistake give way; claims judged by it are judged anew."""
    place = {"host": said.host, "language": said.language, "key": said.key}
    standing = RatingLabel.objects.filter(**place, verdict=formerly).first()
    if standing is None or written_by_person(standing):
        return False
    fields = RatingFields(
        verdict=said.verdict,
        not_checkable_reason=said.not_checkable_reason,
        media_category=said.media_category,
        note=said.note,
    )
    read_label(change=Update(row=standing.pk, fields=fields, seen=RatingFields()), by=None)
    return True


def _rows(publishers: list[Any]) -> Iterator[tuple[RatingLabel, str]]:
    """Each row, and the verdict that an earlier table gave its label by mistake; empty where none did."""
    checked: set[Reading] = set()
    for number, publisher in enumerate(publishers, start=1):
        if missing := [name for name in _NEEDED if name not in publisher]:
            raise InvalidRatings(f"publisher {number} in the table has no {', '.join(missing)}.")
        for label, reading in publisher["labels"].items():
            try:
                said = {"verdict": reading} if isinstance(reading, str) else dict(reading)
                formerly = said.pop(_FORMERLY, "")
                row = _row(publisher, label, said)
                _check(row, checked)
            except (ValidationError, ValueError) as error:
                told = "; ".join(error.messages) if isinstance(error, ValidationError) else error
                raise InvalidRatings(f"“{label}” of {publisher['host']}: {told}") from error
            yield row, formerly


def _row(publisher: dict[str, Any], label: str, reading: dict[str, str]) -> RatingLabel:
    """One row; the label's own note stands before the publisher's."""
    if unknown := sorted(reading.keys() - _READING):
        raise ValueError(f"it has {', '.join(unknown)}, and may have: {', '.join(sorted({*_READING, _FORMERLY}))}")
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
