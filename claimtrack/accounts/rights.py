"""Who may do what: the one question that every action, page and address asks, answered by the permission table."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404

from claimtrack.accounts.hiding import all_exist_for, exists_for
from claimtrack.accounts.models import is_program
from claimtrack.accounts.roles import Role, role_of
from claimtrack.accounts.table import Grant, Standing, grant_for, matter_of

#: What is done to a row, in the past tense: for the sentence that refuses it.
DONE: Final = {
    "view": "read",
    "keep": "kept as a capture",
    "add": "made",
    "change": "changed",
    "delete": "deleted",
    "submit": "submitted for review",
    "send_back": "sent back",
    "publish": "published",
    "correct": "corrected",
    "retract": "retracted",
    "restore": "restored",
    "withhold": "withheld, and given back,",
    "merge": "merged",
    "unmerge": "parted again from what it was merged into",
    "split": "split",
    "redact": "redacted",
    "approve": "approved",
    "decide": "decided",
    "take_off": "taken off",
    "retry": "tried again",
    "replay": "sent again",
    "operate": "paused, resumed or given other keys",
    "hand_on": "handed on with its copies",
    "set_level": "kept at the desk, or let go further,",
    "flag": "flagged, or no longer,",
    "read_words": "read by a program",
    "see_original": "seen as it came",
    "restrict": "restricted to named people, and opened again,",
    "name": "named",
    "assign": "given to somebody, called urgent, or tagged,",
    "invite": "shown to guests",
    "embargo": "put under an embargo",
    "lift": "set anew or lifted",
}
#: What a person alone does, whatever the role of a program: all that readers see, and all that somebody has to look at.
BY_PEOPLE: Final = frozenset(
    {
        "publish",
        "correct",
        "retract",
        "restore",
        "withhold",
        "merge",
        "unmerge",
        "split",
        "redact",
        "approve",
        "decide",
        "invite",
    }
)
#: Where an account in memory keeps whether it is a program's.
_KEPT: Final = "_is_program"
NO_ROLE: Final = "Your account has no role at the desk: an administrator gives it one."


class NotAllowed(PermissionDenied):
    """Whoever acts has not the right to; nothing was written."""


class NotThere(Http404):
    """What is acted upon does not exist for whoever acts; nothing was written. Answered as what never was."""


def may(by: AbstractBaseUser | None, action: str, what: Model | type[Model], *, under: Model | None = None) -> bool:
    """May this person do this to this row? Of a model: to any row of it, or to any that stands under this one.

    `action` is one of the table's. None acts in nobody's name: an import, a job, a case that is loaded.
    Nobody may do anything with a row that is restricted to others.
    """
    if by is None:
        return True
    model = what if isinstance(what, type) else type(what)
    grant = grant_for(role_of(by), action, model)
    if grant and action in BY_PEOPLE and _is_program(by):
        return False
    row = under if isinstance(what, type) else what
    if grant is None or (row is not None and not exists_for(by, row)):
        return False
    return grant.is_boundless or row is None or all(grant.covers(standing, by.pk) for standing in standings_of(row))


def _is_program(account: AbstractBaseUser) -> bool:
    """As `is_program`, asked once of each account in memory."""
    if _KEPT not in account.__dict__:
        account.__dict__[_KEPT] = is_program(account)
    answer: bool = account.__dict__[_KEPT]
    return answer


def standings_of(row: Model) -> Sequence[Standing]:
    """Where a row stands, as its app says."""
    matter = matter_of(type(row))
    return matter.standings(row) if matter and matter.standings else ()


def demand(by: AbstractBaseUser | None, action: str, rows: Iterable[Model | type[Model]]) -> None:
    """Raise NotAllowed unless this person may do this to all of these rows, and NotThere of what exists for others."""
    rows = list(rows)
    if by and not all_exist_for(by, (row for row in rows if not isinstance(row, type))):
        raise NotThere("There is nothing like that.")
    refused = {refusal(by, action, row) for row in rows if not may(by, action, row)} if by else set()
    if refused:
        raise NotAllowed(" ".join(sorted(refused)))


def refusal(by: AbstractBaseUser, action: str, what: Model | type[Model]) -> str:
    """Who may do this, and what whoever may not is."""
    role = role_of(by)
    if role is None:
        return NO_ROLE
    name = str(what._meta.verbose_name)
    article = "An" if name[0] in "aeio" else "A"  # a user
    model = what if isinstance(what, type) else type(what)
    who = _holders(action, model) or "nobody"
    whoever = "a program, which decides nothing" if action in BY_PEOPLE and _is_program(by) else role.with_article
    return f"{article} {name} is {DONE[action]} by {who}. You are {whoever}."


def _holders(action: str, model: type[Model]) -> str:
    """“reporters (own: draft), checkers (any: draft, in review) and editors”: where the right grows, and how far."""
    named: list[str] = []
    before: Grant | None = None
    for role in Role:
        grant = grant_for(role, action, model)
        if grant and grant != before:
            named.append(role.plural if grant.is_boundless else f"{role.plural} ({grant})")
        before = grant
    *others, last = named or [""]
    return f"{', '.join(others)} and {last}" if others else last
