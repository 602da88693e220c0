"""Tokens for programs: each person makes their own, and sees the secret once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.widgets import UnfoldAdminSelectWidget

from claimtrack.accounts import tokens
from claimtrack.accounts.models import Scope, Token
from claimtrack.admin.accounts import Audited
from claimtrack.admin.base import DeskAdmin, person
from claimtrack.admin.forms import DeskForm

DAYS = (("30", "30 days"), ("90", "90 days"), ("365", "a year"))
SHOWN = ("name", "user", "uses", "created", "expiry", "last_used")


class TokenForm(DeskForm):
    scopes = forms.MultipleChoiceField(
        choices=Scope.choices, widget=forms.CheckboxSelectMultiple, label="What it may be used for"
    )
    days = forms.ChoiceField(choices=DAYS, initial="90", widget=UnfoldAdminSelectWidget, label="Expires after")

    class Meta:
        model = Token
        fields = ("name", "scopes")


@admin.register(Token)
class TokenAdmin(Audited, DeskAdmin):
    """Made and deleted, never changed: whoever wants other scopes makes another token."""

    form = TokenForm
    list_display = SHOWN
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    fields = ("name", "scopes", "days")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """One's own; an administrator sees, and can take away, everybody's."""
        rows = super().get_queryset(request)
        return rows if person(request).is_superuser else rows.filter(user=person(request))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        form: Any = super().get_form(request, obj, change, **kwargs)
        if "scopes" in form.base_fields:
            form.base_fields["scopes"].choices = [
                (each.value, each.label) for each in tokens.scopes_of(person(request))
            ]
        return form

    def get_fields(self, request: HttpRequest, obj: Token | None = None) -> Any:
        return SHOWN if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Token | None = None) -> Any:
        return SHOWN if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Token | None = None) -> bool:
        return False

    @admin.display(description="may be used to")
    def uses(self, token: Token) -> str:
        return ", ".join(str(Scope(scope).label) for scope in token.scopes)

    def delete_rows(self, request: HttpRequest, rows: Sequence[Token]) -> None:
        for token in rows:
            tokens.revoke(token=token, by=person(request))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """The row has the digest of a secret that nobody can read again."""
        given = form.cleaned_data
        me, lasts = person(request), timedelta(days=int(given["days"]))
        made, secret = tokens.issue(person=me, name=given["name"], scopes=given["scopes"], lasts=lasts, by=me)
        form.instance.pk, form.instance.secret = made.pk, secret

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": obj.name, "secret": obj.secret}
        response = TemplateResponse(request, "admin/desk/token.html", context)
        response["Cache-Control"] = "no-store"
        return response
