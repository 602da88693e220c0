"""Sessions of staff: they end when nobody has used them for a while, and at the latest some days after the sign-in.

Both ends are the row's, so that a copied cookie does not outlive them. A row knows its person: a new password and an
account closed take their sessions away with their tokens (`access.py`).
"""

from datetime import datetime, timedelta
from typing import Any

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.db import SessionStore as RowStore
from django.http import HttpRequest
from django.utils import timezone

SIGNED_IN, USED = "signed_in", "used"
BROWSER, ADDRESS = "browser", "address"
#: A use is noted when the last one noted is this long ago: a write a minute, not one a request.
NOTED_AFTER = timedelta(minutes=1)


class SessionStore(RowStore):
    @classmethod
    def get_model_class(cls) -> Any:
        from claimtrack.accounts.models import Session  # noqa: PLC0415 - models are loaded after the settings

        return Session

    def load(self) -> dict[str, Any]:
        data: dict[str, Any] = super().load()
        if data and timezone.now() - instant(data.get(USED, 0)) > NOTED_AFTER:
            data[USED] = timezone.now().timestamp()
            self.modified = True
        return data

    def get_expiry_date(self, **_: Any) -> datetime:
        idle = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        if SIGNED_IN not in self:
            return idle
        return min(idle, instant(self[SIGNED_IN]) + settings.SESSION_LONGEST)

    def get_expiry_age(self, **_: Any) -> int:
        return int((self.get_expiry_date() - timezone.now()).total_seconds())

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.person_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row


def begin(sender: type, request: HttpRequest, user: AbstractBaseUser, **_: Any) -> None:
    """Note when somebody signed in, and from where: so that they know one session from another."""
    request.session[SIGNED_IN] = request.session[USED] = timezone.now().timestamp()
    request.session[BROWSER] = request.headers.get("User-Agent", "")[:200]
    request.session[ADDRESS] = get_client_ip_address(request)


def instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=timezone.get_default_timezone())
