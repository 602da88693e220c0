"""Roles: what somebody is in the newsroom. Each is a group, and has all that those before it have."""

from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AbstractUser, User
from django.db import models
from django.db.models import QuerySet


class Role(models.TextChoices):
    """In order: the later may more."""

    VIEWER = "viewer", "viewer"  # reads the desk, not who works on it
    REPORTER = "reporter", "reporter"  # files claims, and edits their own drafts
    CHECKER = "checker", "checker"  # assesses, and edits any draft
    EDITOR = "editor", "editor"  # publishes, corrects, retracts, merges, manages sources
    ADMINISTRATOR = "administrator", "administrator"  # people and settings

    @property
    def rank(self) -> int:
        return list(Role).index(self)

    @property
    def plural(self) -> str:
        return f"{self.label}s"

    @property
    def with_article(self) -> str:
        return f"{'an' if self.label[0] in 'aeiou' else 'a'} {self.label}"


NAMES: Final = tuple(Role.values)
#: Where a person in memory keeps the role that was looked up.
_KEPT = "_role"


def role_of(person: AbstractBaseUser) -> Role | None:
    """The role of whoever acts; None for those who have none, or are shown out."""
    return role_held(person) if isinstance(person, AbstractUser) and person.is_active else None


def role_held(person: AbstractUser) -> Role | None:
    """The highest role of an account, asked once of each in memory.

    Whom the database calls a superuser is an administrator: so `manage.py createsuperuser` makes one.
    """
    if person.is_superuser:
        return Role.ADMINISTRATOR
    if _KEPT not in person.__dict__:
        held = [Role(group.name) for group in person.groups.all() if group.name in NAMES] if person.pk else []
        highest = max(held, key=lambda role: role.rank, default=None)
        # A group alone makes no administrator: the database would not know of one.
        person.__dict__[_KEPT] = Role.EDITOR if highest == Role.ADMINISTRATOR else highest
    kept: Role | None = person.__dict__[_KEPT]
    return kept


def staff() -> "QuerySet[User]":
    """Who can sign in at the desk now, programs included."""
    return User.objects.filter(is_active=True, is_staff=True)


def forget_role(person: AbstractBaseUser) -> None:
    """Let the role of a person in memory be looked up again: it was given or taken away."""
    person.__dict__.pop(_KEPT, None)
