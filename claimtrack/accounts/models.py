"""Sessions; tokens, how programs act for a member of staff; and the audit trail of who may do what."""

from uuid import uuid4

import pghistory
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Group, User
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from knox.models import AbstractAuthToken

from claimtrack.accounts.sessions import SessionStore
from claimtrack.ids import Identified


class Session(AbstractBaseSession):
    """A browser in which somebody has signed in; without a foreign key, as its row may be written after the person's
    is gone."""

    person_id = models.BigIntegerField(null=True, db_index=True)

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        return SessionStore


@pghistory.track(obj_field=None)
class Profile(models.Model):
    """What an account is besides a sign-in. The database makes one with every account, however that was made."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="profile")
    pseudonym = models.UUIDField(
        default=uuid4, unique=True, editable=False, help_text="What editions call this person; it says nothing of them."
    )
    is_program = models.BooleanField(
        "a program", default=False, help_text="It files and reads by its tokens, and decides nothing."
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pseudonym)


def is_program(account: AbstractBaseUser) -> bool:
    """Whether an account is a program's: it never counts as a person who looked at something."""
    return Profile.objects.filter(person_id=account.pk, is_program=True).exists()


class Scope(models.TextChoices):
    """What a token may be used for; its person's rights bound it as well."""

    READ = "read", "read the desk"
    WRITE = "write", "file and edit"
    PUBLISH = "publish", "publish, correct, retract, restore and withhold"  # of people alone, never of programs
    IMPORT = "import", "start and stop imports"


class Token(AbstractAuthToken):
    """One of a person's tokens. Its secret is told once, when it is made; only a digest is stored."""

    name = models.CharField(max_length=100, help_text="What uses it: “nightly feed”.")
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))
    last_used = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class KeptAnswer(models.Model):
    """The answer to a request that named an `Idempotency-Key`, for when the same one is sent again.

    Key and request are kept as digests under the installation's secret key: clients choose what their keys say, and
    short requests could be guessed. The body is emptied by every redaction (`claimtrack.accounts.answers`).
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key"],
                name="kept_answer_key_once",
                violation_error_message="This key has an answer already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.status} at {self.at:%Y-%m-%d %H:%M}"


@pghistory.track(obj_field=None)
class FactorReset(models.Model):
    """Somebody lost their second factor: one administrator asks that it be reset, and another one confirms."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    asked_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField()

    class Meta:
        default_permissions = ()
        verbose_name = "reset of a second factor"

    def __str__(self) -> str:
        return f"the second factor of {self.person}"


# -- work that is restricted to named people ------------------------------------------------------


@pghistory.track()
class Restriction(Identified):
    """Rows of the desk that exist for named people alone: a claim with its parts, a document, a copy."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    people = models.ManyToManyField(User, through="Named", related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"restricted on {self.at:%Y-%m-%d}"


@pghistory.track(pghistory.InsertEvent("named"), pghistory.DeleteEvent("unnamed"), obj_field=None)
class Named(models.Model):
    """One of the people for whom what is restricted exists."""

    restriction = models.ForeignKey(Restriction, models.CASCADE, related_name="named")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["restriction", "person"],
                name="named_once",
                violation_error_message="This person is named already.",
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


class Restrictable(models.Model):
    """A row that can be restricted; `claimtrack.accounts.visible` leaves it out for all who are not named."""

    restriction = models.ForeignKey(
        Restriction, models.PROTECT, null=True, blank=True, editable=False, related_name="+", db_index=False
    )

    class Meta:
        abstract = True


def restricted_index(name: str) -> models.Index:
    """Of the few rows of a table that are restricted."""
    return models.Index(fields=["restriction"], name=name, condition=Q(restriction__isnull=False))


# -- the audit trail ------------------------------------------------------------------------------
# Never of secrets, nor of what moves with every sign-in or use: passwords, digests, the last login, the last use.

LINKED = pghistory.InsertEvent("linked"), pghistory.DeleteEvent("unlinked")


@pghistory.track(exclude=["password", "last_login"], obj_field=None)
class Person(User):
    class Meta:
        proxy = True
        default_permissions = ()


@pghistory.track(obj_field=None)
class RightsGroup(Group):
    class Meta:
        proxy = True
        default_permissions = ()


@pghistory.track(*LINKED, obj_field=None)
class Membership(User.groups.through):  # type: ignore[name-defined,misc]  # made by the relation
    class Meta:
        proxy = True
        default_permissions = ()


@pghistory.track(*LINKED, obj_field=None)
class PersonRight(User.user_permissions.through):  # type: ignore[name-defined,misc]  # made by the relation
    class Meta:
        proxy = True
        default_permissions = ()


@pghistory.track(*LINKED, obj_field=None)
class GroupRight(Group.permissions.through):  # type: ignore[name-defined,misc]  # made by the relation
    class Meta:
        proxy = True
        default_permissions = ()


@pghistory.track(exclude=["digest", "last_used"], obj_field=None)
class IssuedToken(Token):
    class Meta:
        proxy = True
        default_permissions = ()


@pghistory.track(*LINKED, exclude=["data", "last_used_at"], obj_field=None)
class Factor(Authenticator):  # type: ignore[misc]  # allauth is read without types
    class Meta:
        proxy = True
        default_permissions = ()


@pghistory.track(*LINKED, exclude=["extra_data", "last_login"], obj_field=None)
class SignOn(SocialAccount):  # type: ignore[misc]  # as above
    class Meta:
        proxy = True
        default_permissions = ()
