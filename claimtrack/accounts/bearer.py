"""Whoever shows a token acts as its person (RFC 6750); the token notes that it was used."""

from datetime import timedelta
from typing import Final

from django.contrib.auth.models import User
from django.utils import timezone
from knox.auth import TokenAuthentication as KnoxAuthentication
from rest_framework.request import Request

from claimtrack.accounts.models import Token

#: A use is noted when the last one noted is this long ago: a write a minute, not one a request.
NOTED_AFTER: Final = timedelta(minutes=1)


class TokenAuthentication(KnoxAuthentication):
    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        found: tuple[User, Token] | None = super().authenticate(request)  # type: ignore[no-untyped-call]  # knox has no types
        if found:
            note_use(found[1])
        return found


def note_use(token: Token) -> None:
    """At most once a minute, and past the audit: who used it for what is told by what was done."""
    now = timezone.now()
    if token.last_used is None or now - token.last_used > NOTED_AFTER:
        Token.objects.filter(pk=token.pk).update(last_used=now)
        token.last_used = now
