"""The base of public views: readers without an account, the record's database, stored bytes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

import orjson
from django.conf import settings
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from rest_framework.authentication import BaseAuthentication
from rest_framework.parsers import BaseParser
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from claimtrack.api.cors import allow_any_origin, answer_preflight
from claimtrack.api.metadata import ParameterMetadata
from claimtrack.api.parsers import BoundedJSONParser
from claimtrack.api.problems import LengthRequired, NotFound
from claimtrack.api.schema import PublicSchema
from claimtrack.api.throttles import ReaderRateThrottle
from claimtrack.query.asked import Asked
from claimtrack.query.faults import InvalidQuery
from claimtrack.query.filterset import StrictFilterSet, unknown_parameters
from claimtrack.query.texts import REFUSED_CHARACTERS


class StrictView(APIView):
    """What public views and the desk's have in common: parameters that are all declared, and described so.

    Views that take parameters have a `filterset_class`, which describes them in OPTIONS and OpenAPI, and which
    they read them with: `filterset_class.accept(self.asked, queryset)`. A view without one refuses any parameter.
    """

    filterset_class: ClassVar[type[StrictFilterSet] | None] = None
    cross_origin: ClassVar[bool] = False
    metadata_class = ParameterMetadata

    @property
    def asked(self) -> Asked:
        return Asked(dict(self.request.query_params.lists()), self.request.path)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
            raise LengthRequired("Send the body whole, with its Content-Length.")  # it would be taken for empty
        if self.filterset_class is None:
            unknown = list(unknown_parameters(request.query_params, accepted=[]))
            if unknown:
                raise InvalidQuery(unknown)


class ReaderView(StrictView):
    """A read of the published record, for whoever asks. Queries go to the database alias `self.database`."""

    authentication_classes: Sequence[type[BaseAuthentication]] = ()
    permission_classes = (AllowAny,)
    throttle_classes: Sequence[type[BaseThrottle]] = (ReaderRateThrottle,)

    @property
    def database(self) -> str:
        return settings.RECORD_DATABASE

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if any(REFUSED_CHARACTERS.search(str(name)) for name in kwargs.values()):
            raise NotFound  # no name holds them, and the database would refuse the question


class PublicView(ReaderView):
    """The same for programs: in JSON, to pages of every site. Subclasses define `get` (HEAD follows)."""

    cross_origin = True

    renderer_classes: Sequence[type[BaseRenderer]] = (JSONRenderer,)
    parser_classes: Sequence[type[BaseParser]] = (BoundedJSONParser,)
    schema: ViewInspector | None = PublicSchema()

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        allow_any_origin(response)
        if request.method == "OPTIONS":
            answer_preflight(response, self.allowed_methods)
        return super().finalize_response(request, response, *args, **kwargs)


class UnknownAddressView(PublicView):
    """Every address under /api/ that no other view takes: 404, or the way to the same address with its slash.

    Django's own redirect would carry no CORS header, so pages of other sites could not follow it.
    """

    schema = None
    throttle_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return  # a browser shows the page no answer but the one to the request proper
        slashed = _with_slash(request)
        if slashed is None:
            raise NotFound("There is nothing at this address.")
        if request.method not in {"GET", "HEAD"}:
            raise NotFound(f"There is nothing at this address; {slashed} ends in a slash.")

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))


def _with_slash(request: Request) -> str | None:
    """The path with a slash appended, if a view answers there."""
    slashed = f"{request.path_info}/"
    try:
        match = resolve(slashed)
    except Resolver404:
        return None
    return None if getattr(match.func, "cls", None) is UnknownAddressView else slashed


def list_body(
    results: Iterable[str | bytes],
    *,
    next: str | None,  # noqa: A002  # the member it becomes
    position: int,
    extra: Mapping[str, Any] | None = None,
) -> bytes:
    """A list's body from stored JSON texts, joined and never parsed; `extra` are further members."""
    head = orjson.dumps({"next": next, "position": position, **(extra or {})})
    texts = (text.encode() if isinstance(text, str) else text for text in results)
    return b"".join((head[:-1], b',"results":[', b",".join(texts), b"]}"))
