"""How publishers' labels are read: the registry, and the queue of labels that nobody has read yet."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import Count, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.imports.models import ImportedReview, RatingLabel
from claims.imports.ratings.registry import carrying
from claims.imports.ratings.writing import RatingFields, read_label
from claimtrack.accounts.hiding import existing_for
from claimtrack.admin.base import DeskAdmin, person
from claimtrack.admin.labels import linked, once
from claimtrack.health import no_worker
from claimtrack.text import shortened
from claimtrack.writing import Change, Create, Update, Written

#: Claims shown beside a label, so that whoever reads it sees what it was said of.
EXAMPLES = 8
UNREAD = Q(verdict="", not_checkable_reason="")


class Unread(admin.SimpleListFilter):
    """Labels that wait for a reading, and those that have one."""

    title = "reading"
    parameter_name = "read"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "waits for a reading"), ("yes", "is read")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return {"no": queryset.filter(UNREAD), "yes": queryset.exclude(UNREAD)}.get(self.value() or "", queryset)


def with_reviews(labels: QuerySet[RatingLabel], *, by: User) -> QuerySet[Any]:
    """The labels with how many reviews carry each, as `carried`: of those that exist for whoever asks."""
    known = existing_for(ImportedReview.objects.filter(rating=OuterRef("pk")), by)
    carrying = known.order_by().values("rating")
    counted = Subquery(carrying.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
    return labels.annotate(carried=Func(counted, 0, function="COALESCE", output_field=IntegerField()))


@admin.register(RatingLabel)
class RatingLabelAdmin(DeskAdmin):
    """A label is read once; every claim that carries it is judged so, now and when more come."""

    has_a_past = True
    list_display = ("shown_label", "host", "language", "reading", "media_category", "reviews")
    list_filter = (Unread, "verdict")
    queues = (("Waiting for a reading", "read=no"), ("All", ""))
    search_fields = ("label", "host", "note")
    readonly_fields = ("examples",)
    fieldsets = (
        (None, {"fields": ("label", ("host", "language"), "examples")}),
        ("Is read as", {"fields": (("verdict", "not_checkable_reason"), "media_category")}),
        ("Where that is explained", {"fields": ("scale", "explained_at", "note")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return with_reviews(RatingLabel.objects.all(), by=person(request)).order_by(*self.get_ordering(request))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("-carried", "host", "label")

    @admin.display(description="label", ordering="label")
    def shown_label(self, row: RatingLabel) -> str:
        return shortened(row.label, 100)

    @admin.display(description="is read as", empty_value="waits for a reading")
    def reading(self, row: RatingLabel) -> str | None:
        return row.get_verdict_display() or row.get_not_checkable_reason_display() or None

    @admin.display(description="reviews", ordering="carried")
    def reviews(self, row: Any) -> int:
        count: int = row.carried
        return count

    @admin.display(description="said of")
    @once
    def examples(self, row: Any) -> str:
        """The newest claims that carry the label, and how the same label is read elsewhere."""
        if row._state.adding:
            return "Claims that carry the label, once an import has met it."
        carrying = existing_for(row.reviews.select_related("claim"), row.asked_by).order_by("-pk")[:EXAMPLES]
        claims = format_html_join("", "<li>{}</li>", ((linked(review.claim),) for review in carrying))
        more = row.carried - len(carrying)
        rest = format_html("<p>and {} more</p>", more) if more > 0 else SafeString("")
        return format_html('<ul class="desk-tried">{}</ul>{}{}', claims, rest, _elsewhere(row)) if claims else "nothing"

    def write(self, changes: Sequence[Change], *, by: User) -> Written:
        [change] = changes
        return read_label(change=cast("Create[RatingFields] | Update[RatingFields]", change), by=by)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        row: RatingLabel = form.instance
        waiting = existing_for(carrying(row.key, row.host), person(request)).count()
        if row.is_read and waiting:
            told = f"A worker judges what carries this label as it is read now: {waiting:,} reviews."
            self.message_user(request, f"{told} {no_worker()}".strip(), messages.SUCCESS)


def _elsewhere(row: RatingLabel) -> SafeString:
    same = RatingLabel.objects.filter(key=row.key).exclude(UNREAD).exclude(pk=row.pk)[:EXAMPLES]
    lines = format_html_join(
        "",
        "<li>{}: {}</li>",
        ((linked(other), other.get_verdict_display() or other.get_not_checkable_reason_display()) for other in same),
    )
    return format_html('<p>The same label elsewhere:</p><ul class="desk-tried">{}</ul>', lines) if lines else lines
