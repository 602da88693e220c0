"""One's own saved searches: made, tried, changed and deleted; each shows what it finds now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.widgets import UnfoldAdminSelectWidget

from claims.record.query import ClaimFilters
from claims.record.standings import of_card
from claims.tools.searches.asking import LIST, read
from claims.tools.searches.places import Places, places_of
from claims.tools.searches.wording import in_words
from claims.writing.searches import keeping
from claims.writing.searches.models import SavedSearch
from claims.writing.searches.telling import faults_of
from claims.writing.webhooks.models import Webhook
from claimtrack.accounts.rights import may
from claimtrack.admin.base import DeskAdmin, person
from claimtrack.admin.forms import DeskForm
from claimtrack.query.asked import Asked
from claimtrack.workplace.models import Mail

#: The button that shows what a search finds, and keeps nothing.
TRY: Final = "_try"
#: So many claims are shown of what it finds.
SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Found:
    """What a query asks for in words, what it finds now, and where that is to be had."""

    asked: Sequence[str]
    count: int
    is_all: bool
    claims: Sequence[tuple[str, str]]
    places: Places


def found_by(query: str) -> Found:
    """Of a query that can be read."""
    asked = ClaimFilters.ask(Asked.in_query(query, path=LIST), using="default")
    number = asked.number
    cards = [orjson.loads(card) for (card,) in asked.page("card").rows[:SHOWN]]
    claims = [(f"/claims/{card['id']}/", of_card(card).before(card["statement"])) for card in cards]
    words = in_words(read(query, using="default"), using="default")
    return Found(words, number["count"], number["exact"], claims, places_of(query))


class SavedSearchForm(DeskForm):
    """A form that is tried is shown again, with what its query finds."""

    mail = forms.ChoiceField(
        choices=[("", "as of any notice"), *Mail.choices],
        required=False,
        label="e-mail",
        widget=UnfoldAdminSelectWidget,
    )

    class Meta:
        model = SavedSearch
        fields = ("name", "query", "mail")

    def clean_query(self) -> str:
        return keeping.checked_query(self.cleaned_data["query"])

    def is_valid(self) -> bool:
        return super().is_valid() and TRY not in self.data


@admin.register(SavedSearch)
class SavedSearchAdmin(DeskAdmin):
    form = SavedSearchForm
    change_form_template = "admin/desk/search.html"
    list_display = ("name", "asks_for", "mail", "finds")
    search_fields = ("name",)
    fields = ("name", "query", "mail")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(person=person(request))

    @admin.display(description="asks for")
    def asks_for(self, search: SavedSearch) -> str:
        if faults_of(search):
            return search.query
        return "; ".join(in_words(read(search.query, using="default"), using="default"))

    @admin.display(description="can be read")
    def finds(self, search: SavedSearch) -> str:
        return " ".join(each["message"] for each in faults_of(search)) or "yes"

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        form, search = context["adminform"].form, context.get("original")
        if form.is_bound:
            query = form.cleaned_data.get("query") if hasattr(form, "cleaned_data") else None
        else:
            query = search.query if search and not faults_of(search) else None
        context["found"] = None if query is None else found_by(query)
        if query is not None and may(person(request), "add", Webhook):
            context["webhook"] = f"{reverse('admin:claims_webhook_add')}?{urlencode({'filters': query})}"
        context["lapsed"] = faults_of(search) if search and not form.is_bound else ()
        shown: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return shown

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        given = form.cleaned_data
        mail = Mail(given["mail"]) if given["mail"] else None
        kept: dict[str, Any] = {"name": given["name"], "query": given["query"], "mail": mail, "by": person(request)}
        if change:
            keeping.change_search(search=form.instance, **kept)
        else:
            form.instance.pk = keeping.save_search(**kept).pk

    def delete_rows(self, request: HttpRequest, rows: Sequence[Any]) -> None:
        for search in rows:
            keeping.delete_search(search=search, by=person(request))
