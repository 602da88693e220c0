"""The second factor: who owes one, how it is kept, and how a lost one is reset.

django-allauth makes, stores and checks the factors: codes of an app (TOTP, RFC 6238), passkeys (WebAuthn) and recovery
codes. A session by password alone is nobody's until the factor was given in it (`claimtrack.admin.factor`).
"""

import base64
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import (
    clear_authentication_records,
    get_authentication_records,
    record_authentication,
)
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from axes.helpers import get_client_ip_address
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from claimtrack.accounts.models import Session
from claimtrack.accounts.roles import Role, role_of

#: In a session: its person had a factor when they signed in.
HAS_FACTOR: Final = "has_factor"
BY_PROVIDER: Final = "claimtrack.accounts.invited.SingleSignOnBackend"
BY_PASSWORD: Final = "claimtrack.accounts.access.PasswordBackend"  # noqa: S105 - a name
#: What a sign-in itself consists of; recovery codes stand in for one of them.
OF_A_SIGN_IN: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
UNREADABLE: Final = (
    "The factor cannot be read with this installation's SECRET_KEY: ask an administrator to have it reset."
)
GIVE_IT: Final = "Signed in by password alone: give the second factor at the desk first, or use a token."


# -- who owes it ----------------------------------------------------------------------------------


def owes_factor(request: HttpRequest, person: AbstractBaseUser) -> bool:
    """Whether this session is by password alone where that is not enough: of its person, or of their role."""
    if was_given(request, person):
        return False
    return bool(request.session.get(HAS_FACTOR)) or is_obliged(person)


def is_obliged(person: AbstractBaseUser) -> bool:
    """Editors and administrators, unless the installation says otherwise."""
    role = role_of(person) if settings.SECOND_FACTOR else None
    return role is not None and role.rank >= Role.EDITOR.rank


def was_given(request: HttpRequest, person: AbstractBaseUser) -> bool:
    """Whether the factor was given in this session."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, person))


def has_factor(person: AbstractBaseUser) -> bool:
    found: bool = Authenticator.objects.filter(user_id=person.pk, type__in=OF_A_SIGN_IN).exists()
    return found


def begin(sender: type, request: HttpRequest, user: User, **_: Any) -> None:
    """Note, as somebody signs in, what the session is worth: what was given before does not count."""
    clear_authentication_records(request)
    if request.session.get(BACKEND_SESSION_KEY) == BY_PASSWORD:
        # Just typed, it lets whoever has no factor yet add one without typing it again.
        record_authentication(request, user, method="password", reauthenticated=True)
    request.session[HAS_FACTOR] = has_factor(user)


# -- told by django-allauth -----------------------------------------------------------------------


def used(request: HttpRequest, **_: Any) -> None:
    """The session is worth more from now on: it gets another key."""
    request.session.cycle_key()


def added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Whoever adds a factor has shown that they hold it; what was signed in elsewhere without it ends."""
    if authenticator.type not in OF_A_SIGN_IN:
        return
    if not was_given(request, user):
        Session.objects.filter(person_id=user.pk).exclude(pk=request.session.session_key).delete()
    record_authentication(request, user, method="mfa", type=authenticator.type, reauthenticated=True)
    request.session[HAS_FACTOR] = True


def removed(request: HttpRequest, user: User, **_: Any) -> None:
    """Without a factor the session is one by password again."""
    if not has_factor(user):
        clear_authentication_records(request)
        request.session[HAS_FACTOR] = False


# -- how django-allauth is told to behave ---------------------------------------------------------


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is read without types
    """Nobody signs up, django-axes counts passwords, and who has a factor confirms with that."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        """None: what a session lacks is asked for by `AsksForFactor`, however it was begun."""
        return []

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Not counted here as well."""

    def _rollback_login_failed_rl_usage(self) -> None:
        """As nothing was counted."""

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        by_factor = [method for method in methods if method["id"].startswith("mfa_")]
        return by_factor or methods

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Whoever has neither password nor factor, as after single sign-on, has nothing to confirm with."""
        person = context.request.user
        return bool(self.get_reauthentication_methods(person)) and super().is_reauthentication_required(
            app=app, **options
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        """As django-axes is told: the proxies in front are counted back."""
        return get_client_ip_address(request) or ""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # as above
    """Seeds are stored encrypted, under a key that is not in the database."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise ValidationError(UNREADABLE) from error

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()


def _cipher() -> MultiFernet:
    """By the secret key, and for reading by those that it took the place of."""
    return MultiFernet([Fernet(_key(str(secret))) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> bytes:
    """HKDF (RFC 5869): of no other use than this one."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"claimtrack second factor").derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
