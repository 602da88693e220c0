"""The reconciliation service over HTTP: what OpenRefine and its like ask, in version 0.2 and in the draft of 1.0.

What is asked is secret: answers are `no-store`, no question is quoted in a fault, and none is logged or kept.

`callback` (JSONP) is refused: 0.2 leaves it to us, every address here has CORS, and a script of ours in other people's
pages would have to be trusted by them for nothing (docs/decisions/additions-to-the-api-contract.md).
"""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar, Final

import orjson
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.schemas.inspectors import ViewInspector
from rest_framework.throttling import BaseThrottle

from claims.api.public.match import MatchRateThrottle
from claims.api.public.reconcile_asked import (
    PreviewParameters,
    ProposeParameters,
    ServiceParameters,
    SmallFormParser,
    SmallJSONParser,
    SuggestParameters,
)
from claims.record.models import Listing
from claims.tools.reconciliation import asking, preview
from claims.tools.reconciliation.answering import Answer, answers
from claims.tools.reconciliation.entities import TYPES, Entity, EntityType, entities_with
from claims.tools.reconciliation.extending import extension_0_2, extension_1_0, proposals
from claims.tools.reconciliation.manifest import manifest_0_2, manifest_1_0
from claims.tools.reconciliation.shapes import (
    ReconciliationFlyout,
    ReconciliationProperties,
    ReconciliationResult,
    ReconciliationResults,
    ReconciliationRows,
    ReconciliationSuggestions,
)
from claims.tools.reconciliation.suggesting import (
    suggested_entities,
    suggested_properties,
    suggested_types,
)
from claimtrack import json_in
from claimtrack.api.negotiation import AddressNegotiation
from claimtrack.api.problems import ErrorItem, InvalidBody, InvalidParameters, NotFound, Problem
from claimtrack.api.record import answer_at
from claimtrack.api.schema import PublicSchema, file_responses
from claimtrack.api.views import PublicView
from claimtrack.editions.state import RecordState, snapshot
from claimtrack.query.filterset import StrictFilterSet
from claimtrack.query.parameters import JSONSchema

_JSON: Final = "application/json; charset=utf-8"


