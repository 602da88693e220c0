"""The pages on which two works become one, and one becomes two again: both side by side, and what will move."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from unfold.widgets import UnfoldAdminTextareaWidget

from claimtrack.accounts.visible import visible
from claimtrack.admin.base import may_name, person
from claimtrack.admin.labels import LabelledSelect, linked
from claimtrack.admin.roots import RootAdmin, told
from claimtrack.editions.roots import Stage
from claimtrack.editions.store import Published
from claimtrack.text import shortened
from claimtrack.writing import joining
from claimtrack.writing.joining.merging import FORGOTTEN
from claimtrack.writing.joining.showing import Plan, Rows, identity_of, plan_of_merging, plan_of_parting
from claimtrack.writing.joining.waiting import Waits, asked_by

#: What is told of what waits for a second person.
WAITING = "Asked for. Nothing has changed yet: somebody else looks at both, and agrees on this same page."


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody decides on a page: in which words, and the number of what they saw."""

    note: str
    shown: str | None


class DecisionForm(forms.Form):
    """Why; and the number of what the page shows."""

    note = forms.CharField(required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)


def choosing(model: Any, rows: Any) -> type[forms.Form]:
    """The form in which another work is chosen, among these."""
    select = LabelledSelect(model._meta.get_field("merged_into"), admin.site, attrs={"style": "width: 100%"})
    into = forms.ModelChoiceField(queryset=rows, widget=select, required=True)
    return type("ChoosingForm", (forms.Form,), {"into": into})


class JoiningAdmin(RootAdmin):
    """A root that is merged into another, and parted again."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path("<uuid:object_id>/merge/", self.page(self.merge_view), name=self._named("merge")),
            path("<uuid:object_id>/unmerge/", self.page(self.unmerge_view), name=self._named("unmerge")),
            *super().get_urls(),
        ]

    def _named(self, name: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"

    def ways(self, request: HttpRequest, root: Any) -> Iterator[tuple[str, str]]:
        """Buttons of the row's page that lead to pages of their own: (verb, name of the page)."""
        if root.stage in {Stage.DRAFT, Stage.IN_REVIEW, Stage.PUBLISHED} and self.may(request, "merge", root):
            yield "Merge", self._named("merge")
        if root.stage == Stage.MERGED and self.may(request, "unmerge", root):
            yield "Part again", self._named("unmerge")

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().render_change_form(request, context, *args, **kwargs)
        if (root := context.get("original")) and response.context_data is not None:
            added = [
                {"verb": verb, "url": reverse(f"admin:{name}", args=[root.pk])}
                for verb, name in self.ways(request, root)
            ]
            response.context_data["buttons"] = [*response.context_data.get("buttons", []), *added]
        return response

    # -- merging ----------------------------------------------------------------------------------

    def merge_view(self, request: HttpRequest, object_id: Any) -> HttpResponse:
        root = self._root(request, object_id, "merge")
        given = request.POST if request.method == "POST" else request.GET
        form = choosing(self.model, visible(self.model._default_manager.all(), by=person(request)))(
            {"into": given["into"]} if given.get("into") else None
        )
        kept = form.cleaned_data["into"] if form.is_bound and form.is_valid() else None
        plan = plan_of_merging(kept=kept, gone=root, by=person(request)) if kept else None

        def merge(decided: Decided) -> list[Published] | Waits:
            assert kept is not None
            return joining.merge(
                survivor=kept, duplicate=root, by=person(request), note=decided.note, shown=decided.shown
            )

        more: dict[str, Any] = {"choosing": form, "verb": "Merge", "title": f"Merge: {self.label(root)}"}
        if kept:
            other_page = reverse(f"admin:{self._named('merge')}", args=[kept.pk])
            more["other_way"] = f"{other_page}?into={root.pk}"
        return self.decide(request, root, plan, merge, note=_asked_with(plan), **more)

    def unmerge_view(self, request: HttpRequest, object_id: Any) -> HttpResponse:
        root = self._root(request, object_id, "unmerge")
        plan = plan_of_parting(gone=root, by=person(request))
        if plan is None:
            self.message_user(
                request, FORGOTTEN if root.stage == Stage.MERGED else "It is not merged into another.", messages.WARNING
            )
            return HttpResponseRedirect(self._own_page(root))

        def part(decided: Decided) -> list[Published] | Waits:
            return joining.unmerge(root=root, by=person(request), note=decided.note, shown=decided.shown)

        title = f"Part again: {self.label(root)}"
        return self.decide(request, root, plan, part, note=_asked_with(plan), verb="Part again", title=title)

    # -- what these pages have in common ----------------------------------------------------------

    def _root(self, request: HttpRequest, object_id: Any, right: str) -> Any:
        root = self.get_object(request, str(object_id))
        if root is None:
            raise Http404
        self.demand(request, right, root)
        return root

    def _own_page(self, root: Any) -> str:
        return reverse(f"admin:{self._named('change')}", args=[root.pk])

    def decide(
        self,
        request: HttpRequest,
        root: Any,
        plan: Any,
        take: Callable[[Decided], list[Published] | Waits],
        *,
        template: str = "admin/desk/joining.html",
        note: str = "",
        **more: Any,
    ) -> HttpResponse:
        """Show what would be done and ask; where it was answered, do it and lead back. `note` is what others wrote."""
        decides = request.method == "POST" and plan is not None
        form = DecisionForm(request.POST if decides else None, initial={"note": note})
        refusals: Sequence[str] = ()
        if decides and form.is_valid():
            try:
                taken = take(Decided(form.cleaned_data["note"], form.cleaned_data["shown"] or None))
            except ValidationError as error:
                refusals = error.messages
            else:
                return self._done(request, root, taken, more["verb"])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": root,
            "back": self._own_page(root),
            "form": form,
            "plan": plan,
            "refusals": refusals,
            **(_shown(plan, named=may_name(request)) if isinstance(plan, Plan) else {}),
            **more,
        }
        return TemplateResponse(request, template, context)

    def _done(self, request: HttpRequest, root: Any, taken: list[Published] | Waits, verb: str) -> HttpResponse:
        said = WAITING if isinstance(taken, Waits) else f"{verb}: done. {told(taken) if taken else ''}".strip()
        self.log_change(request, root, said)
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(self._own_page(root))


def _asked_with(plan: Plan | None) -> str:
    """The words of whoever asked first: who agrees, agrees to those."""
    return plan.waiting.note if plan and plan.waiting else ""


def _shown(plan: Plan, *, named: bool) -> dict[str, Any]:
    sides = [list(identity_of(root)) for root in (plan.root, plan.other)]
    by_name = [dict(side) for side in sides]
    names = dict.fromkeys(name for side in sides for name, _ in side)
    return {
        "identities": [(name, *(side.get(name, "") for side in by_name)) for name in names],
        "roots": [linked(plan.root, 80), linked(plan.other, 80)],
        "moves": [_rows(rows) for rows in plan.moves],
        "stays": [_rows(rows) for rows in plan.stays],
        "asked_by": asked_by(plan.waiting) if plan.waiting and named else "",
    }


def _rows(rows: Rows) -> dict[str, Any]:
    named = [shortened(str(row), 100) for row in rows.named]
    return {"called": rows.called, "number": rows.number, "named": named, "why": rows.why}
