"""Whom and what an import names: sources known by identity, host and name, documents by the page they are.

An identity is never given up for a name: who is told apart by other addresses, by another host or as an organisation
from a person stays another source, whatever the order in which they come.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import slugify

from claims.imports.models import ImportedSource
from claims.imports.reviewed import Page, Party, digest, words_of
from claimtrack.editions import bulk
from claimtrack.editions.roots import Stage, audited
from claimtrack.writing import Create, Update, insert, write
from sources import writing as source_actions
from sources.addresses import address_key, canonical, host_of
from sources.homes import homes_of, may_be_at
from sources.identity import front_page, identity_of, is_shared, name_at
from sources.models import Document, Source
from sources.vocabulary import SourceKind
from sources.writing import DocumentFields, SourceFields

_MAX_SLUG_WORDS = 90
_MAX_KEY = 700
_REMEMBERED = 100_000
_GONE = (Stage.RETRACTED, Stage.MERGED, Stage.REDACTED)
_OURS = (Stage.DRAFT, Stage.PUBLISHED)

#: What is noted of whom an import names.
BY_NAME_ALONE: Final = "somebody was taken for the one of the same name: nothing tells more of them"
NAMESAKE_APART: Final = "a source has the name of another one: they were kept apart"

_SCHEMES: Final = ("https://", "https://www.", "http://", "http://www.")
_ORGANIZATION: Final = "organization"
_PERSON: Final = "person"
_UNTOLD: Final = ""
_SORTS: Final = {
    SourceKind.PERSON: _PERSON,
    SourceKind.OUTLET: _ORGANIZATION,
    SourceKind.GOVERNMENT: _ORGANIZATION,
    SourceKind.ORGANIZATION: _ORGANIZATION,
}
#: Registries of identities, the most telling first; any other address that identifies somebody comes after them.
_REGISTRIES: Final = ("wikidata.org", "wikipedia.org")


def key_of_party(party: Party) -> str:
    """What a source is known by: where it is at home, or who it is, or what sort it is; and its name."""
    place = party.host or identity_key(party) or _sort_of(party.kind)
    return _key(place, party.name)


def _key(place: str, name: str) -> str:
    key = f"{place}|{words_of(name) or name}"
    return key if len(key) <= _MAX_KEY else f"{digest(place) if len(place) > _MAX_KEY // 2 else place}|{digest(key)}"


def _sort_of(kind: str) -> str:
    return _SORTS.get(SourceKind(kind), _UNTOLD)


def identity_key(party: Party) -> str:
    """The most telling address that identifies it; an organisation's never makes it one with a person."""
    if not party.same_as:
        return ""
    best = min(party.same_as, key=lambda url: (_rank(url), _as_compared(url)))
    return f"{_ORGANIZATION if _sort_of(party.kind) == _ORGANIZATION else ''}={_as_compared(best)}"


def _as_compared(url: str) -> str:
    """The form in which addresses are equal that identify the same: an account has many spellings."""
    identity = identity_of(url)
    return identity.key if identity.account and identity.is_front else canonical(url)


def _rank(url: str) -> int:
    host = host_of(url)
    return next((n for n, name in enumerate(_REGISTRIES) if host.endswith(name)), len(_REGISTRIES))


def is_named_alone(party: Party) -> bool:
    """Whether nothing but its name tells who it is; of many without names there is nobody to mistake."""
    return not (party.host or party.same_as) and party.kind != SourceKind.COLLECTIVE


