"""What goes wrong at the desk is told on a page of the desk; everywhere else, as `claimtrack.api.problems` tells it."""

import sys
from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from psycopg.errors import LockNotAvailable

from claimtrack.accounts.rights import NotAllowed, refusal
from claimtrack.api import answering
from claimtrack.database.waiting import Held
from claimtrack.disks import full_disk
from claimtrack.embedded import EmbeddedError

#: What the pages of Django's admin do, by the end of their names.
PAGES = {"changelist": "view", "history": "view", "add": "add", "change": "change", "delete": "delete"}
TOLD = {
    HTTPStatus.FORBIDDEN: (
        "You may not do this",
        "Your account lacks the right to this. An administrator gives rights.",
    ),
    HTTPStatus.NOT_FOUND: ("There is no such page", "It may have been deleted, or the address has a slip."),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "Somebody else is writing it at this moment",
        "Nothing was saved, and nothing you typed is lost: send it again in a moment, or go back to the page before.",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "Something went wrong",
        "The fault is ours, and it has been logged. Nothing was saved; what you typed is still on the page before.",
    ),
}


FULL = "Nothing was saved; what you typed is still on the page before. What is published can be read on. Send it again \
once somebody who runs this installation has made room."


def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, HTTPStatus.FORBIDDEN, why=_refusal(request, exception)) or answering.handler403(
        request, exception
    )


def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, HTTPStatus.NOT_FOUND) or answering.handler404(request, exception)


def handler500(request: HttpRequest) -> HttpResponse:
    fault = sys.exc_info()[1]
    if isinstance(fault, OperationalError) and isinstance(fault.__cause__, LockNotAvailable):
        page = _held(request, fault)
    elif full := full_disk(fault):
        page = _page(request, HTTPStatus.INSUFFICIENT_STORAGE, (full, FULL))
    else:
        page = _page(request, HTTPStatus.INTERNAL_SERVER_ERROR)
    return page or answering.handler500(request)


def _refusal(request: HttpRequest, exception: Exception | None) -> str:
    """Who may do what was refused: an action says so itself; what one of Django's pages does, its address tells."""
    if isinstance(exception, NotAllowed):
        return str(exception)
    match = request.resolver_match
    asked = getattr(match.func, "model_admin", None) if match else None
    action = PAGES.get(str(match.url_name).rsplit("_", maxsplit=1)[-1]) if match else None
    if asked is None or action is None or not isinstance(request.user, User):
        return ""
    return refusal(request.user, "view" if action == "change" and request.method != "POST" else action, asked.model)


def _held(request: HttpRequest, fault: OperationalError) -> HttpResponse | None:
    """Who is in the way, and what was sent, to be sent again."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]
    # A browser sends a file again only when it is chosen again.
    again: dict[str, Any] = {"may_send_again": request.method == "POST" and not request.FILES, "sent": sent}
    who: dict[str, Any] = {"who": fault.in_words()} if isinstance(fault, Held) else {}
    page = _page(request, HTTPStatus.SERVICE_UNAVAILABLE, **again, **who)
    if page:
        page["Retry-After"] = "5"
    return page


def _page(
    request: HttpRequest, status: HTTPStatus, said: tuple[str, str] | None = None, why: str = "", **more: Any
) -> HttpResponse | None:
    """The desk's own page; None for whoever is not at the desk, and while the database cannot be asked."""
    if not request.path_info.startswith(reverse("admin:index")) or not hasattr(request, "user"):
        return None
    try:
        if not admin.site.has_permission(request):
            return None
        title, told = said or TOLD[status]
        context = {**admin.site.each_context(request), "title": title, "told": why or told, **more}
        return render(request, "admin/desk/problem.html", context, status=status)
    except (DatabaseError, EmbeddedError):
        return None
