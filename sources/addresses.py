"""One page, many spellings of its address: what tells whether two addresses name the same page.

The canonical form is for comparison alone and is never shown or visited: it leaves out the scheme, `www.`, a
closing slash, the order of parameters, those that only track the reader, and a fragment that scrolls within
the page. Percent-encoding is brought to one form (RFC 3986, § 6.2.2), double encoding included.
"""

import hashlib
import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from django.core.exceptions import ValidationError

_TWICE_ENCODED = re.compile(r"%25(?=[0-9A-Fa-f]{2})")
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|igshid|mc_[ce]id|_ga|ref_src|wt_mc|ocid|cmpid", re.IGNORECASE)
_ROUTES = ("/", "!")  # fragments that name a page of their own, as in `debate.html#/claim-18`
_DEFAULT_PORTS = {"http": 80, "https": 443}
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
    query = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0]))
    address = host + _path(parts.path)
    if query:
        address += f"?{urlencode(query)}"
    if parts.fragment.startswith(_ROUTES):
        address += f"#{parts.fragment}"
    return address


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
