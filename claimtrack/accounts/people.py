"""Actions on people: who is let in, with which role, and who is shown out. Nobody raises their own rights.

The password, names and address of an administrator are for that person alone (or for `manage.py changepassword`):
whoever could set them could act as an administrator. Their role another one takes away, but never the last one's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import transaction

from claimtrack.accounts.bylines import take_away
from claimtrack.accounts.rights import NotAllowed, demand
from claimtrack.accounts.roles import NAMES, Role, forget_role, role_held, role_of
from claimtrack.editions.models import Edition
from claimtrack.editions.roots import audited

HAS_WORKED = "{name} has worked at the desk, and what was done keeps its name: take away the sign-in instead (Active)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What stands in an account besides its password and its role."""

    username: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""


def invite(*, account: Account, password: str | None, role: Role | None, by: User) -> User:
    """Make an account for the desk; without a password nobody signs in to it, but a program may hold its tokens."""
    with audited(by), transaction.atomic():
        demand(by, "add", [User])
        _refuse_above(role, by)
        person = User(is_staff=True, **_written(account))
        person.set_password(password)
        person.full_clean(exclude=["password"])
        person.save()
        _put(person, role)
    return person


def rename(*, person: User, account: Account, by: User) -> User:
    """Change the names and the address of an account."""
    with _changing(person, by) as locked:
        if any(getattr(locked, name) != value for name, value in _written(account).items()):
            refuse_to_act_as(locked, by)
            for name, value in _written(account).items():
                setattr(locked, name, value)
            locked.full_clean(exclude=["password"])
            locked.save(update_fields=[*_written(account)])
    return locked


def give_role(*, person: User, role: Role | None, by: User) -> User:
    """Give somebody else a role, no higher than one's own, instead of the one they have; None takes it away."""
    with _changing(person, by) as locked:
        before = role_held(locked)
        if before != role:
            _refuse_oneself(locked, by, "Your own role is given by another administrator.")
            _refuse_above(before, by)
            _refuse_above(role, by)
            _put(locked, role)
    forget_role(person)
    return locked


def let_in(*, person: User, active: bool, by: User) -> User:
    """Let somebody else sign in again, or show them out: their account stays, with what they did."""
    with _changing(person, by) as locked:
        if locked.is_active != active:
            _refuse_oneself(locked, by, "Your own account is closed by another administrator.")
            locked.is_active = active
            locked.save(update_fields=["is_active"])
    return locked


def remove(*, person: User, by: User) -> None:
    """Delete an account that was never used. Who did anything at the desk is shown out instead: their name stays.

    Raises ValidationError.
    """
    with _changing(person, by, "delete") as locked:
        _refuse_oneself(locked, by, "Your own account is deleted by another administrator.")
        if LogEntry.objects.filter(user=locked).exists() or Edition.objects.filter(by_id=locked.pk).exists():
            raise ValidationError(HAS_WORKED.format(name=locked))
        take_away(locked)
        locked.delete()


def refuse_to_act_as(person: User, by: User) -> None:
    """Raise NotAllowed where whoever acts could sign in as an administrator afterwards: by a password, an address."""
    if person.pk != by.pk and person.is_superuser:  # one who was shown out may be let in again
        raise NotAllowed("The password, names and address of an administrator are changed by that person alone.")


# -- what stands against it -----------------------------------------------------------------------


@contextmanager
def _changing(person: User, by: User, action: str = "change") -> Iterator[User]:
    """The account as it stands, locked along with that of whoever acts: two never show each other out at once.

    Nobody does that to themselves, so one administrator is always left.
    """
    with audited(by), transaction.atomic():
        rows = User.objects.select_for_update().filter(pk__in={by.pk, person.pk})
        locked = {row.pk: row for row in rows.order_by("pk")}
        # Whoever acts may have lost the right while waiting for the lock.
        demand(locked[by.pk], action, [User])
        yield locked[person.pk]


def _refuse_oneself(person: User, by: User, sentence: str) -> None:
    if person.pk == by.pk:
        raise NotAllowed(sentence)


def _refuse_above(role: Role | None, by: User) -> None:
    mine = role_of(by)
    if role and (mine is None or role.rank > mine.rank):
        raise NotAllowed(f"Who is {role.with_article} is decided by those who are one.")


def _put(person: User, role: Role | None) -> None:
    """The role, and what goes with it: its group, the desk's pages, and the database's word for administrators."""
    person.is_superuser, person.is_staff = role == Role.ADMINISTRATOR, role is not None or person.is_staff
    person.save(update_fields=["is_superuser", "is_staff"])
    person.user_permissions.clear()
    person.groups.remove(*Group.objects.filter(name__in=NAMES))
    if role:
        person.groups.add(Group.objects.get(name=role.value))
    forget_role(person)


def _written(account: Account) -> dict[str, str]:
    return {member.name: getattr(account, member.name) for member in fields(account)}
