"""What readers' lists are served from, against what the editions give: listings, facet rows, entries.

As `rebuild` would derive them, compared as a stream instead of written, in both directions; each check yields a
sentence a fault.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from claims.record.documents import CLAIM
from claims.record.listing import (
    BATCH,
    Rows,
    past_and_present,
    print_names,
    whole_subjects,
)
from claims.record.models import FacetRow, Listing
from claimtrack.analysis import ANALYSIS
from claimtrack.editions.bulk import batches, columns_of
from claimtrack.editions.entries import searched
from claimtrack.editions.formats import document_of
from claimtrack.editions.items import Item
from claimtrack.editions.models import Edition, Entry, Head
from claimtrack.editions.verifying import UNREADABLE
from claimtrack.editions.walks import Walk, found_by
from claimtrack.editions.works import WORKS

#: Columns of listings that are compared as they are.
COMPARED = [
    field.attname
    for field in Listing._meta.concrete_fields
    if field.attname not in {"id", "card", "search", "analysis"}
]


def listings(walk: Walk) -> Iterator[str]:
    """Listings and facet rows of claims, their cards with today's names, and what they are searched by."""
    editions = Edition.objects.filter(subject_type=CLAIM, subject_id__gt=walk.after, subject_id__lte=walk.until)
    for batch in whole_subjects(editions.order_by("subject_id", "number").iterator(chunk_size=BATCH)):
        heads = Head.objects.in_bulk({edition.subject_id for edition in batch})
        listed, unreadable = _listed(batch, heads)
        yield from (f"claim {claim_id}: its documents cannot be listed ({why})" for claim_id, why in unreadable.items())
        print_names(listed)
        walk.counted["listings"] += len(listed)
        yield from _compared(listed, [claim_id for claim_id in heads if claim_id not in unreadable])
        yield from _searched(listed)
        walk.done(batch[-1].subject_id)
    yield from found_by(STRAY_LISTINGS, "claim {} edition {}: it is listed, and there is no such edition", walk)
    yield from found_by(STRAY_FACETS, "claim {}: it is found by {} {} without being listed", walk)


def _listed(batch: Sequence[Edition], heads: Mapping[UUID, Head]) -> tuple[list[Rows], dict[UUID, str]]:
    """What these editions give, and the claims whose documents give nothing, with the reason."""
    listed: list[Rows] = []
    unreadable: dict[UUID, str] = {}
    for claim_id, editions in groupby(batch, key=lambda edition: edition.subject_id):
        if claim_id not in heads:
            continue
        try:
            listed += list(past_and_present(list(editions), heads))
        except UNREADABLE as error:
            unreadable[claim_id] = repr(error)
    return listed, unreadable


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
    if not _says(found.card, orjson.loads(expected.card)):
        yield "shows another card (names of sources are refreshed by a job: let the worker finish first)"


def _says(text: str, value: Any) -> bool:
    """Whether a text is this value, and nothing else to anybody: no member twice, nothing between them."""
    try:
        read = orjson.loads(text)
    except ValueError:
        return False
    return bool(read == value) and orjson.dumps(read).decode() == text


def _searched(listed: Sequence[Rows]) -> Iterator[str]:
    if not listed:
        return
    texts = [(str(row.listing.claim_id), row.listing.number, row.search) for row in listed]
    yield from _found_otherwise(OTHERWISE_SEARCHED, texts, "claim {} edition {}")


def _found_otherwise(query: str, rows: Sequence[tuple[Any, ...]], name: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, columns_of(rows))
        found = cursor.fetchall()
    for *keys, analysis in found:
        why = "" if analysis == ANALYSIS else " (of an analysis of before: let the worker finish first)"
        yield f"{name.format(*keys)}: it is searched by other words{why}"


OTHERWISE_SEARCHED = f"""
SELECT claim_id, number, analysis
  FROM unnest(%s::uuid[], %s::int[], %s::text[])
       AS row (claim_id, number, words) JOIN claims_listing USING (claim_id, number)
 WHERE search IS DISTINCT FROM words::tsvector OR analysis IS DISTINCT FROM {ANALYSIS}
"""  # noqa: S608 - a number of ours
# The listings of claims that have a head were compared one by one.
STRAY_LISTINGS = """
SELECT claim_id, number FROM claims_listing AS listed
 WHERE claim_id > %(after)s AND claim_id <= %(until)s
   AND NOT EXISTS (SELECT FROM editions_edition
                    WHERE (subject_id, number) = (claim_id, listed.number) AND subject_type = 'claim')
"""
STRAY_FACETS = """
SELECT claim_id, kind, value FROM claims_facetrow AS facet
 WHERE claim_id > %(after)s AND claim_id <= %(until)s
   AND NOT EXISTS (SELECT FROM claims_listing AS listed
                    WHERE listed.id = facet.listing_id AND listed.claim_id = facet.claim_id)
"""


