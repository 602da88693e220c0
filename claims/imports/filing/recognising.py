"""Whom and what an import names: sources known by identity, host and name, documents by the page they are.

An identity is never given up for a name: who is told apart by other addresses, by another host or as an organisation
from a person stays another source, whatever the order in which they come.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.imports.filing.keys import (
    is_house,
    is_named_alone,
    is_named_by_address,
    key_at,
    key_of_page,
    key_of_party,
    sibling_key,
)
from claims.imports.filing.made import document_fields, new_sources
from claims.imports.filing.ours import is_ours
from claims.imports.models import ImportedSource
from claims.imports.publishers import listed
from claims.imports.reviewed import Page, Party, digest
from claimtrack.accounts.hiding import unrestricted
from claimtrack.editions import bulk
from claimtrack.editions.roots import Stage, acting
from claimtrack.words import words_of
from claimtrack.writing import Create, Update, insert, write
from sources import writing as source_actions
from sources.homes import homes_of, may_be_at
from sources.identity import front_page, identity_of, name_at
from sources.models import Document, Source
from sources.recognising.finding import documents_at
from sources.recognising.keys import PERSON, UNTOLD, are_of_two_sorts, as_compared, sort_of
from sources.vocabulary import SourceKind
from sources.writing import SourceFields

_REMEMBERED = 100_000
_GONE = (Stage.RETRACTED, Stage.MERGED, Stage.REDACTED)

#: What is noted of whom an import names.
BY_NAME_ALONE: Final = "somebody was taken for the one of the same name: nothing tells more of them"
NAMESAKE_APART: Final = "a source has the name of another one: they were kept apart"

_SCHEMES: Final = ("https://", "https://www.", "http://", "http://www.")


@dataclass(frozen=True, slots=True)
class Pages:
    """Documents by `key_of_page`, and the keys of those that are new."""

    ids: dict[str, UUID]
    new: frozenset[str]


class Directory:
    """Finds what an import names, makes what is not there yet, and remembers it for the rest of the import."""

    def __init__(self) -> None:
        self._sources: dict[str, UUID] = {}
        self._told: set[UUID] = set()
        self._joined: set[str] = set()  # those on the desk, by name alone
        self.notes: Counter[str] = Counter()

    # -- sources ----------------------------------------------------------------------------------

    def sources(self, parties: Iterable[Party], *, as_listed: bool = False) -> dict[str, UUID]:
        """The sources of these parties by `key_of_party`. Must run inside a transaction.

        A host is one house, which may be called otherwise from page to page; `as_listed`: a list tells those of one
        host apart.
        """
        wanted = {key_of_party(party): party for party in parties}
        unknown = {key: party for key, party in wanted.items() if key not in self._sources}
        if len(self._sources) > _REMEMBERED:
            self._sources.clear()
            unknown = wanted
        if unknown:
            self._look_up(unknown, as_listed=as_listed)
        return {key: self._sources[key] for key in wanted}

    def is_known_as(self, party: Party, source: Source) -> bool:
        """Whether a party with an identity is this source, as far as is known without it."""
        met = _met([key_of_party(party)]).get(key_of_party(party))
        return met.pk == source.pk if met else _may_be(source, party)

    def known(self, parties: Iterable[Party]) -> set[str]:
        """The keys of those that imports have met."""
        return self._known_keys(key_of_party(party) for party in parties)

    def _known_keys(self, keys: Iterable[str]) -> set[str]:
        wanted = set(keys)
        return wanted & self._sources.keys() | set(_met(wanted - self._sources.keys()))

    def note_names(self, claimants: Iterable[Party]) -> None:
        """Count those that were met before, and of whom only the name says so. Ask before `sources`."""
        named = [key_of_party(party) for party in claimants if is_named_alone(party)]
        met = self._known_keys(named)
        self.notes[BY_NAME_ALONE] += len(named) - len(set(named) - met)

    def known_by_name(self, parties: Iterable[Party]) -> set[str]:
        """The keys of those that imports have met, and of whom only the name says so. Ask before `sources`."""
        return self._known_keys(key_of_party(party) for party in parties if is_named_alone(party))

    def are_by_name_alone(self, voices: Iterable[tuple[UUID, Iterable[Party]]], known: set[str]) -> Iterator[bool]:
        """Of each claim's company, whether one of it was taken for somebody of the same name. Ask after `sources`.

        `known` is what `known_by_name` said of them all; the first claim that has a name takes it for nobody's.
        """
        met = known | self._joined
        first: dict[str, UUID] = {}
        for claim_id, parties in voices:
            keys = {key_of_party(party) for party in parties if is_named_alone(party)}
            yield any(key in met or first.setdefault(key, claim_id) != claim_id for key in keys)

    def publish_told(self) -> None:
        """Publish listed publishers of which an import has learnt something, and which were public before.

        What it has learnt of others stays on the desk: they are ahead of the record.
        """
        if not self._told:
            return
        with acting("an import"), transaction.atomic():
            told = Source.objects.filter(pk__in=self._told, stage=Stage.PUBLISHED, edited_by_person=False)
            source_actions.publish(sources=_at_listed_homes(told), by=None)
        self._told.clear()

    def _look_up(self, wanted: dict[str, Party], *, as_listed: bool) -> None:
        self._sources |= {key: source.pk for key, source in _met(wanted).items()}
        fresh = {key: party for key, party in wanted.items() if key not in self._sources}
        if not fresh:
            return
        on_the_desk = _on_the_desk(fresh, as_listed=as_listed)
        others = {key: party for key, party in fresh.items() if key not in on_the_desk}
        known = on_the_desk | _known_otherwise(others, as_listed=as_listed)
        made = new_sources({key: party for key, party in fresh.items() if key not in known}, as_listed=as_listed)
        rows = insert(list({create.id: create for create in made.values()}.values()), by=None)
        self.notes[NAMESAKE_APART] += _namesakes(rows)
        self._tell([(source, fresh[key]) for key, source in known.items()])
        self._sources |= {key: source.pk for key, source in known.items()}
        self._sources |= {key: create.id for key, create in made.items()}
        joined = {key for key in known if is_named_alone(fresh[key])}
        self._joined |= joined
        self.notes[BY_NAME_ALONE] += len(joined)
        names = _found_otherwise(on_the_desk.values()) | {key: self._sources[key] for key in fresh}
        bulk.insert([ImportedSource(key=key, source_id=pk) for key, pk in names.items()])

    def _tell(self, met: Iterable[tuple[Source, Party]]) -> None:
        """Say of sources that imports have made what they did not know: its kind, or the name of a house."""
        said: dict[UUID, dict[str, Any]] = defaultdict(dict)
        for source, party in met:
            if is_ours(source):
                for column, value in _told_anew(source, party):
                    said[source.pk].setdefault(column, value)
        if said:
            told = [Update(row=pk, fields=SourceFields(**new), seen=SourceFields()) for pk, new in said.items()]
            write(told, by=None)
        self._told |= said.keys()

    # -- documents --------------------------------------------------------------------------------

    def pages(self, pages: Iterable[Page]) -> Pages:
        """The documents of these pages; what is known of a page already stays as it is."""
        wanted: dict[str, Page] = {}
        for page in pages:
            wanted.setdefault(key_of_page(page), page)
        keys = [key for key, page in wanted.items() if page.url]
        known = documents_at(unrestricted(Document.objects.only("id", "address_key")), keys)
        found = {key: document.pk for key, document in known.items()}
        sources = self.sources(page.publisher for key, page in wanted.items() if key not in found)
        fresh = {
            key: Create(fields=document_fields(page, sources), place=page.url or page.title)
            for key, page in wanted.items()
            if key not in found
        }
        insert(list(fresh.values()), by=None)
        return Pages(found | {key: create.id for key, create in fresh.items()}, frozenset(fresh))


def _met(keys: Iterable[str]) -> dict[str, Source]:
    """The sources that imports know by these keys; of redacted ones digests of the keys are kept alone."""
    digests = {digest(key): key for key in keys}
    rows = ImportedSource.objects.filter(key__in=[*digests.values(), *digests]).select_related("source")
    return {digests.get(row.key, row.key): row.source for row in rows}


def _on_the_desk(wanted: dict[str, Party], *, as_listed: bool = False) -> dict[str, Source]:
    """Sources that people or case files made, where exactly one may be the party; none that an import has met.

    By their names, or else by the host or account where they are at home.
    """
    names = {party.name for party in wanted.values()}
    by_name: dict[str, list[Source]] = defaultdict(list)
    for source in _unmet(Q(name__in=names) | Q(aliases__overlap=list(names))):
        for name in {words_of(name) for name in (source.name, *source.aliases)}:
            by_name[name].append(source)
    met = _only_ones(wanted, lambda party: by_name[words_of(party.name)])
    houses = {key: p for key, p in wanted.items() if key not in met and is_house(p, as_listed=as_listed)}
    return met | (_at_home(houses) if houses else {})


def _at_home(houses: dict[str, Party]) -> dict[str, Source]:
    """By the keys of the houses, who is at home where they are. A page within a site is no home of the site's own."""
    by_home: dict[str, list[Source]] = defaultdict(list)
    for source in _unmet(may_be_at([identity_of(front_page(party.host)) for party in houses.values()])):
        for key in {home.key for home in homes_of(source) if home.account or home.is_front}:
            by_home[key].append(source)
    return _only_ones(houses, lambda party: by_home[party.host])


