"""Whether somebody is still signed in: the page asks before it sends what was typed, and keeps it if not."""

from http import HTTPStatus

from django.contrib import admin
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache


@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """The token that forms of this session carry, which each signing-in renews; 403 where nobody is signed in."""
    if not admin.site.has_permission(request):
        return JsonResponse({}, status=HTTPStatus.FORBIDDEN)
    return JsonResponse({"token": get_token(request)})
