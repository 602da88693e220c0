"""What tells sources apart: the addresses that identify them, and whether one is a person and the other is not."""

from collections.abc import Iterable
from typing import Final

from sources.addresses import canonical
from sources.homes import homes
from sources.identity import identity_of, is_shared
from sources.vocabulary import SourceKind

ORGANIZATION: Final = "organization"
PERSON: Final = "person"
UNTOLD: Final = ""
_SORTS: Final = {
    SourceKind.PERSON: PERSON,
    SourceKind.OUTLET: ORGANIZATION,
    SourceKind.GOVERNMENT: ORGANIZATION,
    SourceKind.ORGANIZATION: ORGANIZATION,
}


def sort_of(kind: str) -> str:
    return _SORTS.get(SourceKind(kind), UNTOLD)


def are_of_two_sorts(one: str, other: str) -> bool:
    """Whether of these sorts one is a person and the other is not."""
    return {one, other} == {PERSON, ORGANIZATION}


def as_compared(url: str) -> str:
    """The form in which addresses are equal that identify the same: an account has many spellings."""
    identity = identity_of(url)
    return identity.key if identity.account and identity.is_front else canonical(url)


def identities_of(website: str, same_as: Iterable[str]) -> frozenset[str]:
    """The addresses that tell a source from others, as they are compared.

    A page within a site is no home of the site's own, and a host that many share is nobody's.
    """
    named = tuple(same_as)
    at_home = {
        home.key
        for home in homes(website, named)
        if home.is_told and (home.account or (home.is_front and not is_shared(home.site)))
    }
    return frozenset(at_home | {key for each in named if not is_shared(key := as_compared(each))})
