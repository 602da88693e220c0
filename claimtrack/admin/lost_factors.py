"""Steps on the page of a person who cannot sign in: a lost second factor, where one administrator asks and another one
decides, and a name at the provider of single sign-on that is theirs no more.
"""

from collections.abc import Callable, Iterator
from typing import Final

from django.contrib.auth.models import User

from claimtrack.accounts import lost_factors
from claimtrack.accounts.factors import has_factor
from claimtrack.accounts.invited import forget_sign_on, signs_on
from claimtrack.accounts.models import FactorReset
from claimtrack.admin.steps import Given, Step


def _asked(row: User) -> FactorReset | None:
    return FactorReset.objects.select_related("asked_by").filter(person=row).first()


def _is_asked_for(row: User) -> bool:
    return _asked(row) is not None


def _can_be_asked_for(row: User) -> bool:
    return has_factor(row) and not _is_asked_for(row)


def _about(row: User) -> Iterator[str]:
    """What whoever decides has to know."""
    if asked := _asked(row):
        yield f"{asked.asked_by} asked for it on {asked.asked_at:%Y-%m-%d %H:%M} UTC: {asked.reason}"
    yield "Ask the person yourself, in another way than by mail. Wherever they are signed in ends, too."


def _ask(row: User, by: User, given: Given) -> str:
    lost_factors.ask_reset(person=row, reason=given.words, by=by)
    return "Asked for: another administrator confirms it here."


def _confirm(row: User, by: User, given: Given) -> str:
    lost_factors.confirm_reset(person=row, by=by)
    return "Reset: at the next sign-in the password is enough to add another factor."


def _refuse(row: User, by: User, given: Given) -> str:
    lost_factors.refuse_reset(person=row, by=by)
    return "The second factor stays as it is."


def _forget(row: User, by: User, given: Given) -> str:
    forget_sign_on(person=row, by=by)
    return "Forgotten: at the next single sign-on, the verified address of e-mail tells who they are."


def _step(
    name: str, verb: str, take: Callable[[User, User, Given], str], offered: Callable[[User], bool], asks: str = ""
) -> Step:
    return Step(name=name, verb=verb, right="change", take=take, offered=offered, asks=asks, hints=_about)


STEPS: Final = (
    _step(
        "reset-factor",
        "Reset the second factor",
        _ask,
        _can_be_asked_for,
        "Why, and how you know that it is they who ask",
    ),
    _step("confirm-reset", "Confirm: reset the second factor", _confirm, _is_asked_for),
    _step("refuse-reset", "Leave the second factor as it is", _refuse, _is_asked_for),
    Step(name="forget-sign-on", verb="Forget the single sign-on", right="change", take=_forget, offered=signs_on),
)
