"""Quotations on the desk: beside each stands whether its document's copies have it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from claims.models import Appearance, Evidence, Rebuttal
from claims.writing.quote import Quoting
from claimtrack.admin.base import DeskFields
from claimtrack.admin.labels import once
from sources.checking import FOUND, NO_COPY, checked
from sources.models import Capture

#: The readable texts of copies, newest first, by their documents.
Texts = Mapping[UUID | None, Sequence[str]]


def copies_of(documents: Collection[UUID | None]) -> Texts:
    """The copies of these documents, in one query, or in none when there are no documents."""
    texts: dict[UUID | None, list[str]] = defaultdict(list)
    copies = Capture.objects.read_by_all().filter(document__in=documents)
    for document_id, text in copies.values_list("document_id", "text") if documents else ():
        texts[document_id].append(text)
    return texts


def compared(row: Quoting, texts: Texts) -> str:
    """How the row's quotation stands in the copies of its document."""
    return checked(quote=row.quote, prefix=row.prefix, suffix=row.suffix, texts=texts.get(row.document_id, ()))


class QuotationFound(admin.BooleanFieldListFilter):
    """Whether the quotation was found in the copies that are kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "found in a capture"


class ShowsChecks(DeskFields):
    """Pages of rows that quote: the stored answer, and of a near miss the difference."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "quote":
            # The page asks there while somebody types.
            field.widget.attrs["data-checks"] = reverse("admin:sources_document_check")
        return field

    @admin.display(description="found in a capture", boolean=True, ordering="anchored")
    def quotation_found(self, row: Quoting) -> bool | None:
        """In the copies that are kept of its document; unknown while there are none."""
        return row.anchored

    @admin.display(description="found in a capture")
    @once
    def checked(self, row: Quoting) -> str:
        """In a place of its own, where the page puts the answer for what is typed."""
        return format_html('<div class="desk-checked" aria-live="polite">{}</div>', self._standing(row))

    def _standing(self, row: Quoting) -> str:
        if not row.quote:
            return ""
        if row.anchored is not False:
            return FOUND if row.anchored else NO_COPY
        return compared(row, self.copies(row))

    def copies(self, row: Quoting) -> Texts:
        """The copies that the row's quotation was not found in."""
        return copies_of([row.document_id])


class ShowsChecksInline(ShowsChecks):
    """The same for rows on a claim's page: the copies are read once for all of them."""

    read: Texts | None = None

    def copies(self, row: Quoting) -> Texts:
        # An inline's admin is made for one request.
        if self.read is None:
            self.read = copies_of(_not_found_around(row))
        return self.read


def _not_found_around(row: Quoting) -> set[UUID | None]:
    """The documents of every quotation of this sort, under this claim, that was not found."""
    match row:
        case Appearance():
            rows: Any = Appearance.objects.filter(claim=row.claim_id)
        case Evidence():
            rows = Evidence.objects.filter(target_claim=row.target_claim_id)
        case Rebuttal():
            rows = Rebuttal.objects.filter(answers__claim__answers__rebuttal=row)
    return set(rows.filter(anchored=False).values_list("document_id", flat=True))
