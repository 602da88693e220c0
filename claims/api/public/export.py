"""Claims in the formats of others: one address for each format, of one claim and of any list of claims."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any, TypeVar, cast
from urllib.parse import urlencode
from uuid import UUID

import orjson
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponsePermanentRedirect, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request

from claims.api.public.filters import ORDERINGS, ClaimConditions, ClaimFilters
from claims.exports import history
from claims.exports.feeds import FeedPage
from claims.exports.formats import CLAIM_FORMATS, FEED_FORMATS, FORMATS, ClaimFormat, FeedFormat
from claims.exports.history import HistoryPage
from claims.exports.published import Heading, PublishedClaim, Site, listed_claims, our_site, read_sources
from claims.record.documents import CLAIM
from claims.record.models import Listing
from claimtrack.api.conditional import json_bytes, not_modified
from claimtrack.api.negotiation import AddressNegotiation
from claimtrack.api.paging import OrderingFilter
from claimtrack.api.parameters import IntegerFilter, StrictFilterSet
from claimtrack.api.problems import Gone, NotFound, RedactedProblem
from claimtrack.api.record import EditionFilters, Standing, StoredEdition, find_edition, resolve_heads
from claimtrack.api.schema import PublicSchema
from claimtrack.api.views import PublicView
from claimtrack.editions.formats import in_current_format
from claimtrack.editions.models import Counter, Edition, Head, Kind

Item = TypeVar("Item")


# -- parameters -----------------------------------------------------------------------------------


class ExportFilters(ClaimFilters):
    """Every parameter of `/claims/` that selects or orders; there are no pages, and all that matches is answered."""

    cursor = None  # type: ignore[assignment]  # django-filter's way to leave out what a base class declares
    page_size = None  # type: ignore[assignment]  # as above
    count = None  # type: ignore[assignment]  # as above
    facets = None  # type: ignore[assignment]  # as above


BEFORE = IntegerFilter(
    minimum=1, narrows=False, help_text="Goes on with what is older than this position; taken from the feed's `next`."
)


class FeedFilters(ExportFilters):
    """Every parameter of `/claims/` that selects; a feed has one order."""

    ordering = OrderingFilter(
        {"-updated_at": ORDERINGS["-updated_at"]}, default="-updated_at", help_text="A feed has one order."
    )
    before = BEFORE

    def spans(self) -> QuerySet[Listing] | None:
        """Every listing that matches at any time; None when nothing selects claims."""
        if not self.narrows_claims:
            return None
        selecting = QueryDict(mutable=True)
        for name in self.filters.keys() & ClaimConditions.base_filters.keys():
            selecting.setlist(name, self.data.getlist(name))
        spans: QuerySet[Listing] = ClaimConditions(selecting, self.queryset, request=self.request).qs
        return spans


class ClaimFeedFilters(StrictFilterSet):
    before = BEFORE


# -- what the addresses have in common --------------------------------------------------------------


class ExportSchema(PublicSchema):
    """Answers that are files: a media type, and bytes or text that other standards describe."""

    def get_operation_id(self) -> str:
        what = "claim" if "{name}" in self.path else "claims"
        return f"{what}_export_{self._format.name.replace('.', '_')}"

    def get_response_serializers(self) -> Any:
        media_type, *_ = self._format.media_type.split(";")
        return {("200", media_type): _body_of(media_type)}

    @property
    def _format(self) -> ClaimFormat | FeedFormat:
        return FORMATS[cast("FileView", self.view).format_name]


def _body_of(media_type: str) -> OpenApiTypes:
    if media_type.endswith("+json"):
        return OpenApiTypes.OBJECT
    return OpenApiTypes.STR if media_type.startswith("text/") else OpenApiTypes.BINARY


@dataclass(frozen=True, slots=True)
class Now:
    """Where the record stands, and since when."""

    standing: Standing
    at: datetime

    def heading(self, title: str, address: str) -> Heading:
        site = our_site()
        return Heading(site, f"{site.name}: {title}", site.url(address), self.at)


def now_of(using: str) -> Now:
    """Read before anything else is, as `standing` is."""
    counter = Counter.objects.using(using).get()
    return Now(Standing(counter.position, counter.revision), counter.at)


class FileView(PublicView):
    """An answer that is a file of one of the formats."""

    content_negotiation_class = AddressNegotiation
    schema = ExportSchema()
    #: The name of the format in the registry.
    format_name: str = ""

    @property
    def media_type(self) -> str:
        return FORMATS[self.format_name].media_type

    def stream(self, chunks: Iterator[bytes], *, etag: str, filename: str) -> HttpResponseBase:
        """The chunks as they come."""
        read = () if self.request.method == "HEAD" else chunks  # nobody knows its length: none is said
        response = StreamingHttpResponse(read, content_type=self.media_type)
        response["ETag"] = etag
        response["Cache-Control"] = "no-cache"
        response["Content-Disposition"] = f'attachment; filename="{filename}"'
        return response

    def whole(self, body: bytes, *, etag: str) -> HttpResponse:
        return json_bytes(body, etag=etag, content_type=self.media_type)


def begun(items: Iterable[Item]) -> Iterator[Item]:
    """The same items, of which the first is read now: what goes wrong with it is answered as a problem."""
    iterator = iter(items)
    return chain(list(islice(iterator, 1)), iterator)


def described(what: str, asked: StrictFilterSet) -> str:
    """What a list is of, in its own parameters: `claims, topic=arms-supplies`."""
    return ", ".join([what, *(f"{name}={value}" for name, value in asked.canonical() if name != "before")])


# -- claims ---------------------------------------------------------------------------------------


class ClaimsExport(FileView):
    """All claims that match, streamed: no page, no limit. The filters and orders are those of /claims/."""

    filterset_class = ExportFilters

    def get(self, request: Request) -> HttpResponseBase:
        now = now_of(self.database)
        asked = ExportFilters.accept(request, Listing.objects.using(self.database))
        etag = now.standing.etag(asked.address)
        if unchanged := not_modified(request, etag):
            return unchanged
        form = CLAIM_FORMATS[self.format_name]
        heading = now.heading(described("claims", asked), asked.address)
        chunks = form.of_list(heading, begun(claims_of(asked, form)))
        return self.stream(chunks, etag=etag, filename=f"claims.{form.name}")


def claims_of(asked: ExportFilters, form: ClaimFormat) -> Iterator[PublishedClaim]:
    """The claims that were asked for, in the order asked for."""
    return listed_claims(asked.qs, asked.values["ordering"], with_sources=form.with_sources)


class ClaimExport(FileView):
    """One claim; `edition` or `as_of` pins an edition of it."""

    filterset_class = EditionFilters

    def get(self, request: Request, name: str) -> HttpResponseBase:
        values = EditionFilters.accept(request, Edition.objects.none()).values
        now = now_of(self.database)
        found = find_edition(self.database, CLAIM, name, number=values["edition"], as_of=values["as_of"])
        if found is None:
            raise NotFound(f"No claim “{name[:120]}” is published, or was then.")
        if found.merged_into and found.kind in {Kind.MERGED, Kind.REDACTED}:
            return _to_survivor(request, found.merged_into, self.format_name)
        text = _readable(found)
        etag = now.standing.etag(request.get_full_path())
        if unchanged := not_modified(request, etag):
            return unchanged
        form = CLAIM_FORMATS[self.format_name]
        claim = self._claim(text, with_sources=form.with_sources)
        heading = now.heading(claim.document["statement"], request.get_full_path())
        filename = f"{claim.document['slug']}.{form.name}"
        return self.stream(form.of_one(heading, [claim]), etag=etag, filename=filename)

    def _claim(self, text: str, *, with_sources: bool) -> PublishedClaim:
        document = orjson.loads(text)
        head = Head.objects.using(self.database).get(pk=document["id"])
        sources = read_sources([document], using=self.database) if with_sources else {}
        return PublishedClaim(text, document, head.first_published_at, sources)


def _readable(found: StoredEdition) -> str:
    """The edition's document in the current format; raises the problem of one that was withdrawn."""
    if found.text is None or (found.kind == Kind.REDACTED and not found.readable):
        raise RedactedProblem(found.note)
    if found.kind == Kind.RETRACTED:
        raise Gone(f"The claim was retracted: {found.note}")
    return in_current_format(found.text, subject_type=CLAIM, format_=found.format)


