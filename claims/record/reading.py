"""Claims as they are published, with the sources and narratives they name: read from the record alone."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from claims.record.documents import NARRATIVE, ClaimDocument, NarrativeDocument
from claims.record.models import Listing
from claims.record.named import sources_named
from claims.record.query import ExportFilters
from claimtrack.editions.merged import survivors
from claimtrack.editions.reading import EditionKey, Merged, Shown, read_current, read_editions
from claimtrack.query.keyset import Key
from sources.documents import SOURCE, SourceDocument

BATCH = 200


@dataclass(frozen=True, slots=True)
class PublishedSource:
    """A source as its own newest edition describes it."""

    document: SourceDocument
    first_published_at: datetime


@dataclass(frozen=True, slots=True)
class PublishedNarrative:
    """A narrative as its own newest edition describes it."""

    document: NarrativeDocument
    first_published_at: datetime


@dataclass(frozen=True, slots=True)
class Named:
    """By id, the sources and narratives that claims name and that have a readable edition of their own."""

    sources: Mapping[str, PublishedSource] = field(default_factory=dict)
    narratives: Mapping[str, PublishedNarrative] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublishedClaim:
    """An edition of a claim; `text` are its bytes in the current format. `named` is empty where nobody asked for it."""

    text: str
    document: ClaimDocument
    first_published_at: datetime
    named: Named


def published_claim(edition: Shown, *, using: str, with_named: bool = False) -> PublishedClaim:
    """The claim whose edition this is. No query, or two at most where what it names is asked for."""
    named = _read_named([edition.document], using=using) if with_named else Named()
    return PublishedClaim(edition.today, edition.document, edition.first_published_at, named)


def read_claims(keys: Collection[EditionKey], *, using: str, with_named: bool = False) -> Iterator[PublishedClaim]:
    """The claims of these editions, in their order; what cannot be read is left out.

    One query, and two at most for what they name.
    """
    found = read_editions(keys, using=using)
    shown = [edition for key in keys if isinstance(edition := found.get(key), Shown)]
    named = _read_named([edition.document for edition in shown], using=using) if with_named else Named()
    for edition in shown:
        yield PublishedClaim(edition.today, edition.document, edition.first_published_at, named)


def all_claims(asked: ExportFilters, *, with_named: bool = False) -> Iterator[PublishedClaim]:
    """Every claim that matches, in the order asked for. Two queries a batch, and two at most for what they name.

    An edition that is redacted meanwhile is left out.
    """
    after: Key | None = None
    while True:
        page = asked.rows_after(("claim_id", "number"), after=after, page_size=BATCH)
        yield from read_claims(page.rows, using=asked.queryset.db, with_named=with_named)
        after = page.next_key
        if after is None:
            return


def public_among(claim_ids: Collection[UUID], *, using: str) -> list[EditionKey]:
    """The editions of those of these claims that are public now, the newest published first."""
    listings = Listing.objects.using(using).filter(open=True, claim_id__among=claim_ids)
    return list(listings.order_by("-published_at", "-claim_id").values_list("claim_id", "number"))


def _read_named(claims: Collection[ClaimDocument], *, using: str) -> Named:
    return Named(read_sources(claims, using=using), _read_narratives(claims, using=using))


def _read_narratives(claims: Iterable[ClaimDocument], *, using: str) -> dict[str, PublishedNarrative]:
    """The narratives that these claims feed, by id, as far as they can be read now. One query, or none."""
    ids = {narrative["id"] for claim in claims for narrative in claim["narratives"]}
    found = read_current(NARRATIVE, ids, using=using) if ids else {}
    return {
        str(pk): PublishedNarrative(each.document, each.first_published_at)
        for pk, each in found.items()
        if isinstance(each, Shown)
    }


def read_sources(claims: Iterable[ClaimDocument], *, using: str) -> dict[str, PublishedSource]:
    """The sources that these claims name, by id, as far as they can be read now: of a merged one, its survivor."""
    ids = {source["id"] for claim in claims for source in sources_named(claim)}
    found = {str(pk): each for pk, each in read_current(SOURCE, ids, using=using).items()}
    if ends := survivors([pk for pk, each in found.items() if isinstance(each, Merged)], using=using):
        standing = {str(pk): each for pk, each in read_current(SOURCE, set(ends.values()), using=using).items()}
        found |= {pk: standing[end] for pk, end in ends.items() if end in standing}
    return {
        pk: PublishedSource(each.document, each.first_published_at)
        for pk, each in found.items()
        if isinstance(each, Shown)
    }
