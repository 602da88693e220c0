"""Whom and what an import names: sources known by host and name, documents by the page they are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.text import slugify

from claims.imports.models import ImportedSource
from claims.imports.reviewed import Page, Party, digest, words_of
from claimtrack.editions.bulk import insert
from claimtrack.editions.roots import Stage
from claimtrack.ids import RESERVED
from sources.addresses import address_key
from sources.identity import front_page, identity_of, is_shared
from sources.models import Document, Source
from sources.vocabulary import SourceKind

_MAX_SLUG_WORDS = 90
_MAX_KEY = 700
_REMEMBERED = 100_000
_GONE = (Stage.RETRACTED, Stage.MERGED, Stage.REDACTED)


def key_of_party(party: Party) -> str:
    key = f"{party.host}|{words_of(party.name) or party.name}"
    return key if len(key) <= _MAX_KEY else f"{party.host}|{digest(key)}"


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

    # -- sources ----------------------------------------------------------------------------------

    def sources(self, parties: Iterable[Party]) -> dict[str, UUID]:
        """The sources of these parties by `key_of_party`. Must run inside a transaction."""
        wanted = {key_of_party(party): party for party in parties}
        unknown = {key: party for key, party in wanted.items() if key not in self._sources}
        if len(self._sources) > _REMEMBERED:
            self._sources.clear()
            unknown = wanted
        if unknown:
            self._look_up(unknown)
        return {key: self._sources[key] for key in wanted}

    def known(self, parties: Iterable[Party]) -> set[str]:
        """The keys of those that earlier imports have met."""
        keys = {key_of_party(party) for party in parties}
        return set(ImportedSource.objects.filter(key__in=keys).values_list("key", flat=True))

    def _look_up(self, wanted: dict[str, Party]) -> None:
        digests = {digest(key): key for key in wanted}
        rows = ImportedSource.objects.filter(key__in=[*wanted, *digests]).values_list("key", "source_id")
        self._sources |= {digests.get(key, key): source_id for key, source_id in rows}
        fresh = {key: party for key, party in wanted.items() if key not in self._sources}
        if not fresh:
            return
        met = _on_the_desk(fresh)
        made = _made({key: party for key, party in fresh.items() if key not in met})
        insert(list(made.values()))
        self._sources |= met | {key: source.pk for key, source in made.items()}
        insert([ImportedSource(key=key, source_id=self._sources[key]) for key in fresh])

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
        fresh = {key: _document(page, sources) for key, page in wanted.items() if key not in found}
        insert(list(fresh.values()))
        return Pages(found | {key: document.pk for key, document in fresh.items()}, frozenset(fresh))


def _on_the_desk(wanted: dict[str, Party]) -> dict[str, UUID]:
    """Sources that people or case files made, where exactly one has the name and no other host."""
    names = {party.name for party in wanted.values()}
    rows = Source.objects.filter(Q(name__in=names) | Q(aliases__overlap=list(names))).exclude(stage__in=_GONE)
    by_name: dict[str, list[Source]] = defaultdict(list)
    for source in rows.exclude(kind=SourceKind.ANONYMOUS):
        for name in {source.name, *source.aliases}:
            by_name[words_of(name)].append(source)
    met = {}
    for key, party in wanted.items():
        namesakes = [source for source in by_name[words_of(party.name)] if _may_be(source, party)]
        if len(namesakes) == 1:
            met[key] = namesakes[0].pk
    return met


def _may_be(source: Source, party: Party) -> bool:
    """Whether the source has no other host, and no other account at the same one."""
    if not party.host:
        return True
    accounts = [identity for each in source.same_as if (identity := identity_of(each)).account]
    homes = [identity_of(source.website)] if source.website else []
    if party.host in {identity.key for identity in (*homes, *accounts)}:
        return True
    return not homes and party.host.partition("/")[0] not in {identity.site for identity in accounts}


def _slug(name: str) -> str:
    return slugify(name.replace(".", " "))[:_MAX_SLUG_WORDS].strip("-")


def _made(wanted: dict[str, Party]) -> dict[str, Source]:
    slugs = {key: _slug(party.name) or _slug(party.host) for key, party in wanted.items()}
    taken = {*RESERVED, *Source.objects.filter(slug__in=slugs.values()).values_list("slug", flat=True)}
    made = {}
    for key, party in wanted.items():
        slug = slugs[key]
        if not slug or slug in taken:
            slug = f"{slug or 'source'}-{digest(key)[:8]}"
        taken.add(slug)
        made[key] = Source(
            name=party.name[:300],
            slug=slug,
            kind=party.kind,
            website=_website(party),
            same_as=list(party.same_as),
            country=party.country,
            description=party.description,
        )
    return made


def _website(party: Party) -> str:
    """The front page of the party's host; a shared host's is not that of somebody there."""
    is_the_host = words_of(party.name).replace(" ", "") in words_of(party.host).replace(" ", "")
    return front_page(party.host) if party.host and (is_the_host or not is_shared(party.host)) else ""


def _document(page: Page, sources: dict[str, UUID]) -> Document:
    return Document(
        title=page.title,
        url=page.url,
        address_key=address_key(page.url),
        publisher_id=sources[key_of_party(page.publisher)],
        authors=[name[:300] for name in page.authors],
        medium=page.medium,
        language=page.language,
        published=page.published,
        summary=page.summary,
        archived_url=page.archived_url,
    )
