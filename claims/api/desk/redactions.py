"""Redactions over HTTP: proposed, previewed, carried out by a second administrator, each in a session of their own.

A token cannot redact, whatever its scopes: what is taken away does not come back, so people do it.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar, TypedDict

from django.contrib.auth.models import User
from django.db.models import Model
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from claims import writing as actions
from claims.imports.models import RatingLabel
from claims.models import Claim, Narrative, Subject, Topic
from claims.writing.preview import Preview, preview_erasure, preview_order
from claimtrack.accounts.models import Scope
from claimtrack.addresses import DESK
from claimtrack.api.bodies import StrictBody
from claimtrack.api.refusals import NotAsSeen
from claimtrack.api.writing import WritingView, not_there, once
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.orders import RedactionOrder, RedactionReport
from claimtrack.editions.state import record_state
from claimtrack.notations import Instant
from claimtrack.query.keyset import Keyset, count_up_to
from claimtrack.query.lists import ListFilterSet
from claimtrack.writing.seen import Version
from sources.models import Capture, Document, Source

ADDRESS = f"{DESK}redactions/"
#: What orders are about: works, of which editions go, and rows of which the past is cleared.
SORTS: Mapping[str, type[Model]] = {
    "claim": Claim,
    "source": Source,
    "narrative": Narrative,
    "document": Document,
    "capture": Capture,
    "subject": Subject,
    "topic": Topic,
    "label": RatingLabel,
}
LABELS = {model._meta.label_lower: name for name, model in SORTS.items()}


class CountDocument(TypedDict):
    """How many rows of a table, or files of a folder."""

    store: str
    count: int


class ReportDocument(TypedDict):
    """What was cleared, and where it was found still: numbers alone."""

    cleared: list[CountDocument]
    found: list[CountDocument]


class OutsideDocument(TypedDict):
    """What no redaction reaches, and what is done about it."""

    what: str
    then: str


class RedactionDocument(TypedDict):
    """An order. `state` is open, carried_out, declined or withdrawn; how many words it searches for, not which.

    With no `numbers` it clears the past of a row. `report` is null until it was carried out.
    """

    id: int
    api_url: str
    sort: str
    row: str
    numbers: list[int]
    state: str
    legal_basis: str
    public_reason: str | None
    searched_for: int
    ordered_by: str | None
    ordered_at: Instant
    carried_out_by: str | None
    carried_out_at: Instant | None
    ended_by: str | None
    ended_at: Instant | None
    report: ReportDocument | None


class PlaceDocument(TypedDict):
    """One row or file. `goes` is null where it could not be tried out."""

    store: str
    key: str
    by_text: bool
    by_id: bool
    goes: bool | None


class PreviewDocument(TypedDict):
    """Every place, what would be cleared, what stands against it, and what lies outside our reach."""

    places: list[PlaceDocument]
    cleared: list[CountDocument]
    against: list[str]
    out_of_reach: list[OutsideDocument]


def redaction_document(order: RedactionOrder) -> RedactionDocument:
    ids = [order.requested_by_id, order.approved_by_id, order.ended_by_id]
    names = dict(User.objects.filter(pk__in=[pk for pk in ids if pk]).values_list("pk", "username"))
    by, carried_out_by, ended_by = (names.get(pk) if pk else None for pk in ids)
    report = RedactionReport.objects.filter(pk=order.pk).first()
    return {
        "id": order.pk,
        "api_url": f"{ADDRESS}{order.pk}/",
        "sort": LABELS.get(order.sort, ""),
        "row": str(order.subject_id),
        "numbers": order.numbers,
        "state": order.state,
        "legal_basis": order.legal_basis,
        "public_reason": order.public_reason,
        "searched_for": len(order.words),
        "ordered_by": by,
        "ordered_at": rfc3339(order.requested_at),
        "carried_out_by": carried_out_by,
        "carried_out_at": rfc3339(order.carried_out_at) if order.carried_out_at else None,
        "ended_by": ended_by,
        "ended_at": rfc3339(order.ended_at) if order.ended_at else None,
        "report": {"cleared": _counts(report.cleared), "found": _counts(report.found)} if report else None,
    }


def preview_document(preview: Preview) -> PreviewDocument:
    return {
        "places": [
            {"store": each.store.name, "key": each.key, "by_text": each.by_text, "by_id": each.by_id, "goes": each.goes}
            for each in preview.places
        ],
        "cleared": _counts(preview.cleared),
        "against": list(preview.against),
        "out_of_reach": [{"what": what, "then": then} for what, then in preview.outside],
    }


def _counts(counts: Mapping[str, int]) -> list[CountDocument]:
    return [{"store": store, "count": count} for store, count in counts.items()]


# -- what is asked for ----------------------------------------------------------------------------


class NewPreview(StrictBody):
    """Which row, which editions of it, and what must not be found any more."""

    sort = serializers.ChoiceField(choices=list(SORTS), help_text="What the row is.")
    row = serializers.UUIDField(help_text="Its id, also of one that was deleted.")
    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        required=False,
        allow_null=True,
        help_text="Of editions; null, or left out: all, and the desk's own rows with them.",
    )
    words = serializers.ListField(
        child=serializers.CharField(max_length=1000),
        default=list,
        max_length=50,
        help_text="Searched for in every store; never in an answer, and kept until the order is closed.",
    )


class NewRedaction(NewPreview):
    """An order: as a preview, with its grounds."""

    legal_basis = serializers.CharField(max_length=2000, help_text="Kept for good: it names nobody.")
    public_reason = serializers.CharField(
        max_length=2000, required=False, allow_null=True, help_text="Null where the order itself is secret."
    )


class RedactionFilters(ListFilterSet):
    keyset = Keyset(("id",), descending=True)


# -- resources ------------------------------------------------------------------------------------


class RedactionsOfTheDesk(WritingView):
    """What the addresses of redactions have in common: administrators, in a browser's session."""

    scope = Scope.PUBLISH
    authentication_classes: Sequence[type[BaseAuthentication]] = (SessionAuthentication,)
    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {
        "GET": ("view", RedactionOrder),
        "HEAD": ("view", RedactionOrder),
        "POST": ("add", RedactionOrder),
    }
    answers: type = RedactionDocument

    def order(self, order_id: int) -> RedactionOrder:
        order = RedactionOrder.objects.filter(pk=order_id).first()
        if order is None:
            raise not_there("redaction")
        return order

    def asked_for(self, body: type[StrictBody], request: Request) -> dict[str, Any]:
        asked = body(data=request.data)
        asked.is_valid(raise_exception=True)
        given: dict[str, Any] = asked.validated_data
        return given


