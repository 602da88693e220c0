"""Correction requests at the desk: editors read them, with whoever asked, and decide."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final, TypedDict
from uuid import UUID

from django.db.models import Model
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector

from claimtrack.accounts.models import Scope
from claimtrack.accounts.visible import visible
from claimtrack.addresses import DESK
from claimtrack.api.bodies import StrictBody
from claimtrack.api.corrections.public import (
    RequestedCorrectionDocument,
    RequestOutcomeDocument,
    outcome_document,
    state_document,
)
from claimtrack.api.desk import DeskSchema
from claimtrack.api.refusals import NotAsSeen
from claimtrack.api.rows.resource import who
from claimtrack.api.rows.schema import IF_MATCH
from claimtrack.api.writing import WritingView, not_there, once
from claimtrack.corrections import deciding
from claimtrack.corrections.about import address_of, titles_of
from claimtrack.corrections.deciding import LONGEST_REASON
from claimtrack.corrections.models import CorrectionRequest, RequestStateValue, State, requester_of
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.state import record_state
from claimtrack.notations import Instant
from claimtrack.query.filters import ChoiceListFilter
from claimtrack.query.keyset import Keyset, count_up_to
from claimtrack.query.lists import ListFilterSet
from claimtrack.vocabulary import value_of
from claimtrack.writing.seen import Version

ADDRESS: Final = f"{DESK}correction-requests/"


class RequesterDocument(TypedDict):
    """Whoever asked, as far as they said, and what they wrote: plain text, which nobody has looked at."""

    wrong: str
    right: str | None
    evidence: list[str]
    name: str | None
    email: str | None


class CorrectionRequestDocument(TypedDict):
    """A request. `about` is the address of what it is about; `requester` is null once whoever asked was forgotten."""

    id: str
    api_url: str
    about: str
    title: str | None
    state: RequestStateValue
    received_at: Instant
    concerns_them: bool | None
    requester: RequesterDocument | None
    outcome: RequestOutcomeDocument | None
    decided_by: str | None


class RequestFilters(ListFilterSet):
    keyset = Keyset(("asker", "received_at", "id"))

    state = ChoiceListFilter("state", choices=State.choices, help_text="How far requests are.")


class NamesNobody(StrictBody):
    names_nobody = serializers.BooleanField(
        default=False, help_text="The words of the reason that could name whoever asked are other words."
    )


class Declining(NamesNobody):
    reason = serializers.CharField(max_length=LONGEST_REASON, help_text="Why. Public: it names nobody who asked.")


class Following(StrictBody):
    edition = serializers.IntegerField(min_value=1, help_text="The number of the edition that followed.")


class Accepting(NamesNobody):
    reason = serializers.CharField(
        max_length=LONGEST_REASON, default="", allow_blank=True, help_text="Public: it names nobody who asked."
    )
    edition = serializers.IntegerField(
        min_value=1, default=None, allow_null=True, help_text="The number of the edition that followed, where there is."
    )


class RequestsOfTheDesk(WritingView):
    """What the addresses of requests have in common."""

    scope = Scope.PUBLISH
    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {
        "GET": ("view", CorrectionRequest),
        "HEAD": ("view", CorrectionRequest),
        "POST": ("decide", CorrectionRequest),
    }
    answers: type = CorrectionRequestDocument

    def one(self, request_id: UUID) -> CorrectionRequest:
        rows = visible(CorrectionRequest.objects.select_related("requester", "decided_by"), by=self.person)
        found = rows.filter(pk=request_id).first()
        if found is None:
            raise not_there("request")
        return found

    def documents(self, requests: Iterable[CorrectionRequest]) -> list[CorrectionRequestDocument]:
        requests = list(requests)
        titles = titles_of(requests)
        return [
            {
                "id": str(each.pk),
                "api_url": f"{ADDRESS}{each.pk}/",
                "about": address_of(each),
                "title": titles.get(each.subject_id),
                "state": value_of(State, each.state),
                "received_at": rfc3339(each.received_at),
                "concerns_them": each.concerns_them,
                "requester": _requester(each),
                "outcome": outcome_document(each),
                "decided_by": who(each.decided_by, self.person),
            }
            for each in requests
        ]


def _requester(request: CorrectionRequest) -> RequesterDocument | None:
    found = requester_of(request)
    if found is None:
        return None
    return {
        "wrong": found.wrong,
        "right": found.right or None,
        "evidence": list(found.evidence),
        "name": found.name or None,
        "email": found.email or None,
    }


class CorrectionRequestsView(RequestsOfTheDesk):
    """Requests, those of the persons concerned first, then those that came first."""

    filterset_class = RequestFilters
    paged = True

    def get(self, request: Request) -> Response:
        asked = RequestFilters.accept(self.asked, visible(CorrectionRequest.objects.all(), by=self.person))
        if asked.values["count"]:
            return Response(count_up_to(asked.qs))
        position = record_state("default").position
        page = asked.page("id")
        rows = CorrectionRequest.objects.select_related("requester", "decided_by")
        found = rows.in_bulk([pk for (pk,) in page.rows])
        results = self.documents(found[pk] for (pk,) in page.rows if pk in found)
        return Response({"next": page.next, "position": position, "results": results})


class CorrectionRequestView(RequestsOfTheDesk):
    """One request, and whoever asked."""

    def get(self, request: Request, request_id: UUID) -> Response:
        found = self.one(request_id)
        [document] = self.documents([found])
        return Response(document, headers={"ETag": etag_of(found)})


class DecidingSchema(DeskSchema):
    """Decisions are called by their addresses, and name what their sender saw."""

    def get_operation_id(self) -> str:
        return self.called_by_path().replace("-", "_")

    def get_override_parameters(self) -> list[Any]:
        return [*super().get_override_parameters(), IF_MATCH]

    def get_response_serializers(self) -> Any:
        return {"200": self._component(RequestedCorrectionDocument)}


class DecidingView(RequestsOfTheDesk):
    """What is decided on a request, as it was seen.

    The answer is what whoever asked can read. It is kept for a day, so it repeats nothing of theirs.
    """

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {"POST": ("decide", CorrectionRequest)}
    answers: type = RequestedCorrectionDocument
    schema: ViewInspector | None = DecidingSchema()
    accepts: ClassVar[type[StrictBody]]

    def decide(self, found: CorrectionRequest, given: dict[str, Any]) -> None:
        raise NotImplementedError

    @once
    def post(self, request: Request, request_id: UUID) -> Response:
        body = self.accepts(data=request.data)
        body.is_valid(raise_exception=True)
        found = self.one(request_id)
        if self.seen != Version(1, found.state):
            raise NotAsSeen
        self.decide(found, body.validated_data)
        found = self.one(request_id)
        return Response(state_document(found), headers={"ETag": etag_of(found)})


class AcceptView(DecidingView):
    """Accept a request: something is corrected, or was."""

    accepts = Accepting

    def decide(self, found: CorrectionRequest, given: dict[str, Any]) -> None:
        deciding.accept(request=found, by=self.person, **given)


class DeclineView(DecidingView):
    """Decline a request, with a reason: what is published stays as it is."""

    accepts = Declining

    def decide(self, found: CorrectionRequest, given: dict[str, Any]) -> None:
        deciding.decline(request=found, by=self.person, **given)


class FollowView(DecidingView):
    """Say which edition followed a request that was accepted."""

    accepts = Following

    def decide(self, found: CorrectionRequest, given: dict[str, Any]) -> None:
        deciding.name_edition(request=found, by=self.person, **given)


def etag_of(request: CorrectionRequest) -> str:
    return f'"1.{request.state}"'


urlpatterns = [
    path("desk/correction-requests/", CorrectionRequestsView.as_view()),
    path("desk/correction-requests/<uuid:request_id>/", CorrectionRequestView.as_view()),
    path("desk/correction-requests/<uuid:request_id>/accept/", AcceptView.as_view()),
    path("desk/correction-requests/<uuid:request_id>/decline/", DeclineView.as_view()),
    path("desk/correction-requests/<uuid:request_id>/edition/", FollowView.as_view()),
]
