"""What exports are made of besides claims: whose they are and what stands above them, and what documents say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import TypeVar

from django.conf import settings
from django.utils.encoding import iri_to_uri

from claims.record.documents import CLAIM, AppearanceDocument, ClaimDocument
from claims.scales import AppearanceRole
from claimtrack import addresses
from claimtrack.dates import DateDocument
from claimtrack.editions.state import RecordState
from claimtrack.query.filterset import StrictFilterSet
from sources.documents import SourceName

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Site:
    """Who publishes this record: name and address, without a slash at the end, and the licence's address."""

    name: str
    address: str
    license: str

    def url(self, path: str) -> str:
        """The full address of a root-relative one, as RFC 3986 spells it."""
        return iri_to_uri(f"{self.address}{path}")

    def page(self, claim: ClaimDocument) -> str:
        """Where a person is led to for a claim: its page."""
        return self.url(page_of(claim))


def our_site() -> Site:
    return Site(settings.CREDIT, settings.PUBLIC_URL, settings.LICENSE)


def is_guarded(claim: ClaimDocument) -> bool:
    """Whether nobody has judged it, and it is about a person: neither words nor search engines carry it further."""
    return claim["status"] == "under_review" and any(subject["kind"] == "person" for subject in claim["about"])


def page_of(claim: ClaimDocument) -> str:
    """The address of its page: by its slug or, where the words of that could accuse somebody, by its id."""
    return addresses.page(CLAIM, claim["id"] if is_guarded(claim) else claim["slug"])


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above an export: whose it is, what of, its own address, and when the record last moved."""

    site: Site
    title: str
    address: str
    updated: datetime


def heading(title: str, address: str, now: RecordState) -> Heading:
    """Of an export of ours, which was read when the record stood so."""
    site = our_site()
    return Heading(site, f"{site.name}: {title}", site.url(address), now.at)


def described(what: str, asked: StrictFilterSet) -> str:
    """What a list is of, in its own parameters: `claims, topic=arms-supplies`."""
    return ", ".join([what, *(f"{name}={value}" for name, value in asked.canonical() if name != "before")])


def begun(items: Iterable[Item]) -> Iterator[Item]:
    """The same items, of which the first is read now: what goes wrong with it is known before anything is sent."""
    iterator = iter(items)
    return chain(list(islice(iterator, 1)), iterator)


# -- what documents say ---------------------------------------------------------------------------


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
