"""Sources that may be one and the same, side by side."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse

from claims.imports.filing.doubles import keep_apart
from claims.imports.models import Double
from claims.models import Appearance
from claimtrack.accounts.rights import may
from claimtrack.accounts.visible import visible
from claimtrack.admin.base import person
from claimtrack.admin.labels import joined, linked
from claimtrack.admin.steps import Given, Step, SteppedAdmin
from claimtrack.text import shortened
from sources.models import Document, Source


def _kept_apart(double: Double, by: User, given: Given) -> str:
    keep_apart(double=double, by=by)
    return "They stay two, and are not proposed again."


KEEP_APART = Step(
    name="apart",
    verb="They are two",
    right="decide",
    take=_kept_apart,
    offered=lambda double: double.state == Double.State.OPEN,
)


@admin.register(Double)
class DoubleAdmin(SteppedAdmin):
    """What two sources have in common, and what is known of each."""

    list_display = ("called", "others", "reason", "state", "created_at")
    list_filter = ("state",)
    queues = (("Open", "state__exact=open"), ("All", ""))
    list_select_related = ("one", "other")
    search_fields = ("one__name", "other__name", "reason")
    change_form_template = "admin/desk/double.html"
    fields = ("reason", ("state", "decided_by", "decided_at"))

    readonly_fields = ("reason", "state", "decided_by", "decided_at")
    naming_people = ("decided_by",)

    def get_steps(self) -> Sequence[Step]:
        return (KEEP_APART,)

    @admin.display(description="source", ordering="one__name")
    def called(self, row: Double) -> str:
        return shortened(row.one.name, 80)

    @admin.display(description="and", ordering="other__name")
    def others(self, row: Double) -> str:
        return shortened(row.other.name, 80)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if double := context.get("original"):
            context["rows"] = list(_side_by_side(double.one, double.other, person(request)))
            if may(person(request), "merge", double.other):
                merge = reverse("admin:sources_source_merge", args=[double.other.pk])
                context["merge_url"] = f"{merge}?into={double.one.pk}"
        return super().render_change_form(request, context, *args, **kwargs)


def _side_by_side(one: Source, other: Source, by: User) -> Iterable[tuple[str, object, object]]:
    documents, appearances = visible(Document.objects.all(), by=by), visible(Appearance.objects.all(), by=by)
    for label, told in (
        ("Name", linked),
        ("Kind", lambda source: source.get_kind_display()),
        ("Also called", lambda source: ", ".join(source.aliases)),
        ("Country", lambda source: source.country.name),
        ("Website", lambda source: source.website),
        ("Identified by", lambda source: joined(*source.same_as)),
        ("State", lambda source: source.get_stage_display()),
        ("Documents", lambda source: f"{documents.filter(publisher=source).count():,}"),
        ("Speaks in", lambda source: f"{appearances.filter(speaker=source).count():,} appearances"),
    ):
        yield label, told(one), told(other)
