"""What stands against a write: every fault at once, each with the place it belongs to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError
from psycopg import errors

INVALID = "invalid"
STALE = "stale"
GONE = "gone"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `place` is that of the change, as its writer named it; `field` is empty for the row as a whole."""

    place: str
    field: str
    code: str
    message: str

    @property
    def pointer(self) -> str:
        """Where it lies in what was sent (RFC 6901)."""
        return "".join(f"/{part}" for part in (self.place, self.field) if part)


class Refused(ValidationError):
    """Nothing was written: `faults` has every reason, with its place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__([ValidationError(fault.message, code=fault.code) for fault in faults])
        self.faults = tuple(faults)

    @property
    def is_stale(self) -> bool:
        """Whether somebody else wrote meanwhile what this write would have overwritten."""
        return any(fault.code in {STALE, GONE} for fault in self.faults)


def faults_of(error: ValidationError | IntegrityError | DataError, place: str) -> Iterator[Fault]:
    """What a row's validation, or the database, says of it."""
    if isinstance(error, Refused):
        yield from error.faults
    elif isinstance(error, IntegrityError | DataError):
        yield from (Fault(place, "", INVALID, message) for message in in_words(error))
    elif hasattr(error, "error_dict"):
        for field, listed in error.error_dict.items():
            name = "" if field == NON_FIELD_ERRORS else field
            yield from _each(place, name, listed)
    else:
        yield from _each(place, "", error.error_list)


def _each(place: str, field: str, listed: Iterable[ValidationError]) -> Iterator[Fault]:
    for error in listed:
        yield from (Fault(place, field, error.code or INVALID, message) for message in error.messages)


def in_words(error: ValidationError | IntegrityError | DataError) -> list[str]:
    """What was refused, as a person understands it: of the database, the broken constraint's message."""
    if isinstance(error, ValidationError):
        return error.messages
    violated = cast("errors.Error", error.__cause__).diag
    messages = {
        constraint.name: str(constraint.violation_error_message)
        for model in apps.get_models()
        for constraint in model._meta.constraints
    }
    return [messages.get(violated.constraint_name or "", violated.message_primary or str(error))]
