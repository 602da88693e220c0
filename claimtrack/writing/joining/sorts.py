"""The sorts of works that can be merged, and what each sort says of how."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser

from claimtrack.editions.chain import Document
from claimtrack.editions.models import Kind
from claimtrack.editions.roots import Root
from claimtrack.editions.store import Published
from claimtrack.writing.agreement import Reviewed
from claimtrack.writing.joining.moving import Moves


@dataclass(frozen=True, slots=True, kw_only=True)
class Joinable:
    """How works of one sort are merged.

    `against` are sentences that stand against it, given the one that stays and the one that goes. `conditions` are
    those that stand against publishing any of these works anew, whoever agrees. `says_the_same` is whether a document
    as it is composed now says what readers have. `needs_two` is whether two people have to agree. `take_over` does
    what the table of rows does not say, before those move. `publish` publishes these locked roots as they stand, the
    first of them as an edition of this kind. `identity` is what tells one from others.
    """

    model: type[Root]
    against: Callable[[Any, Any], Iterable[str]]
    conditions: Callable[[Sequence[Any]], Iterable[str]]
    says_the_same: Callable[[Document | None, Document], bool]
    needs_two: Callable[[Any, Any], bool]
    take_over: Callable[[Any, Any, Moves], None]
    publish: Callable[[Sequence[Any], Kind | None, Reviewed, AbstractBaseUser, str], list[Published]]
    identity: Callable[[Any], Iterable[tuple[str, str]]]


JOINABLE: Final[dict[type[Root], Joinable]] = {}


def enter(joinable: Joinable) -> None:
    """Enter a sort of work."""
    JOINABLE[joinable.model] = joinable