def key_of_page(page: Page) -> str:
    """The page's address, or what identifies it where it has none."""
    return (
        address_key(page.url) if page.url else digest(f"{key_of_party(page.publisher)} {page.identity or page.title}")
    )


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

    def publish_told(self) -> None:
        """Publish of which sources an import has learnt something, and which were public before."""
        if not self._told:
            return
        with audited(None), transaction.atomic():
            told = Source.objects.filter(pk__in=self._told, stage=Stage.PUBLISHED, edited_by_person=False)
            source_actions.publish(sources=list(told), by=None)
        self._told.clear()

    def _look_up(self, wanted: dict[str, Party], *, as_listed: bool) -> None:
        self._sources |= {key: source.pk for key, source in _met(wanted).items()}
        fresh = {key: party for key, party in wanted.items() if key not in self._sources}
        if not fresh:
            return
        on_the_desk = _on_the_desk(fresh, as_listed=as_listed)
        others = {key: party for key, party in fresh.items() if key not in on_the_desk}
        known = on_the_desk | _known_otherwise(others, as_listed=as_listed)
        made = _made({key: party for key, party in fresh.items() if key not in known}, as_listed=as_listed)
        rows = insert(list({create.id: create for create in made.values()}.values()), by=None)
        self.notes[NAMESAKE_APART] += _namesakes(rows)
        self._tell([(source, fresh[key]) for key, source in known.items()])
        self._sources |= {key: source.pk for key, source in known.items()}
        self._sources |= {key: create.id for key, create in made.items()}
        self.notes[BY_NAME_ALONE] += sum(is_named_alone(fresh[key]) for key in known)
        names = _found_otherwise(on_the_desk.values()) | {key: self._sources[key] for key in fresh}
        bulk.insert([ImportedSource(key=key, source_id=pk) for key, pk in names.items()])

    def _tell(self, met: Iterable[tuple[Source, Party]]) -> None:
        """Say of sources that imports have made what they did not know: its kind, or the name of a house."""
        said: dict[UUID, dict[str, Any]] = defaultdict(dict)
        for source, party in met:
            if not source.edited_by_person and source.stage in _OURS:
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
        rows = Document.objects.filter(address_key__in=keys).exclude(address_key="")
        found = dict(rows.order_by("-pk").values_list("address_key", "pk"))
        sources = self.sources(page.publisher for key, page in wanted.items() if key not in found)
        fresh = {
            key: Create(fields=_document(page, sources), place=page.url or page.title)
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
    houses = {key: p for key, p in wanted.items() if key not in met and _is_house(p, as_listed=as_listed)}
    return met | (_at_home(houses) if houses else {})


def _at_home(houses: dict[str, Party]) -> dict[str, Source]:
    """By the keys of the houses, who is at home where they are. A page within a site is no home of the site's own."""
    by_home: dict[str, list[Source]] = defaultdict(list)
    for source in _unmet(may_be_at([identity_of(front_page(party.host)) for party in houses.values()])):
        for key in {home.key for home in homes_of(source) if home.account or home.is_front}:
            by_home[key].append(source)
    return _only_ones(houses, lambda party: by_home[party.host])


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
        return bool(set(map(_as_compared, party.same_as)) & set(map(_as_compared, told)))
    return True


def _are_of_two_sorts(source: Source, party: Party) -> bool:
    """Whether one is a person and the other is not; who is named by an address alone may be either."""
    sort = _UNTOLD if _is_named_by_address(party) else _sort_of(party.kind)
    return {_sort_of(source.kind), sort} == {_PERSON, _ORGANIZATION}


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
        _key(sort, name): Party(name=name, kind=source.kind if sort else SourceKind.UNKNOWN)
        for source in met
        for name in (source.name, *source.aliases)
        for sort in {_sort_of(source.kind), _UNTOLD}
    }
    homes = {home for source in met for home in homes_of(source) if home.is_told}
    asked |= {_key(home.key, home.name): Party(name=home.name, host=home.key) for home in homes}
    listed = _met(asked)
    return {key: source.pk for key, source in _on_the_desk(asked).items() if source in met and key not in listed}


def _known_otherwise(wanted: dict[str, Party], *, as_listed: bool) -> dict[str, Source]:
    """Sources that imports know under other keys: a person named without its sort, a house under another name."""
    houses = {key: party for key, party in wanted.items() if _is_house(party, as_listed=as_listed)}
    siblings = {key: _sibling(party) for key, party in wanted.items() if key not in houses}
    met = _met(filter(None, siblings.values()))
    found = _houses(houses)
    for key, name in siblings.items():
        source = met.get(name)
        if (source and _sort_of(source.kind) in {_UNTOLD, _PERSON}) or (source := _same_identity(wanted[key])):
            found[key] = source
    return found


def _sibling(party: Party) -> str:
    """The key of the same name alone as a person's, or without a sort; organisations have none."""
    if party.host or party.same_as or _sort_of(party.kind) == _ORGANIZATION:
        return ""
    return _key(_UNTOLD if _sort_of(party.kind) == _PERSON else _PERSON, party.name)


def _same_identity(party: Party) -> Source | None:
    """A source of the same name, one of whose identities is one of the party's."""
    if party.host or not party.same_as:
        return None
    rows = Source.objects.filter(name=party.name).exclude(same_as=[]).exclude(stage__in=_GONE).order_by("pk")
    return next((source for source in rows if _may_be(source, party)), None)


