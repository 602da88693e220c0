"""How errors are answered: an exception as the problem it is, and the handlers of the whole project."""

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from functools import singledispatch
from http import HTTPStatus
from inspect import getdoc
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html
from psycopg.errors import LockNotAvailable, QueryCanceled
from rest_framework import exceptions
from rest_framework.permissions import SAFE_METHODS
from rest_framework.settings import api_settings
from rest_framework.views import APIView, set_rollback

from claimtrack.api.cors import allow_any_origin
from claimtrack.api.problems import (
    MEDIA_TYPE,
    ErrorItem,
    Held,
    InvalidBody,
    InvalidParameters,
    InvalidValue,
    NotFound,
    Overloaded,
    Problem,
    RateLimited,
    StorageFull,
    Unavailable,
    pointer_token,
)
from claimtrack.database import waiting
from claimtrack.disks import full_disk
from claimtrack.embedded import EmbeddedError
from claimtrack.query.faults import Fault, InvalidQuery

logger = logging.getLogger(__name__)


def problem_response(problem: Problem) -> HttpResponse:
    # Lone surrogates from a JSON body may be quoted in a message; UTF-8 has no bytes for them.
    body = json.dumps(problem.document(), ensure_ascii=False).encode("utf-8", "replace")
    return problem.unkept(HttpResponse(body, status=problem.status_code, content_type=MEDIA_TYPE))


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """REST framework's handler: an exception as a problem; None for a fault of ours (then `handler500`)."""
    problem = as_problem(exc, context.get("view"))
    if problem is None:
        return None
    set_rollback()
    return problem_response(problem)


@singledispatch
def as_problem(exc: Exception, view: APIView | None) -> Problem | None:
    """The problem an exception is to be answered as; None when it is no fault of the request."""
    return None


@as_problem.register
def _(exc: Problem, view: APIView | None) -> Problem:
    return exc


@as_problem.register
def _(exc: InvalidQuery, view: APIView | None) -> Problem:
    return InvalidParameters([_item(each) for each in exc.faults])


def _item(fault: Fault) -> ErrorItem:
    said: ErrorItem = {"code": fault["code"], "message": fault["message"]}
    return {"parameter": fault["parameter"], **said} if "parameter" in fault else said


@as_problem.register
def _(exc: exceptions.APIException, view: APIView | None) -> Problem:
    headers = {"WWW-Authenticate": exc.auth_header} if hasattr(exc, "auth_header") else {}
    return Problem(str(exc.detail), status=exc.status_code, headers=headers)


@as_problem.register
def _(exc: exceptions.ParseError, view: APIView | None) -> Problem:
    return InvalidBody([{"pointer": "#", "code": "malformed", "message": str(exc.detail)}])


@as_problem.register
def _(exc: exceptions.ValidationError, view: APIView | None) -> Problem:
    faults = list(_body_faults(exc.detail, "#"))
    if view is not None and view.request.method in SAFE_METHODS:
        return InvalidParameters([_as_parameter(fault) for fault in faults])
    return InvalidBody(faults)


@as_problem.register
def _(exc: exceptions.Throttled, view: APIView | None) -> Problem:
    wait: int | None = getattr(exc, "wait", None)  # the stubs of REST framework leave it out
    headers = {} if wait is None else {"Retry-After": str(wait)}
    return RateLimited(str(exc.detail), headers=headers)


@as_problem.register
def _(exc: exceptions.MethodNotAllowed, view: APIView | None) -> Problem:
    allowed = f" Allowed: {', '.join(view.allowed_methods)}." if view is not None else ""
    return Problem(f"{exc.detail}{allowed}", status=exc.status_code)


@as_problem.register
def _(exc: exceptions.NotAcceptable, view: APIView | None) -> Problem:
    available = ", ".join(renderer.media_type for renderer in exc.available_renderers or ())
    return Problem(f"This address answers only: {available}.", status=exc.status_code)


@as_problem.register
def _(exc: exceptions.UnsupportedMediaType, view: APIView | None) -> Problem:
    accepted = ", ".join(parser.media_type for parser in view.parser_classes) if view is not None else ""
    detail = f"{exc.detail} Accepted: {accepted}."
    return Problem(detail, status=exc.status_code, headers={"Accept": accepted})


@as_problem.register
def _(exc: Http404, view: APIView | None) -> Problem:
    return NotFound()


@as_problem.register
def _(exc: PermissionDenied, view: APIView | None) -> Problem:
    return Problem("You may not do this.", status=HTTPStatus.FORBIDDEN)


