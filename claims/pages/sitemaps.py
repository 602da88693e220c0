"""The sitemap: the pages of all works that are published, for search engines (sitemaps.org, protocol 0.9).

Beyond 50,000 addresses it is an index of parts. A part begins after the id that its own address names, and is read
along the key of the heads in batches, so that a record of any size is told in constant memory and quick questions.
Claims that nobody has judged and that are about a person are left out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final
from uuid import UUID
from xml.sax.saxutils import escape

import orjson
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from rest_framework.request import Request

from claims.exports.published import Site, begun, our_site
from claims.pages.cards import guarded
from claims.record.documents import CLAIM
from claims.record.models import FacetRow, Listing
from claims.scales import Status
from claimtrack import addresses
from claimtrack.api.negotiation import AddressNegotiation
from claimtrack.api.problems import NotFound
from claimtrack.api.record import answer_at
from claimtrack.api.views import PublicView
from claimtrack.editions.models import Head
from claimtrack.editions.state import RecordState
from claimtrack.query.texts import UUID_FORM

#: Addresses that one file may hold (sitemaps.org, “Using Sitemap index files”), and how many are read at a time.
MOST: Final = 50_000
BATCH: Final = 1_000
#: Every id comes after this one.
FIRST: Final = UUID(int=0)

COLUMNS: Final = ("subject_id", "subject_type", "slug", "published_at")
HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


class SitemapFile(PublicView):
    """An XML file, streamed: nobody holds a transaction while a slow reader takes it."""

    content_negotiation_class = AddressNegotiation
    schema = None

    def told(self, request: Request, tell: Callable[[], tuple[str, Iterable[str]]]) -> HttpResponseBase:
        """`tell` gives what the file is, in one word of the protocol, and its entries."""

        def answer(now: RecordState, etag: str) -> HttpResponseBase:
            what, entries = tell()
            chunks = _file(what, begun(entries))
            response = StreamingHttpResponse(() if request.method == "HEAD" else chunks, content_type="application/xml")
            response["ETag"], response["Cache-Control"] = etag, "no-cache"
            return response

        return answer_at(request, request.path, answer, using=self.database)


class SitemapView(SitemapFile):
    """All pages where one file holds them, else the index of the files that do."""

    def get(self, request: Request) -> HttpResponseBase:
        return self.told(request, self._whole)

    def _whole(self) -> tuple[str, Iterable[str]]:
        if readable(using=self.database)[: MOST + 1].count() <= MOST:
            return "urlset", pages(FIRST, using=self.database)
        return "sitemapindex", parts(using=self.database)


class PartView(SitemapFile):
    def get(self, request: Request, after: str) -> HttpResponseBase:
        if not UUID_FORM.fullmatch(after):
            raise NotFound
        return self.told(request, lambda: ("urlset", pages(UUID(after), using=self.database)))


def readable(*, using: str) -> QuerySet[Head]:
    return Head.objects.using(using).filter(readable=True).order_by("subject_id")


def parts(*, using: str) -> Iterator[str]:
    """An entry for each file; all but the last hold as many works as a file may."""
    after: UUID | None = FIRST
    site = our_site()
    while after is not None:
        yield f"<sitemap><loc>{escape(site.url(reverse('sitemap_part', args=[after])))}</loc></sitemap>\n"
        ends = readable(using=using).filter(subject_id__gt=after).values_list("subject_id", flat=True)
        last, *more = [*ends[MOST - 1 : MOST + 1], None]
        after = last if any(more) else None


def pages(after: UUID, *, using: str) -> Iterator[str]:
    """An entry for each of the works after this one that a file may hold."""
    site = our_site()
    for _ in range(MOST // BATCH):
        heads = list(readable(using=using).filter(subject_id__gt=after).values(*COLUMNS)[:BATCH])
        yield from _entries(heads, site, using=using)
        if len(heads) < BATCH:
            return
        after = heads[-1]["subject_id"]


def _entries(heads: list[Mapping[str, Any]], site: Site, *, using: str) -> Iterator[str]:
    left_out = _guarded([each["subject_id"] for each in heads if each["subject_type"] == CLAIM], using=using)
    for each in heads:
        if each["subject_id"] not in left_out:
            address = site.url(addresses.page(each["subject_type"], each["slug"]))
            changed = f"{each['published_at']:%Y-%m-%dT%H:%M:%SZ}"
            yield f"<url><loc>{escape(address)}</loc><lastmod>{changed}</lastmod></url>\n"


def _guarded(claims: list[UUID], *, using: str) -> set[UUID]:
    """Those of these claims that nobody has judged, and that are about a person."""
    listed = Listing.objects.using(using).filter(claim_id__in=claims, open=True)
    waiting = FacetRow.objects.using(using).filter(listing__in=listed, kind="status", value=Status.UNDER_REVIEW)
    cards = [orjson.loads(card) for card in waiting.values_list("listing__card", flat=True)]
    return {UUID(each) for each in guarded(cards, using=using)}


def _file(what: str, entries: Iterable[str]) -> Iterator[bytes]:
    yield HEAD.format(what).encode()
    batch: list[str] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == BATCH:
            yield "".join(batch).encode()
            batch.clear()
    yield f"{''.join(batch)}</{what}>\n".encode()
