"""Imports: starting them, following them, and what they leave for people to decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from claims.composing.compose import preview
from claims.composing.names import names_of
from claims.imports.filing.reviews import decline, take_over
from claims.imports.inputs.limits import MIB, InputFault
from claims.imports.inputs.streams import is_address
from claims.imports.models import ImportRun, Proposal, RefusedRecord, RunState
from claims.imports.readers import mappings
from claims.imports.run import start as imports
from claims.imports.run.start import MAX_UPLOAD, REFUSED, TOO_LARGE
from claims.models import Claim
from claimtrack.accounts.visible import visible
from claimtrack.admin.base import DeskAdmin, person
from claimtrack.admin.forms import DeskForm
from claimtrack.admin.labels import linked, once
from claimtrack.admin.reading import Comparison, compare, ids_in
from claimtrack.admin.steps import Given, Step, SteppedAdmin
from claimtrack.database.holders import whom_they_wait_for
from claimtrack.database.waiting import command
from claimtrack.health import no_worker
from claimtrack.text import shortened

#: Lines of a list on a run's page; what is longer has a page of its own.
SHOWN = 20
FAILED = (RunState.FAILED, RunState.INTERRUPTED)
GOES_ON = (RunState.TRYING, RunState.QUEUED, RunState.RUNNING)


def _mappings() -> list[tuple[str, str]]:
    return [("", "none"), *((name, name) for name in mappings())]


class ImportForm(DeskForm):
    """What is to be imported: a file or an address, and for a table how it is read."""

    file = forms.FileField(
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=f"Plain or gzipped, up to {MAX_UPLOAD // MIB} MiB. Of a table: .csv, .tsv, .xlsx or .ndjson.",
    )
    origin = forms.CharField(
        required=False,
        max_length=2000,
        label="Address",
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "url", "placeholder": "https://"}),
        help_text="Of a page, a file or a feed, where nothing is uploaded.",
    )
    mapping = forms.ChoiceField(
        choices=_mappings,
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text="Of a table: how its columns are read.",
    )

    class Meta:
        model = ImportRun
        fields = ("kind", "origin", "base_url", "mapping")
        labels = {"base_url": "Base address"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        address = cleaned.get("origin") or ""
        if bool(file) == bool(address):
            raise ValidationError("Either upload a file or give an address.")
        if address and not is_address(address):
            self.add_error("origin", "An address begins with http:// or https://.")
        if file and file.size > MAX_UPLOAD:
            self.add_error("file", TOO_LARGE)
        elif file:
            self.instance.upload = file.read()
            cleaned["origin"] = file.name
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        for field, reason in imports.faults_of(self.instance):
            self.add_error(field, reason)


class Unsettled(admin.SimpleListFilter):
    """Runs that did not come to their end, and that no later run of the same input has made good."""

    title = "unsettled"
    parameter_name = "unsettled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "failed, and not repeated since")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ImportRun]) -> QuerySet[ImportRun]:
        return unsettled(queryset) if self.value() else queryset


#: What sessions that import are called at the database.
IMPORTERS = [command(name).name for name in ("worker", "import", "import_claimreview", "import_table")]


def unsettled(runs: QuerySet[ImportRun]) -> QuerySet[ImportRun]:
    later = ImportRun.objects.filter(
        origin=OuterRef("origin"), created_at__gt=OuterRef("created_at"), state__in=[RunState.DONE, *GOES_ON]
    )
    return runs.filter(~Exists(later), state__in=FAILED)


# -- what is done with a run ----------------------------------------------------------------------


def _page_of(run: ImportRun) -> str:
    return reverse("admin:claims_importrun_change", args=[run.pk])


def _started(run: ImportRun, by: User, given: Given) -> str:
    imports.queue(run=run, by=by)
    return no_worker() or "A worker takes it up; this page shows how far it is."


def _cancelled(run: ImportRun, by: User, given: Given) -> str:
    imports.cancel(run=run, by=by)
    return "It stops after the batch it is at; what it has taken in stays."


def _started_again(run: ImportRun, by: User, given: Given) -> str:
    again = imports.start_again(run=run, by=by)
    return format_html('It is <a href="{}">begun anew</a>; what was taken in is passed over.', _page_of(again))


def _tried_again(run: ImportRun, by: User, given: Given) -> str:
    again = imports.queue(run=ImportRun(origin=REFUSED), by=by)
    return format_html('All that was refused, by any import, is <a href="{}">tried again</a>.', _page_of(again))


START = Step(
    name="start", verb="Import it", right="add", take=_started, offered=lambda run: run.state == RunState.TRIED
)
CANCEL = Step(
    name="cancel",
    verb="Stop",
    right="add",
    take=_cancelled,
    offered=lambda run: run.state in {RunState.TRIED, *GOES_ON} and not run.cancel_requested,
)
START_AGAIN = Step(name="again", verb="Start again", right="add", take=_started_again, offered=imports.can_start_again)
TRY_REFUSED = Step(
    name="refused",
    verb="Try what was refused again",
    right="add",
    take=_tried_again,
    offered=lambda run: run.state not in GOES_ON and bool(run.refused),
)


@admin.register(ImportRun)
class ImportRunAdmin(SteppedAdmin):
    """An import is tried, started and stopped here; its report is only read."""

    form = ImportForm
    change_form_template = "admin/desk/import.html"
    list_display = ("input", "kind", "where", "read", "created", "updated", "unchanged", "refused", "by", "created_at")
    list_select_related = ("by",)
    list_filter = (Unsettled, "state", "kind")
    queues = (("All", ""), ("Under way", "state__in=trying,queued,running"), ("Failed", "unsettled=yes"))
    search_fields = ("origin",)
    naming_people = ("by",)
    fieldsets = (
        (None, {"fields": ("kind", "file", "origin")}),
        ("How it is read", {"fields": ("mapping", "base_url")}),
    )
    shown_fieldsets = ((None, {"fields": (("origin", "kind"), ("mapping", "by"))}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        imports.note_lost()
        return super().get_queryset(request).defer("upload")

    def get_fieldsets(self, request: HttpRequest, obj: ImportRun | None = None) -> Any:
        return self.shown_fieldsets if obj else self.fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: ImportRun | None = None) -> Any:
        return ("origin", "kind", "mapping", "by") if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.state not in GOES_ON)

    def get_steps(self) -> Sequence[Step]:
        return (START, CANCEL, START_AGAIN, TRY_REFUSED)

    @admin.display(description="input", ordering="origin")
    def input(self, run: ImportRun) -> str:
        return shortened(run.origin, 80)

    @admin.display(description="state", ordering="state")
    def where(self, run: ImportRun) -> str:
        if run.state == RunState.RUNNING and run.bytes_total:
            return f"running, {_percent(run)} %"
        return run.get_state_display()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        begin = imports.try_out if "_try" in request.POST else imports.queue
        begin(run=form.instance, by=person(request))

    def response_add(self, request: HttpRequest, obj: ImportRun, post_url_continue: str | None = None) -> HttpResponse:
        """The page that shows what would be taken in, or how far the import is."""
        return HttpResponseRedirect(_page_of(obj))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if run := context.get("original"):
            context |= outcome_of(run, person(request))
        return super().render_change_form(request, context, *args, **kwargs)


#: As the report in the shell has them.
COUNTED = ("read", "created", "updated", "unchanged", "repeated", "proposed", "refused", "editions")


def outcome_of(run: ImportRun, reader: User) -> dict[str, Any]:
    """What a run's page shows of how far it is, and what became of its records: as far as it exists for the reader."""
    refusals = list(run.refusals.filter(taken_in_at=None)[: SHOWN + 1])
    of_run = f"?run__id__exact={run.pk}"
    return {
        "goes_on": run.state in GOES_ON,
        "no_worker": no_worker() if run.state == RunState.QUEUED else "",
        "waits_for": whom_they_wait_for(IMPORTERS) if run.state == RunState.RUNNING else None,
        "percent": _percent(run),
        "tried": _tried(run),
        "near_duplicates": visible(Claim.objects.filter(pk__in=run.near_duplicates[:SHOWN]), by=reader).order_by(
            "statement"
        ),
        "counts": [(name, f"{getattr(run, name):,}") for name in COUNTED],
        "refusals": refusals[:SHOWN],
        "more_refused": len(refusals) > SHOWN,
        "all_refused": reverse("admin:claims_refusedrecord_changelist") + of_run,
        "proposals": reverse("admin:claims_proposal_changelist") + of_run,
    }


