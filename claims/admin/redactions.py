"""Redaction at the desk: proposed, shown before it is done, carried out by a second administrator, and reported."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from claims import writing as actions
from claims.admin.places import Group, grouped, waiting_files
from claims.writing.preview import Preview, out_of_reach, preview_erasure, preview_order
from claims.writing.stores import STORES
from claimtrack.accounts.names import person_name
from claimtrack.admin.base import DeskAdmin, person
from claimtrack.editions.models import Edition
from claimtrack.editions.orders import RedactionOrder, RedactionReport
from claimtrack.query.texts import number
from claimtrack.text import shortened


class OrderForm(forms.Form):
    """An order before it is one. What is searched for is posted, and never stands in an address."""

    numbers = forms.CharField(
        required=False,
        label="Which editions",
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "all of them"}),
        help_text="Their numbers, such as 1, 2. Left empty: all, and the desk's own rows with them.",
    )
    words = forms.CharField(
        required=False,
        label="What must not be found any more",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "autocomplete": "off"}),
        help_text="Names and phrases, one a line. They are searched for everywhere, and kept until the order is "
        "carried out, declined or withdrawn.",
    )
    legal_basis = forms.CharField(
        required=False,
        label="Legal basis",
        widget=UnfoldAdminTextInputWidget,
        help_text="The order and its file number, the article of the law. Kept for good: name nobody in it.",
    )
    public_reason = forms.CharField(
        required=False,
        label="Reason for the public",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="Readers get it with the answer 451. Left empty where the order itself is secret.",
    )

    def clean_numbers(self) -> list[int] | None:
        given = [number(each) for each in self.cleaned_data["numbers"].replace(",", " ").split()]
        if None in given:
            raise ValidationError("Write numbers of editions, with commas between: 1, 2.")
        return [each for each in given if each is not None] or None

    def clean_words(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["words"].splitlines() if line.strip()]


@dataclass(frozen=True)
class About:
    """What an order is about: a row, there or deleted."""

    model: type[Model]
    row_id: UUID
    row: Any

    @cached_property
    def editions(self) -> Sequence[int]:
        """The numbers of those that it has."""
        numbers = Edition.objects.filter(subject_id=self.row_id).order_by("number").values_list("number", flat=True)
        return list(numbers)

    @property
    def is_published(self) -> bool:
        return bool(self.editions)

    @property
    def label(self) -> str:
        name = str(self.model._meta.verbose_name)
        return f"{name} “{shortened(str(self.row), 80)}”" if self.row else f"a {name} that was deleted"

    @property
    def url(self) -> str:
        opts = self.model._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[self.row_id]) if self.row else ""


def about(sort: str, row_id: str) -> About:
    """Raises Http404 where there is no such sort of row."""
    try:
        model, pk = apps.get_model(sort), UUID(row_id)
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    except (LookupError, ValueError, NoReverseMatch) as error:
        raise Http404 from error
    return About(model, pk, model._default_manager.filter(pk=pk).first())


@admin.register(RedactionOrder)
class RedactionOrderAdmin(DeskAdmin):
    """Orders, the newest first; each on a page of its own, which shows what it would take before anything goes."""

    list_display = ("order", "what", "state", "requested_at", "who")
    list_display_links = ("order",)
    ordering = ("-requested_at",)
    list_per_page = 50

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        told = told_of(changelist.result_list)
        people = User.objects.in_bulk({order.requested_by_id for order in changelist.result_list})
        for order in changelist.result_list:
            order.takes, order.asked_for_by = told[order.pk], person_name(people.get(order.requested_by_id))
        return changelist

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # an order begins on the page of what it is about

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="order", ordering="pk")
    def order(self, order: RedactionOrder) -> str:
        return f"Order {order.pk}"

    @admin.display(description="what")
    def what(self, order: Any) -> str:
        return str(order.takes)

    @admin.display(description="state")
    def state(self, order: RedactionOrder) -> str:
        return state_of(order)

    @admin.display(description="ordered by")
    def who(self, order: Any) -> str:
        return str(order.asked_for_by)

    def get_urls(self) -> list[URLPattern]:
        # No transaction around it: nothing is locked while every store is looked into.
        view = self.admin_site.admin_view(self.propose_view)
        return [path("propose/", view, name="editions_redactionorder_propose"), *super().get_urls()]

    # -- proposing --------------------------------------------------------------------------------

    def propose_view(self, request: HttpRequest) -> HttpResponse:
        self.demand(request, "add")
        of = about(request.GET.get("sort", ""), request.GET.get("id", ""))
        form = OrderForm(request.POST if request.method == "POST" else None)
        preview: Preview | None = None
        reasons: list[str] = []
        if request.method == "POST" and form.is_valid():
            try:
                if "propose" in request.POST:
                    return self._proposed(request, of, form.cleaned_data)
                preview = preview_erasure(**wanted(of, form.cleaned_data), by=person(request))
            except ValidationError as refused:
                reasons = refused.messages
        title = f"{'Propose a redaction' if of.is_published else 'Clear its past'}: {of.label}"
        outside = out_of_reach(of.row_id)
        given = {"about": of, "form": form, "reasons": reasons, "out_of_reach": outside}
        return self._page(request, "admin/desk/redaction_new.html", title, preview, **given)

    def _proposed(self, request: HttpRequest, of: About, given: dict[str, Any]) -> HttpResponse:
        order = actions.order_erasure(
            **wanted(of, given),
            legal_basis=given["legal_basis"],
            public_reason=given["public_reason"] or None,
            by=person(request),
        )
        self.log_addition(request, order, "Ordered.")
        told = f"Order {order.pk} waits for a second administrator. Nothing has gone yet."
        self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(address_of(order))

    # -- an order's own page ----------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self.demand(request, "view")
        order = self.get_object(request, object_id)
        if order is None:
            raise Http404
        reasons: list[str] = []
        if request.method == "POST":
            try:
                return self._decided(request, order)
            except ValidationError as refused:
                reasons = refused.messages
                order.refresh_from_db()
        preview = preview_order(order=order, by=person(request)) if order.is_open else None
        report = RedactionReport.objects.filter(pk=order.pk).first()
        return self._page(
            request,
            "admin/desk/redaction.html",
            f"Order {order.pk}: {told_of([order])[order.pk]}",
            preview,
            original=order,
            facts=list(facts_of(order)),
            is_mine=order.requested_by_id == person(request).pk,
            phrase=phrase_of(order),
            report=report,
            cleared=lines(report.cleared) if report else (),
            found=lines(report.found) if report else (),
            files=waiting_files(order) if report else (),
            reasons=reasons,
            out_of_reach=out_of_reach(order.subject_id),
        )

    def _decided(self, request: HttpRequest, order: RedactionOrder) -> HttpResponse:
        self.demand(request, "decide")
        if "end" in request.POST:
            actions.end_order(order=order, by=person(request))
            told = "The order has ended. What it searched for is not kept."
        elif request.POST.get("typed", "").strip() != phrase_of(order):
            raise ValidationError(f"Type “{phrase_of(order)}”: this cannot be taken back.")
        else:
            actions.carry_out(order=order, by=person(request))
            told = "Carried out. The report is below, with what lies outside our reach."
        self.log_change(request, order, told)
        self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(address_of(order))

    def _page(
        self, request: HttpRequest, template: str, title: str, preview: Preview | None, **more: Any
    ) -> HttpResponse:
        groups: list[Group] = grouped(preview.places) if preview else []
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "preview": preview,
            "groups": groups,
            "cleared_by_preview": lines(preview.cleared) if preview else (),
            **more,
        }
        response = TemplateResponse(request, template, context)
        response["Cache-Control"] = "no-store"
        return response


def wanted(of: About, given: dict[str, Any]) -> dict[str, Any]:
    """What is to go."""
    return {"model": of.model, "row_id": of.row_id, "numbers": given["numbers"], "words": given["words"]}


def address_of(order: RedactionOrder) -> str:
    return reverse("admin:editions_redactionorder_change", args=[order.pk])


def phrase_of(order: RedactionOrder) -> str:
    """What whoever carries it out types."""
    return f"redact {order.pk}"


def told_of(orders: Sequence[RedactionOrder]) -> dict[int, str]:
    """What each of these orders takes, in words."""
    ids: dict[str, set[UUID]] = defaultdict(set)
    for order in orders:
        ids[order.sort].add(order.subject_id)
    models = {sort: apps.get_model(sort) for sort in ids if sort}
    rows = {sort: model._default_manager.in_bulk(ids[sort]) for sort, model in models.items()}

    def name(order: RedactionOrder) -> str:
        """As the row is called now; its id, of an order from before it was noted which sort of row it is about."""
        pk, model = order.subject_id, models.get(order.sort)
        return About(model, pk, rows[order.sort].get(pk)).label if model else str(pk)

    return {order.pk: _in_words(order, name(order)) for order in orders}


def _in_words(order: RedactionOrder, name: str) -> str:
    if not order.numbers:
        return f"the past of {name}"
    if order.takes_the_newest:
        return f"all of {name}"
    return f"{name}, edition {', '.join(map(str, order.numbers))}"


def state_of(order: RedactionOrder) -> str:
    told = {"open": "waits for a second administrator", "carried_out": "carried out"}
    return told.get(order.state, order.state)


def facts_of(order: RedactionOrder) -> Iterator[tuple[str, str]]:
    people = User.objects.in_bulk({order.requested_by_id, order.approved_by_id, order.ended_by_id} - {None})
    by = {
        "Ordered by": (order.requested_by_id, order.requested_at),
        "Carried out by": (order.approved_by_id, order.carried_out_at),
        "Ended by": (order.ended_by_id, order.ended_at),
    }
    yield "State", state_of(order)
    yield "Legal basis", order.legal_basis
    yield "Reason for the public", order.public_reason or "None is given."
    for done, (who, at) in by.items():
        if at:
            yield done, f"{person_name(people.get(who or 0))}, {at:%Y-%m-%d %H:%M} UTC"
    if order.is_open:
        yield "Searched for", "\n".join(order.words) or "No words: by its id alone."


def lines(counts: Any) -> Iterable[tuple[str, int]]:
    """Stores in words, with their numbers."""
    return [(STORES[name].what if name in STORES else name, count) for name, count in counts.items()]
