"""Asking from a page that something published be corrected, and reading there how far a request is.

What the API takes is taken here from a form. Nothing in it is kept by the page, a cache or a cookie.
"""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from claimtrack import addresses
from claimtrack.api.corrections.public import MIRROR, UNKNOWN, CorrectionRequestBody, state_document
from claimtrack.api.negotiation import AddressNegotiation
from claimtrack.api.parsers import SizedFormParser
from claimtrack.api.problems import NotFound
from claimtrack.api.record import entries_named, no_entry, readable
from claimtrack.api.refusals import ConditionsMissing
from claimtrack.api.throttles import CorrectionRateThrottle, ReaderRateThrottle
from claimtrack.corrections.models import MOST_ADDRESSES
from claimtrack.corrections.receiving import Asked, numbered, receive
from claimtrack.editions.origin import is_mirror
from claimtrack.editions.reading import Shown
from claimtrack.pages.views import PageView

#: Fields of the form, in their order.
FIELDS = ("wrong", "right", "evidence", "concerns_me", "name", "email")


class _ByItsType(DefaultContentNegotiation):
    """What is sent is read as what it says it is; the answer is a page."""

    select_renderer = AddressNegotiation.select_renderer


class FormPage(PageView):
    """A form about something published, and its answer."""

    http_method_names = ["get", "head", "post"]  # as Django declares it
    parser_classes = (SizedFormParser,)
    content_negotiation_class = _ByItsType
    kind: ClassVar[str]

    def get_throttles(self) -> list[BaseThrottle]:
        return [CorrectionRateThrottle() if self.request.method == "POST" else ReaderRateThrottle()]

    def get(self, request: Request, id_or_slug: str) -> HttpResponse:
        return self._form(self.found(id_or_slug), {}, {})

    def post(self, request: Request, id_or_slug: str) -> HttpResponse:
        subject_id = self.found(id_or_slug)
        sent: Any = request.data
        given: dict[str, str] = {name: sent.get(name, "") for name in FIELDS}
        body = CorrectionRequestBody(data=_members(given))
        if not body.is_valid():
            return self._form(subject_id, given, body.errors, status=HTTPStatus.BAD_REQUEST)
        if is_mirror(using="default"):
            raise ConditionsMissing([MIRROR])
        number = receive(kind=self.kind, subject_id=subject_id, asked=Asked(**body.validated_data))
        state = f"{settings.PUBLIC_URL}/correction-requests/{number}/"
        return self._unkept("pages/correction_received.html", {"state": state}, HTTPStatus.ACCEPTED)

    def found(self, name: str) -> UUID:
        """The id of what is asked about. Raises the problem that it is answered as to whoever reads it."""
        raise NotImplementedError

    def _form(
        self,
        subject_id: UUID,
        given: Mapping[str, str],
        faults: Mapping[str, Any],
        *,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> HttpResponse:
        context = {
            "about": f"{settings.PUBLIC_URL}{addresses.page(self.kind, subject_id)}",
            "given": given,
            "faults": {name: list(_said(each)) for name, each in faults.items()},
            "most": MOST_ADDRESSES,
            "days": settings.REQUESTER_DAYS,
        }
        return self._unkept("pages/correction_form.html", context, status)

    def _unkept(self, template: str, context: Mapping[str, Any], status: HTTPStatus) -> HttpResponse:
        response = self.page(template, {**context, "robots": "noindex"}, status=status)
        response["Cache-Control"] = "no-store"
        return response


class WorkFormPage(FormPage):
    def found(self, name: str) -> UUID:
        shown = readable(self.kind, name, using=self.database)
        if not isinstance(shown, Shown):
            raise NotFound(_("It does not stand any more."))
        return shown.work_id


class EntryFormPage(FormPage):
    def found(self, name: str) -> UUID:
        entry = entries_named(self.kind, name).using(self.database).values_list("item_id", flat=True).first()
        if entry is None:
            raise no_entry(self.kind, name)
        return UUID(entry)


class RequestStatePage(PageView):
    """How far a request is: for whoever has its number."""

    def get(self, request: Request, number: str) -> HttpResponse:
        request_ = numbered(number)
        if request_ is None:
            raise NotFound(UNKNOWN)
        response = self.page("pages/correction_state.html", {"request_": state_document(request_), "robots": "noindex"})
        response["Cache-Control"] = "no-store"
        return response


def _members(given: Mapping[str, str]) -> dict[str, Any]:
    """What a form says, as the API takes it: addresses a line each, a box that was ticked."""
    lines = [line.strip() for line in given["evidence"].splitlines()]
    return {**given, "evidence": [line for line in lines if line], "concerns_me": given["concerns_me"] == "on"}


def _said(faults: Any) -> Iterator[str]:
    """The sentences of a field's faults, those of its lines among them."""
    if isinstance(faults, Mapping):
        faults = list(faults.values())
    if isinstance(faults, Sequence) and not isinstance(faults, str):
        for each in faults:
            yield from _said(each)
    elif faults:
        yield str(faults)


def form_patterns(view: type[FormPage], kind: str) -> Iterator[URLPattern]:
    made: type[FormPage] = type(f"{kind.title()}{view.__name__}", (view,), {"kind": kind})
    yield path(f"{kind}s/<str:id_or_slug>/correction/", made.as_view())


urlpatterns = [
    *form_patterns(WorkFormPage, "claim"),
    *form_patterns(WorkFormPage, "source"),
    *form_patterns(WorkFormPage, "narrative"),
    *form_patterns(EntryFormPage, "document"),
    path("correction-requests/<str:number>/", RequestStatePage.as_view()),
]
