"""Addresses as markup gives them: relative, without scheme, several in one text, in any script."""

import re
from urllib.parse import urljoin

from django.core.exceptions import ValidationError

from claims.imports.values.text import as_given, without_marks
from sources.addresses import NoAddress, in_ascii, refuse_what_is_not_for_readers
from sources.models import LONGEST_ADDRESS, web_address

MAX_LENGTH = LONGEST_ADDRESS

_TOO_LONG = f"the address is longer than {MAX_LENGTH} characters"
#: A text that is longer is not looked through for the addresses it may hold.
_MAX_SEVERAL = 10 * MAX_LENGTH

_BETWEEN = re.compile(r"(?:\s*[,;|]\s*|\s+(?:and|y|e|et|und)\s+|\s+)(?=https?:/)", re.IGNORECASE)
_MAY_BE_SEVERAL = re.compile(r"[\s,;|]")
_RELATIVE = re.compile(r"(?:/|\.\.?/|\?)\S*|[^\s:]+/\S*|\S+\.html?")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HOST_FIRST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,24}(?::\d+)?(?:[/?#]|$)")
# Most addresses are as they should be, and are not taken apart to be put together again.
_PLAIN = re.compile(
    r"https?://(?=[^/]{4,253}(?:/|$))(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?:/[A-Za-z0-9_.~%/=&+-]*)?"
)
_WEB = re.compile(r"https?:/*", re.IGNORECASE)
_TRAILING = " \t\r\n,;|\"'<>"
_ARCHIVED = re.compile(
    r"https?://web\.archive\.org/web/(\d{4,14})(?:[a-z]{2}_)?/(?P<original>https?:/.+)", re.IGNORECASE
)


def address(text: str, *, base: str = "") -> str:
    """The http(s) address a text gives, complete and in ASCII. Raises `NoAddress`."""
    text = without_marks(as_given(text)).strip(_TRAILING)
    if not text:
        raise NoAddress("the address is empty")
    if len(text) > MAX_LENGTH:
        raise NoAddress(_TOO_LONG)
    if _PLAIN.fullmatch(text):
        return text
    try:
        made = in_ascii(_absolute(text, base))
        web_address(made)
        refuse_what_is_not_for_readers(made)
    except NoAddress:
        raise
    except (ValueError, ValidationError) as error:
        raise NoAddress(f"“{text[:200]}” is no address") from error
    if len(made) > MAX_LENGTH:
        raise NoAddress(_TOO_LONG)
    return made


def _absolute(text: str, base: str) -> str:
    if _WEB.match(text):
        return _WEB.sub(lambda match: match[0].rstrip("/").lower() + "//", text, count=1)
    if text.startswith("//"):
        return f"https:{text}"
    if _HOST_FIRST.match(text) and not text.startswith("www.."):
        return f"https://{text}"
    if _SCHEME.match(text):
        raise NoAddress(f"“{text[:200]}” is no address on the web")
    if not _RELATIVE.fullmatch(text):
        raise NoAddress(f"“{text[:200]}” is no address")
    if not base:
        raise NoAddress(f"“{text[:200]}” is relative, and nothing says to what")
    return urljoin(base, text)


def several(text: str) -> list[str]:
    """The parts of a text that holds several addresses, joined by commas, spaces or “and”."""
    if len(text) > _MAX_SEVERAL or (text.startswith("http") and not _MAY_BE_SEVERAL.search(text)):
        return [text]
    spaced_once = " ".join(without_marks(as_given(text)).split())
    return [part for part in (part.strip(_TRAILING) for part in _BETWEEN.split(spaced_once)) if part]


def unarchived(url: str) -> tuple[str, str]:
    """The address of the page and that of its archived copy, where this is one of web.archive.org."""
    match = _ARCHIVED.fullmatch(url)
    if not match:
        return url, ""
    try:
        return address(match["original"]), url
    except NoAddress:
        return url, ""
