"""Editions in, lists out: listings, facet rows and entries are a pure function of editions.

Nothing here reads the desk. `write` derives the rows of freshly appended editions inside their transaction;
`rebuild` derives all of them again and must arrive at the same rows.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, cast
from uuid import UUID

import orjson
from django.db import connection, transaction

from claims.record import matched, tending, vectors
from claims.record.documents import (
    CLAIM,
    AssessmentDocument,
    Card,
    CardJudge,
    CardObservation,
    CardSource,
    ClaimDocument,
    SourceRole,
)
from claims.record.facets import FACETS
from claims.record.models import UNDATED_ASCENDING, UNDATED_DESCENDING, FacetRow, Listing
from claims.record.named import observations
from claims.record.searched import Searched, search_vector, searched
from claimtrack.analysis import ANALYSIS
from claimtrack.dates import DateDocument
from claimtrack.editions import entries
from claimtrack.editions.bulk import columns_of, copy, iso
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.formats import document_of
from claimtrack.editions.merged import merged_within, survivors
from claimtrack.editions.models import Edition, Entry, Head, Kind
from claimtrack.editions.reading import is_tombstone
from claimtrack.editions.store import Published, advance, heads_of
from claimtrack.editions.works import WORKS
from claimtrack.vocabulary import value_of
from sources.documents import SOURCE, SourceDocument, SourceName
from sources.record import tell_of_new_names

BATCH = 500
#: As many figures as a card shows.
MOST_OBSERVATIONS = 5


@dataclass(slots=True)
class Rows:
    """What one edition of a claim is listed by. `aliases` are names of its sources, as `print_names` finds them."""

    listing: Listing
    facets: list[tuple[str, str]]
    texts: list[Searched]
    aliases: Sequence[str] = ()

    @property
    def search(self) -> str:
        """As a tsvector's text."""
        return search_vector([*self.texts, *(Searched("source", alias) for alias in self.aliases)])


def write(published: Sequence[Published]) -> None:
    """Derive the rows of these editions, whatever their subjects; earlier spans of claims are closed at their time."""
    # From the stored bytes, as `rebuild` does, so that both arrive at the same ones.
    shown = {item.edition.subject_id: orjson.loads(item.edition.text or "") for item in published if item.head.readable}
    # First: cards print the names that sources have in theirs.
    entries.derive(published, lambda item: WORKS[item.edition.subject_type].items(shown[item.edition.subject_id]))
    claims = [item for item in published if item.edition.subject_type == CLAIM]
    _close({item.edition.subject_id: item.edition.published_at for item in claims if item.edition.number > 1})
    _open(
        rows_of(item.edition, shown[item.edition.subject_id], item.head.first_published_at)
        for item in claims
        if item.head.readable
    )
    matched.replace({item.edition.subject_id: _newest(shown, item) for item in claims})
    tell_of_new_names([item for item in published if item.edition.subject_type == SOURCE])


def _newest(shown: Mapping[UUID, Any], item: Published) -> tuple[Any, int] | None:
    """The document that a claim is matched by from here on, and its number."""
    return (shown[item.edition.subject_id], item.edition.number) if item.head.readable else None


def _close(at: dict[UUID, datetime]) -> None:
    standing = Listing.objects.filter(claim_id__among=at, open=True)
    # By their listings: facet rows of a claim have no index by claim.
    FacetRow.objects.filter(listing__in=list(standing.values_list("pk", flat=True)), open=True).update(open=False)
    for moment in set(at.values()):
        ids = [claim_id for claim_id, closed_at in at.items() if closed_at == moment]
        Listing.objects.filter(claim_id__among=ids, open=True).update(open=False, closed_at=moment)


def _open(rows: Iterable[Rows]) -> None:
    made = list(rows)
    if not made:
        return
    print_names(made)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, columns_of([_columns(row) for row in made]))
        ids = {(claim_id, number): pk for pk, claim_id, number in cursor.fetchall()}
    copy(FacetRow, FACET_COLUMNS, (facet for row in made for facet in _facet_rows(row, ids)))