def _at_listed_homes(sources: Iterable[Source]) -> list[Source]:
    homes = {source: {home.key for home in homes_of(source)} for source in sources}
    on_the_list = listed(host for hosts in homes.values() for host in hosts)
    return [source for source, hosts in homes.items() if not hosts.isdisjoint(on_the_list)]


def _unmet(condition: Q) -> QuerySet[Source]:
    is_met = Exists(ImportedSource.objects.filter(source=OuterRef("pk")))
    rows = Source.objects.filter(condition).exclude(stage__in=_GONE).exclude(kind=SourceKind.ANONYMOUS)
    return rows.exclude(is_met)


def _only_ones(wanted: dict[str, Party], candidates: Callable[[Party], list[Source]]) -> dict[str, Source]:
    """For each party the source that it may be, where there is one alone."""
    found = {key: [source for source in candidates(p) if _may_be(source, p)] for key, p in wanted.items()}
    return {key: sources[0] for key, sources in found.items() if len(sources) == 1}


def _may_be(source: Source, party: Party) -> bool:
    """Whether nothing tells them apart: sort, host, account or identity."""
    if _are_of_two_sorts(source, party):
        return False
    if party.host:
        return _may_be_at(source, party.host)
    if party.same_as:
        told = (*source.same_as, *filter(None, [source.website]))
        return bool(set(map(as_compared, party.same_as)) & set(map(as_compared, told)))
    return True


