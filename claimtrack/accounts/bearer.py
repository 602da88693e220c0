"""Whoever shows a token acts as its person (RFC 6750); the token notes that it was used."""

from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.models import User
from django.utils import timezone
from knox.auth import TokenAuthentication as KnoxAuthentication
from rest_framework.authentication import get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from claimtrack.accounts.models import Token

#: A use is noted when the last one noted is this long ago: a write a minute, not one a request.
NOTED_AFTER: Final = timedelta(minutes=1)


class TokenAuthentication(KnoxAuthentication):
    """`Authorization: Bearer …`; `Token …`, as REST framework's own clients write, is the same."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        found: tuple[User, Token] | None
        scheme, *secret = get_authorization_header(request).split() or [b""]
        if scheme.lower() == b"token" and len(secret) == 1:
            found = self.authenticate_credentials(secret[0])
        else:
            found = super().authenticate(request)  # type: ignore[no-untyped-call]  # knox has no types
        if found:
            note_use(found[1])
        return found

    def authenticate_credentials(self, token: bytes) -> Any:
        if not token.isascii():  # which the library cannot read
            raise AuthenticationFailed("Invalid token.")
        return super().authenticate_credentials(token)  # type: ignore[no-untyped-call]  # as above


def note_use(token: Token) -> None:
    """At most once a minute, and past the audit: who used it for what is told by what was done."""
    now = timezone.now()
    if token.last_used is None or now - token.last_used > NOTED_AFTER:
        Token.objects.filter(pk=token.pk).update(last_used=now)
        token.last_used = now
