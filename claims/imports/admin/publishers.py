"""The list of publishers whose judgements imports publish, and what imports have taken in that waits for a person."""

from collections.abc import Collection, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.imports import publishers
from claims.imports.filing.ours import waiting
from claims.imports.filing.publishing import reasons_to_wait
from claims.imports.models import ImportedReview, ListedPublisher
from claims.imports.publishers import listed
from claims.models import Claim
from claimtrack.admin.base import DeskAdmin, person
from claimtrack.admin.forms import DeskForm
from claimtrack.admin.labels import linked
from claimtrack.admin.steps import Given, Step, SteppedAdmin
from claimtrack.health import no_worker
from claimtrack.text import shortened


def _approved(row: ListedPublisher, by: User, given: Given) -> str:
    publishers.approve(publisher=row, by=by)
    return f"It is listed: a worker publishes what waited for it. {no_worker()}".strip()


def _taken_off(row: ListedPublisher, by: User, given: Given) -> str:
    publishers.take_off(publisher=row, by=by)
    return "From now on its judgements wait for a person. What is public stays."


APPROVE = Step(
    name="approve",
    verb="Approve",
    right="approve",
    take=_approved,
    offered=lambda row: row.is_proposed,
    hints=lambda row: [f"Proposed by {row.proposed_by}, because: {row.reason}"],
)
TAKE_OFF = Step(
    name="off", verb="Take it off", right="take_off", take=_taken_off, offered=lambda row: row.taken_off_at is None
)


class PublisherForm(DeskForm):
    class Meta:
        model = ListedPublisher
        fields = ("host", "reason")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if host := cleaned.get("host"):
            cleaned["host"] = publishers.as_reviews_have_it(host)
        return cleaned


@admin.register(ListedPublisher)
class ListedPublisherAdmin(SteppedAdmin):
    """A publisher is proposed here by one editor and approved by another."""

    form = PublisherForm
    list_display = ("host", "standing", "proposed_by", "approved_by", "proposed_at")
    list_select_related = ("proposed_by", "approved_by")
    queues = (
        ("Proposed", "approved_at__isnull=True&taken_off_at__isnull=True"),
        ("Listed", "approved_at__isnull=False&taken_off_at__isnull=True"),
        ("All", ""),
    )
    search_fields = ("host", "reason")
    naming_people = ("proposed_by", "approved_by", "taken_off_by")
    shown_fields = ("host", "reason", ("proposed_by", "approved_by", "taken_off_by"), ("approved_at", "taken_off_at"))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.shown_fields if obj else ("host", "reason")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("host", "reason", *self.naming_people, "approved_at", "taken_off_at") if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        is_of_a_queue = lookup in {"approved_at__isnull", "taken_off_at__isnull"}
        return is_of_a_queue or super().lookup_allowed(lookup, value, request)

    def get_steps(self) -> Sequence[Step]:
        return (APPROVE, TAKE_OFF)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        row = publishers.propose(host=form.instance.host, reason=form.instance.reason, by=person(request))
        form.instance.pk = row.pk

    @admin.display(description="standing")
    def standing(self, row: ListedPublisher) -> str:
        if row.taken_off_at:
            return "taken off"
        return "listed" if row.is_listed else "proposed"


def of_what_waits(reviews: QuerySet[ImportedReview]) -> QuerySet[ImportedReview]:
    """Those whose claim waits for a person: nobody has touched it, and its newest words are not public."""
    rows = reviews.filter(redacted=False, claim__in=waiting(Claim.objects.all()))
    return rows.select_related("claim", "judge").order_by("-pk")


class WhyItWaits(admin.SimpleListFilter):
    title, parameter_name = "why it waits", "why"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("accuses", "may accuse somebody"), ("name", "somebody by name alone"), ("unlisted", "not listed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ImportedReview]) -> QuerySet[ImportedReview]:
        match self.value():
            case "accuses":
                return queryset.filter(may_accuse=True)
            case "name":
                return queryset.filter(by_name_alone=True)
            case "unlisted":
                hosts = queryset.order_by().values_list("host", flat=True).distinct()
                return queryset.exclude(host__in=listed(hosts))
        return queryset


@admin.register(ImportedReview)
class WaitingReviewAdmin(DeskAdmin):
    """What imports have taken in and not published: each leads to its claim, which a person publishes."""

    list_display = ("statement", "judge", "label", "why")
    list_display_links = None
    list_filter = (WhyItWaits,)
    queues = (("All that waits", ""), ("May accuse somebody", "why=accuses"), ("By name alone", "why=name"))
    search_fields = ("claim__statement", "host", "label")
    fields = readonly_fields = ("statement", "judge", "label", "why")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return of_what_waits(super().get_queryset(request))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        _tell_why(changelist.result_list)
        return changelist

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        _tell_why([row] if row else [])
        return row

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="claim")
    def statement(self, row: ImportedReview) -> str:
        return linked(row.claim, 100)

    @admin.display(description="waits, for")
    def why(self, row: Any) -> str:
        return shortened(row.waits_because, 100)


def _tell_why(rows: Collection[Any]) -> None:
    """Say of each of these why it waits: all of it is asked at once."""
    reasons = reasons_to_wait([row.claim_id for row in rows])
    for row in rows:
        row.waits_because = reasons.get(row.claim_id, "it is published with the next import")
