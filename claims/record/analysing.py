"""Claims whose words another analysis made are searched by those of today, after an upgrade."""

import logging
from typing import Final

from claims.record.listing import relist
from claims.record.models import Listing
from claimtrack.editions.analysing import BATCH, analyse_entries, listed_again
from claimtrack.editions.models import Entry

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
    """One turn over claims, with all their past; returns how many were listed again."""
    older = Listing.objects.filter(analysis=None).order_by("pk").values_list("claim_id", flat=True)
    claims = list(dict.fromkeys(older[:BATCH]))
    return listed_again(relist, claims) if claims else 0


def left() -> int:
    """How many rows have the words of an analysis of before."""
    return sum(model.objects.filter(analysis=None).count() for model in (Listing, Entry))
