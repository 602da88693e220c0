"""Filters of lists kept under a name: each person's own, and those that are shared with everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from claimtrack.accounts.names import person_name
from claimtrack.accounts.rights import may
from claimtrack.models import KeptFilter

#: Parts of an address that are about the moment and filter nothing.
OF_THE_MOMENT = ("p", "all", "_popup", "_to_field", "_changelist_filters")


@dataclass(frozen=True, slots=True)
class Shown:
    """A kept filter above its list. `whose` names its owner where that is somebody else."""

    id: int
    name: str
    query: str
    whose: str
    shared: bool
    current: bool
    may_forget: bool


def page_of(model: type[Model]) -> str:
    return str(model._meta.label_lower)


def filter_in(parameters: QueryDict) -> str:
    """The filter in a list's parameters, in one spelling; empty where nothing is filtered or sorted."""
    kept = parameters.copy()
    for name in OF_THE_MOMENT:
        kept.pop(name, None)
    return kept.urlencode()


def kept_filters(me: User, model: type[Model], parameters: QueryDict) -> Sequence[Shown]:
    """What stands above the list of this model: one's own filters and the shared ones of others, in one query."""
    current, names = filter_in(parameters), may(me, "name", User)
    rows = KeptFilter.objects.filter(Q(person=me) | Q(shared=True), page=page_of(model)).select_related("person")
    return [
        Shown(
            row.pk,
            row.name,
            row.query,
            "" if row.person_id == me.pk or not names else person_name(row.person),
            row.shared,
            row.query == current,
            row.person_id == me.pk or may(me, "change", User),
        )
        for row in rows
    ]


class KeepForm(forms.Form):
    page = forms.CharField(max_length=100)
    query = forms.CharField(max_length=2000)
    name = forms.CharField(max_length=60)
    shared = forms.BooleanField(required=False)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the posted filter under a name; one's own of that name is replaced. Leads back to the list."""
    form = KeepForm(request.POST)
    model_admin = _listed(request.POST.get("page", ""))
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    query = filter_in(QueryDict(request.POST.get("query", "")))
    if form.is_valid() and query:
        KeptFilter.objects.update_or_create(
            person=cast("User", request.user),
            page=page_of(model_admin.model),
            name=form.cleaned_data["name"],
            defaults={"query": query, "shared": form.cleaned_data["shared"]},
        )
    else:
        messages.error(request, "A filter is kept under a name of up to 60 letters, once something is filtered.")
    return _back_to(model_admin, query)


@require_POST
def forget(request: HttpRequest, kept_id: int) -> HttpResponse:
    """One's own, or as an administrator anybody's."""
    kept = get_object_or_404(KeptFilter, pk=kept_id)
    if kept.person_id != request.user.pk and not may(cast("User", request.user), "change", User):
        raise PermissionDenied
    kept.delete()
    return _back_to(_listed(kept.page), request.POST.get("query", ""))


def _listed(page: str) -> Any:
    """The admin of the model a list is of. Raises PermissionDenied for what has no list."""
    try:
        return admin.site.get_model_admin(apps.get_model(page))
    except (LookupError, ValueError, NotRegistered) as error:
        raise PermissionDenied from error


def _back_to(model_admin: Any, query: str) -> HttpResponse:
    opts = model_admin.opts
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    return HttpResponseRedirect(f"{address}?{filter_in(QueryDict(query))}")
