"""Asking that something published be corrected, and what came of it: the one thing that readers write."""

from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from typing import Any, ClassVar, Final, TypedDict
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http.response import HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector
from rest_framework.throttling import BaseThrottle

from claimtrack import addresses
from claimtrack.api.bodies import StrictBody
from claimtrack.api.parsers import SizedJSONParser
from claimtrack.api.problems import NotFound
from claimtrack.api.record import document_answer, entries_named, no_entry, readable
from claimtrack.api.refusals import ConditionsMissing
from claimtrack.api.schema import PublicSchema
from claimtrack.api.texts import PlainText
from claimtrack.api.throttles import CorrectionRateThrottle
from claimtrack.api.views import PublicView
from claimtrack.corrections.models import (
    LONGEST_ADDRESS,
    LONGEST_EMAIL,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_ADDRESSES,
    CorrectionRequest,
    RequestStateValue,
    State,
    of_the_web,
)
from claimtrack.corrections.receiving import Asked, numbered, receive
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.origin import is_mirror
from claimtrack.editions.reading import Merged, Retracted
from claimtrack.notations import Instant
from claimtrack.vocabulary import value_of

ADDRESS: Final = f"{addresses.API}correction-requests/"
MIRROR: Final = "This is a copy of the record, which is corrected where it is made: ask there."
UNKNOWN: Final = "There is no request of this number."


class RequestReceivedDocument(TypedDict):
    """The number of a request, which is told this once, and the address that says its state. Keep them."""

    number: str
    url: str


class RequestOutcomeDocument(TypedDict):
    """What came of a request, and why; of one that was accepted, the edition that followed, where there is one."""

    decided_at: Instant
    reason: str | None
    edition: str | None


class RequestedCorrectionDocument(TypedDict):
    """How far a request is. `outcome` is null while it waits; nothing tells who asked, or what they wrote."""

    state: RequestStateValue
    received_at: Instant
    outcome: RequestOutcomeDocument | None


class Address(PlainText):
    """A text that `check` knows for an address, or raises ValidationError."""

    def __init__(self, *, check: Callable[[str], None], **given: Any) -> None:
        super().__init__(**given)
        self.check = check

    def to_internal_value(self, data: Any) -> str:
        address = super().to_internal_value(data)
        try:
            self.check(address)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages, code="malformed") from None
        return address


class CorrectionRequestBody(StrictBody):
    """What is wrong. All of it is plain text, for editors alone; it is deleted a while after the outcome."""

    wrong = PlainText(max_length=LONGEST_TEXT, help_text="What is wrong.")
    right = PlainText(max_length=LONGEST_TEXT, default="", allow_blank=True, help_text="What would be right.")
    evidence = serializers.ListField(
        child=Address(check=of_the_web, max_length=LONGEST_ADDRESS),
        default=list,
        max_length=MOST_ADDRESSES,
        help_text="Addresses of what shows it.",
    )
    concerns_me = serializers.BooleanField(
        default=False, help_text="I am the person concerned: such requests are looked at first."
    )
    name = PlainText(max_length=LONGEST_NAME, default="", allow_blank=True, help_text="Who asks, if they wish to say.")
    email = Address(
        check=validate_email,
        max_length=LONGEST_EMAIL,
        default="",
        allow_blank=True,
        help_text="Where editors may ask back, if wished.",
    )


class SmallJSONParser(SizedJSONParser):
    """As much as the longest request is, written in escapes."""

    longest = 256 * 2**10


class RequestSchema(PublicSchema):
    """What is sent is taken with 202, and says nothing of what comes of it."""

    def get_response_serializers(self) -> Any:
        return {"202": self._component(RequestReceivedDocument)}


class RequestsView(PublicView):
    """Ask that something published be corrected.

    Whoever asks needs no account and need not say who they are. The answer tells the number of the request once, and
    the address that says its state; nothing that was sent is answered, published or handed on.
    """

    kind: ClassVar[str]
    throttle_classes: Sequence[type[BaseThrottle]] = (CorrectionRateThrottle,)
    parser_classes: Sequence[type[BaseParser]] = (SmallJSONParser,)
    serializer_class: ClassVar[type[StrictBody]] = CorrectionRequestBody
    schema: ViewInspector | None = RequestSchema()

    def take(self, request: Request, subject_id: UUID) -> Response:
        body = CorrectionRequestBody(data=request.data)
        body.is_valid(raise_exception=True)
        if is_mirror(using="default"):
            raise ConditionsMissing([MIRROR])
        number = receive(kind=self.kind, subject_id=subject_id, asked=Asked(**body.validated_data))
        address = f"{ADDRESS}{number}/"
        answer: RequestReceivedDocument = {"number": number, "url": f"{settings.PUBLIC_URL}{address}"}
        return Response(answer, status=HTTPStatus.ACCEPTED, headers={"Location": address, "Cache-Control": "no-store"})


class WorkRequestsView(RequestsView):
    """As of any work, which is answered as it is to whoever reads it where it cannot be read."""

    def post(self, request: Request, id_or_slug: str) -> HttpResponseBase:
        found = readable(self.kind, id_or_slug, using=self.database)
        if isinstance(found, Merged):
            survivor = f"{addresses.of(self.kind, found.survivor)}correction-requests/"
            # Not 301, which browsers would follow with a GET (RFC 9110, section 15.4.9).
            return HttpResponse(status=HTTPStatus.PERMANENT_REDIRECT, headers={"Location": survivor})
        if isinstance(found, Retracted):
            return document_answer(request, found, found.today)
        return self.take(request, found.work_id)


class EntryRequestsView(RequestsView):
    """As of an entry, which has no editions of its own."""

    def post(self, request: Request, id: str) -> HttpResponseBase:  # noqa: A002 - as its address is described
        found = entries_named(self.kind, id).using(self.database).values_list("item_id", flat=True).first()
        if found is None:
            raise no_entry(self.kind, id)
        return self.take(request, UUID(found))


class RequestStateView(PublicView):
    """How far a request is. Its number is known to whoever sent it alone."""

    answers: type = RequestedCorrectionDocument

    def get(self, request: Request, number: str) -> Response:
        found = numbered(number)
        if found is None:
            raise NotFound(UNKNOWN)
        return Response(state_document(found))

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response["Cache-Control"] = "no-store"
        return super().finalize_response(request, response, *args, **kwargs)


def state_document(found: CorrectionRequest) -> RequestedCorrectionDocument:
    return {
        "state": value_of(State, found.state),
        "received_at": rfc3339(found.received_at),
        "outcome": outcome_document(found),
    }


def outcome_document(found: CorrectionRequest) -> RequestOutcomeDocument | None:
    if found.decided_at is None:
        return None
    edition = addresses.of(found.kind, found.subject_id, edition=found.edition) if found.edition else None
    return {"decided_at": rfc3339(found.decided_at), "reason": found.reason or None, "edition": edition}


def request_patterns(view: type[RequestsView], kind: str, name: str) -> Iterator[URLPattern]:
    """Where requests about works or entries of one sort are sent; `name` is what their addresses call the one."""
    made: type[RequestsView] = type(
        f"{kind.title()}{view.__name__}", (view,), {"kind": kind, "__doc__": RequestsView.__doc__}
    )
    yield path(f"{kind}s/<str:{name}>/correction-requests/", made.as_view())
