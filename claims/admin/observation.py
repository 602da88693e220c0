"""How far it spread, on the desk: a ledger of figures that are entered, shown to readers or not, and corrected."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.models import Observation
from claims.scales import Precision
from claimtrack.admin.base import DeskAdmin, Stack, Table
from claimtrack.admin.labels import joined, once
from claimtrack.text import shortened

FACTS = (
    ("counts", "precision", "figure"),
    ("place", "observed"),
    "source",
    "note",
)


class ObservationInline(Table):
    """Figures as they were entered: whether readers see them is decided here, at any time."""

    model = Observation
    fk_name: str | None = "claim"
    fields = ("told", "observed", "source", "standing", "shown")
    readonly_fields = ("told", "observed", "source", "standing")
    can_delete = False
    hide_title = True
    related = ("source", "corrected_by")
    verbose_name_plural = "how far it spread: figures as they were entered"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="figure")
    def told(self, row: Observation) -> str:
        return told(row)

    @admin.display(description="stands")
    @once
    def standing(self, row: Any) -> str:
        if row.reason:
            return f"Corrects another: {shortened(row.reason, 80)}"
        return "Corrected by another." if getattr(row, "corrected_by", None) else "Yes."


class NewObservationInline(Stack):
    """Figures to be entered."""

    model = Observation
    fk_name: str | None = "claim"
    fields = (*FACTS, "shown", ("corrects", "reason"))
    autocomplete_fields = ("source", "corrects")
    verbose_name = "new figure"
    verbose_name_plural = "new figures: of the whole claim; those of one appearance are entered on its page"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).none()


class OfAppearanceInline(ObservationInline):
    fk_name = "appearance"


class NewOfAppearanceInline(NewObservationInline):
    fk_name = "appearance"
    verbose_name_plural = "new figures: of this appearance alone"


def told(row: Observation) -> str:
    """`at least 20,500 views, Example Network`."""
    if row.figure is None:
        return f"{row.get_counts_display()}, {row.place}: taken back"
    exact = "" if row.precision == Precision.EXACT else f"{row.get_precision_display()} "
    return f"{exact}{row.figure:,} {row.get_counts_display()}, {row.place}"


@admin.register(Observation)
class ObservationAdmin(DeskAdmin):
    """A figure stays as it was entered; another corrects it."""

    list_display = ("told", "observed", "source", "of_what", "shown")
    list_filter = ("counts", "shown", ("corrected_by", admin.EmptyFieldListFilter))
    list_select_related = ("source", "claim", "appearance__claim", "appearance__document")
    search_fields = ("place", "note", "reason", "claim__statement", "appearance__claim__statement")
    autocomplete_fields = ("claim", "appearance", "source", "corrects")
    fieldsets = (
        ("Of what: the claim, or one appearance of it", {"fields": ("claim", "appearance")}),
        ("How many of what, where and when", {"fields": FACTS}),
        ("For readers", {"fields": ("shown",)}),
        ("Instead of an earlier figure", {"fields": ("corrects", "reason")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Observation | None = None) -> Any:
        return ENTERED if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Observation | None = None) -> bool:
        return False

    def label(self, row: Observation) -> str:
        return joined(told(row), row.observed)

    @admin.display(description="figure")
    def told(self, row: Observation) -> str:
        return told(row)

    @admin.display(description="of what")
    def of_what(self, row: Observation) -> str:
        claim = row.claim or (row.appearance and row.appearance.claim)
        return shortened(str(claim), 80)


#: What stays once it is entered.
ENTERED = (
    "claim",
    "appearance",
    "figure",
    "precision",
    "counts",
    "place",
    "observed",
    "source",
    "note",
    "corrects",
    "reason",
)