def _percent(run: ImportRun) -> int | None:
    return min(100, 100 * run.bytes_read // run.bytes_total) if run.bytes_total else None


def _tried(run: ImportRun) -> list[str]:
    if run.state != RunState.TRIED:
        return []
    try:
        return imports.tried(run)
    except InputFault as fault:
        return [f"It cannot be read: {fault}"]


# -- what was refused -----------------------------------------------------------------------------


@admin.register(RefusedRecord)
class RefusedRecordAdmin(DeskAdmin):
    """What was refused, as it came; it can be tried again."""

    list_display = ("place", "reason", "run", "taken_in_at")
    list_filter = (("taken_in_at", admin.EmptyFieldListFilter),)
    queues = (("Waiting", "taken_in_at__isempty=1"), ("All", ""))
    list_select_related = ("run",)
    search_fields = ("place", "reason")
    fields = ("run", "place", "reason", "base", "as_it_came", "taken_in_at")
    readonly_fields = ("as_it_came",)
    actions = ("try_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("run__upload")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: RefusedRecord | None = None) -> bool:
        return False

    def has_retry_permission(self, request: HttpRequest, obj: RefusedRecord | None = None) -> bool:
        return self.may(request, "retry", obj)

    @admin.display(description="as it came")
    @once
    def as_it_came(self, row: RefusedRecord) -> str:
        return format_html('<pre class="desk-raw" tabindex="0">{}</pre>', row.text)

    @admin.action(description="Try all that waits again", permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[RefusedRecord]) -> HttpResponse:
        run = imports.queue(run=ImportRun(origin=REFUSED), by=person(request))
        self.message_user(request, "All that was refused is tried again.", messages.SUCCESS)
        return HttpResponseRedirect(_page_of(run))


# -- proposals ------------------------------------------------------------------------------------


def _taken_over(proposal: Proposal, by: User, given: Given) -> str:
    take_over(proposal=proposal, by=by)
    return "The claim says so now on the desk: publish it when it is right."


def _declined(proposal: Proposal, by: User, given: Given) -> str:
    decline(proposal=proposal, by=by)
    return "The claim stays as it is. The same input will not propose it again."


def _is_open(proposal: Proposal) -> bool:
    return proposal.state == Proposal.State.OPEN


TAKE_OVER = Step(name="take", verb="Take over", right="decide", take=_taken_over, offered=_is_open)
DECLINE = Step(name="decline", verb="Decline", right="decide", take=_declined, offered=_is_open)


def would_change(proposal: Proposal, by: User) -> Comparison:
    """The claim as the desk has it beside what taking over would make of it; nothing is stored.

    Raises ValidationError when it cannot be taken over.
    """
    before = preview(proposal.claim)
    with transaction.atomic():
        take_over(proposal=proposal, by=by)
        after = preview(Claim.objects.get(pk=proposal.claim_id))
        transaction.set_rollback(True)
    return compare(before, after, names_of(ids_in(before, after)))


@admin.register(Proposal)
class ProposalAdmin(SteppedAdmin):
    """What an import or another program would change in a claim that people answer for."""

    list_display = ("statement", "told", "state", "run", "created_at")
    list_filter = ("state",)
    queues = (("Open", "state__exact=open"), ("All", ""))
    list_select_related = ("claim", "run")
    search_fields = ("claim__statement",)
    change_form_template = "admin/desk/proposal.html"
    fields = ("on", ("run", "proposed_by"), ("state", "decided_by", "decided_at"))
    naming_people = ("decided_by", "proposed_by")
    readonly_fields = ("on",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("run__upload")

    def label(self, row: Proposal) -> str:
        return shortened(row.claim.statement, 80)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:
        return False

    def get_steps(self) -> Sequence[Step]:
        return (TAKE_OVER, DECLINE)

    @admin.display(description="claim", ordering="claim__statement")
    def statement(self, row: Proposal) -> str:
        return shortened(row.claim.statement, 100)

    @admin.display(description="claim")
    def on(self, row: Proposal) -> str:
        return linked(row.claim, 100)

    @admin.display(description="would change")
    def told(self, row: Proposal) -> str:
        return shortened("; ".join(row.changes), 200)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if (proposal := context.get("original")) and _is_open(proposal):
            try:
                context["comparison"] = would_change(proposal, person(request))
            except ValidationError as refused:
                context["reasons"] = refused.messages
        return super().render_change_form(request, context, *args, **kwargs)
