"""The Google Fact Check Tools API over this record: Google's own clients work with nothing but another endpoint.

`/v1alpha1/claims:search` takes every parameter of the discovery document; `claims:imageSearch` is in `google_images`.
Reading asks for no key here, so `key` and what else says who is calling is accepted and not looked at. Errors have
Google's form.
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Any, ClassVar, Final, NotRequired, TypedDict

import langcodes
import orjson
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.schemas.inspectors import ViewInspector

from claims.api.public.field_mask import InvalidMask, Mask, masked, read_mask
from claims.exports.factchecktools import FactCheckedClaimSearchResponse, reviewed_claim
from claims.exports.published import our_site
from claims.record.models import FacetRow, Listing
from claims.record.query import ClaimFilters
from claims.record.reading import read_claims
from claimtrack.api.answering import as_problem
from claimtrack.api.negotiation import AddressNegotiation
from claimtrack.api.problems import ErrorItem, NotFound, Problem
from claimtrack.api.schema import PublicSchema
from claimtrack.api.views import PublicView
from claimtrack.editions.merged import merged_within
from claimtrack.editions.models import Entry
from claimtrack.editions.state import snapshot
from claimtrack.query.asked import Asked
from claimtrack.query.cursor import Cursor
from claimtrack.query.faults import Fault, fault
from claimtrack.query.filters import BooleanFilter, ChoiceListFilter, IntegerFilter, TextFilter
from claimtrack.query.filterset import StrictFilterSet
from claimtrack.query.keyset import Key, Keyset, KeysetPage
from claimtrack.query.parameters import JSONSchema, StrictFilter
from sources.addresses import host_of
from sources.documents import SOURCE
from sources.identity import is_shared

logger = logging.getLogger(__name__)

MAX_INT32: Final = 2**31 - 1
DEFAULT_PAGE_SIZE: Final = 10
#: “We will return up to that many results”: a larger page is cut to this.
MAX_PAGE_SIZE: Final = 200
#: Results are skipped by reading past them.
MAX_OFFSET: Final = 10_000

#: What a token holds: where a page ended, by rank or by time of publication, and the claim's id.
KEY_LENGTH: Final = 2


# -- parameters -----------------------------------------------------------------------------------


class FieldsFilter(StrictFilter):
    """A mask of members; see `field_mask`."""

    def parse(self, text: str) -> Mask:
        try:
            return read_mask(text)
        except InvalidMask as error:
            raise ValidationError(f"Invalid field mask. {error}", code="malformed") from error

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "maxLength": self.max_length}


class CallbackFilter(StrictFilter):
    """The name of a function, and nothing that could be more than that."""

    def parse(self, text: str) -> str:
        if not re.fullmatch(r"[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*", text, re.ASCII):
            raise ValidationError("It is not the name of a function.", code="malformed")
        return text

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "maxLength": self.max_length}


class LanguageCodeFilter(StrictFilter):
    """One BCP 47 tag; the value is its language alone."""

    def parse(self, text: str) -> str:
        if not langcodes.tag_is_valid(text):
            raise ValidationError("It is not a BCP-47 language code.", code="malformed")
        return langcodes.standardize_tag(text).split("-")[0]

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "maxLength": self.max_length}


class PageTokenFilter(StrictFilter):
    """`nextPageToken` as it was answered."""

    def parse(self, text: str) -> Cursor:
        try:
            return Cursor.decode(text)
        except ValidationError as error:
            raise ValidationError("Pass nextPageToken as it was answered.", code="malformed") from error

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "maxLength": self.max_length}


def _ignored(meaning: str) -> TextFilter:
    return TextFilter(narrows=False, help_text=f"{meaning} Accepted, and not looked at.")


class CommonParameters(StrictFilterSet):
    """What every method of Google's APIs takes."""

    alt = ChoiceListFilter(choices=("json",), narrows=False, help_text="Data format for response.")
    callback = CallbackFilter(narrows=False, max_length=100, help_text="JSONP.")
    fields = FieldsFilter(narrows=False, help_text="Selector specifying which fields to include.")
    prettyPrint = BooleanFilter(  # noqa: N815 - Google's name
        default=True, narrows=False, help_text="Returns response with indentations and line breaks."
    )
    key = _ignored("API key.")
    access_token = _ignored("OAuth access token.")
    oauth_token = _ignored("OAuth 2.0 token.")
    quotaUser = _ignored("For quota purposes.")  # noqa: N815 - Google's name
    uploadType = _ignored("Legacy upload protocol.")  # noqa: N815 - Google's name
    upload_protocol = _ignored("Upload protocol.")

    @classmethod
    def get_filters(cls) -> Mapping[str, StrictFilter]:
        """With the one parameter whose name is no name in Python."""
        filters: Mapping[str, StrictFilter] = super().get_filters()  # type: ignore[no-untyped-call]  # django-filter
        return {**filters, "$.xgafv": ChoiceListFilter(choices=("1", "2"), narrows=False, help_text="V1 error format.")}