class RedactionsView(RedactionsOfTheDesk):
    """Orders, the newest first; a POST makes another, which a second administrator carries out."""

    filterset_class = RedactionFilters
    accepts = NewRedaction
    paged = True

    def get(self, request: Request) -> Response:
        asked = RedactionFilters.accept(self.asked, RedactionOrder.objects.all())
        if asked.values["count"]:
            return Response(count_up_to(asked.qs))
        position = record_state("default").position
        page = asked.page("id")
        orders = RedactionOrder.objects.in_bulk([pk for (pk,) in page.rows])
        results = [redaction_document(orders[pk]) for (pk,) in page.rows]
        return Response({"next": page.next, "position": position, "results": results})

    @once
    def post(self, request: Request) -> Response:
        given = self.asked_for(NewRedaction, request)
        public_reason = given.get("public_reason") or None
        order = actions.order_erasure(
            **_wanted(given), legal_basis=given["legal_basis"], public_reason=public_reason, by=self.person
        )
        document = redaction_document(order)
        headers = {"Location": document["api_url"], "ETag": etag_of(order)}
        return Response(document, status=HTTPStatus.CREATED, headers=headers)


class PreviewView(RedactionsOfTheDesk):
    """Every place where a row, or words, stand, and what an order would take of it. Nothing is stored."""

    accepts = NewPreview
    answers = PreviewDocument

    @once
    def post(self, request: Request) -> Response:
        preview = preview_erasure(**_wanted(self.asked_for(NewPreview, request)), by=self.person)
        return Response(preview_document(preview), status=HTTPStatus.CREATED)


class RedactionView(RedactionsOfTheDesk):
    """One order, and what it came to."""

    def get(self, request: Request, order_id: int) -> Response:
        order = self.order(order_id)
        return Response(redaction_document(order), headers={"ETag": etag_of(order)})


class OrderPreviewView(RedactionsOfTheDesk):
    """What an order that waits would take, looked for anew."""

    answers = PreviewDocument

    def get(self, request: Request, order_id: int) -> Response:
        return Response(preview_document(preview_order(order=self.order(order_id), by=self.person)))


class DecidingView(RedactionsOfTheDesk):
    """What is decided on an order, as it was seen."""

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {"POST": ("decide", RedactionOrder)}

    def seen_order(self, order_id: int) -> RedactionOrder:
        order = self.order(order_id)
        if self.seen != Version(1, order.state):
            raise NotAsSeen
        return order

    def decided(self, order_id: int) -> Response:
        order = self.order(order_id)
        return Response(redaction_document(order), headers={"ETag": etag_of(order)})


class CarryOutView(DecidingView):
    """Carry an order out, as a second administrator. It cannot be taken back."""

    @once
    def post(self, request: Request, order_id: int) -> Response:
        actions.carry_out(order=self.seen_order(order_id), by=self.person)
        return self.decided(order_id)


class EndView(DecidingView):
    """Decline an order, or withdraw one's own."""

    @once
    def post(self, request: Request, order_id: int) -> Response:
        actions.end_order(order=self.seen_order(order_id), by=self.person)
        return self.decided(order_id)


def etag_of(order: RedactionOrder) -> str:
    return f'"1.{order.state}"'


def _wanted(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is to go."""
    model, numbers = SORTS[given["sort"]], given.get("numbers")
    return {"model": model, "row_id": given["row"], "numbers": numbers, "words": given["words"]}
