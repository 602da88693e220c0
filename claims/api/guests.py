"""What a guest is shown by their link: one claim that is not published, and its dossier. Nothing is written here."""

from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path
from django.views.decorators.http import require_safe
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.views import APIView

from claims.api.desk.before_publication import dossier_response
from claims.dossier.as_pdf import CannotPrint
from claims.dossier.renditions import Busy
from claims.models import Claim
from claimtrack import addresses
from claimtrack.api.throttles import GuestRateThrottle
from claimtrack.editions.handing import Guest
from claimtrack.writing.guests import Leads, open_link

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}


@require_safe
def page(request: HttpRequest, secret: str) -> HttpResponse:
    """What the link is for, and until when; the same words for one that is wrong, expired or taken back."""
    return _answered(request, secret, "page")


@require_safe
def dossier(request: HttpRequest, secret: str, form: str) -> HttpResponse:
    return _answered(request, secret, form)


def _answered(request: HttpRequest, secret: str, what: str) -> HttpResponse:
    try:
        GuestRateThrottle().allow_request(Request(request), APIView())
    except APIException as error:
        return _said(str(error.detail), HTTPStatus.TOO_MANY_REQUESTS)
    found = open_link(Claim, secret, what=what) if what == "page" or what in READ else None
    if found is None:
        return _said(NOWHERE, HTTPStatus.NOT_FOUND)
    guest, claim, where = found
    if where == Leads.TO_READERS:
        return _said(PUBLISHED, HTTPStatus.GONE, f"{settings.PUBLIC_URL}{addresses.page('claim', claim.pk)}")
    if what == "page":
        return _first_page(guest, claim)
    try:
        return dossier_response(claim, what, guest.name)
    except (Busy, CannotPrint) as error:
        return _said(str(error), HTTPStatus.SERVICE_UNAVAILABLE)


#: What a guest reads it in; a file that holds them all is for the desk.
READ: Final = ("html", "pdf")
PUBLISHED: Final = "What you were asked to read was published, and this link ended with that. Everybody reads it at:"
NOWHERE: Final = "This link leads nowhere: it is mistyped, has ended, or was taken back. Ask whoever sent it to you."


def _first_page(guest: Guest, claim: Claim) -> HttpResponse:
    context = {"guest": guest, "statement": claim.statement, "forms": READ}
    return HttpResponse(render_to_string("dossier/guest.html", context), headers=HEADERS)


def _said(words: str, status: HTTPStatus, address: str = "") -> HttpResponse:
    context = {"words": words, "address": address}
    return HttpResponse(render_to_string("dossier/guest.html", context), status=status, headers=HEADERS)


urlpatterns = [
    path("guest/<str:secret>/", page),
    path("guest/<str:secret>/dossier.<str:form>", dossier),
]
