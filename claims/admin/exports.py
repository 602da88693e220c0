"""Selected claims in any format they are handed on in."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from claims.exports.formats import CLAIM_FORMATS, FEED_FORMATS, FORMATS, ClaimFormat
from claims.exports.published import begun, heading
from claims.models import Claim
from claims.record.documents import CLAIM
from claims.record.reading import BATCH, PublishedClaim, public_among, read_claims
from claimtrack import addresses
from claimtrack.admin.base import DeskAdmin
from claimtrack.editions.reading import EditionKey
from claimtrack.editions.state import snapshot

#: A feed is an address that is asked again and again, so the claims it is of must fit into one.
MOST_IN_A_FEED = 80


class ExportingAdmin(DeskAdmin):
    """The action that hands claims on: from the record alone, so that nothing unpublished leaves."""

    @admin.action(description="Export selected …", permissions=["view"])
    def export_selected(self, request: HttpRequest, queryset: QuerySet[Claim]) -> HttpResponseBase | None:
        chosen = list(queryset.order_by().values_list("pk", flat=True))
        rows = public_among(chosen, using=settings.RECORD_DATABASE)
        name = request.POST.get("format", "")
        if not rows:
            self.message_user(request, "None of them is public: there is nothing to export.", messages.ERROR)
            return None
        if name in CLAIM_FORMATS:
            return exported(rows, CLAIM_FORMATS[name])
        if name in FEED_FORMATS and len(rows) <= MOST_IN_A_FEED:
            return HttpResponseRedirect(feed_address(rows, name))
        return self._ask_form(request, len(chosen), rows)

    def _ask_form(self, request: HttpRequest, chosen: int, rows: Sequence[EditionKey]) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Export claims",
            "public": len(rows),
            "held_back": chosen - len(rows),
            "formats": [name for name in FORMATS if name in CLAIM_FORMATS or len(rows) <= MOST_IN_A_FEED],
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "across": request.POST.get("select_across", "0"),
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/desk/export.html", context)


def exported(rows: Sequence[EditionKey], form: ClaimFormat) -> StreamingHttpResponse:
    """The claims as they come, whatever their number."""
    with snapshot(settings.RECORD_DATABASE) as now:
        chunks = form.of_list(heading("selected claims", addresses.of_all(CLAIM), now), begun(_read(rows, form)))
    headers = {"Content-Disposition": f'attachment; filename="claims.{form.name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(chunks, content_type=form.media_type, headers=headers)


def _read(rows: Sequence[EditionKey], form: ClaimFormat) -> Iterator[PublishedClaim]:
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        yield from read_claims(batch, using=settings.RECORD_DATABASE, with_named=form.with_named)


def feed_address(rows: Sequence[EditionKey], name: str) -> str:
    """Where readers of feeds find what happens to these claims."""
    ids = ",".join(str(claim_id) for claim_id, _ in rows)
    return f"{addresses.export(name)}?{urlencode({'ids': ids}, safe=',')}"
