"""Asks for the second factor: until it is given, a session by password is nobody's, whatever page it asks for."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from claimtrack.accounts.factors import has_factor, owes_factor
from claimtrack.staffed import is_of_a_reader

DESK: Final = "/admin/"
#: For whoever is half signed in: to give the factor, or to leave.
TO_GIVE: Final = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn", "admin:logout"}
#: For whoever owes one and has none: to add it, too.
TO_ADD: Final = TO_GIVE | {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
}
#: Asked for by scripts, or before anybody is signed in: answered as to nobody.
TO_NOBODY: Final = {"session", "admin:login", "admin:jsi18n"}
#: Pages of django-allauth, which get what pages of the admin are told of the desk.
PAGES: Final = ("mfa_", "account_", "socialaccount_", "openid_connect_")


class AsksForFactor:
    """Middleware. Whom `request.user` says is signed in has given what their account and role ask for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_of_a_reader(request):
            return self.get_response(request)
        # Looked at by whoever asks who is signed in: for readers nobody does.
        request.user = SimpleLazyObject(partial(_signed_in, request, request.user))  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        if not request.path_info.startswith(DESK) or _name(request) in TO_NOBODY - {"admin:login"}:
            return None
        bool(request.user.is_authenticated)  # looks who it is
        half: AbstractBaseUser | None = getattr(request, "half_signed_in", None)
        if half is None or (_name(request) == "admin:login" and request.method == "POST"):
            return None
        return HttpResponseRedirect(f"{_where(half)}?{urlencode({'next': _next(request)})}")

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        if _name(request) == "admin:login" and response.context_data is not None:
            response.context_data["single_sign_on"] = settings.SINGLE_SIGN_ON
        if _name(request).startswith(PAGES) and response.context_data is not None:
            response.context_data |= {**admin.site.each_context(request), **_owed(request)}
        return response


def _signed_in(request: HttpRequest, person: AbstractBaseUser | AnonymousUser) -> AbstractBaseUser | AnonymousUser:
    if isinstance(person, AnonymousUser) or not owes_factor(request, person):
        return person
    # An address that nobody has resolved yet opens nothing.
    if _name(request) in (TO_GIVE if has_factor(person) else TO_ADD):
        return person
    request.half_signed_in = person  # type: ignore[attr-defined]
    return AnonymousUser()


def _owed(request: HttpRequest) -> dict[str, bool]:
    """What the pages about factors say of whoever is half signed in: whether to give one, or to add it first."""
    if not request.user.is_authenticated:
        return {"owed": False, "has_none": False}
    owed = owes_factor(request, request.user)
    return {"owed": owed, "has_none": owed and not has_factor(request.user)}


def _name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _where(person: AbstractBaseUser) -> str:
    """Where the factor is given, by the way that comes first; or added."""
    if not has_factor(person):
        return reverse("mfa_index")
    first: str = get_adapter().get_reauthentication_methods(person)[0]["url"]
    return first


def _next(request: HttpRequest) -> str:
    """Where they wanted to go, if to a page."""
    if _name(request) == "admin:login":
        return request.GET.get("next", reverse("admin:index"))
    return request.get_full_path() if request.method == "GET" else reverse("admin:index")
