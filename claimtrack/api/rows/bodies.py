"""Bodies of requests, read member by member: what could be read of them, and every fault of the rest."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from claimtrack.api.rows.members import ItemError, Member
from claimtrack.query.filterset import unknown_parameters
from claimtrack.query.texts import Unknown
from claimtrack.writing.faults import Fault


def read_members(
    members: Sequence[Member], body: Any, by: User, *, place: str = ""
) -> tuple[dict[str, Any], list[Fault]]:
    """The values of a body by their names, and its faults. `place` is where in the request it stands."""
    if not isinstance(body, Mapping):
        return {}, [Fault(place, "", "malformed", "An object with members is expected.")]
    faults = [*_unknown(members, body, place)]
    values: dict[str, Any] = {}
    for member in members:
        if member.name in body:
            try:
                values[member.name] = member.given(body[member.name], by)
            except ValidationError as error:
                faults += _placed(error, place, member.name)
    return values, faults


def missing(
    members: Sequence[Member], values: Mapping[str, Any], faults: Sequence[Fault], *, place: str = ""
) -> Iterator[Fault]:
    """What a body has to say and does not; of rows, their tables tell."""
    faulty = {fault.field.partition("/")[0] for fault in faults}
    for member in members:
        if member.required and member.name not in values and member.name not in faulty:
            yield Fault(place, member.name, "required", f"It is needed. {member.meaning}".strip())


def _unknown(members: Sequence[Member], body: Mapping[str, Any], place: str) -> Iterator[Fault]:
    accepted = [member.name for member in members]
    for each in unknown_parameters([name for name in body if name not in accepted], accepted=accepted):
        message = each["message"].replace("is not a parameter of this address", "is not a member that is written")
        yield Fault(place, each.get("parameter", ""), "unknown_member", message)


def _placed(error: ValidationError, place: str, name: str) -> Iterator[Fault]:
    for each in error.error_list:
        where = f"{name}/{each.at}" if isinstance(each, ItemError) else name
        told = each.helped() if isinstance(each, Unknown) else each.messages[0]
        yield Fault(place, where, str(each.code), told)