def _to_survivor(request: Request, survivor: UUID, name: str) -> HttpResponse:
    query = f"?{urlencode(request.query_params, doseq=True)}" if request.query_params else ""
    return HttpResponsePermanentRedirect(f"/api/v1/claims/{survivor}/export.{name}{query}")


# -- feeds ----------------------------------------------------------------------------------------


class ClaimsFeed(FileView):
    """The newest of what happened to the claims that match: published, updated, corrected, withdrawn."""

    filterset_class = FeedFilters

    def get(self, request: Request) -> HttpResponseBase:
        now = now_of(self.database)
        asked = FeedFilters.accept(request, Listing.objects.using(self.database))
        etag = now.standing.etag(asked.address)
        if unchanged := not_modified(request, etag):
            return unchanged
        heading = now.heading(described("claims", asked), asked.address)
        page = feed_page(happenings_of(asked), heading.site, asked)
        return self.whole(FEED_FORMATS[self.format_name].render(heading, page), etag=etag)


def happenings_of(asked: FeedFilters) -> HistoryPage:
    """The page of the feed that was asked for."""
    return history.of_list(asked.qs, asked.spans(), before=asked.values["before"], until=asked.values["as_of"])


def feed_page(page: HistoryPage, site: Site, asked: StrictFilterSet) -> FeedPage:
    """The page with the addresses of the first page and of the one after it."""
    kept = [pair for pair in asked.canonical() if pair[0] != "before"]
    following = [("before", str(page.before)), *kept] if page.before else None
    path_ = asked.request.path
    return FeedPage(
        page.happenings, _address(site, path_, kept), _address(site, path_, following) if following else None
    )


