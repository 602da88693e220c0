"""Sources and documents with what claims make of them, which the app of sources does not know."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.admin.article import begin_with
from claims.admin.checks import compared, copies_of
from claims.admin.splitting_sources import SplittingSourceAdmin
from claims.models import Answer, Appearance, Assessment, Claim, Evidence, Rebuttal
from claims.writing.quote import Quoting
from claimtrack.accounts.hiding import existing_for
from claimtrack.accounts.rights import may
from claimtrack.admin.base import person
from claimtrack.admin.labels import in_a_table, linked, once
from claimtrack.admin.tabs import Tab
from claimtrack.editions.models import Edition, Entry
from claimtrack.text import shortened
from sources.admin import DocumentAdmin, SourceAdmin
from sources.models import Document, Source

#: Rows of each sort that a page shows; their own lists have all of them.
MOST_USES = 100
#: Quotations that were not found are compared with whole pages, word by word.
MOST_COMPARED = 20


def _some(rows: "QuerySet[Any]", reader: User) -> Iterator[Any]:
    """Of what exists for whoever reads the page, with the claims that rebuttals answer."""
    answers = existing_for(Answer.objects.select_related("claim"), reader)
    paths = {Rebuttal: "answers", Answer: "rebuttal__answers", Assessment: "rebuttal__answers"}
    path = {**paths, Evidence: "target_rebuttal__answers"}.get(rows.model)
    named = rows.prefetch_related(Prefetch(path, answers)) if path else rows
    return iter(existing_for(named, reader).order_by("-id")[:MOST_USES])


def _about(rebuttal: Rebuttal) -> SafeString:
    """The answer, and the claims that it answers."""
    claims = [answer.claim for answer in rebuttal.answers.all() if answer.claim and not answer.taken_off]
    return format_html("{}{}", linked(rebuttal), SafeString("").join(_to(claim) for claim in claims))


def _to(claim: Claim) -> SafeString:
    return format_html("<br>to: {}", linked(claim, 80))


def _target(row: Any) -> SafeString:
    """What evidence bears on, or a judgement is of."""
    of_evidence = isinstance(row, Evidence)
    claim: Any = row.target_claim if of_evidence else row.claim
    return linked(claim, 80) if claim else _about(row.target_rebuttal if of_evidence else row.rebuttal)


def _page(row: Any, words: str) -> SafeString:
    """A link to a row by what it is, where its name would say the claim again."""
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', address, words)


#: What evidence bears on.
TARGETS = ("target_claim", "target_rebuttal__source")

# -- documents ------------------------------------------------------------------------------------


def _quoting(document: Document, reader: User) -> list[Quoting]:
    """What this document is quoted for, with the claims at hand."""
    appearances = Appearance.objects.filter(document=document).exclude(quote="").select_related("claim")
    rebuttals = Rebuttal.objects.filter(document=document).exclude(quote="")
    evidence = Evidence.objects.filter(document=document).exclude(quote="")
    return [
        *_some(appearances, reader),
        *_some(rebuttals.select_related("source"), reader),
        *_some(evidence.select_related(*TARGETS), reader),
    ]


def _quoted_for(row: Quoting) -> SafeString:
    match row:
        case Appearance():
            return format_html("{} of {}", _page(row, "Appearance"), linked(row.claim, 80))
        case Rebuttal():
            return _about(row)
        case Evidence():
            return format_html("{} on {}", _page(row, "Evidence"), _target(row))


def _uses(document: Document, reader: User) -> Iterator[tuple[SafeString, str]]:
    """Where this document is named, and as what."""
    appearances = Appearance.objects.filter(document=document).select_related("claim", "speaker")
    for appearance in _some(appearances, reader):
        words = f"{appearance.get_role_display()}, {appearance.speaker or 'nobody named'}"
        yield linked(appearance.claim, 80), _page(appearance, words)
    for rebuttal in _some(Rebuttal.objects.filter(document=document).select_related("source"), reader):
        yield _about(rebuttal), "stands there"
    for answer in _some(Answer.objects.filter(document=document).select_related("rebuttal__source"), reader):
        yield _about(answer.rebuttal), f"answers it: {answer.get_scope_display().lower()}"
    for item in _some(Evidence.objects.filter(document=document).select_related(*TARGETS), reader):
        yield _target(item), _page(item, f"evidence: {item.get_bearing_display()}")
    judgements = Assessment.objects.filter(document=document).select_related("claim", "rebuttal__source", "source")
    for judgement in _some(judgements, reader):
        yield _target(judgement), _page(judgement, f"assessment: {judgement}")


admin.site.unregister(Document)


@admin.register(Document)
class QuotedDocumentAdmin(DocumentAdmin):
    readonly_fields: ClassVar[Any] = (*DocumentAdmin.readonly_fields, "quotations", "uses", "printed")
    fieldsets: ClassVar[Any] = (
        *DocumentAdmin.fieldsets,
        ("What is quoted from it", {"fields": ("quotations",)}),
        ("Where it is used", {"fields": ("uses",)}),
        ("Editions that print it", {"fields": ("printed",)}),
    )
    tabs: Sequence[Tab] = (
        *DocumentAdmin.tabs,
        Tab("quotations", "Quotations", fieldsets=("What is quoted from it",)),
        Tab("uses", "Where it is used", fieldsets=("Where it is used",)),
        Tab("editions", "Editions", fieldsets=("Editions that print it",)),
    )

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        document = context.get("original")
        if document and may(person(request), "add", Claim):
            context["article_url"] = begin_with(document)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="quotations")
    @once
    def quotations(self, row: Any) -> str:
        """Those that were not found come first."""
        if row._state.adding:
            return ""
        quoting = sorted(
            _quoting(row, row.asked_by), key=lambda quote: (quote.anchored is not False, quote.anchored is True)
        )
        texts = copies_of([row.pk]) if quoting else {}
        compare = quoting[:MOST_COMPARED]
        cells = [(shortened(each.quote, 200), compared(each, texts), _quoted_for(each)) for each in compare]
        cells += [(shortened(each.quote, 200), _stored(each), _quoted_for(each)) for each in quoting[MOST_COMPARED:]]
        return in_a_table(("Quotation", "Found in a capture", "For"), cells)

    @admin.display(description="claims, rebuttals and assessments")
    @once
    def uses(self, row: Any) -> str:
        return "" if row._state.adding else in_a_table(("Where", "As what"), _uses(row, row.asked_by))

    @admin.display(description="editions")
    @once
    def printed(self, row: Document) -> str:
        """A document has no editions of its own: those of claims print it."""
        if row._state.adding:
            return ""
        positions = Entry.objects.filter(kind="document", item_id=str(row.pk)).values("position")
        editions = Edition.objects.filter(position__in=positions).defer("text").order_by("-position")[:MOST_USES]
        claims = Claim.objects.in_bulk([edition.subject_id for edition in editions])
        cells = (
            (
                linked(claims[edition.subject_id], 80) if edition.subject_id in claims else edition.subject_id,
                format_html('<a href="/api/v1/claims/{0}/?edition={1}">{1}</a>', edition.subject_id, edition.number),
                edition.get_kind_display(),
                f"{edition.published_at:%Y-%m-%d %H:%M} UTC",
            )
            for edition in editions
        )
        table = in_a_table(("Claim", "Edition", "Kind", "Published"), cells)
        address = f"/api/v1/documents/{row.pk}/"
        return table and table + format_html('<p class="desk-ways"><a href="{}">As readers get it</a></p>', address)


def _stored(row: Quoting) -> str:
    return {True: "found", False: "not found", None: "not checked"}[row.anchored]


# -- sources --------------------------------------------------------------------------------------


def _said(source: Source, reader: User) -> Iterator[tuple[object, ...]]:
    spoken = Q(speaker=source) | Q(attributed_to=source)
    appearances = Appearance.objects.filter(spoken).distinct().select_related("claim", "document")
    for appearance in _some(appearances, reader):
        role = appearance.get_role_display() if appearance.speaker_id == source.pk else "somebody had it from them"
        yield linked(appearance.claim, 80), _page(appearance, role), linked(appearance.document, 60)


def _answered(source: Source, reader: User) -> Iterator[tuple[object, ...]]:
    answers = Rebuttal.objects.filter(Q(source=source) | Q(speaker=source)).select_related("source", "document")
    for rebuttal in _some(answers, reader):
        yield _about(rebuttal), rebuttal.get_standing_display(), linked(rebuttal.document, 60)


def _judged(source: Source, reader: User) -> Iterator[tuple[object, ...]]:
    judgements = Assessment.objects.filter(source=source).select_related("claim", "rebuttal__source", "source")
    for judgement in _some(judgements, reader):
        yield _target(judgement), _page(judgement, judgement.label or str(judgement)), judgement.assessed_at or ""


admin.site.unregister(Source)


@admin.register(Source)
class SpeakingSourceAdmin(SplittingSourceAdmin, SourceAdmin):
    readonly_fields: ClassVar[Any] = (*SourceAdmin.readonly_fields, "said", "answered", "judged")
    fieldsets: ClassVar[Any] = (
        *SourceAdmin.fieldsets,
        ("What it said, answered and judged", {"fields": ("said", "answered", "judged")}),
    )
    tabs: Sequence[Tab] = (
        *SourceAdmin.tabs[:-1],
        Tab("said", "In claims", fieldsets=("What it said, answered and judged",)),
        *SourceAdmin.tabs[-1:],
    )

    @admin.display(description="claims")
    @once
    def said(self, row: Source) -> str:
        return _table(row, ("Claim", "How", "In"), _said)

    @admin.display(description="rebuttals")
    @once
    def answered(self, row: Source) -> str:
        return _table(row, ("Rebuttal", "Standing", "In"), _answered)

    @admin.display(description="assessments")
    @once
    def judged(self, row: Source) -> str:
        return _table(row, ("Judges", "Assessment", "Assessed at"), _judged)


def _table(row: Any, heads: tuple[str, ...], rows: Callable[[Source, User], Iterable[tuple[object, ...]]]) -> str:
    return "" if row._state.adding else in_a_table(heads, islice(rows(row, row.asked_by), MOST_USES))
