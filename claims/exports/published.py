"""What exports are made of: published editions, read in batches from the record alone.

A renderer is a pure function of these; it asks no database and no settings. Lists are read by keyset, a batch
at a time, so that memory does not grow with their length.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db.models import QuerySet
from django.utils.encoding import iri_to_uri

from claims.record.documents import CLAIM, AppearanceDocument, ClaimDocument
from claims.record.models import Listing
from claims.scales import AppearanceRole
from claimtrack.api.paging import Key, Keyset
from claimtrack.dates import DateDocument
from claimtrack.editions.formats import in_current_format
from claimtrack.editions.models import Edition, Head
from sources.documents import SOURCE, SourceDocument, SourceName

BATCH = 200


@dataclass(frozen=True, slots=True)
class Site:
    """Who publishes this record: name and address, without a slash at the end, and the licence's address."""

    name: str
    address: str
    license: str

    def url(self, path: str) -> str:
        """The full address of a root-relative one, as RFC 3986 spells it."""
        return iri_to_uri(f"{self.address}{path}")

    def page(self, claim_id: str) -> str:
        """Where a person is led to for a claim: its dossier, to be read in a browser."""
        return self.url(f"/api/v1/claims/{claim_id}/dossier.html")


def our_site() -> Site:
    return Site(settings.CREDIT, settings.PUBLIC_URL, settings.LICENSE)


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above an export: whose it is, what of, its own address, and when the record last moved."""

    site: Site
    title: str
    address: str
    updated: datetime


@dataclass(frozen=True, slots=True)
class PublishedSource:
    """A source as its own newest edition describes it."""

    document: SourceDocument
    first_published_at: datetime


@dataclass(frozen=True, slots=True)
class PublishedClaim:
    """An edition of a claim; `text` are its bytes in the current format.

    `sources` holds, by id, the sources that have a readable edition of their own, where they were asked for.
    """

    text: str
    document: ClaimDocument
    first_published_at: datetime
    sources: Mapping[str, PublishedSource]


# -- reading --------------------------------------------------------------------------------------


def listed_claims(
    listings: QuerySet[Listing], order: Keyset, *, with_sources: bool = False
) -> Iterator[PublishedClaim]:
    """The editions behind these listings, in this order, read from the listings' own database.

    Two queries a batch, four with sources. An edition that is redacted meanwhile is left out.
    """
    after: Key | None = None
    while True:
        page = order.page(listings, ("claim_id", "number", "published_at"), after=after, page_size=BATCH)
        yield from read_claims(page.rows, using=listings.db, with_sources=with_sources)
        after = page.next_key
        if after is None:
            return


def read_claims(rows: Sequence[tuple[Any, ...]], *, using: str, with_sources: bool = False) -> Iterator[PublishedClaim]:
    """The claims of these rows `(claim id, edition number, first published at)`, in their order."""
    texts = read_texts([(claim_id, number) for claim_id, number, _ in rows], using=using)
    documents = {key: orjson.loads(text) for key, text in texts.items()}
    sources = read_sources(documents.values(), using=using) if with_sources else {}
    for claim_id, number, first_published_at in rows:
        if (claim_id, number) in texts:
            yield PublishedClaim(texts[claim_id, number], documents[claim_id, number], first_published_at, sources)


def read_texts(keys: Sequence[tuple[UUID, int]], *, using: str) -> dict[tuple[UUID, int], str]:
    """The documents of these editions of claims in the current format; redacted ones are missing."""
    editions = Edition.objects.using(using).filter(pk__in=keys, text__isnull=False)
    return {
        (claim_id, number): in_current_format(text or "", subject_type=CLAIM, format_=format_)
        for claim_id, number, format_, text in editions.values_list("subject_id", "number", "format", "text")
    }


def read_sources(claims: Iterable[ClaimDocument], *, using: str) -> dict[str, PublishedSource]:
    """The sources that these claims name, by id, as far as they can be read."""
    ids = {source["id"] for claim in claims for source in sources_named(claim)}
    heads = Head.objects.using(using).filter(subject_type=SOURCE, subject_id__in=ids, readable=True)
    first = {(head.subject_id, head.number): head.first_published_at for head in heads}
    editions = Edition.objects.using(using).filter(pk__in=list(first), text__isnull=False)
    return {
        str(source_id): PublishedSource(
            orjson.loads(in_current_format(text or "", subject_type=SOURCE, format_=format_)), first[source_id, number]
        )
        for source_id, number, format_, text in editions.values_list("subject_id", "number", "format", "text")
    }


# -- what documents say ---------------------------------------------------------------------------


def sources_named(claim: ClaimDocument) -> Iterator[SourceName]:
    """Every source that speaks, publishes, answers or judges in a claim's document, repetitions included."""
    for appearance in claim["appearances"]:
        yield from sources_of(appearance)
    for rebuttal in claim["rebuttals"]:
        yield rebuttal["source"]
        if rebuttal["speaker"]:
            yield rebuttal["speaker"]
        yield rebuttal["document"]["publisher"]
    for assessment in claim["assessments"]:
        if assessment["by"]["source"]:
            yield assessment["by"]["source"]


def sources_of(appearance: AppearanceDocument) -> Iterator[SourceName]:
    """Who speaks, on whose word, and who published it."""
    if appearance["speaker"]:
        yield appearance["speaker"]
    yield from appearance["attributed_to"]
    yield appearance["document"]["publisher"]


#: A document that asks about a claim or disputes it does not make it.
MAKES_IT = {AppearanceRole.ASSERTS, AppearanceRole.REPORTS, AppearanceRole.ENDORSES}


def appearances_in_order(claim: ClaimDocument) -> list[AppearanceDocument]:
    """The first known appearance first, the others as the document has them."""
    return sorted(claim["appearances"], key=lambda appearance: not appearance["first_known"])


def claimants(claim: ClaimDocument) -> list[SourceName]:
    """Who made the claim, each once: the end of each chain of attribution, else the speaker."""
    found: dict[str, SourceName] = {}
    for appearance in appearances_in_order(claim):
        chain = appearance["attributed_to"] or ([appearance["speaker"]] if appearance["speaker"] else [])
        if appearance["role"] in MAKES_IT and chain:
            found.setdefault(chain[-1]["id"], chain[-1])
    return list(found.values())


def exact_day(date: DateDocument | None) -> str | None:
    """The date as `YYYY-MM-DD` where it is one day and nothing qualifies it, else None."""
    return date["edtf"] if date and date["edtf"] == date["earliest"] == date["latest"] else None
