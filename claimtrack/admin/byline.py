"""The page of a byline: one's own is chosen and withdrawn there; an administrator withdraws that of others."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from unfold.widgets import UnfoldAdminTextInputWidget

from claimtrack.accounts import bylines
from claimtrack.accounts.rights import demand
from claimtrack.admin.base import person as signed_in
from claimtrack.editions.models import Byline


class BylineForm(forms.Form):
    name = forms.CharField(
        max_length=150,
        label="The name that readers see",
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "name"}),
    )


def page(request: HttpRequest, person_id: int | None = None) -> HttpResponse:
    """What is public of somebody, and how to change that. Raises NotAllowed."""
    me = signed_in(request)
    person = get_object_or_404(User, pk=person_id or me.pk)
    demand(me, "delete", [Byline(person=person.profile.pseudonym)])
    if request.method != "POST":
        return _asked(request, person, BylineForm())
    form = BylineForm(request.POST)
    if "withdraw" in request.POST:
        bylines.withdraw(person=person, by=me)
        return _done(request, "The name is withdrawn: nothing here shows it to readers any more.")
    if person == me and form.is_valid() and _chosen(form, me):
        return _done(request, f"Readers see the name “{form.cleaned_data['name']}” beside your work from now on.")
    return _asked(request, person, form)


def _chosen(form: BylineForm, me: User) -> bool:
    try:
        bylines.choose(name=form.cleaned_data["name"], by=me)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True


def _done(request: HttpRequest, told: str) -> HttpResponse:
    messages.success(request, told)
    return HttpResponseRedirect(request.path)


def _asked(request: HttpRequest, person: User, form: BylineForm) -> HttpResponse:
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "My byline" if person == request.user else f"Byline of {person}",
        "mine": person == request.user,
        "byline": bylines.byline_of(person),
        "pseudonym": person.profile.pseudonym,
        "form": form,
    }
    return TemplateResponse(request, "admin/desk/byline.html", context)