# One statement for all rows, with a value a column: a statement that names every value of every row takes longer to
# write than to execute.
INSERT = f"""
INSERT INTO claims_listing
       (claim_id, number, position, open, opened_at, closed_at, published_at, updated_at, made_ascending,
        made_descending, made_earliest, made_latest, about_earliest, about_latest, search, analysis, card)
SELECT claim_id, number, position, open, opened_at, closed_at, published_at, updated_at, made_ascending,
       made_descending, made_earliest, made_latest, about_earliest, about_latest,
       search::tsvector, {ANALYSIS}, card
  FROM unnest(%s::uuid[], %s::int[], %s::bigint[], %s::bool[], %s::timestamptz[], %s::timestamptz[],
              %s::timestamptz[], %s::timestamptz[], %s::date[], %s::date[], %s::date[], %s::date[], %s::date[],
              %s::date[], %s::text[], %s::text[])
       AS row (claim_id, number, position, open, opened_at, closed_at, published_at, updated_at, made_ascending,
               made_descending, made_earliest, made_latest, about_earliest, about_latest, search, card)
RETURNING id, claim_id, number
"""  # noqa: S608 - a number of ours
FACET_COLUMNS = ("listing_id", "claim_id", "kind", "value", "open", "published_at", "updated_at")


def _columns(row: Rows) -> tuple[Any, ...]:
    """In the order of `INSERT`."""
    listing = row.listing
    return (
        str(listing.claim_id),
        listing.number,
        listing.position,
        listing.open,
        *map(iso, (listing.opened_at, listing.closed_at, listing.published_at, listing.updated_at)),
        *map(iso, (listing.made_ascending, listing.made_descending, listing.made_earliest, listing.made_latest)),
        *map(iso, (listing.about_earliest, listing.about_latest)),
        row.search,
        listing.card,
    )


def _facet_rows(row: Rows, ids: Mapping[tuple[UUID, int], int]) -> Iterator[tuple[Any, ...]]:
    """In the order of `FACET_COLUMNS`."""
    listing = row.listing
    pk, claim_id = ids[listing.claim_id, listing.number], str(listing.claim_id)
    published_at, updated_at = iso(listing.published_at), iso(listing.updated_at)
    for kind, value in row.facets:
        yield pk, claim_id, kind, value, listing.open, published_at, updated_at


def rows_of(edition: Edition, document: Any, first_published_at: datetime) -> Rows:
    """The listing and facet values of one edition, as open; whoever knows its successor closes it."""
    claim: ClaimDocument = document
    made, about = claim["made"], claim["about_time"]
    listing = Listing(
        claim_id=edition.subject_id,
        number=edition.number,
        position=edition.position,
        opened_at=edition.published_at,
        published_at=first_published_at,
        updated_at=edition.published_at,
        made_ascending=_sort_key(made) or UNDATED_ASCENDING,
        made_descending=_sort_key(made) or UNDATED_DESCENDING,
        made_earliest=_bound(made, "earliest"),
        made_latest=_bound(made, "latest"),
        about_earliest=_bound(about, "earliest"),
        about_latest=_bound(about, "latest"),
        card=orjson.dumps(card_of(claim, edition, first_published_at)).decode(),
    )
    return Rows(listing, sorted(FACETS.of(claim)), searched(claim))


def _bound(world_date: DateDocument | None, side: Literal["earliest", "latest"]) -> date | None:
    value = world_date[side] if world_date else None
    return date.fromisoformat(value) if value else None


def _sort_key(world_date: DateDocument | None) -> date | None:
    return _bound(world_date, "earliest") or _bound(world_date, "latest")


# -- the card -------------------------------------------------------------------------------------


def card_of(claim: ClaimDocument, edition: Edition, first_published_at: datetime) -> Card:
    head = claim["headline"]
    current = current_assessment(claim)
    return {
        "id": claim["id"],
        "slug": claim["slug"],
        "api_url": claim["api_url"],
        "statement": claim["statement"],
        "language": claim["language"],
        "kind": claim["kind"],
        "status": claim["status"],
        "made": claim["made"],
        "verdict": head["verdict"],
        "label": current["label"] if current else None,
        "likelihood": head["likelihood"],
        "confidence": head["confidence"],
        "basis": head["basis"],
        "disagree": head["disagree"],
        "assessed_by": _judge(current),
        "sources": _card_sources(claim),
        "about": [{"id": subject["id"], "name": subject["name"]} for subject in claim["about"]],
        "rebuttal_count": len(claim["rebuttals"]),
        "rebuttal_kinds": sorted({rebuttal["kind"] for rebuttal in claim["rebuttals"]}),
        "topics": claim["topics"],
        "narratives": claim["narratives"],
        "parts": claim["parts"],
        "observations": _card_observations(claim),
        "edition": {
            "number": edition.number,
            "kind": value_of(Kind, edition.kind),
            "published_at": rfc3339(edition.published_at),
            "position": edition.position,
        },
        "published_at": rfc3339(first_published_at),
        "updated_at": rfc3339(edition.published_at),
    }