class PagedParameters(CommonParameters):
    """What both methods that find claims take; a token remembers those that are `selecting`."""

    selecting: ClassVar[Sequence[str]]

    languageCode = LanguageCodeFilter(  # noqa: N815 - Google's name
        narrows=False, help_text="BCP 47; its region is not considered."
    )
    pageSize = IntegerFilter(  # noqa: N815 - Google's name
        maximum=MAX_INT32,
        default=DEFAULT_PAGE_SIZE,
        narrows=False,
        help_text=f"Up to that many results; at most {MAX_PAGE_SIZE}.",
    )
    pageToken = PageTokenFilter(narrows=False, help_text="nextPageToken of the last answer.")  # noqa: N815 - Google's
    offset = IntegerFilter(
        maximum=MAX_OFFSET, narrows=False, help_text="Results to skip; only considered without pageToken."
    )

    def conflicts(self, values: Mapping[str, Any]) -> Iterator[Fault]:
        token = values.get("pageToken")
        if token and (token.fingerprint != self.fingerprint or len(token.key) != KEY_LENGTH):
            yield fault("pageToken", "mismatch", "The token was given out for other parameters.")

    @property
    def fingerprint(self) -> str:
        """What a token remembers: everything that selects."""
        given = [[name, self.asked.parameters.get(name, [])] for name in self.selecting]
        return sha256(orjson.dumps(given)).hexdigest()[:16]

    @property
    def size(self) -> int:
        """How many results are answered."""
        return min(self.values["pageSize"] or DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE)


class SearchParameters(PagedParameters):
    """The parameters of `claims:search`."""

    selecting: ClassVar[Sequence[str]] = ("query", "languageCode", "reviewPublisherSiteFilter", "maxAgeDays")

    query = TextFilter(narrows=False, max_length=400, help_text="Textual query string; all words must occur.")
    reviewPublisherSiteFilter = TextFilter(  # noqa: N815 - Google's name
        narrows=False, max_length=253, help_text="The review publisher site, e.g. nytimes.com."
    )
    maxAgeDays = IntegerFilter(  # noqa: N815 - Google's name
        maximum=MAX_INT32,
        narrows=False,
        help_text="The maximum age in days, by claim date or review date, whichever is newer.",
    )

    def conflicts(self, values: Mapping[str, Any]) -> Iterator[Fault]:
        if not {"query", "reviewPublisherSiteFilter"} & self.asked.parameters.keys():
            yield fault("query", "required", "Either query or reviewPublisherSiteFilter is required.")
        yield from super().conflicts(values)


# -- errors ---------------------------------------------------------------------------------------


class FieldViolation(TypedDict):
    field: NotRequired[str]
    description: str


BadRequest = TypedDict("BadRequest", {"@type": str, "fieldViolations": list[FieldViolation]})


class GoogleStatus(TypedDict):
    """google.rpc.Status in JSON; `details` name the parameters at fault."""

    code: int
    message: str
    status: str
    details: NotRequired[list[BadRequest]]


