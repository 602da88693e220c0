"""Requests that may write bear an id, which the audit trail keeps beside what they wrote, and answers tell."""

from collections.abc import Callable
from typing import Final
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from claimtrack.api.throttles import client_address
from claimtrack.editions.noted import noting

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class NotesRequests:
    """Middleware: notes the id of a request that may write, and the address that it came from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE:
            return self.get_response(request)
        number = str(uuid4())
        with noting(number, client_address(request)):
            response = self.get_response(request)
        response["X-Request-ID"] = number
        return response
