"""A claim as other pages name it: never its statement without how it stands, and by an address that accuses nobody."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import orjson

from claims.pages.spelled import spelled
from claims.pages.standings import Standing, of_card
from claims.record.documents import CLAIM, Card
from claims.record.models import Listing
from claims.record.query import ClaimFilters
from claimtrack import addresses
from claimtrack.editions.models import Entry
from claimtrack.query.asked import Asked


@dataclass(frozen=True, slots=True)
class Named:
    """A claim in a line; `card` is all that lists know of it."""

    standing: Standing
    address: str
    card: Card


def named(cards: Collection[Card], *, using: str) -> dict[str, Named]:
    """The claims of these cards, by their ids. One query where any of them is under review."""
    without_words = guarded(cards, using=using)
    return {card["id"]: _named(card, is_guarded=card["id"] in without_words) for card in spelled(list(cards))}


def guarded(cards: Collection[Card], *, using: str) -> set[str]:
    """The ids of those that nobody has judged, and that are about a person. One query where any is under review."""
    persons = _persons({each["id"] for card in cards if _is_open(card) for each in card["about"]}, using=using)
    return {card["id"] for card in cards if _is_open(card) and any(each["id"] in persons for each in card["about"])}


def _named(card: Card, *, is_guarded: bool) -> Named:
    return Named(of_card(card), addresses.page(CLAIM, card["id"] if is_guarded else card["slug"]), card)


def _is_open(card: Card) -> bool:
    return card["status"] == "under_review"


def _persons(subjects: Collection[str], *, using: str) -> Collection[str]:
    """Those of these subjects that are persons. A card does not say of what sort its subjects are."""
    if not subjects:
        return ()
    rows = Entry.objects.using(using).filter(kind="subject", item_id__in=subjects, lead=True)
    kinds: Mapping[str, str] = {str(pk): orjson.loads(text)["kind"] for pk, text in rows.values_list("item_id", "text")}
    return {pk for pk, kind in kinds.items() if kind == "person"}


def standing(ids: Collection[str], *, using: str) -> dict[str, Named]:
    """Those of these claims that stand now, by their ids."""
    rows = Listing.objects.using(using).filter(open=True, claim_id__in=list(ids)).values_list("card", flat=True)
    return named([orjson.loads(card) for card in rows], using=using)


def listed(using: str, path: str, **parameters: str) -> tuple[list[Named], bool]:
    """The newest claims that these parameters of `/claims/` select, and whether there are more of them."""
    asked = ClaimFilters.ask(Asked({name: [value] for name, value in parameters.items()}, path), using=using)
    found = asked.page("card")
    cards = [orjson.loads(card) for (card,) in found.rows]
    shown = named(cards, using=using)
    return [shown[card["id"]] for card in cards], found.next is not None
