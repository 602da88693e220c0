"""One page, many spellings of its address: what tells whether two addresses name the same page.

The canonical form is for comparison alone and is never shown or visited: it leaves out the scheme, `www.`, a
closing slash, the order of parameters, those that only tell of the reader, and a fragment that scrolls within
the page. Percent-encoding is brought to one form (RFC 3986, § 6.2.2), double encoding included.
"""

import hashlib
import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from django.core.exceptions import ValidationError

from claimtrack.addresses import TRACKING

_TWICE_ENCODED = re.compile(r"%25(?=[0-9A-Fa-f]{2})")
#: Parameters that tell from where, and by whom, a page was opened, and nothing of the page.
#: Parameters that hold a reader's session: by their name, or by a name that others have, too, and a value like a key.
_SESSION = re.compile(
    r"phpsessid|jsessionid|aspsessionid\w*|asp\.net_sessionid|cfid|cftoken|oscsid|zenid", re.IGNORECASE
)
_MAY_BE_SESSION = re.compile(r"sid|ssid|sess|session|session_?id|session_?key|(?:access|auth)_?token", re.IGNORECASE)
_KEY = re.compile(r"(?=.*\d)[\w.-]{16,}")
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/;?#]*", re.IGNORECASE)
_ROUTES = ("/", "!")  # fragments that name a page of their own, as in `debate.html#/claim-18`
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNRESERVED = "%/:@!$&'()*+,;=~-._"
_KEPT_IN_PATHS = "/:@!$&'()*+,;=~"


def canonical(url: str) -> str:
    """The form in which two addresses of one page are equal; what is no address is its own form."""
    try:
        parts = urlsplit(url)
        host, port = host_of(url), parts.port
    except ValueError:
        return url
    if port and port != _DEFAULT_PORTS.get(parts.scheme):
        host = f"{host}:{port}"
    query = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_of_reader(*pair))
    address = host + _path(_SESSION_IN_PATH.sub("", parts.path))
    if query:
        address += f"?{urlencode(query)}"
    if parts.fragment.startswith(_ROUTES):
        address += f"#{parts.fragment}"
    return address


def _is_of_reader(name: str, value: str) -> bool:
    """Whether a parameter tells of who opened the page, or of their session, and not of the page."""
    if TRACKING.fullmatch(name) or _SESSION.fullmatch(name):
        return True
    return bool(_MAY_BE_SESSION.fullmatch(name) and _KEY.fullmatch(value))


def without_tracking(url: str) -> str:
    """The address without what tells of who opened it, or of their session; the rest of it letter for letter."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    path, query = _SESSION_IN_PATH.sub("", parts.path), _without(parts.query)
    fragment = parts.fragment if _without(parts.fragment) else ""
    if (path, query, fragment) == (parts.path, parts.query, parts.fragment):
        return url
    return urlunsplit(parts._replace(path=path, query=query, fragment=fragment))


def _without(query: str) -> str:
    pairs = query.split("&")
    return "&".join(pair for pair in pairs if not _is_of_reader(*_pair(pair)))


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return unquote(name), unquote(value)


class NoAddress(ValueError):
    """A text is no address that a reader can follow; the message says why."""


def in_ascii(url: str) -> str:
    """An address as it is visited: its host and its letters in ASCII. Raises `NoAddress`, or another ValueError."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if "." not in host:
        raise NoAddress(f"“{url[:200]}” has no host on the web")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    port = f":{parts.port}" if parts.port else ""
    fragment = quote(parts.fragment, safe=f"{_UNRESERVED}?[]")
    # A login in an address is nobody's page.
    return urlunsplit((parts.scheme, host + port, _quoted(parts.path), _quoted(parts.query, more="?[]"), fragment))


def _quoted(part: str, more: str = "") -> str:
    return quote(part, safe=_UNRESERVED + more)


def refuse_what_is_not_for_readers(url: str) -> None:
    """Raise ValidationError for an address with a name and a password in it, or one that no browser opens."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValidationError("The address cannot be opened: its host or its port is none.") from error
    if parts.username or parts.password:
        raise ValidationError("The address has a name or a password in it, which readers would see: leave that out.")
    if port == 0 or not all(map(str.isprintable, url)):
        raise ValidationError("The address has signs in it that cannot be seen, or no port: copy it anew.")


def _path(path: str) -> str:
    if "%" not in path and path.isascii():
        return path.rstrip("/")
    while (once := _TWICE_ENCODED.sub("%", path)) != path:
        path = once
    return quote(unquote(path, errors="surrogateescape"), safe=_KEPT_IN_PATHS, errors="surrogateescape").rstrip("/")


@lru_cache(maxsize=4096)
def address_key(url: str) -> str:
    """What a document's address is looked up by: 32 hexadecimal digits, empty for an empty address."""
    return hashlib.blake2b(canonical(url).encode(), digest_size=16).hexdigest() if url else ""


@lru_cache(maxsize=4096)
def host_of(url: str) -> str:
    """The host of an address in lower case, without `www.`; empty when there is none."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    return host.removeprefix("www.")