@as_problem.register
def _(exc: SuspiciousOperation, view: APIView | None) -> Problem:
    if isinstance(exc, RequestDataTooBig):
        return Problem("The body is too large.", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return Problem("The request cannot be read.", status=HTTPStatus.BAD_REQUEST)


@as_problem.register
def _(exc: DataError, view: APIView | None) -> Problem:
    # The database's sentence may quote the query, so it goes to the log alone.
    logger.warning("the database refused a value", exc_info=exc)
    return InvalidValue()


@as_problem.register
def _(exc: OSError, view: APIView | None) -> Problem | None:
    return _storage_full(exc)


@as_problem.register
def _(exc: EmbeddedError, view: APIView | None) -> Problem:
    logger.error("the embedded database cannot be started", exc_info=exc)
    return Unavailable()


def _storage_full(exc: Exception) -> StorageFull | None:
    full = full_disk(exc)
    if full is None:
        return None
    logger.error("%s", full, exc_info=exc)
    return StorageFull(f"{full} Nothing was saved: send it again once the newsroom has made room.")


@as_problem.register
def _(exc: OperationalError, view: APIView | None) -> Problem:
    if full := _storage_full(exc):
        return full
    if isinstance(exc.__cause__, QueryCanceled):
        logger.warning("a query was stopped at its time limit", exc_info=exc)
        return Overloaded()
    if isinstance(exc.__cause__, LockNotAvailable):
        logger.warning("a lock was not to be had in time", exc_info=exc)
        # Readers learn that they have to wait, and not who works at the desk.
        if isinstance(exc, waiting.Held) and not getattr(view, "cross_origin", True):
            return Held(f"{Held.default_detail} {exc.in_words()}")
        return Held()
    logger.error("the database failed", exc_info=exc)
    return Unavailable()


def _body_faults(detail: Any, pointer: str) -> Iterator[ErrorItem]:
    """The leaves of a nested validation error, each with its JSON pointer (RFC 6901, section 6)."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            whole = key == api_settings.NON_FIELD_ERRORS_KEY
            yield from _body_faults(value, pointer if whole else f"{pointer}/{pointer_token(key)}")
    elif isinstance(detail, list):
        for index, item in enumerate(detail):
            nested = isinstance(item, (dict, list))
            yield from _body_faults(item, f"{pointer}/{index}" if nested else pointer)
    else:
        yield {"pointer": pointer, "code": detail.code or "invalid", "message": str(detail)}


def _as_parameter(fault: ErrorItem) -> ErrorItem:
    name = fault["pointer"].removeprefix("#").split("/")[1:2]
    located: ErrorItem = {"code": fault["code"], "message": fault["message"]}
    return {"parameter": name[0], **located} if name else located


# -- the project's handlers -----------------------------------------------------------------------

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{}</title>
</head>
<body><main><h1>{}</h1><p>{}</p></main></body>
</html>
"""


def handler400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem_or_page(request, Problem("The request cannot be read.", status=HTTPStatus.BAD_REQUEST))


def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem_or_page(request, Problem("You may not do this.", status=HTTPStatus.FORBIDDEN))


def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem_or_page(request, NotFound())


#: What can go wrong outside of a view of the API, too, and is no fault of the program.
TOLD_AS_THEY_ARE = (OperationalError, OSError, EmbeddedError)


def handler500(request: HttpRequest) -> HttpResponse:
    fault = sys.exc_info()[1]
    if isinstance(fault, TOLD_AS_THEY_ARE) and (problem := as_problem(fault, None)):
        return _problem_or_page(request, problem)
    detail = "The fault is ours, and it has been logged."
    return _problem_or_page(request, Problem(detail, status=HTTPStatus.INTERNAL_SERVER_ERROR))


def explain(request: HttpRequest, code: str) -> HttpResponse:
    """What a problem's `type` address leads to: its meaning in a sentence or two (RFC 9457, section 4)."""
    kind = Problem.registry.get(code)
    if kind is None:
        return handler404(request)
    return HttpResponse(format_html(PAGE, kind.title, kind.title, getdoc(kind)))


def _problem_or_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    document = problem.document()
    if not request.path_info.startswith("/api/"):
        page = format_html(PAGE, document["title"], document["title"], document["detail"])
        return HttpResponse(page, status=problem.status_code)
    response = problem_response(problem)
    if _is_public(request):
        allow_any_origin(response)
    return response


def _is_public(request: HttpRequest) -> bool:
    """True where pages of other sites may read the answer: at public views, and where there is no view."""
    if request.resolver_match is None:
        return True
    view = getattr(request.resolver_match.func, "cls", None)
    return bool(getattr(view, "cross_origin", False))
