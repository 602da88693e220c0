"""Claims whose words another analysis made are searched by those of today, after an upgrade."""

import logging
from typing import Final

from claims.record.listing import BATCH, Rows, document_of, print_names, rows_of
from claims.record.models import Listing
from claimtrack.editions.analysing import analyse_entries, rewrite
from claimtrack.editions.models import Edition, Entry
from claimtrack.editions.verifying import UNREADABLE

logger = logging.getLogger(__name__)


#: Turns of one job, which then makes place for others: the next begins within a minute.
TURNS: Final = 50


def analyse_again() -> int:
    """Read the words of rows again that have those of before, and tell how far it is; returns of how many rows."""
    done = 0
    for _ in range(TURNS):
        turned = analyse_listings() or analyse_entries()
        if not turned:
            break
        done += turned
    if done:
        logger.info("The words of %d rows were analysed again; %d are left.", done, left())
    return done


def analyse_listings() -> int:
    """One turn over listings, those of the past included; returns how many were brought up to date."""
    older = list(Listing.objects.filter(analysis=None).order_by("pk").values_list("pk", "claim_id", "number")[:BATCH])
    editions = Edition.objects.filter(pk__in=[key for _, *key in older], text__isnull=False) if older else []
    rows = [row for edition in editions if (row := _rows(edition))]
    print_names(rows)
    words = {(row.listing.claim_id, row.listing.number): row.search for row in rows}
    return rewrite(Listing, [(pk, words.get((claim_id, number))) for pk, claim_id, number in older])


def _rows(edition: Edition) -> Rows | None:
    try:
        return rows_of(edition, document_of(edition), edition.published_at)
    except UNREADABLE:
        return None


def left() -> int:
    """How many rows have the words of an analysis of before."""
    return sum(model.objects.filter(analysis=None).count() for model in (Listing, Entry))
