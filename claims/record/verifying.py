"""What readers' lists are served from, against what the editions give: listings, facet rows, entries.

As `rebuild` would derive them, compared as a stream instead of written; each check yields a sentence a fault.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from claims.record.documents import CLAIM
from claims.record.listing import (
    BATCH,
    ITEMS,
    VECTOR,
    Rows,
    document_of,
    past_and_present,
    print_names,
    whole_subjects,
)
from claims.record.models import FacetRow, Listing
from claimtrack.editions.bulk import batches, columns_of
from claimtrack.editions.entries import Item
from claimtrack.editions.models import Edition, Entry, Head
from claimtrack.editions.verifying import Checked, sent_for

#: Columns of listings that are compared as they are.
COMPARED = [field.attname for field in Listing._meta.concrete_fields if field.attname not in {"id", "card", "search"}]


def listings(checked: Checked) -> Iterator[str]:
    """Listings and facet rows of claims, their cards with today's names, and what they are searched by."""
    editions = Edition.objects.filter(subject_type=CLAIM).order_by("subject_id", "number")
    for batch in whole_subjects(editions.iterator(chunk_size=BATCH)):
        heads = Head.objects.in_bulk({edition.subject_id for edition in batch})
        listed = list(past_and_present([edition for edition in batch if edition.subject_id in heads], heads))
        print_names(row.listing for row in listed)
        checked["listings"] += len(listed)
        yield from _compared(listed, list(heads))
        yield from _searched(listed)
    yield from sent_for(STRAY_LISTINGS, "claim {} edition {}: it is listed, and there is no such edition")
    yield from sent_for(STRAY_FACETS, "claim {}: it is found by {} {} without being listed")


def _compared(listed: Sequence[Rows], claim_ids: Sequence[UUID]) -> Iterator[str]:
    stored = {(row.claim_id, row.number): row for row in Listing.objects.filter(claim_id__in=claim_ids).defer("search")}
    facets: dict[int, list[tuple[Any, ...]]] = {}
    of_these = FacetRow.objects.filter(listing_id__in=[row.pk for row in stored.values()])
    for pk, *facet in of_these.values_list("listing_id", "kind", "value", "open", "published_at", "updated_at"):
        facets.setdefault(pk, []).append(tuple(facet))
    for row in listed:
        expected = row.listing
        name = f"claim {expected.claim_id} edition {expected.number}"
        found = stored.pop((expected.claim_id, expected.number), None)
        if found is None:
            yield f"{name}: it is not listed"
            continue
        yield from (f"{name}: its listing {fault}" for fault in _differing(expected, found))
        beside = (expected.open, expected.published_at, expected.updated_at)
        if sorted(facets.get(found.pk, [])) != sorted((kind, value, *beside) for kind, value in row.facets):
            yield f"{name}: its facet rows are not those that it gives"
    yield from (f"claim {claim_id} edition {number}: it is listed, and must not be" for claim_id, number in stored)


def _differing(expected: Listing, found: Listing) -> Iterator[str]:
    other = [name for name in COMPARED if getattr(expected, name) != getattr(found, name)]
    if other:
        yield f"has another {', '.join(other)}"
    if orjson.loads(expected.card) != orjson.loads(found.card):
        yield "shows another card (names of sources are refreshed by a job: let the worker finish first)"


def _searched(listed: Sequence[Rows]) -> Iterator[str]:
    if not listed:
        return
    texts = [(str(row.listing.claim_id), row.listing.number, *row.search) for row in listed]
    with connection.cursor() as cursor:
        cursor.execute(OTHERWISE_SEARCHED, columns_of(texts))
        found = cursor.fetchall()
    yield from (f"claim {claim_id} edition {number}: it is searched by other words" for claim_id, number in found)


OTHERWISE_SEARCHED = f"""
SELECT claim_id, number
  FROM unnest(%s::uuid[], %s::int[], %s::text[], %s::text[], %s::text[], %s::text[])
       AS row (claim_id, number, a, b, c, d) JOIN claims_listing USING (claim_id, number)
 WHERE search IS DISTINCT FROM {VECTOR}
"""  # noqa: S608 - fixed texts
STRAY_LISTINGS = """
SELECT claim_id, number FROM claims_listing AS listed
 WHERE NOT EXISTS (SELECT FROM editions_edition WHERE (subject_id, number) = (claim_id, listed.number))
"""
STRAY_FACETS = """
SELECT claim_id, kind, value FROM claims_facetrow AS facet
 WHERE NOT EXISTS (SELECT FROM claims_listing AS listed
                    WHERE listed.id = facet.listing_id AND listed.claim_id = facet.claim_id)
"""


# -- entries --------------------------------------------------------------------------------------


def entries(checked: Checked) -> Iterator[str]:
    """The rows that the other lists serve: those of every readable subject's newest document, and no others."""
    readable = Head.objects.filter(readable=True).order_by("subject_id")
    for batch in batches(readable.iterator(chunk_size=BATCH), BATCH):
        keys = [(head.subject_id, head.number) for head in batch]
        stored: dict[UUID, list[tuple[Any, ...]]] = {}
        for subject_id, *entry in Entry.objects.filter(subject_id__in=[pk for pk, _ in keys]).values_list(
            "subject_id", "kind", "item_id", "position", "slug", "name", "keys", "earliest", "latest", "text"
        ):
            stored.setdefault(subject_id, []).append((*entry[:-1], orjson.loads(str(entry[-1]))))
        for edition in Edition.objects.filter(pk__in=keys, text__isnull=False):
            expected = [_entry(edition, item) for item in ITEMS[edition.subject_type](document_of(edition))]
            checked["entries"] += len(expected)
            if sorted(expected, key=_key) != sorted(stored.get(edition.subject_id, []), key=_key):
                yield f"{edition.subject_type} {edition.subject_id}: its entries are not those that it gives"
    yield from sent_for(STRAY_ENTRIES, "{} {}: its entry is of a subject that is not readable")
    yield from sent_for(LEADS, "{} {}: the list does not serve the entry of its newest edition")
    yield from sent_for(MISFILED, "{} {}: it is searched by other words")


def _entry(edition: Edition, item: Item) -> tuple[Any, ...]:
    body, keys = orjson.loads(orjson.dumps(item.body)), sorted(set(item.keys))
    return item.kind, item.item_id, edition.position, item.slug, item.name, keys, item.earliest, item.latest, body


def _key(entry: tuple[Any, ...]) -> tuple[str, str]:
    return entry[0], entry[1]


STRAY_ENTRIES = """
SELECT kind, item_id FROM editions_entry AS entry
 WHERE NOT EXISTS (SELECT FROM editions_head AS head WHERE head.subject_id = entry.subject_id AND readable)
"""
LEADS = """
SELECT kind, item_id FROM editions_entry GROUP BY kind, item_id
HAVING count(*) FILTER (WHERE lead) <> 1 OR max(position) FILTER (WHERE lead) <> max(position)
"""
MISFILED = "SELECT kind, item_id FROM editions_entry WHERE search IS DISTINCT FROM to_tsvector('simple', name)"