class GoogleErrorDocument(TypedDict):
    """The body of every error of Google's APIs."""

    error: GoogleStatus


BAD_REQUEST: Final = "type.googleapis.com/google.rpc.BadRequest"

#: google.rpc.Code by the HTTP status it is sent with.
CODES: Final = {
    HTTPStatus.BAD_REQUEST: "INVALID_ARGUMENT",
    HTTPStatus.NOT_FOUND: "NOT_FOUND",
    HTTPStatus.METHOD_NOT_ALLOWED: "UNIMPLEMENTED",
    HTTPStatus.TOO_MANY_REQUESTS: "RESOURCE_EXHAUSTED",
    HTTPStatus.NOT_IMPLEMENTED: "UNIMPLEMENTED",
    HTTPStatus.SERVICE_UNAVAILABLE: "UNAVAILABLE",
}


def google_error(problem: Problem) -> HttpResponse:
    """A problem in Google's form."""
    violations = [_violation(each) for each in problem.errors]
    said = " ".join(each["description"] for each in violations)
    error: GoogleStatus = {
        "code": problem.status_code,
        "message": said or str(problem.detail),
        "status": CODES.get(HTTPStatus(problem.status_code), "INTERNAL"),
    }
    if violations:
        error["details"] = [{"@type": BAD_REQUEST, "fieldViolations": violations}]
    answer: GoogleErrorDocument = {"error": error}
    body = orjson.dumps(answer)
    response = HttpResponse(body, status=problem.status_code, content_type="application/json; charset=UTF-8")
    return problem.unkept(response)


def _violation(item: ErrorItem) -> FieldViolation:
    violation: FieldViolation = {"description": item["message"]}
    if "parameter" in item:
        violation["field"] = item["parameter"]
    return violation


def _exception_handler(exc: Exception, context: Mapping[str, Any]) -> HttpResponse:
    problem = as_problem(exc, context.get("view"))
    if problem is None:
        logger.error("claims:search failed", exc_info=exc)
        problem = Problem("Internal error encountered.", status=HTTPStatus.INTERNAL_SERVER_ERROR)
    return google_error(problem)


class GoogleSchema(PublicSchema):
    """Describes errors as they are answered here."""

    def get_operation_id(self) -> str:
        return "fact_checked_claims_search"

    def _problem(self) -> dict[str, Any]:
        schema = self._component(GoogleErrorDocument)
        return {"description": "An error in Google's form", "content": {"application/json": {"schema": schema}}}


class GoogleView(PublicView):
    """An address of Google's API."""

    schema: ViewInspector | None = GoogleSchema()
    content_negotiation_class = AddressNegotiation

    def get_exception_handler(self) -> Any:
        return _exception_handler


class UnimplementedView(GoogleView):
    """What writes markup into Google's own store."""

    schema = None
    message: str = ""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Problem(self.message, status=HTTPStatus.NOT_IMPLEMENTED)


