"""Sessions; tokens, how programs act for a member of staff; and the audit trail of who may do what."""

from uuid import uuid4

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Group, User
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from knox.models import AbstractAuthToken

from claimtrack.accounts.sessions import SessionStore


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
    WRITE = "write", "write at the desk"
    PUBLISH = "publish", "publish, correct, withhold and retract"
    IMPORT = "import", "start and stop imports"


class Token(AbstractAuthToken):
    """One of a person's tokens. Its secret is told once, when it is made; only a digest is stored."""

    name = models.CharField(max_length=100, help_text="What uses it: “nightly feed”.")
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))

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


# -- the audit trail ------------------------------------------------------------------------------
# Never of secrets, nor of what moves with every sign-in: passwords, digests, the last login.

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


@pghistory.track(exclude=["digest"], obj_field=None)
class IssuedToken(Token):
    class Meta:
        proxy = True
        default_permissions = ()
