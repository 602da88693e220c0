"""Whoever writes at the desk is named at the database, so that who has to wait can be told for whom."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from claimtrack.database.waiting import name_writer

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


class NamesWriters:
    """Middleware: the session of a request of the desk that may write bears its person's number and address's name.

    Elsewhere nobody asks who is signed in: an answer would vary with the cookie.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        match = request.resolver_match
        if match is None or request.method in SAFE or "admin" not in match.namespaces:
            return
        if request.user.is_authenticated:
            name_writer(request.user.pk, match.url_name or match.route)
