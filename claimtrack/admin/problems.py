"""What goes wrong at the desk is told on a page of the desk; everywhere else, as `claimtrack.api.problems` tells it."""

import sys
from http import HTTPStatus

from django.contrib import admin
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from claimtrack.api import problems
from claimtrack.disks import full_disk
from claimtrack.embedded import EmbeddedError

TOLD = {
    HTTPStatus.FORBIDDEN: (
        "You may not do this",
        "Your account has not the right to. Who gives rights: an administrator.",
    ),
    HTTPStatus.NOT_FOUND: ("There is no such page", "It may have been deleted, or the address has a slip."),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "Something went wrong",
        "The fault is ours, and it has been logged. Nothing was saved; what you typed is still on the page before.",
    ),
}


FULL = "Nothing was saved; what you typed is still on the page before. What is published can be read on. Send it again \
once somebody who runs this installation has made room."


def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, HTTPStatus.FORBIDDEN) or problems.handler403(request, exception)


def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, HTTPStatus.NOT_FOUND) or problems.handler404(request, exception)


def handler500(request: HttpRequest) -> HttpResponse:
    if full := full_disk(sys.exc_info()[1]):
        page = _page(request, HTTPStatus.INSUFFICIENT_STORAGE, (full, FULL))
    else:
        page = _page(request, HTTPStatus.INTERNAL_SERVER_ERROR)
    return page or problems.handler500(request)


def _page(request: HttpRequest, status: HTTPStatus, said: tuple[str, str] | None = None) -> HttpResponse | None:
    """The desk's own page; None for whoever is not at the desk, and while the database cannot be asked."""
    if not request.path_info.startswith(reverse("admin:index")) or not hasattr(request, "user"):
        return None
    try:
        if not admin.site.has_permission(request):
            return None
        title, told = said or TOLD[status]
        context = {**admin.site.each_context(request), "title": title, "told": told}
        return render(request, "admin/desk/problem.html", context, status=status)
    except (DatabaseError, EmbeddedError):
        return None
