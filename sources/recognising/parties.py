"""Who is meant by a source that is described: by its identities, or as the publisher of what stands at an address."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser

from claimtrack.words import words_of
from claimtrack.writing import Create
from sources.identity import front_page
from sources.models import Source
from sources.recognising.finding import called, met, publishes_at, sources_identified
from sources.recognising.keys import ORGANIZATION, are_of_two_sorts, identities_of, sort_of
from sources.recognising.named import Namesake, SourceNamed, given
from sources.vocabulary import SourceKind
from sources.writing import SourceFields

IDENTITY: Final = "identity"
PUBLISHING: Final = "publishing"


class Parties:
    """The sources of the desk that may be meant, and those that are about to be made."""

    def __init__(self, parties: Sequence[SourceNamed], *, by: AbstractBaseUser | None) -> None:
        addresses = {address for party in parties for address in _addresses(party)}
        self._identified = sources_identified(addresses, by=by)
        self._called = called(met(by=by), [party.name for party in parties])
        self._new: dict[UUID, set[str]] = {}

    def meant_by(self, party: SourceNamed) -> tuple[list[Source], str]:
        """The sources that the party is, and what says so: more than one where nothing tells them apart.

        By its identities; as a publisher also by being at home where it has published, or by its name together with
        having published there before. Who gives another identity is another.
        """
        if found := self._fitting(party, party.identities):
            return found, IDENTITY
        place = party.at
        if place is None or party.identities - {place.key}:
            return [], ""
        is_house = bool(place.account) or party.kind == SourceKind.OUTLET
        if is_house and (found := self._fitting(party, [place.key])):
            return found, PUBLISHING
        if place.account or party.sort == ORGANIZATION:
            namesakes = _of_its_sort(party, self._called.get(words_of(party.name), []))
            return [source for source in namesakes if self._publishes(source, party)], PUBLISHING
        return [], ""

    def namesakes(self, party: SourceNamed) -> list[Namesake]:
        """Who has the party's name, or one of its identities, or is at home where it has published."""
        keys = [*party.identities, *([party.at.key] if party.at else [])]
        identified = (source for key in keys for source in self._identified.get(key, []))
        alike = _once([*self._called.get(words_of(party.name), []), *identified])
        return [Namesake(source.pk, source.slug, source.name, source.kind) for source in alike]

    def add(self, party: SourceNamed, create: Create[SourceFields]) -> None:
        """Remember one that is about to be made: what is filed along with it may mean it, too."""
        if party.kind == SourceKind.ANONYMOUS:
            return
        source = Source(pk=create.id, **{**create.fields.given(), "slug": ""})
        for key in identities_of(source.website, source.same_as):
            self._identified.setdefault(key, []).append(source)
        for name in {words_of(each) for each in (source.name, *source.aliases)}:
            self._called.setdefault(name, []).append(source)
        self._new[source.pk] = {party.at.key} if party.at else set()

    def _fitting(self, party: SourceNamed, keys: Iterable[str]) -> list[Source]:
        found = _of_its_sort(party, _once(source for key in keys for source in self._identified.get(key, [])))
        named_so = [source for source in found if words_of(party.name) in map(words_of, (source.name, *source.aliases))]
        return named_so if len(named_so) == 1 else found

    def _publishes(self, source: Source, party: SourceNamed) -> bool:
        assert party.at is not None
        if source.pk in self._new:
            return party.at.key in self._new[source.pk]
        return publishes_at(source, party.at)


def _addresses(party: SourceNamed) -> set[str]:
    if party.kind == SourceKind.ANONYMOUS:
        return set()
    told = {given(party.fields, "website", ""), *given(party.fields, "same_as", ())}
    return {address for address in (*told, front_page(party.at.key) if party.at else "") if address}


def _of_its_sort(party: SourceNamed, sources: Iterable[Source]) -> list[Source]:
    return [source for source in sources if not are_of_two_sorts(sort_of(source.kind), party.sort)]


def _once(sources: Iterable[Source]) -> list[Source]:
    return list({source.pk: source for source in sources}.values())
