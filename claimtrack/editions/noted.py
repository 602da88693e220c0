"""What the audit trail notes beside a write: who, in which role, by which token, in which request, from where, and why.

The layer that is asked says what it knows of the request (`noting`, `by_token`); whoever knows of roles says how one is
found (`roles_by`). A token is noted by its name: nothing of its secret, digests included, comes here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser


@dataclass(frozen=True, slots=True)
class Asked:
    """The request in which somebody writes: its id, the address it came from, the name of the token."""

    request: str
    address: str
    token: str = ""


_ASKED: Final[ContextVar[Asked | None]] = ContextVar("asked", default=None)

#: How the role that somebody holds is found.
_ROLES: Final[list[Callable[[AbstractBaseUser], str | None]]] = []


@contextmanager
def noting(request: str, address: str) -> Iterator[None]:
    """Note this request beside all that is written within."""
    token = _ASKED.set(Asked(request, address))
    try:
        yield
    finally:
        _ASKED.reset(token)


def by_token(name: str) -> None:
    """Say by which of the person's tokens the request acts."""
    asked = _ASKED.get()
    if asked:
        _ASKED.set(replace(asked, token=name))


def roles_by(find: Callable[[AbstractBaseUser], str | None]) -> None:
    """Say how the role that somebody holds is found."""
    _ROLES[:] = [find]


def notes_of(by: AbstractBaseUser, reason: str | None) -> dict[str, object]:
    """What the trail notes of a write by this person: members that say nothing are left out."""
    asked = _ASKED.get()
    known = {
        "role": next((find(by) for find in _ROLES), None),
        "reason": (reason or "").strip(),
        **(asdict(asked) if asked else {}),
    }
    return {"user": by.pk} | {name: value for name, value in known.items() if value}
