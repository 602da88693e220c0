"""What an import makes of whom and what it names, where nobody has met them: new sources and documents."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from uuid import UUID

from claims.imports.filing.keys import identity_key, is_house, is_named_by_address, key_at, key_of_party, sibling_key
from claims.imports.reviewed import Page, Party, digest
from claimtrack.ids import RESERVED, slug_of
from claimtrack.words import words_of
from claimtrack.writing import Create
from sources.identity import front_page, is_shared
from sources.models import Source
from sources.vocabulary import SourceKind
from sources.writing import DocumentFields, SourceFields

_MAX_SLUG_WORDS: Final = 90


def _slug(name: str) -> str:
    return slug_of(name.replace(".", " "))[:_MAX_SLUG_WORDS].strip("-")


def new_sources(wanted: dict[str, Party], *, as_listed: bool) -> dict[str, Create[SourceFields]]:
    """A new source for each party; those that are one under several keys share it."""
    slugs = {key: _slug(party.name) or _slug(party.host) for key, party in wanted.items()}
    taken = {*RESERVED, *Source.objects.filter(slug__in=slugs.values()).values_list("slug", flat=True)}
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
    return party.kind == SourceKind.UNKNOWN or is_named_by_address(party)


def _also_known_as(party: Party, *, as_listed: bool) -> Iterator[str]:
    """Names under which parties of other keys are the same source."""
    if is_house(party, as_listed=as_listed):
        yield party.host
    elif sibling_key(party):
        yield sibling_key(party)
    elif not party.host:
        yield from (key_at(identity_key(replace(party, same_as=(url,))), party.name) for url in party.same_as)


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


def document_fields(page: Page, sources: dict[str, UUID]) -> DocumentFields:
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