class BatchTooLarge(Problem):
    """More queries or ids were sent than one request may hold. The manifest says how many queries: `batchSize`."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "batch-too-large"
    title = "The batch is too large"


# -- answers --------------------------------------------------------------------------------------


class ReconcileSchema(PublicSchema):
    """Describes an address of the service. A body is described by the view's `sent`, in the view's own media type."""

    def get_operation_id(self) -> str:
        """`reconcile_draft_match_create`: no generator takes a dot."""
        return super().get_operation_id().replace("1.0", "draft")

    def get_request_serializer(self) -> Any:
        sent: JSONSchema | None = getattr(self.view, "sent", None)
        if self.method != "POST" or sent is None:
            return super().get_request_serializer()
        [parser] = self.view.parser_classes
        name = f"{type(self.view).__name__.removesuffix('View')}ReconciliationBody"
        return {parser.media_type: self._register(name, {"type": "object", **sent})}


class PageSchema(ReconcileSchema):
    """Describes an answer that is a page."""

    def get_response_serializers(self) -> Any:
        return file_responses("text/html")


#: What is sent as the specifications have it; their own schemas say the rest.
_EXTENSION: Final[JSONSchema] = {
    "properties": {
        "ids": {"type": "array", "items": {"type": "string"}, "maxItems": asking.MOST_IDS},
        "properties": {"type": "array", "items": {"type": "object"}, "maxItems": asking.MOST_PROPERTIES},
    },
    "required": ["ids", "properties"],
}
_QUERIES: Final[JSONSchema] = {
    "properties": {"queries": {"type": "array", "items": {"type": "object"}, "maxItems": asking.BATCH}},
    "required": ["queries"],
}
_FORM: Final[JSONSchema] = {
    "properties": {name: {"type": "string", "contentMediaType": "application/json"} for name in ("queries", "extend")}
}


class ReconcileView(PublicView):
    """An address of the service: whatever `Accept` says, it has one answer."""

    content_negotiation_class = AddressNegotiation
    schema: ViewInspector | None = ReconcileSchema()

    def values(self, parameters: type[StrictFilterSet]) -> Mapping[str, Any]:
        return parameters.accept(self.asked, Listing.objects.none()).values


def unkept(answer: object) -> HttpResponse:
    """What was asked for stays with whoever asked."""
    return HttpResponse(orjson.dumps(answer), content_type=_JSON, headers={"Cache-Control": "no-store"})


def constant(answer: object) -> HttpResponse:
    """What is the same for everybody until the next release."""
    return HttpResponse(orjson.dumps(answer), content_type=_JSON, headers={"Cache-Control": "no-cache"})


def result_of(answer: Answer) -> ReconciliationResult:
    result: ReconciliationResult = {"result": answer.candidates}
    if answer.fault:
        result["errors"] = [answer.fault]
    return result


def refuse_too_many(number: int, most: int, what: str) -> None:
    if number > most:
        raise BatchTooLarge(f"{number:,} {what} were sent; {most} are the most.")


def read_extension(given: Any) -> asking.Extension:
    """Raises BatchTooLarge and InvalidBody."""
    try:
        asked = asking.read_extension(given)
    except asking.FaultyQuery as faulty:
        raise InvalidBody([_at("extend", faulty.fault)]) from None
    refuse_too_many(len(asked.ids), asking.MOST_IDS, "ids")
    return asked


def _at(member: str, fault: asking.ReconciliationFault) -> ErrorItem:
    return {"pointer": f"#/{member}{fault['pointer']}", "code": fault["code"], "message": fault["message"]}


class ServiceView(ReconcileView):
    """Version 0.2: the manifest; with `queries` candidates for each name; with `extend` properties of entities."""

    filterset_class = ServiceParameters
    parser_classes: Sequence[type[BaseParser]] = (SmallFormParser,)
    answers: ClassVar[Any] = dict[str, object]
    sent: ClassVar[JSONSchema] = _FORM

    def get_throttles(self) -> list[BaseThrottle]:
        asks = self.request.method == "POST" or self.request.query_params
        return [MatchRateThrottle()] if asks else super().get_throttles()

    def get(self, request: Request) -> HttpResponseBase:
        if not request.query_params:
            return constant(manifest_0_2())
        return self._answer(self.values(ServiceParameters))

    def post(self, request: Request) -> HttpResponseBase:
        """As by GET, in a form: then no name stands in an address, and in no log on its way."""
        return self._answer({name: _in_form(request.data, name) for name in ("queries", "extend")})

    def _answer(self, asked: Mapping[str, Any]) -> HttpResponseBase:
        queries, extend = asked["queries"], asked["extend"]
        if (queries is None) == (extend is None):
            raise InvalidParameters([{"code": "one_of", "message": "Give one of: queries, extend."}])
        if extend is not None:
            extension = read_extension(extend)
            with snapshot(self.database):
                return unkept(extension_0_2(extension, using=self.database))
        if not isinstance(queries, dict):
            message = f"It is {json_in.sort_of(queries)}; an object is expected, with a query by each key."
            raise InvalidParameters([{"parameter": "queries", "code": "malformed", "message": message}])
        refuse_too_many(len(queries), asking.BATCH, "queries")
        with snapshot(self.database):
            found = answers(queries.values(), asking.read_0_2, using=self.database)
        return unkept({key: result_of(each) for key, each in zip(queries, found, strict=True)})


def _in_form(form: Any, name: str) -> Any:
    """JSON in a field of a form. Raises InvalidBody, which does not say what was sent."""
    given = form.getlist(name) if isinstance(form, QueryDict) else []  # without a body there is no form
    if not given:
        return None
    if len(given) > 1:
        raise InvalidBody([{"pointer": f"#/{name}", "code": "repeated", "message": "It is given more than once."}])
    try:
        return json_in.loads(given[0].encode("utf-8", "surrogatepass"))
    except ValueError:
        raise InvalidBody([{"pointer": f"#/{name}", "code": "malformed", "message": "It is no JSON."}]) from None


class DraftServiceView(ReconcileView):
    """The draft of 1.0: its manifest."""

    answers: ClassVar[Any] = dict[str, object]

    def get(self, request: Request) -> HttpResponseBase:
        return constant(manifest_1_0())


class DraftMatchView(ReconcileView):
    """The draft of 1.0: candidates for each query of a batch, in their order."""

    throttle_classes: Sequence[type[BaseThrottle]] = (MatchRateThrottle,)
    parser_classes: Sequence[type[BaseParser]] = (SmallJSONParser,)
    answers: ClassVar[Any] = ReconciliationResults
    sent: ClassVar[JSONSchema] = _QUERIES

    def post(self, request: Request) -> HttpResponseBase:
        queries = request.data.get("queries") if isinstance(request.data, dict) else None
        if not isinstance(queries, list):
            raise ParseError("A JSON object is expected, with a list of queries in its member 'queries'.")
        refuse_too_many(len(queries), asking.BATCH, "queries")
        with snapshot(self.database):
            found = answers(queries, asking.read_1_0, using=self.database)
        results = [
            {"candidates": each.candidates, **({"errors": [each.fault]} if each.fault else {})} for each in found
        ]
        return unkept({"results": results})


class DraftExtendView(ReconcileView):
    """The draft of 1.0: values of properties, a row for each id."""

    throttle_classes: Sequence[type[BaseThrottle]] = (MatchRateThrottle,)
    parser_classes: Sequence[type[BaseParser]] = (SmallJSONParser,)
    answers: ClassVar[Any] = ReconciliationRows
    sent: ClassVar[JSONSchema] = _EXTENSION

    def post(self, request: Request) -> HttpResponseBase:
        extension = read_extension(request.data)
        with snapshot(self.database):
            return unkept(extension_1_0(extension, using=self.database))


# -- suggestions ----------------------------------------------------------------------------------


class SuggestEntityView(ReconcileView):
    """Sources, subjects and claims whose names begin so, or are nearly so."""

    filterset_class = SuggestParameters
    answers: ClassVar[Any] = ReconciliationSuggestions

    def get(self, request: Request) -> HttpResponseBase:
        values = self.values(SuggestParameters)
        types: Sequence[EntityType] = values["type"] or TYPES
        offset = max(values["offset"], values["cursor"])
        with snapshot(self.database):
            found = suggested_entities(
                values["prefix"], types, offset=offset, limit=values["limit"], using=self.database
            )
        return unkept({"result": found})


class SuggestTypeView(ReconcileView):
    """Types that begin so; all of them without a prefix."""

    filterset_class = SuggestParameters
    answers: ClassVar[Any] = ReconciliationSuggestions

    def get(self, request: Request) -> HttpResponseBase:
        values = self.values(SuggestParameters)
        offset = max(values["offset"], values["cursor"])
        return constant({"result": self.suggested(values["prefix"])[offset:][: values["limit"]]})

    def suggested(self, prefix: str) -> Sequence[object]:
        return suggested_types(prefix)


class SuggestPropertyView(SuggestTypeView):
    """Properties that begin so; all of them without a prefix."""

    def suggested(self, prefix: str) -> Sequence[object]:
        return suggested_properties(prefix)


class ProposeView(ReconcileView):
    """Which properties an extension can ask of entities of a type."""

    filterset_class = ProposeParameters
    answers: ClassVar[Any] = ReconciliationProperties

    def get(self, request: Request) -> HttpResponseBase:
        values = self.values(ProposeParameters)
        type_ = values["type"][0] if values["type"] else None
        return constant(proposals(type_, values["limit"]))


# -- one entity -----------------------------------------------------------------------------------


class EntityAnswerView(ReconcileView):
    """What is told of one entity by its id; kept until the record moves."""

    def answered(self, request: Request, name: str, tell: Callable[[Entity], HttpResponse]) -> HttpResponseBase:
        def answer(_: RecordState, etag: str) -> HttpResponse:
            found = entities_with([name], using=self.database)
            if not found:
                raise NotFound("Nothing that is published has this id.")
            response = tell(next(iter(found.values())))
            response["ETag"], response["Cache-Control"] = etag, "no-cache"
            return response

        return answer_at(request, request.get_full_path(), answer, using=self.database)


class PreviewView(EntityAnswerView):
    """A page of one entity, also for a frame: the standing first, no script, nothing loaded."""

    schema: ViewInspector | None = PageSchema()

    def get(self, request: Request, id: str) -> HttpResponseBase:  # noqa: A002 - the address's word
        return self.answered(request, id, _page)


class DraftPreviewView(PreviewView):
    """As of 0.2, with the id as a parameter."""

    filterset_class = PreviewParameters

    def get(self, request: Request) -> HttpResponseBase:  # type: ignore[override]  # its id is a parameter
        return self.answered(request, self.values(PreviewParameters)["id"] or "", _page)


def _page(entity: Entity) -> HttpResponse:
    response = HttpResponse(preview.page(entity), content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = preview.POLICY
    response["X-Robots-Tag"] = "noindex"
    response.xframe_options_exempt = True  # how Django is told so; the policy says who may
    return response


class FlyoutView(EntityAnswerView):
    """The same in a snippet, for a suggestion that is pointed at: an entity, a type or a property."""

    answers: ClassVar[Any] = ReconciliationFlyout

    def get(self, request: Request, id: str) -> HttpResponseBase:  # noqa: A002 - the address's word
        if (html := preview.of_word(id)) is not None:
            return constant({"id": id, "html": html})
        return self.answered(request, id, lambda entity: constant({"id": id, "html": preview.snippet(entity)}))


# -- addresses ------------------------------------------------------------------------------------


class _Unlisted(ServiceView):
    """The service as people paste its address: a form that is posted is not led to the slash."""

    schema = None


def patterns() -> list[URLPattern]:
    """0.2 names its addresses in the manifest; those of 1.0 are the draft's, without a slash at their end."""
    return [
        path("reconcile/", ServiceView.as_view()),
        path("reconcile", _Unlisted.as_view()),
        path("reconcile/entity/<str:id>/", PreviewView.as_view()),
        path("reconcile/suggest/entity/", SuggestEntityView.as_view()),
        path("reconcile/suggest/type/", SuggestTypeView.as_view()),
        path("reconcile/suggest/property/", SuggestPropertyView.as_view()),
        path("reconcile/flyout/<str:id>/", FlyoutView.as_view()),
        path("reconcile/extend/propose/", ProposeView.as_view()),
        path("reconcile/1.0/", DraftServiceView.as_view()),
        path("reconcile/1.0/match", DraftMatchView.as_view()),
        path("reconcile/1.0/extend", DraftExtendView.as_view()),
        path("reconcile/1.0/extend/propose", ProposeView.as_view()),
        path("reconcile/1.0/suggest/entity", SuggestEntityView.as_view()),
        path("reconcile/1.0/suggest/type", SuggestTypeView.as_view()),
        path("reconcile/1.0/suggest/property", SuggestPropertyView.as_view()),
        path("reconcile/1.0/preview", DraftPreviewView.as_view()),
    ]