def _are_of_two_sorts(source: Source, party: Party) -> bool:
    """Whether one is a person and the other is not; who is named by an address alone may be either."""
    sort = UNTOLD if is_named_by_address(party) else sort_of(party.kind)
    return are_of_two_sorts(sort_of(source.kind), sort)


def _may_be_at(source: Source, host: str) -> bool:
    """Whether the source has no other host, and no other account at the same one."""
    accounts = [identity for each in source.same_as if (identity := identity_of(each)).account]
    homes = [identity_of(source.website)] if source.website else []
    if host in {identity.key for identity in (*homes, *accounts)}:
        return True
    return not homes and host.partition("/")[0] not in {identity.site for identity in accounts}


def _found_otherwise(met: Collection[Source]) -> dict[str, UUID]:
    """Under which further keys these sources of the desk are known from now on, however they were met first.

    By their names and their homes: so it makes no difference whether an import names somebody with or without an
    identity, a house by its name or by its host, before it does otherwise.
    """
    asked = {
        key_at(sort, name): Party(name=name, kind=source.kind if sort else SourceKind.UNKNOWN)
        for source in met
        for name in (source.name, *source.aliases)
        for sort in {sort_of(source.kind), UNTOLD}
    }
    homes = {home for source in met for home in homes_of(source) if home.is_told}
    asked |= {key_at(home.key, home.name): Party(name=home.name, host=home.key) for home in homes}
    listed = _met(asked)
    return {key: source.pk for key, source in _on_the_desk(asked).items() if source in met and key not in listed}


def _known_otherwise(wanted: dict[str, Party], *, as_listed: bool) -> dict[str, Source]:
    """Sources that imports know under other keys: a person named without its sort, a house under another name."""
    houses = {key: party for key, party in wanted.items() if is_house(party, as_listed=as_listed)}
    siblings = {key: sibling_key(party) for key, party in wanted.items() if key not in houses}
    met = _met(filter(None, siblings.values()))
    found = _houses(houses)
    for key, name in siblings.items():
        source = met.get(name)
        if (source and sort_of(source.kind) in {UNTOLD, PERSON}) or (source := _same_identity(wanted[key])):
            found[key] = source
    return found


def _same_identity(party: Party) -> Source | None:
    """A source of the same name, one of whose identities is one of the party's."""
    if party.host or not party.same_as:
        return None
    rows = Source.objects.filter(name=party.name).exclude(same_as=[]).exclude(stage__in=_GONE).order_by("pk")
    return next((source for source in rows if _may_be(source, party)), None)


def _houses(wanted: dict[str, Party]) -> dict[str, Source]:
    """By the keys of these houses, the first that imports know at the host or account."""
    fronts = {party.host: front_page(party.host).removeprefix("https://").rstrip("/") for party in wanted.values()}
    sites = [f"{scheme}{front}{end}" for front in fronts.values() for scheme in _SCHEMES for end in ("/", "")]
    at = Source.objects.filter(kind__in=[SourceKind.OUTLET, SourceKind.UNKNOWN], website__in=sites)
    first = {identity_of(source.website).key: source for source in at.exclude(stage__in=_GONE).order_by("-pk")}
    met = _met(key_at(host, name_at(host)) for host in fronts)
    found = {key: first[party.host] for key, party in wanted.items() if party.host in first}
    for key, party in wanted.items():
        source = met.get(key_at(party.host, name_at(party.host)))
        if source and not _are_of_two_sorts(source, party):
            found[key] = source
    return found


def _told_anew(source: Source, party: Party) -> Iterator[tuple[str, str]]:
    """What a party says of a source that nobody had said, by column."""
    if source.kind == SourceKind.UNKNOWN and party.kind != SourceKind.UNKNOWN:
        yield "kind", party.kind
    if _is_named_by_host(source.name, source.website) and not _is_named_by_host(party.name, source.website):
        yield "name", party.name[:300]


def _is_named_by_host(name: str, website: str) -> bool:
    return bool(website) and name == identity_of(website).name


def _namesakes(made: Sequence[Source]) -> int:
    """How many of these new sources have the name of another one."""
    names = Counter(words_of(source.name) for source in made)
    there = Source.objects.filter(name__in={source.name for source in made}).exclude(stage__in=_GONE)
    there = there.exclude(pk__in=[source.pk for source in made])
    names.update({words_of(name) for name in there.values_list("name", flat=True)})
    return sum(names[words_of(source.name)] > 1 for source in made)
