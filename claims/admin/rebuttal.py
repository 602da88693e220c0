"""Rebuttals, and what they answer."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.checks import QuotationFound, ShowsChecks
from claims.models import Answer, Rebuttal
from claimtrack.admin.base import DeskAdmin, Table
from claimtrack.admin.labels import joined
from claimtrack.text import shortened


class AnswerInline(Table):
    model = Answer
    fields = ("claim", "document", "scope", "taken_off")
    autocomplete_fields = ("claim", "document")
    related = ("claim", "document__publisher", "rebuttal__source")
    verbose_name_plural = "what it answers: claims or documents"


@admin.register(Rebuttal)
class RebuttalAdmin(ShowsChecks, DeskAdmin):
    """A rebuttal is written under every claim that it answers or makes."""

    list_display = ("short_statement", "kind", "source", "standing", "document", "made", "quotation_found")
    list_filter = ("kind", "standing", ("anchored", QuotationFound))
    list_select_related = ("source", "document")
    search_fields = ("statement", "quote", "verb", "source__name", "document__title", "document__url")
    autocomplete_fields = ("source", "speaker", "document", "makes", "in_reply_to")
    readonly_fields = ("checked",)
    inlines = (AnswerInline,)
    fieldsets = (
        (None, {"fields": (("kind", "verb"), "source", "speaker", "standing", "document", "statement")}),
        ("What stands there", {"fields": ("quote", "checked", ("prefix", "suffix"))}),
        ("When, and to whom", {"fields": ("made", "occurred_at", "audience")}),
        ("How it goes on", {"fields": ("makes", "in_reply_to")}),
        ("No response: who was asked, and when", {"fields": ("asked_of", "asked_at", "asked_deadline")}),
    )

    def label(self, row: Rebuttal) -> str:
        return joined(row, row.made, shortened(row.statement, 80))

    @admin.display(description="statement", ordering="statement")
    def short_statement(self, row: Rebuttal) -> str:
        return shortened(row.statement)


@admin.register(Answer)
class AnswerAdmin(DeskAdmin):
    list_display = ("rebuttal", "claim", "document", "scope", "taken_off")
    list_filter = ("scope", "taken_off")
    list_select_related = ("rebuttal__source", "claim", "document")
    search_fields = ("rebuttal__statement", "rebuttal__source__name", "claim__statement", "document__title")
    autocomplete_fields = ("rebuttal", "claim", "document")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Answer]:
        return super().get_queryset(request).select_related(*self.list_select_related)
