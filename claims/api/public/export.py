"""Claims in the formats of others: one address for each format, of one claim and of any list of claims."""

from collections.abc import Iterator
from typing import Any, cast

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from rest_framework.request import Request

from claims.exports import history
from claims.exports.formats import CLAIM_FORMATS, FEED_FORMATS, FORMATS, ClaimFormat, FeedFormat
from claims.exports.published import begun, described, heading
from claims.record.documents import CLAIM
from claims.record.query import ClaimFeedFilters, ExportFilters, FeedFilters
from claims.record.reading import all_claims, published_claim
from claimtrack import addresses
from claimtrack.api.conditional import json_bytes
from claimtrack.api.negotiation import AddressNegotiation
from claimtrack.api.problems import Gone, NotFound, RedactedProblem, WithheldProblem
from claimtrack.api.record import answer_at, survivor_at
from claimtrack.api.schema import PublicSchema, file_responses
from claimtrack.api.views import PublicView
from claimtrack.editions.lists import EditionFilters
from claimtrack.editions.models import Edition
from claimtrack.editions.names import resolve_heads
from claimtrack.editions.reading import Merged, Redacted, Retracted, Shown, Unknown, Withheld, read
from claimtrack.editions.state import RecordState

# -- what the addresses have in common --------------------------------------------------------------


class ExportSchema(PublicSchema):
    """Answers that are files: a media type, and bytes or text that other standards describe."""

    def get_operation_id(self) -> str:
        listed = self.path.removeprefix(addresses.API).split("/", maxsplit=1)[0]
        what = "claim" if "{id_or_slug}" in self.path else listed
        return f"{what}_export_{self._format.name.replace('.', '_')}"

    def get_response_serializers(self) -> Any:
        return file_responses(self._format.media_type)

    @property
    def _format(self) -> ClaimFormat | FeedFormat:
        return FORMATS[cast("FileView", self.view).format_name]


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


# -- claims ---------------------------------------------------------------------------------------


class ClaimsExportView(FileView):
    """All claims that match, streamed: no page, no limit. The filters and orders are those of /claims/."""

    filterset_class = ExportFilters

    def get(self, request: Request) -> HttpResponseBase:
        asked = ExportFilters.ask(self.asked, using=self.database)
        form = CLAIM_FORMATS[self.format_name]

        def answer(now: RecordState, etag: str) -> HttpResponseBase:
            above = heading(described("claims", asked), asked.address, now)
            # The first batch is of this state. Nobody holds a transaction while a slow reader takes the others: what
            # is published meanwhile shows early.
            chunks = form.of_list(above, begun(all_claims(asked, with_named=form.with_named)))
            return self.stream(chunks, etag=etag, filename=f"claims.{form.name}")

        return answer_at(request, asked.address, answer, using=self.database)


class ClaimExportView(FileView):
    """One claim; `edition` or `as_of` pins an edition of it."""

    filterset_class = EditionFilters

    def get(self, request: Request, id_or_slug: str) -> HttpResponseBase:
        values = EditionFilters.accept(self.asked, Edition.objects.none()).values
        form = CLAIM_FORMATS[self.format_name]

        def answer(now: RecordState, etag: str) -> HttpResponseBase:
            found = read(CLAIM, id_or_slug, number=values["edition"], at=values["as_of"], using=self.database)
            if isinstance(found, Merged):
                return survivor_at(request, addresses.export(form.name, found.survivor))
            edition = _readable(found)
            claim = published_claim(edition, using=self.database, with_named=form.with_named)
            above = heading(claim.document["statement"], request.get_full_path(), now)
            filename = f"{claim.document['slug']}.{form.name}"
            return self.stream(form.of_one(above, [claim]), etag=etag, filename=filename)

        return answer_at(request, request.get_full_path(), answer, using=self.database)


def _readable(found: Shown | Retracted | Redacted | Withheld | Unknown) -> Shown:
    """The edition; raises the problem of one that cannot be read."""
    match found:
        case Unknown():
            raise NotFound(f"No claim “{found.name[:120]}” is published, or was then.")
        case Redacted():
            raise RedactedProblem(found.note)
        case Withheld():
            raise WithheldProblem
        case Retracted():
            raise Gone(f"The claim was retracted: {found.note}")
    return found


# -- feeds ----------------------------------------------------------------------------------------


class ClaimsFeedView(FileView):
    """The newest of what happened to the claims that match: published, updated, corrected, withdrawn."""

    filterset_class = FeedFilters

    def get(self, request: Request) -> HttpResponseBase:
        asked = FeedFilters.ask(self.asked, using=self.database)

        def answer(now: RecordState, etag: str) -> HttpResponse:
            above = heading(described("claims", asked), asked.address, now)
            page = history.feed_page(history.of_feed(asked), above.site, asked)
            return self.whole(FEED_FORMATS[self.format_name].render(above, page), etag=etag)

        return answer_at(request, asked.address, answer, using=self.database)


class ClaimFeedView(FileView):
    """Every edition of one claim, newest first; also of one that was withdrawn."""

    filterset_class = ClaimFeedFilters

    def get(self, request: Request, id_or_slug: str) -> HttpResponseBase:
        asked = ClaimFeedFilters.accept(self.asked, Edition.objects.none())
        claim_id = resolve_heads(CLAIM)([id_or_slug]).get(id_or_slug)
        if claim_id is None:
            raise NotFound(f"No claim “{id_or_slug[:120]}” was ever published.")

        def answer(now: RecordState, etag: str) -> HttpResponse:
            page = history.of_claim(claim_id, before=asked.values["before"], using=self.database)
            above = heading(f"history of {id_or_slug}", request.get_full_path(), now)
            feed = history.feed_page(page, above.site, asked)
            return self.whole(FEED_FORMATS[self.format_name].render(above, feed), etag=etag)

        return answer_at(request, request.get_full_path(), answer, using=self.database)


# -- addresses ------------------------------------------------------------------------------------


def patterns() -> Iterator[URLPattern]:
    """Two for each format of the registry."""
    for name in FORMATS:
        is_feed = name in FEED_FORMATS
        of_list, of_one = (ClaimsFeedView, ClaimFeedView) if is_feed else (ClaimsExportView, ClaimExportView)
        yield path(f"claims/export.{name}", of_list.as_view(format_name=name))
        yield path(f"claims/<str:id_or_slug>/export.{name}", of_one.as_view(format_name=name))