def current_assessment(claim: ClaimDocument) -> AssessmentDocument | None:
    wanted = claim["headline"]["current_assessment"]
    return next((a for a in claim["assessments"] if a["id"] == wanted), None)


def _judge(current: AssessmentDocument | None) -> CardJudge | None:
    return {"type": current["by"]["type"], "source": current["by"]["source"]} if current else None


def roles_of(claim: ClaimDocument) -> Iterator[tuple[SourceRole, SourceName]]:
    """Every (role, source) of the claim: speaker, attributed_to, publisher, rebutted_by, assessed_by."""
    for appearance in claim["appearances"]:
        if appearance["speaker"]:
            yield "speaker", appearance["speaker"]
        for source in appearance["attributed_to"]:
            yield "attributed_to", source
        yield "publisher", appearance["document"]["publisher"]
    for rebuttal in claim["rebuttals"]:
        yield "rebutted_by", rebuttal["source"]
        if rebuttal["speaker"]:
            yield "rebutted_by", rebuttal["speaker"]
    for assessment in claim["assessments"]:
        if assessment["by"]["source"]:
            yield "assessed_by", assessment["by"]["source"]


def _card_sources(claim: ClaimDocument) -> list[CardSource]:
    seen: dict[tuple[SourceRole, str], CardSource] = {}
    for role, source in roles_of(claim):
        seen.setdefault(
            (role, source["id"]),
            {"id": source["id"], "slug": source["slug"], "name": source["name"], "role": role},
        )
    return list(seen.values())


def _card_observations(claim: ClaimDocument) -> list[CardObservation]:
    """Of each measure at each place the newest figure; of those, the newest five. Nothing is added up."""
    dated = sorted(observations(claim), key=lambda each: (_last_day(each["observed"]), each["id"]), reverse=True)
    newest: dict[tuple[str, str], CardObservation] = {}
    for each in dated:
        if each["figure"] is not None:
            shown = CardObservation(
                figure=each["figure"],
                precision=each["precision"],
                counts=each["counts"],
                place=each["place"],
                observed=each["observed"],
            )
            newest.setdefault((each["counts"], each["place"]), shown)
    return list(newest.values())[:MOST_OBSERVATIONS]


def _last_day(day: DateDocument) -> str:
    return day["latest"] or day["earliest"] or ""


# -- display names --------------------------------------------------------------------------------


def print_names(rows: Iterable[Rows]) -> None:
    """Print on these cards the names their sources have now, as their own editions say, and find them by their aliases.

    A document keeps the names it was published with. A list is for finding things, by the names of today.
    """
    cards: list[tuple[Rows, Card]] = [(row, orjson.loads(row.listing.card)) for row in rows]
    documents = _standing({source["id"] for _, card in cards for source in card["sources"]})
    for row, card in cards:
        sources: dict[tuple[str, str], CardSource] = {}
        for source in card["sources"]:
            today = documents.get(source["id"])
            named = source | {name: today[name] for name in ("id", "slug", "name")} if today else source
            sources.setdefault((str(named["role"]), str(named["id"])), cast("CardSource", named))
        row.listing.card = orjson.dumps(card | {"sources": list(sources.values())}).decode()
        shown = [documents[source["id"]] for source in card["sources"] if source["id"] in documents]
        row.aliases = sorted({alias for each in shown for alias in (each["name"], *each["aliases"])})


def _standing(ids: set[str]) -> dict[str, SourceDocument]:
    """What these sources say of themselves today, by id; of one that was merged, what its survivor says."""
    found = _listed(ids)
    ends = survivors(ids - found.keys(), using="default")
    others = _listed(set(ends.values()))
    return found | {pk: others[end] for pk, end in ends.items() if end in others}


def _listed(ids: set[str]) -> dict[str, SourceDocument]:
    rows = Entry.objects.filter(kind=SOURCE, item_id__in=ids).values_list("item_id", "text") if ids else ()
    return {item_id: orjson.loads(text) for item_id, text in rows}


def refresh_names(source_ids: Iterable[str]) -> int:
    """Bring the cards of listed claims up to these sources' current names; returns how many changed.

    Where a source has no name any more, because it was retracted, a card says again what its edition says.
    """
    with transaction.atomic():
        naming = merged_within(list(source_ids), using="default")
        showing = FacetRow.objects.filter(kind="source", value__in=naming).values("listing")
        advance(0, revision=1)
        listings = list(Listing.objects.filter(pk__in=showing).order_by("pk"))
        return sum(_refresh(listings[start : start + BATCH]) for start in range(0, len(listings), BATCH))


