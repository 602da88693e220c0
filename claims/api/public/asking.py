"""Who asks for what takes long to make: a person or their token where they say so, else an address."""

from django.contrib.auth import get_user
from django.contrib.auth.base_user import AbstractBaseUser
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from claims.dossier import queueing
from claims.dossier.queueing import Asker
from claimtrack.accounts.bearer import TokenAuthentication
from claimtrack.api.throttles import client_address


def asker_of(request: Request) -> Asker:
    """Public views know nobody, so the session is asked here: who sends no cookie has none."""
    person = _bearer(request) or (get_user(request) if hasattr(request, "session") else None)
    if person is not None and person.pk is not None:
        return queueing.person(person.pk)
    return queueing.address(client_address(request))


def _bearer(request: Request) -> AbstractBaseUser | None:
    """Whose token it is; one that does not hold makes nobody of its bearer, for what is public needs none."""
    try:
        found = TokenAuthentication().authenticate(request)
    except AuthenticationFailed:
        return None
    return found[0] if found else None
