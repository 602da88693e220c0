"""Appearances and their chains of attribution."""

from django.contrib import admin

from claims.admin.checks import QuotationFound, ShowsChecks
from claims.admin.observation import NewOfAppearanceInline, OfAppearanceInline
from claims.models import Appearance, Attribution
from claimtrack.admin.base import DeskAdmin, Table
from claimtrack.admin.labels import joined
from claimtrack.text import shortened


class AttributionInline(Table):
    model = Attribution
    fields = ("rank", "source")
    autocomplete_fields = ("source",)
    related = ("source",)
    verbose_name_plural = "chain of attribution: the speaker had it from the first, who had it from the second …"


@admin.register(Appearance)
class AppearanceAdmin(ShowsChecks, DeskAdmin):
    list_display = ("short_claim", "role", "speaker", "document", "made", "first_known", "quotation_found")
    list_filter = ("role", "first_known", ("anchored", QuotationFound), "credibility", "media_category")
    list_select_related = ("claim", "speaker", "document")
    search_fields = ("claim__statement", "quote", "speaker__name", "document__title", "document__url")
    autocomplete_fields = ("claim", "document", "speaker", "derives_from")
    readonly_fields = ("checked",)
    inlines = (AttributionInline, OfAppearanceInline, NewOfAppearanceInline)
    fieldsets = (
        (None, {"fields": ("claim", "document", ("role", "first_known"), "speaker", "derives_from")}),
        ("What stands there", {"fields": ("quote", "checked", ("prefix", "suffix"), "hedge")}),
        (
            "What is seen or heard there, in place of a quotation",
            {"fields": ("description", "transcript", "media_category")},
        ),
        ("When, and to whom", {"fields": ("made", "occurred_at", "audience")}),
        ("What it is worth", {"fields": ("credibility",)}),
    )

    def label(self, row: Appearance) -> str:
        return joined(row, row.made, shortened(row.claim.statement, 60))

    @admin.display(description="claim", ordering="claim__statement")
    def short_claim(self, row: Appearance) -> str:
        return shortened(row.claim.statement)


@admin.register(Attribution)
class AttributionAdmin(DeskAdmin):
    list_display = ("appearance", "rank", "source")
    list_select_related = ("appearance__speaker", "appearance__document", "source")
    search_fields = ("source__name", "appearance__claim__statement", "appearance__document__title")
    autocomplete_fields = ("appearance", "source")
