"""A new password, an account closed or deleted: the person's tokens and sessions end there and then.

The database does it, where the hash changes, so that every way of changing it is one of these: the desk's form, the
command, a statement (migration `0003_sessions`). The trail of tokens notes it as ever.
"""

from typing import Any, Final

from axes.backends import AxesStandaloneBackend
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.http import HttpRequest

from claimtrack.accounts.models import is_program

#: On while the hash of a password is made anew from the same password.
SAME_PASSWORD: Final = "claimtrack.same_password"  # noqa: S105 - a name


class LockingBackend(AxesStandaloneBackend):
    """Refuses, before a password is looked at, whoever gave too many wrong ones for this user from this address."""

    def authenticate(self, request: HttpRequest | None, **given: Any) -> None:
        # Without a request there is no address: nobody asks from outside.
        if request is not None:
            super().authenticate(request, **given)


class PasswordBackend(ModelBackend):
    """Signing in with a password, which may renew its hash: at a higher cost, of the same password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **given: Any
    ) -> User | None:
        with transaction.atomic():
            _say_same_password("on")
            person = super().authenticate(request, username, password, **given)
            _say_same_password("")
        return None if person and is_program(person) else person


def _say_same_password(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SAME_PASSWORD, value])
