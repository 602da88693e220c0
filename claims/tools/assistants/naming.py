"""What a caller names a published thing by: its id, its slug, or its address in this record."""

import re
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from claims.tools.assistants.tool import NoAnswer
from claimtrack.editions.names import nearest_heads
from claimtrack.editions.reading import Merged, Reading, Redacted, Retracted, Shown, Unknown, Withheld
from claimtrack.query.texts import shown, suggestion

#: An address of a work, of the API or of a page: `…/claims/{id or slug}/…`.
_NAMED: Final = re.compile(r"(?:^|/)(?P<kind>claim|source)s/(?P<name>[^/?#]+)")


def name_of(work: str, given: str) -> str:
    """The id or slug that is given, or that an address of this record names. Raises NoAnswer for other addresses."""
    if "/" not in given:
        return given
    host = urlsplit(given).hostname
    found = _NAMED.search(urlsplit(given).path)
    if (host and host != urlsplit(settings.PUBLIC_URL).hostname) or found is None or found["kind"] != work:
        raise NoAnswer(
            f"This is no address of a {work} in this record. Accepted: the id of a {work}, its slug, or its address "
            f"below {settings.PUBLIC_URL}/. To find claims that stand in an article, pass its text to match_text."
        )
    return found["name"]


def readable(found: Reading, *, when: str = "") -> Shown | Merged:
    """What can be read, or the name of where it is continued. Raises NoAnswer with what became of it."""
    match found:
        case Unknown(work, name):
            near = "" if when else suggestion(list(nearest_heads(work)(name)))
            raise NoAnswer(f"No {work} {shown(name)} is published{when}.{near}")
        case Redacted():
            raise NoAnswer(f"This document was taken away under a legal duty. {found.note or ''}".strip())
        case Withheld():
            raise NoAnswer("This document is withheld while it is examined whether it may stand.")
        case Retracted():
            raise NoAnswer(f"This {found.work} was withdrawn. The reason given: “{found.note or 'none is recorded'}”")
    return found
