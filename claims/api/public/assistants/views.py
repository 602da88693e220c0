"""The address itself: `POST /mcp`, one message each."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import IO, Any, Final

from django.conf import settings
from django.http import HttpResponse
from django.urls import re_path
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector
from rest_framework.throttling import BaseThrottle

from claims.api.public.assistants import messages
from claims.api.public.assistants.headers import MODERN, is_welcome, notification_revision, revision_of
from claims.api.public.assistants.messages import LONGEST, Code, Message, MessageId, Refused
from claims.api.public.assistants.methods import answered
from claims.api.public.match import MatchRateThrottle
from claimtrack.api.answering import as_problem
from claimtrack.api.problems import Problem
from claimtrack.api.views import PublicView

logger = logging.getLogger(__name__)

#: What pages of our own hosts may send, as browsers ask beforehand.
REQUEST_HEADERS: Final = "Content-Type, Accept, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Session-Id"


class BytesParser(BaseParser):
    """The body as it came, as far as one may go and a byte more."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return stream.read(LONGEST + 1)


class AssistantsView(PublicView):
    """The Model Context Protocol: assistants ask the published record. Nothing that is sent is kept."""

    schema: ViewInspector | None = None
    parser_classes: Sequence[type[BaseParser]] = (BytesParser,)
    throttle_classes: Sequence[type[BaseThrottle]] = (MatchRateThrottle,)
    message_id: MessageId | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if not is_welcome(request.headers.get("Origin"), settings.ALLOWED_HOSTS):
            raise Refused(Code.INVALID_REQUEST, "Pages of this origin may not ask here.", status=HTTPStatus.FORBIDDEN)
        if request.method not in self.allowed_methods:  # before it is looked at what would be accepted
            raise MethodNotAllowed(str(request.method))
        super().initial(request, *args, **kwargs)

    def post(self, request: Request) -> HttpResponse:
        sent: Any = request.data
        body = messages.parsed(sent if isinstance(sent, bytes) else b"")  # nothing was sent where it is none
        self.message_id = messages.id_of(body)
        message = messages.message(body)
        if message.id is None:
            return _taken(message, request.headers)
        revision = revision_of(message, request.headers)
        try:
            result = answered(message, revision, self.database)
        except Refused as refused:
            status = refused.status if revision in MODERN else HTTPStatus.OK
            return _answer(messages.written(message.id, error=messages.error_of(refused)), status)
        return _answer(messages.written(message.id, result=result), HTTPStatus.OK)

    def get_exception_handler(self) -> Any:
        return self._refusal

    def _refusal(self, exc: Exception, context: Mapping[str, Any]) -> HttpResponse:
        """Whatever goes wrong, in the protocol's form; what HTTP refuses bears its status as the code."""
        if isinstance(exc, Refused):
            return _answer(messages.written(self.message_id, error=messages.error_of(exc)), exc.status)
        problem = as_problem(exc, self)
        if problem is None:
            logger.error("an assistant could not be answered", exc_info=exc)
            problem = Problem("The fault is ours, and it has been logged.", status=HTTPStatus.INTERNAL_SERVER_ERROR)
        is_ours = problem.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
        code = Code.INTERNAL_ERROR if is_ours else problem.status_code
        refused = Refused(code, str(problem.detail), data=problem.document())
        answer = messages.written(self.message_id, error=messages.error_of(refused))
        return problem.unkept(_answer(answer, problem.status_code))

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        final = super().finalize_response(request, response, *args, **kwargs)
        if request.method == "OPTIONS":
            final["Access-Control-Allow-Headers"] = REQUEST_HEADERS
        return final


def _taken(message: Message, headers: Mapping[str, str]) -> HttpResponse:
    """A notification is taken and forgotten: there is nothing that one could change. Raises Refused."""
    if not message.method.startswith("notifications/"):
        raise Refused(Code.INVALID_REQUEST, "A request must have an `id`; without one, it is not carried out.")
    notification_revision(headers)
    response = HttpResponse(status=HTTPStatus.ACCEPTED)
    del response["Content-Type"]
    return response


def _answer(body: bytes, status: int) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


urlpatterns = [re_path(r"^mcp/?$", AssistantsView.as_view(), name="assistants")]
