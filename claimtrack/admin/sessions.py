"""Where one is signed in, as a page: each session with its browser, and a button that ends it."""

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from claimtrack.accounts.signed_in import end_sessions, handle_of, sessions_of
from claimtrack.admin.base import person

#: What the button says that ends all but the one that it is pressed in.
OTHERS = "others"


def mine(request: HttpRequest) -> HttpResponse:
    return _page(request, person(request))


def of(request: HttpRequest, person_id: int) -> HttpResponse:
    """Of somebody else: for administrators."""
    return _page(request, get_object_or_404(User, pk=person_id))


def _page(request: HttpRequest, whose: User) -> HttpResponse:
    me, here = person(request), handle_of(request.session.session_key or "")
    if request.method == "POST":
        asked = request.POST.get("end", "")
        ended = end_sessions(
            person=whose, which=lambda handle: handle != here if asked == OTHERS else handle == asked, by=me
        )
        messages.success(request, "Ended." if ended else "It had ended already.")
        return HttpResponseRedirect(request.get_full_path())
    context = {
        **admin.site.each_context(request),
        "title": "Where you are signed in" if whose == me else f"Where {whose} is signed in",
        "sessions": sessions_of(whose, by=me),
        "here": here,
        "others": OTHERS,
        "back": None if whose == me else reverse("admin:auth_user_change", args=[whose.pk]),
    }
    return TemplateResponse(request, "admin/desk/sessions.html", context)
