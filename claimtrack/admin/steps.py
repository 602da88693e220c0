"""Steps: what is done to a row besides editing it. Each is a button, and a page that asks first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypedDict

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from unfold.widgets import UnfoldAdminTextareaWidget

from claimtrack.admin.base import DeskAdmin, person
from claimtrack.admin.instants import InstantField, InstantWidget, zone_of
from claimtrack.admin.reading import Comparison
from claimtrack.editions.chain import Document


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gave with a step: the words and the time asked for, and the number of what they were shown."""

    words: str = ""
    shown: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done to a row.

    `take` does it, given the row, the person and what they gave, and returns what to tell them. It
    raises ValidationError with everything that stands against it; what is known beforehand, `against` says, and
    `hints` what does not stand against it but is worth a look; `agreed`, who has agreed to what the page shows.
    The right to take it is an action of the permission table.
    """

    name: str
    verb: str
    right: str
    take: Callable[[Any, User, Given], str]
    offered: Callable[[Any], bool]
    asks: str = ""
    #: What time is asked for, besides words.
    asks_when: str = ""
    against: Callable[[Any], Iterable[str]] = lambda row: ()
    hints: Callable[[Any], Iterable[str]] = lambda row: ()
    agreed: Callable[[Any], Iterable[str]] = lambda row: ()
    shows_preview: bool = False
    #: The number of what the step's page shows of the row (`claimtrack.editions.shown`).
    sha256: Callable[[Any], str] | None = None
    #: The address that it leads back to; that of the row's own page unless told otherwise.
    returns_to: Callable[[Any], str] | None = None


class Shown(TypedDict, total=False):
    """What a step's page shows beside the question: the edition that stands and the one that would follow.

    `changed` names the members that differ, `document` is the following one as the API serves it. Of what has no
    edition of its own, `facts`: each with its name. `left_out` is what the edition would not say yet, `updated` what
    else would have an edition by itself. `titles` are those of the two columns where they are not editions.
    """

    standing: Document | None
    comparison: Comparison
    titles: tuple[str, str]
    changed: str
    document: str
    left_out: Sequence[str]
    updated: Sequence[str]
    facts: Sequence[tuple[str, object]]


class WordsForm(forms.Form):
    """What the public will read of a step, or nothing."""

    words = forms.CharField(required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "autofocus": True}))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)


class TimedForm(WordsForm):
    """As that, and a time by the clock of a place, which is refused where that clock leaves it out or has it twice."""

    at = InstantField(required=False)

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].widget = InstantWidget(zone=zone)


def _form(request: HttpRequest, step: Step) -> WordsForm:
    data = request.POST if request.method == "POST" else None
    return TimedForm(data, zone=zone_of(request)) if step.asks_when else WordsForm(data)


class SteppedAdmin(DeskAdmin):
    """An admin with steps."""

    def get_steps(self) -> Sequence[Step]:
        return ()

    def shown(self, step: Step, row: Any) -> Shown:
        return {}

    def may_take(self, request: HttpRequest, step: Step, row: Any) -> bool:
        return step.offered(row) and self.may(request, step.right, row)

    def get_urls(self) -> list[URLPattern]:
        def address(step: Step) -> URLPattern:
            view = self.page(partial(self.step_view, step=step))
            return path(f"<path:object_id>/{step.name}/", view, name=self._url_name(step))

        return [*map(address, self.get_steps()), *super().get_urls()]

    def _url_name(self, step: Step) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{step.name}"

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if row := context.get("original"):
            context["buttons"] = [
                {"verb": step.verb, "url": reverse(f"admin:{self._url_name(step)}", args=[row.pk])}
                for step in self.get_steps()
                if self.may_take(request, step, row)
            ]
        return super().render_change_form(request, context, *args, **kwargs)

    def step_view(self, request: HttpRequest, object_id: str, step: Step) -> HttpResponse:
        self.demand(request, step.right)
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not step.offered(row):
            return self._gone_by(request, step, row)
        self.demand(request, step.right, row)
        if request.method != "POST":
            return self._ask(request, step, row, _form(request, step))
        form = _form(request, step)
        if not form.is_valid():  # a time that no clock shows; all else the action judges
            return self._ask(request, step, row, form)
        given = Given(form.cleaned_data["words"], form.cleaned_data["shown"] or None, form.cleaned_data.get("at"))
        try:
            return self._taken(request, step, row, given)
        except ValidationError as error:
            return self._ask(request, step, row, form, error.messages)

    def _taken(self, request: HttpRequest, step: Step, row: Any, given: Given) -> HttpResponse:
        told = step.take(row, person(request), given)
        self.log_change(request, row, told)
        self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(self._way_back(step, row))

    def _gone_by(self, request: HttpRequest, step: Step, row: Any) -> HttpResponse:
        """The step was offered once, before somebody took it or another; the browser's Back still leads here."""
        shown = getattr(row, "get_stage_display", None) or getattr(row, "get_state_display", None)
        where = f" ({shown()})" if shown else ""
        told = f"{step.verb}: this cannot be done as it stands now{where}. Nothing was changed."
        self.message_user(request, told, messages.WARNING)
        return HttpResponseRedirect(self._way_back(step, row))

    def _way_back(self, step: Step, row: Any) -> str:
        if step.returns_to:
            return step.returns_to(row)
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])

    def _ask(
        self, request: HttpRequest, step: Step, row: Any, form: WordsForm, refusals: Sequence[str] = ()
    ) -> HttpResponse:
        against = list(step.against(row))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{step.verb}: {self.label(row)}",
            "original": row,
            "step": step,
            "back": self._way_back(step, row),
            "form": form,
            "sha256": step.sha256(row) if step.sha256 else "",
            "reasons": refusals or against,
            "blocked": bool(against),
            "hints": list(step.hints(row)),
            "agreed": list(step.agreed(row)),
            **self.shown(step, row),
        }
        return TemplateResponse(request, "admin/desk/step.html", context)