def _is_house(party: Party, *, as_listed: bool = False) -> bool:
    """Whether it is who publishes at its host or account: named as an outlet, or by the address alone.

    Nobody is the house of a host that many share. A list tells those of one host apart.
    """
    is_named_so = _is_named_by_address(party) or (party.kind == SourceKind.OUTLET and not as_listed)
    return bool(party.host) and is_named_so and not is_shared(party.host)


def _is_named_by_address(party: Party) -> bool:
    return bool(party.host) and party.name == name_at(party.host)


def _houses(wanted: dict[str, Party]) -> dict[str, Source]:
    """By the keys of these houses, the first that imports know at the host or account."""
    fronts = {party.host: front_page(party.host).removeprefix("https://").rstrip("/") for party in wanted.values()}
    sites = [f"{scheme}{front}{end}" for front in fronts.values() for scheme in _SCHEMES for end in ("/", "")]
    at = Source.objects.filter(kind__in=[SourceKind.OUTLET, SourceKind.UNKNOWN], website__in=sites)
    first = {identity_of(source.website).key: source for source in at.exclude(stage__in=_GONE).order_by("-pk")}
    met = _met(_key(host, name_at(host)) for host in fronts)
    found = {key: first[party.host] for key, party in wanted.items() if party.host in first}
    for key, party in wanted.items():
        source = met.get(_key(party.host, name_at(party.host)))
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


def _slug(name: str) -> str:
    return slugify(name.replace(".", " "))[:_MAX_SLUG_WORDS].strip("-")


def _made(wanted: dict[str, Party], *, as_listed: bool) -> dict[str, Create[SourceFields]]:
    """A new source for each party; those that are one under several keys share it."""
    slugs = {key: _slug(party.name) or _slug(party.host) for key, party in wanted.items()}
    taken = set(Source.objects.filter(slug__in=slugs.values()).values_list("slug", flat=True))
    made: dict[str, Create[SourceFields]] = {}
    shared: dict[str, Create[SourceFields]] = {}
    # Who says more of itself comes first: persons before names without a sort, names of houses before their hosts.
    for key, party in sorted(wanted.items(), key=lambda item: _says_little(item[1])):
        also = [key, *_also_known_as(party, as_listed=as_listed)]
        source = next((shared[name] for name in also if name in shared), None)
        if source is None:
            slug = slugs[key] if slugs[key] not in taken else ""
            slug = slug or f"{slugs[key] or 'source'}-{digest(key)[:8]}"
            taken.add(slug)
            source = Create(fields=_source(party, slug), place=party.name)
        made[key] = source
        shared |= dict.fromkeys(also, source)
    return made


def _says_little(party: Party) -> bool:
    return party.kind == SourceKind.UNKNOWN or _is_named_by_address(party)


def _also_known_as(party: Party, *, as_listed: bool) -> Iterator[str]:
    """Names under which parties of other keys are the same source."""
    if _is_house(party, as_listed=as_listed):
        yield party.host
    elif _sibling(party):
        yield _sibling(party)
    elif not party.host:
        yield from (_key(identity_key(replace(party, same_as=(url,))), party.name) for url in party.same_as)


def _source(party: Party, slug: str) -> SourceFields:
    return SourceFields(
        name=party.name[:300],
        slug=slug,
        kind=party.kind,
        website=_website(party),
        same_as=list(party.same_as),
        country=party.country,
        description=party.description,
    )


def _website(party: Party) -> str:
    """The front page of the party's host; a shared host's is not that of somebody there."""
    return front_page(party.host) if party.host and (not is_shared(party.host) or _is_the_host(party)) else ""


def _is_the_host(party: Party) -> bool:
    """Whether the host, or its first parts, has the party's name: “YouTube” is youtube.com."""
    name, parts = words_of(party.name).replace(" ", ""), words_of(party.host).split()
    return name in {"".join(parts[:end]) for end in range(1, len(parts) + 1)}


def _document(page: Page, sources: dict[str, UUID]) -> DocumentFields:
    return DocumentFields(
        title=page.title,
        url=page.url,
        publisher=sources[key_of_party(page.publisher)],
        authors=[name[:300] for name in page.authors],
        medium=page.medium,
        language=page.language,
        published=page.published,
        summary=page.summary,
        archived_url=page.archived_url,
    )
