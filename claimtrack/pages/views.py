"""The base of readers' pages: a page from one state of the record, or the API's answer to whoever asks for JSON."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import TemplateHTMLRenderer
from rest_framework.request import Request

from claimtrack.addresses import TRACKING
from claimtrack.api.answering import as_problem
from claimtrack.api.negotiation import AddressNegotiation
from claimtrack.api.problems import NotFound, Problem
from claimtrack.api.record import answer_at
from claimtrack.api.views import PublicView, ReaderView
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.state import RecordState
from claimtrack.pages.languages import DEFAULT, LANGUAGES, PARAMETER, direction, preferred
from claimtrack.query.faults import InvalidQuery, fault

HTML, JSON = "text/html", "application/json"
VARIES = "Accept, Accept-Language"


class PageView(ReaderView):
    """A page of the published record, for readers without an account.

    Subclasses define `get`, which answers with `self.page(…)`. The same address answers what `as_json` does to whoever
    prefers JSON. Where the address names a language, it does not depend on what the reader prefers.
    """

    as_json: ClassVar[type[PublicView] | None] = None

    renderer_classes = (TemplateHTMLRenderer,)
    content_negotiation_class: type[BaseContentNegotiation] = AddressNegotiation
    http_method_names = ["get", "head"]  # as Django declares it
    schema = None
    named: str | None = None

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # The language is the page's, not the list's: it selects nothing, and no cursor remembers it. What others add
        # to an address to follow its readers is nobody's parameter.
        chosen = request.GET.getlist(PARAMETER)
        request.GET = _without(request.GET, lambda name: name == PARAMETER or bool(TRACKING.fullmatch(name)))
        if self.as_json and request.get_preferred_type([HTML, JSON]) == JSON:
            answer: HttpResponseBase = self.as_json.as_view()(request, *args, **kwargs)
            answer["Vary"] = VARIES
            return answer
        self.named = chosen[0] if chosen else None
        with override(self.named if self.named in LANGUAGES else preferred(request)):
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.named is not None and self.named not in LANGUAGES:
            raise InvalidQuery([fault(PARAMETER, "unknown_choice", f"One of: {', '.join(LANGUAGES)}.")])

    def with_(self, **changed: str | None) -> str:
        """The address of this page with some parameters changed, or left out; of a list's first page unless asked."""
        kept = {name: ",".join(values) for name, values in self.asked.parameters.items() if name != "cursor"}
        kept |= {name: value for name, value in changed.items() if value is not None}
        kept = {name: value for name, value in kept.items() if changed.get(name, value) is not None}
        if self.named:
            kept[PARAMETER] = self.named
        return f"{self.request.path}?{urlencode(kept)}" if kept else self.request.path

    @property
    def variant(self) -> str:
        """What tells the pages of one address apart: in whichever language it answers."""
        return f"{HTML} {get_language()}"

    def refuse_a_day_to_come(self, at: datetime | None) -> None:
        """Raises NotFound: nothing stood on a day that has not come."""
        if at and at.astimezone(UTC).date() > datetime.now(UTC).date():
            raise NotFound(_("That day has not come."))

    def claims_at(self, at: datetime | None, **filters: str) -> str:
        """The address of the claims that these filters select, as of the same time and in the same language."""
        asked = {**filters, **({"as_of": rfc3339(at)} if at else {}), **({PARAMETER: self.named} if self.named else {})}
        return f"/claims/?{urlencode(asked)}"

    def answer(self, address: str, make: Callable[[RecordState], HttpResponse]) -> HttpResponseBase:
        """What is made from one state of the record, for this address in this language; 304 to who holds it."""

        def made(now: RecordState, etag: str) -> HttpResponse:
            response = make(now)
            if response.status_code == HTTPStatus.OK:
                response["ETag"] = etag
            return response

        return answer_at(self.request, f"{address} {self.variant}", made, using=self.database)

    def page(self, template: str, context: Mapping[str, Any], *, status: int = HTTPStatus.OK) -> HttpResponse:
        """The page; caches may keep it but ask again each time."""
        text = render_to_string(template, {**around(self.request, self.named), **context}, None)
        response = HttpResponse(text, status=status)
        response["Content-Language"] = get_language() or DEFAULT
        response["Cache-Control"] = "no-cache"
        return response

    def led(self, address: str, status: HTTPStatus, *, without: str = "") -> HttpResponse:
        """The way to another page, the parameters kept but for one. It may lead elsewhere tomorrow."""
        kept = [(name, value) for name, values in self.request.query_params.lists() for value in values]
        named = [(PARAMETER, self.named)] if self.named else []
        query = urlencode([*((name, value) for name, value in kept if name != without), *named])
        location = f"{address}?{query}" if query else address
        return HttpResponse(status=status, headers={"Location": location, "Cache-Control": "no-cache"})

    def get_exception_handler(self) -> Any:
        return self._as_page

    def _as_page(self, exc: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
        problem = as_problem(exc, self)
        return None if problem is None else self.refused(problem)

    def refused(self, problem: Problem) -> HttpResponse:
        """A problem as a page, with its status and what else it tells programs."""
        answer = self.page("pages/problem.html", {"problem": problem.document()}, status=problem.status_code)
        return problem.unkept(answer)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        finalized = super().finalize_response(request, response, *args, **kwargs)
        finalized["Vary"] = VARIES
        return finalized


def around(request: Request, named: str | None) -> dict[str, Any]:
    """What stands around every page: whose it is, its address, and the same in other languages."""
    tag = get_language() or DEFAULT
    return {
        "site": {"name": settings.CREDIT, "address": settings.PUBLIC_URL, "license": settings.LICENSE},
        "language": {"tag": tag, "direction": direction(tag)},
        "languages": [(each, name, _in(request, each)) for each, name in LANGUAGES.items()],
        "here": _in(request, named),
        "canonical": f"{settings.PUBLIC_URL}{_in(request, named)}",
        "suffix": f"?{PARAMETER}={named}" if named else "",
        "further": f"&{PARAMETER}={named}" if named else "",
    }


def _in(request: Request, tag: str | None) -> str:
    """The address of this page in a language, or in whichever the reader prefers."""
    parameters = [(name, value) for name, values in request.query_params.lists() for value in values]
    if tag:
        parameters.append((PARAMETER, tag))
    return f"{request.path}?{urlencode(parameters)}" if parameters else request.path


def _without(parameters: QueryDict, is_unread: Callable[[str], bool]) -> QueryDict:
    unread = [name for name in parameters if is_unread(name)]
    if not unread:
        return parameters
    left = parameters.copy()
    for name in unread:
        del left[name]
    return left
