"""Public names beside editions: who of the staff has chosen one, as far as anything says `person`."""

import re
from collections.abc import Collection
from typing import Final, TypedDict

from claimtrack.editions.models import Byline

#: In documents no text holds a quotation mark that is not escaped.
PERSON: Final = re.compile(r'"person":"([0-9a-f-]{36})"')


class BylineDocument(TypedDict):
    """A member of staff who works under a name: the id by which editions call them, and the name."""

    person: str
    name: str


def persons_in(text: str) -> set[str]:
    """The members of staff that a document names by their ids, from its text."""
    return set(PERSON.findall(text))


def bylines_of(persons: Collection[str], *, using: str) -> dict[str, str]:
    """The names of those who have chosen one, by their ids."""
    if not persons:
        return {}
    rows = Byline.objects.using(using).filter(person__in=persons).order_by("person")
    return {str(person): name for person, name in rows.values_list("person", "name")}