# -- entries --------------------------------------------------------------------------------------


def entries(walk: Walk) -> Iterator[str]:
    """The rows that the other lists serve: those of every readable subject's newest document, and no others."""
    readable = Head.objects.filter(readable=True, subject_id__gt=walk.after, subject_id__lte=walk.until)
    for batch in batches(readable.order_by("subject_id").iterator(chunk_size=BATCH), BATCH):
        keys = [(head.subject_id, head.number) for head in batch]
        stored = _stored([subject_id for subject_id, _ in keys])
        for edition in Edition.objects.filter(pk__in=keys, text__isnull=False):
            name = f"{edition.subject_type} {edition.subject_id}"
            try:
                expected = WORKS[edition.subject_type].items(document_of(edition))
            except UNREADABLE as error:
                yield f"{name}: its document cannot be listed ({error!r})"
                continue
            walk.counted["entries"] += len(expected)
            if not _are(stored.get(edition.subject_id, []), expected, edition.position):
                yield f"{name}: its entries are not those that it gives"
            yield from _searched_as(edition.subject_id, expected)
        walk.done(batch[-1].subject_id)
    yield from found_by(STRAY_ENTRIES, "{} {}: its entry is of a subject that is not readable", walk)
    if walk.to_the_end:
        yield from found_by(LEADS, "{} {}: the list does not serve the entry of its newest edition", walk)


def _searched_as(subject_id: UUID, items: Sequence[Item]) -> Iterator[str]:
    if items:
        texts = [(str(subject_id), item.kind, item.item_id, searched(item)) for item in items]
        yield from _found_otherwise(MISFILED, texts, "{} {}")


def _stored(subject_ids: Sequence[UUID]) -> dict[UUID, list[tuple[Any, ...]]]:
    stored: dict[UUID, list[tuple[Any, ...]]] = {}
    rows: Iterable[tuple[Any, ...]] = Entry.objects.filter(subject_id__in=subject_ids).values_list(
        "subject_id", "kind", "item_id", "position", "slug", "name", "keys", "earliest", "latest", "text"
    )
    for subject_id, *entry in rows:
        stored.setdefault(subject_id, []).append(tuple(entry))
    return stored


def _are(stored: list[tuple[Any, ...]], items: Sequence[Item], position: int) -> bool:
    expected = sorted((_entry(item, position) for item in items), key=_key)
    stored.sort(key=_key)
    return len(stored) == len(expected) and all(
        found[:-1] == wanted[:-1] and _says(found[-1], wanted[-1])
        for found, wanted in zip(stored, expected, strict=True)
    )


def _entry(item: Item, position: int) -> tuple[Any, ...]:
    body, keys = orjson.loads(orjson.dumps(item.body)), sorted(set(item.keys))
    return item.kind, item.item_id, position, item.slug, item.name, keys, item.earliest, item.latest, body


def _key(entry: tuple[Any, ...]) -> tuple[str, str]:
    return entry[0], entry[1]


STRAY_ENTRIES = """
SELECT kind, item_id FROM editions_entry AS entry
 WHERE subject_id > %(after)s AND subject_id <= %(until)s
   AND NOT EXISTS (SELECT FROM editions_head AS head WHERE head.subject_id = entry.subject_id AND readable)
"""
LEADS = """
SELECT kind, item_id FROM editions_entry GROUP BY kind, item_id
HAVING count(*) FILTER (WHERE lead) <> 1 OR max(position) FILTER (WHERE lead) <> max(position)
"""
MISFILED = f"""
SELECT kind, item_id, analysis
  FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[])
       AS row (subject_id, kind, item_id, words) JOIN editions_entry USING (subject_id, kind, item_id)
 WHERE search IS DISTINCT FROM words::tsvector OR analysis IS DISTINCT FROM {ANALYSIS}
"""  # noqa: S608 - a number of ours