def _address(site: Site, path_: str, parameters: Sequence[tuple[str, str]]) -> str:
    return site.url(f"{path_}?{urlencode(parameters, safe=',:')}" if parameters else path_)


class ClaimFeed(FileView):
    """Every edition of one claim, newest first; also of one that was withdrawn."""

    filterset_class = ClaimFeedFilters

    def get(self, request: Request, name: str) -> HttpResponseBase:
        now = now_of(self.database)
        asked = ClaimFeedFilters.accept(request, Edition.objects.none())
        claim_id = resolve_heads(CLAIM)([name]).get(name)
        if claim_id is None:
            raise NotFound(f"No claim “{name[:120]}” was ever published.")
        etag = now.standing.etag(request.get_full_path())
        if unchanged := not_modified(request, etag):
            return unchanged
        page = history.of_claim(claim_id, before=asked.values["before"], using=self.database)
        heading = now.heading(f"history of {name}", request.get_full_path())
        body = FEED_FORMATS[self.format_name].render(heading, feed_page(page, heading.site, asked))
        return self.whole(body, etag=etag)


# -- addresses ------------------------------------------------------------------------------------


def addresses() -> Iterator[URLPattern]:
    """Two for each format of the registry."""
    for name in FORMATS:
        of_list, of_one = (ClaimsExport, ClaimExport) if name in CLAIM_FORMATS else (ClaimsFeed, ClaimFeed)
        yield path(f"claims/export.{name}", of_list.as_view(format_name=name))
        yield path(f"claims/<str:name>/export.{name}", of_one.as_view(format_name=name))
