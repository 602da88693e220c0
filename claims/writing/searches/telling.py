"""What a saved search tells on the bell, by mail and in a chat: what happened to which claim, and why it is told.

It is read from the record whenever it is told: a claim by its standing and then its statement, as readers have it now;
of what readers do not have any more, a number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import orjson
from django.contrib.auth.models import User
from django.urls import reverse

from claims.record.documents import CLAIM
from claims.record.models import Listing
from claims.record.query import ClaimConditions
from claims.record.standings import of_card
from claims.tools.searches.asking import read
from claims.tools.searches.firing import What
from claims.tools.searches.wording import Why, whys
from claims.writing.searches.models import SavedSearch, SearchFiring
from claimtrack import addresses
from claimtrack.editions.models import Edition, Kind
from claimtrack.editions.reading import EditionKey
from claimtrack.query.faults import Fault, InvalidQuery
from claimtrack.text import shortened
from claimtrack.workplace.models import Happening, Notice
from claimtrack.workplace.notices import Told, tells_of
from claimtrack.workplace.roots import number_of

#: What a lapsed search is called in its notice, where a work has its sort.
SEARCH: Final = "search"
#: Letters of a statement in one line, and of what an editor says of a correction.
LONGEST: Final = 160
CHANGED: Final = "It found this as it was before you changed it."
#: Why a claim is found no more, where that lies with the claim and not with what is asked for.
GONE: Final[Mapping[str, str]] = {
    Kind.RETRACTED: "It was retracted.",
    Kind.MERGED: "It is continued by another claim.",
    Kind.REDACTED: "Its document was taken away under a legal duty.",
    Kind.WITHHELD: "It is withheld while it is examined.",
}


@dataclass(frozen=True, slots=True)
class _Known:
    """What is looked up once for all that is told."""

    firings: Mapping[UUID, SearchFiring]
    editions: Mapping[int, Edition]
    titles: Mapping[UUID, str]
    whys: Mapping[tuple[UUID, EditionKey], Why]


@tells_of(CLAIM, Happening.FOUND)
def told_of_found(notices: Sequence[Notice], person: User) -> dict[UUID, Told]:
    """A bounded number of queries, and one for every few conditions."""
    known = _known(notices)
    return {each.pk: _told(each, known.firings[each.pk], known) for each in notices if each.pk in known.firings}


@tells_of(SEARCH, Happening.LAPSED)
def told_of_lapsed(notices: Sequence[Notice], person: User) -> dict[UUID, Told]:
    searches = SavedSearch.objects.in_bulk([each.root_id for each in notices])
    return {each.pk: _lapsed(each, searches[each.root_id]) for each in notices if each.root_id in searches}


def faults_of(search: SavedSearch) -> list[Fault]:
    """What a search names that is no more; nothing of one that can be read."""
    try:
        read(search.query, using="default")
    except InvalidQuery as error:
        return error.faults
    return []


def page_of_search(search: SavedSearch) -> str:
    return reverse("admin:claims_savedsearch_change", args=[search.pk])


def _lapsed(notice: Notice, search: SavedSearch) -> Told:
    why = " ".join(each["message"] for each in faults_of(search))
    return Told(notice, "A saved search finds nothing any more", f"“{search.name}”", page_of_search(search), why)


def _told(notice: Notice, firing: SearchFiring, known: _Known) -> Told:
    search, edition = firing.search, known.editions[firing.position]
    what = f"Saved search “{search.name}”, {What(firing.what).label}"
    about = known.titles.get(firing.claim_id) or f"claim no. {number_of(firing.claim_id)}"
    page = addresses.page(CLAIM, firing.claim_id)
    return Told(notice, what, about, page, _why(firing, edition, known))


def _why(firing: SearchFiring, edition: Edition, known: _Known) -> str:
    if firing.position <= firing.search.since:
        return CHANGED
    why = known.whys.get((firing.search_id, (firing.claim_id, firing.number)))
    if firing.what == What.LEFT:
        fails = f"Matches no more: {'; '.join(why.fails)}." if why else "It does not find it any more."
        return GONE.get(edition.kind, fails)
    held = f"Matched: {'; '.join(why.holds)}." if why else "Its edition is not listed any more."
    note = edition.note if firing.what == What.CORRECTED else None
    return f"{held} What was corrected: {shortened(note, LONGEST)}" if note else held


def _known(notices: Sequence[Notice]) -> _Known:
    firings = SearchFiring.objects.select_related("search").in_bulk([each.pk for each in notices])
    editions = Edition.objects.filter(position__in={each.position for each in firings.values()}).defer("text")
    questions = _questions({each.search for each in firings.values()})
    asked = {(each.search_id, (each.claim_id, each.number)) for each in firings.values()}
    return _Known(
        firings,
        {each.position: each for each in editions},
        _titles({each.claim_id for each in firings.values()}),
        whys([each for each in asked if each[0] in questions], questions, using="default"),
    )


def _questions(searches: Iterable[SavedSearch]) -> dict[UUID, ClaimConditions]:
    """Of those that can be read."""
    return {each.pk: read(each.query, using="default") for each in searches if not faults_of(each)}


def _titles(claims: Iterable[UUID]) -> dict[UUID, str]:
    """How each stands, and then what it says, as readers have it now."""
    rows = Listing.objects.filter(open=True, claim_id__in=claims).values_list("claim_id", "card")
    cards = {claim_id: orjson.loads(card) for claim_id, card in rows}
    return {pk: of_card(card).before(shortened(card["statement"], LONGEST)) for pk, card in cards.items()}
