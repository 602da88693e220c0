"""What a caller names a published work by: its id, its slug or its address; and what there is to read of it."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.conf import settings

from claims.dossier.blocks import within
from claims.tools.assistants.arguments import Arguments
from claims.tools.assistants.tool import NoAnswer
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.lists import EditionFilters
from claimtrack.editions.models import Edition
from claimtrack.editions.names import nearest_heads
from claimtrack.editions.reading import Merged, Reading, Redacted, Retracted, Shown, Unknown, Withheld, read
from claimtrack.query.asked import Asked
from claimtrack.query.texts import shown, suggestion

#: An address of a work, of the API or of a page: `…/claims/{id or slug}/…`.
_NAMED: Final = re.compile(r"(?:^|/)(?P<kind>claim|source)s/(?P<name>[^/?#]+)")


class NamingArguments(Arguments, EditionFilters):
    """Arguments that name one work, and may pin its edition by number or by a time."""


def read_named(work: str, asked: NamingArguments, using: str) -> tuple[Shown, str | None]:
    """The edition of the work that the argument called like it names; and the id of the work that was asked for,
    where that was merged into another. Raises NoAnswer, and InvalidQuery for an address that pins no edition.
    """
    given: str = asked.values[work]
    name, values = _name_of(work, given), pinned(work, asked)
    number, at = values["edition"], values["as_of"]
    found = _readable(read(work, name, number=number, at=at, using=using), when=_when(number, at))
    if isinstance(found, Shown):
        return found, None
    survivor = _readable(read(work, str(found.survivor), at=at, using=using), when=_when(None, at))
    if isinstance(survivor, Merged):
        raise NoAnswer(f"This {work} was merged into {survivor.survivor}; ask for that one.")
    return survivor, str(found.work_id)


def pinned(work: str, asked: NamingArguments) -> Mapping[str, Any]:
    """`edition` and `as_of`: as the arguments say, else as the address that was given does."""
    values = asked.values
    if values["edition"] is not None or values["as_of"] is not None:
        return values
    query = parse_qs(_split(values[work]).query)
    said = Asked({name: each for name, each in query.items() if name in EditionFilters.base_filters}, work)
    return EditionFilters.accept(said, Edition.objects.none()).values


def _name_of(work: str, given: str) -> str:
    if "/" not in given:
        return given
    parts = _split(given)
    found = _NAMED.search(parts.path)
    is_ours = not parts.netloc or parts.hostname == urlsplit(settings.PUBLIC_URL).hostname
    if not is_ours or found is None or found["kind"] != work:
        raise NoAnswer(
            f"This is no address of a {work} in this record. Accepted: the id of a {work}, its slug, or its address "
            f"below {settings.PUBLIC_URL}/. To find claims that stand in an article, pass its text to match_text."
        )
    return found["name"]


def _split(given: str) -> SplitResult:
    """Raises NoAnswer."""
    try:
        return urlsplit(given)
    except ValueError as error:
        raise NoAnswer("This is no address.") from error


def _readable(found: Reading, *, when: str) -> Shown | Merged:
    """What can be read, or where it is continued. Raises NoAnswer with what became of it."""
    match found:
        case Unknown(work, name):
            near = "" if when else suggestion(list(nearest_heads(work)(name)))
            raise NoAnswer(f"No {work} {shown(name)} is published{when}.{near}")
        case Redacted():
            raise NoAnswer(f"This document was taken away under a legal duty. {within(found.note or '')}".strip())
        case Withheld():
            raise NoAnswer("This document is withheld while it is examined whether it may stand.")
        case Retracted():
            reason = within(found.note or "none is recorded")
            raise NoAnswer(f"This {found.work} was withdrawn. The reason given: “{reason}”")
    return found


def _when(number: int | None, at: datetime | None) -> str:
    if number is not None:
        return f" with an edition {number}"
    return f" as of {rfc3339(at)}" if at else ""
