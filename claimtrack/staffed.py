"""Middleware that readers of the record pass by: they have no session, no account and no messages.

Who sends a cookie may be somebody, and everything but the public API may need to know.
"""

from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware as _AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware as _MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware as _SessionMiddleware
from django.http import HttpRequest

_PUBLIC = ("/api/v1/", "/v1alpha1/", "/mcp")
_OTHERS = ("/api/v1/desk/", "/api/v1/docs/", "/api/v1/schema/")


def is_of_a_reader(request: HttpRequest) -> bool:
    path = request.path_info
    return path.startswith(_PUBLIC) and not path.startswith(_OTHERS) and not request.META.get("HTTP_COOKIE")


class _PassedByReaders:
    get_response: Any

    def __call__(self, request: HttpRequest) -> Any:
        return self.get_response(request) if is_of_a_reader(request) else super().__call__(request)  # type: ignore[misc]  # of the middleware beside it


class SessionMiddleware(_PassedByReaders, _SessionMiddleware):
    """As Django's."""


class AuthenticationMiddleware(_PassedByReaders, _AuthenticationMiddleware):
    """As Django's."""


class MessageMiddleware(_PassedByReaders, _MessageMiddleware):
    """As Django's."""
