"""The mail server of an installation, from one address, `smtp://user:password@mail.example.org:587`; its contacts."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django.core import checks
from django.core.exceptions import ImproperlyConfigured

#: By scheme: the port unless told otherwise, STARTTLS (RFC 3207), and TLS from the first byte (RFC 8314, section 3.3).
_SCHEMES: Final = {"smtp": (587, True, False), "smtps": (465, False, True), "smtp+plain": (25, False, False)}
_FORM: Final = "smtp://user:password@host:587 (STARTTLS), smtps://… (TLS) or smtp+plain://localhost:25 (neither)"
_CONTACT: Final = re.compile(r"(mailto:[^\s<>@]+@[^\s<>@]+|https://[^\s<>]+|tel:\+?[\d().-]+)")
_ADDRESS: Final = re.compile(r"(?:[^<>@\r\n]*<)?[^\s<>@]+@[^\s<>@]+>?")

PLAIN: Final = "Mail goes to its server unencrypted, and so do its user and password."
NONE: Final = "There is no mail server: people are told on the bell of the desk alone."


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in. `starts_tls` begins in the open and turns to TLS; `is_tls` is TLS from the start."""

    host: str
    port: int
    user: str
    password: str
    starts_tls: bool
    is_tls: bool

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine."""
        try:
            return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def mail_server(url: str) -> MailServer | None:
    """The server at this address; None where none is given. Raises ImproperlyConfigured."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port, starts_tls, is_tls = _SCHEMES[parts.scheme]
        host, given = parts.hostname, parts.port
    except (KeyError, ValueError) as error:
        raise ImproperlyConfigured(f"MAIL_URL is {_FORM}.") from error
    if not host:
        raise ImproperlyConfigured(f"MAIL_URL names no host: {_FORM}.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(host, given or port, user, password, starts_tls, is_tls)


def is_mail_address(text: str) -> bool:
    """Whether it can stand as the sender: `desk@example.org`, or `The desk <desk@example.org>`."""
    return bool(_ADDRESS.fullmatch(text)) and ("<" in text) == (">" in text)


def contact_addresses(given: Iterable[str]) -> list[str]:
    """Where holes are reported, as addresses (RFC 9116, section 2.5.3). Raises ImproperlyConfigured."""
    found = [f"mailto:{each}" if is_mail_address(each) and ":" not in each else each for each in given]
    if wrong := [each for each in found if not _CONTACT.fullmatch(each)]:
        raise ImproperlyConfigured(f"SECURITY_CONTACT is an address for mail, https://… or tel:…, not {wrong[0]!r}.")
    return found


@checks.register(checks.Tags.security, deploy=True)
def mail_is_sent_safely(**_: Any) -> list[checks.CheckMessage]:
    from django.conf import settings  # noqa: PLC0415 - the settings are made with this module

    server: MailServer | None = settings.MAIL
    if server is None:
        return [checks.Info(NONE, hint="Set MAIL_URL and MAIL_FROM: docs/production.md.", id="claimtrack.I001")]
    if not (server.starts_tls or server.is_tls or server.is_here):
        return [checks.Warning(PLAIN, hint="Let MAIL_URL begin with smtp:// or smtps://.", id="claimtrack.W003")]
    return []