class UnknownMethodView(GoogleView):
    """Every other address under /v1alpha1/."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound("Method not found.")


# -- searching ------------------------------------------------------------------------------------


class ClaimSearchView(GoogleView):
    """Search through fact-checked claims: those that somebody has judged, with every standing judgement."""

    filterset_class = SearchParameters
    answers = FactCheckedClaimSearchResponse

    def get(self, request: Request) -> HttpResponseBase:
        asked = SearchParameters.accept(self.asked, Listing.objects.using(self.database))
        with snapshot(self.database):
            page = _page(asked)
            found = list(read_claims(page.rows, using=self.database))
        answer: FactCheckedClaimSearchResponse = {}
        site = our_site()
        if found:
            answer["claims"] = [reviewed_claim(claim, site) for claim in found]
        if page.next_key:
            answer["nextPageToken"] = Cursor(asked.fingerprint, page.next_key).encode()
        return answered(answer, asked.values)


def answered(answer: Mapping[str, Any], values: Mapping[str, Any]) -> HttpResponse:
    shown = masked(answer, values["fields"] or {})
    body = orjson.dumps(shown, option=orjson.OPT_INDENT_2 if values["prettyPrint"] else 0)
    if not values["callback"]:
        return HttpResponse(body, content_type="application/json; charset=UTF-8")
    # A script: nothing in it may end a line of it, and nobody may take it for anything else.
    inert = body.replace("\u2028".encode(), b"\\u2028").replace("\u2029".encode(), b"\\u2029").replace(b"<", b"\\u003c")
    script = b"// API callback\n" + values["callback"].encode() + b"(" + inert + b");"
    return HttpResponse(
        script, content_type="text/javascript; charset=UTF-8", headers={"X-Content-Type-Options": "nosniff"}
    )


def _page(asked: SearchParameters) -> KeysetPage:
    """Rows (claim id, edition number), best or newest first."""
    values, (listings, order) = asked.values, _found(asked)
    after: Key | None = values["pageToken"].key if values["pageToken"] else None
    if values["offset"] and after is None:
        skipped = order.page(listings, ("pk",), after=None, page_size=values["offset"])
        if skipped.next_key is None:
            return KeysetPage([], None)
        after = skipped.next_key
    return order.page(listings, ("claim_id", "number"), after=after, page_size=asked.size)


def _found(asked: SearchParameters) -> tuple[QuerySet[Listing], Keyset]:
    """The claims that match and their order: those of `/claims/` that somebody judged."""
    values = asked.values
    listings = judged(asked.queryset, language=values["languageCode"])
    if values["maxAgeDays"] is not None:
        listings = listings.filter(_not_older_than(values["maxAgeDays"]))
    if values["reviewPublisherSiteFilter"]:
        listings = listings.filter(_judged_at(values["reviewPublisherSiteFilter"], using=listings.db))
    words = {"q": [values["query"]], "ordering": ["relevance"]} if values["query"] else {}
    claims = ClaimFilters.accept(Asked(words, asked.path), listings)
    return claims.qs, claims.values["ordering"]


def _having(facet: str, values: Sequence[str]) -> Exists:
    """Whether a listing has one of these values of a facet now."""
    return Exists(FacetRow.objects.filter(listing=OuterRef("pk"), kind=facet, value__in=values, open=True))


def _assessments() -> QuerySet[Entry]:
    """The judgements of the claim itself, not of answers to it."""
    entries = Entry.objects.filter(kind="assessment", subject_id=OuterRef("claim_id"))
    return entries.filter(text__contains='"target":{"claim"')


def judged(listings: QuerySet[Listing], *, language: str | None) -> QuerySet[Listing]:
    """Those of these listings that somebody judged, in this language if one is asked for."""
    found = listings.filter(Exists(_assessments()))
    return found.filter(_having("language", [language])) if language else found


def _not_older_than(days: int) -> Q:
    today = timezone.now().date()
    since = today - timedelta(days=min(days, today.toordinal() - 1))
    return Q(made_latest__gte=since) | Q(Exists(_assessments().filter(latest__gte=since)))


def _judged_at(site: str, *, using: str) -> Exists:
    """Judged by a source whose website is at this host; by the addresses of the reviews where no source is."""
    host = site.lower().removeprefix("www.")
    if host == host_of(settings.PUBLIC_URL):
        return Exists(_assessments().filter(keys__contains=["by:desk"]))
    if not is_shared(host) and (ids := _sources_at(host, using=using)):
        return _having("assessed_by", ids)
    address = rf'"url":"https?://(www\.)?{re.escape(host)}[/:?#"]'
    return Exists(_assessments().filter(text__iregex=address))


def _sources_at(host: str, *, using: str) -> list[str]:
    named = Entry.objects.using(using).filter(kind=SOURCE, lead=True, text__icontains=host)
    websites = {item_id: orjson.loads(text)["website"] for item_id, text in named.values_list("item_id", "text")}
    at_home = [item_id for item_id, website in websites.items() if website and host_of(website) == host]
    return merged_within(at_home, using=using)