def _refresh(listings: Sequence[Listing]) -> int:
    keys = [(row.claim_id, row.number) for row in listings]
    editions = {edition.pk: edition for edition in Edition.objects.filter(pk__in=keys, text__isnull=False)}
    pairs = [(listing, editions[listing.claim_id, listing.number]) for listing in listings]
    rows = [rows_of(edition, document_of(edition), listing.published_at) for listing, edition in pairs]
    print_names(rows)
    with connection.cursor() as cursor:
        cursor.execute(
            DIFFERING,
            columns_of([(old.pk, row.listing.card, row.search) for old, row in zip(listings, rows, strict=True)]),
        )
        changed = [claim_id for (claim_id,) in cursor.fetchall()]
    if changed:
        relist(set(changed))
    return len(changed)


DIFFERING = """
SELECT claim_id FROM claims_listing AS listed
  JOIN unnest(%s::bigint[], %s::text[], %s::text[]) AS row (id, card, words) USING (id)
 WHERE listed.card <> row.card OR listed.search <> row.words::tsvector
"""


def relist(claim_ids: Collection[UUID]) -> None:
    """Derive the listings of these claims again, of all their editions: documents of theirs came back."""
    listed = Listing.objects.filter(claim_id__among=claim_ids)
    FacetRow.objects.filter(listing__in=list(listed.values_list("pk", flat=True))).delete()
    listed.delete()
    editions = Edition.objects.filter(subject_id__among=claim_ids).order_by("subject_id", "number")
    _open(past_and_present(list(editions), heads_of(claim_ids)))
    matched.refresh(claim_ids)


def unlist(claim_id: UUID, numbers: Collection[int]) -> None:
    """Take these editions of a claim out of every list, also of what was listed at a time."""
    gone = Listing.objects.filter(claim_id=claim_id, number__in=numbers)
    FacetRow.objects.filter(listing__in=list(gone.values_list("pk", flat=True))).delete()
    gone.delete()
    matched.refresh([claim_id], without=numbers)
    tending.tend_soon()


# -- all of it again ------------------------------------------------------------------------------


def rebuild() -> int:
    """Derive listings, facet rows and entries again from the editions; returns how many editions of claims.

    Publishers wait meanwhile; readers see the old rows until all is done.
    """
    with transaction.atomic():
        advance(0, revision=1)
        heads = {head.subject_id: head for head in Head.objects.all()}
        FacetRow.objects.all().delete()
        Listing.objects.all().delete()
        Entry.objects.all().delete()
        tending.clear()
        _rebuild_entries(heads)  # first: cards print the names that sources have in theirs
        count = 0
        editions = Edition.objects.filter(subject_type=CLAIM).order_by("subject_id", "number")
        for batch in whole_subjects(editions.iterator(chunk_size=BATCH)):
            _open(past_and_present(batch, heads))
            count += len(batch)
        tending.fill()
        vectors.forget_strays()
    return count


def whole_subjects(editions: Iterable[Edition]) -> Iterator[list[Edition]]:
    """Whole subjects together, about `BATCH` editions at a time."""
    batch: list[Edition] = []
    for edition in editions:
        if len(batch) >= BATCH and edition.subject_id != batch[-1].subject_id:
            yield batch
            batch = []
        batch.append(edition)
    if batch:
        yield batch


def past_and_present(batch: Sequence[Edition], heads: Mapping[UUID, Head]) -> Iterator[Rows]:
    """What these editions of whole subjects are listed by; each but the newest is closed by its successor."""
    for edition, successor in zip(batch, [*batch[1:], None], strict=True):
        if edition.text is None or is_tombstone(edition.kind, edition.text):
            continue
        rows = rows_of(edition, document_of(edition), heads[edition.subject_id].first_published_at)
        if successor is not None and successor.subject_id == edition.subject_id:
            rows.listing.open, rows.listing.closed_at = False, successor.published_at
        yield rows


def _rebuild_entries(heads: dict[UUID, Head]) -> None:
    readable = [head for head in heads.values() if head.readable]
    for start in range(0, len(readable), BATCH):
        keys = [(head.subject_id, head.number) for head in readable[start : start + BATCH]]
        current = Edition.objects.filter(pk__in=keys, text__isnull=False)
        entries.replace(
            {
                edition.subject_id: (edition.position, WORKS[edition.subject_type].items(document_of(edition)))
                for edition in current
            }
        )
