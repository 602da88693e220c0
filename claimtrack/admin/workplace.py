"""The workplace on the page of a work: what is said of it, whose it is, how urgent, who watches it and who is there."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from claimtrack.accounts.rights import demand, may
from claimtrack.accounts.visible import visible
from claimtrack.admin.base import person
from claimtrack.admin.steps import SteppedAdmin
from claimtrack.editions.clocks import said
from claimtrack.editions.roots import Root
from claimtrack.query.texts import id_in
from claimtrack.text import shortened
from claimtrack.workplace import docket, many, notices, presence, talk, watching
from claimtrack.workplace.docket import Urgency, docket_of
from claimtrack.workplace.models import Comment, Docket, Level
from claimtrack.workplace.roots import number_of
from claimtrack.writing import schedules
from claimtrack.writing.agreement import who_may

#: What says that a script asks, which puts the answer into the page.
BY_SCRIPT: Final = "X-Desk-Panel"
#: So many works are given, tagged or returned together.
MOST_TOGETHER: Final = 200
#: So many people are offered to be named.
MOST_NAMES: Final = 200


@dataclass(frozen=True, slots=True)
class Said:
    """One comment as the page shows it."""

    comment: Comment
    may_take_back: bool


def _level() -> Any:
    choices = [("", "not said"), *((str(value), label) for value, label in Level.choices)]
    return forms.TypedChoiceField(
        choices=choices, coerce=int, empty_value=None, required=False, widget=UnfoldAdminSelectWidget
    )


class AssignForm(forms.Form):
    assignee = forms.ModelChoiceField(
        User.objects.none(), required=False, empty_label="nobody", to_field_name="username", label="Whose it is",
        widget=UnfoldAdminSelectWidget,
    )  # fmt: skip
    due = forms.DateField(
        required=False, label="By when", widget=UnfoldAdminTextInputWidget(attrs={"type": "date"})
    )  # fmt: skip

    def __init__(self, *args: Any, people: "QuerySet[User]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = people  # type: ignore[attr-defined]  # of a choice of rows


class DocketForm(AssignForm):
    """Whose it is, by when, and how urgent."""

    harm = _level()
    reach = _level()
    deadline = _level()
    reason = forms.CharField(
        required=False, label="Why it is as urgent as that", widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )
    tags = forms.CharField(
        required=False, label="Tags, with commas between", widget=UnfoldAdminTextInputWidget(attrs={"maxlength": 800})
    )

    @property
    def given_tags(self) -> list[str]:
        return [each.strip() for each in self.cleaned_data["tags"].split(",") if each.strip()]

    @property
    def urgency(self) -> Urgency:
        names = ("harm", "reach", "deadline", "reason")
        return Urgency(**{name: self.cleaned_data[name] for name in names})


class CommentForm(forms.Form):
    text = forms.CharField(
        label="Say something. With @name somebody is told.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        max_length=talk.LONGEST,
    )


def colleagues(root: type[Root]) -> "QuerySet[User]":
    """People who can be named and given work of this sort."""
    return who_may("assign", root).order_by("username")[:MOST_NAMES]


def _choosable(root: type[Root]) -> "QuerySet[User]":
    return User.objects.filter(pk__in=[each.pk for each in colleagues(root)]).order_by("username")


class TagFilter(admin.SimpleListFilter):
    """Works by the desk's own tags."""

    title, parameter_name = "tag", "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        asked = request.GET.get(self.parameter_name, "")
        newest = Docket.objects.exclude(tags=[]).order_by("-updated_at").values_list("tags", flat=True)[:200]
        return [(each, each) for each in sorted({tag for tags in newest for tag in tags} | ({asked} - {""}))][:40]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        tagged = Docket.objects.filter(tags__contains=[self.value()])
        return queryset.filter(pk__in=tagged.values("root_id")) if self.value() else queryset


class Whose(admin.SimpleListFilter):
    """Works by whose they are now."""

    title, parameter_name = "whose it is", "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("mine", "mine"), ("nobody", "nobody's yet")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        given = Docket.objects.filter(assignee__isnull=False)
        if self.value() == "mine":
            return queryset.filter(pk__in=given.filter(assignee=person(request)).values("root_id"))
        return queryset.exclude(pk__in=given.values("root_id")) if self.value() == "nobody" else queryset


class WorkplaceAdmin(SteppedAdmin):
    """The admin of works that people talk about, give to each other and watch."""

    # -- the panel --------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        views: dict[str, Callable[..., HttpResponse]] = {
            "talk": self.talk_view,
            "docket": self.docket_view,
            "watch": self.watch_view,
        }
        panel = [
            path(f"<path:object_id>/{name}/", self.page(view), name=self._url_name_of(name))
            for name, view in views.items()
        ]
        here = path(
            "<path:object_id>/here/", self.admin_site.admin_view(self.here_view), name=self._url_name_of("here")
        )
        together = path("together/<str:what>/", self.page(self.together_view), name=self._url_name_of("together"))
        return [together, here, *panel, *super().get_urls()]

    def _url_name_of(self, name: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"

    def address(self, name: str, row: Any) -> str:
        return reverse(f"admin:{self._url_name_of(name)}", args=[row.pk])

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = context.get("original")
        if row and may(person(request), "view", Comment):
            context["talk"] = self.panel(request, row)
            notices.mark_read_of(person=person(request), root=row)
        return super().render_change_form(request, context, *args, **kwargs)

    def panel(
        self, request: HttpRequest, row: Any, *, said: CommentForm | None = None, kept: DocketForm | None = None
    ) -> dict[str, Any]:
        """What the panel shows."""
        me, model = person(request), type(row)
        its = docket_of(row)
        comments = list(talk.comments_on(row, by=me))
        initial = {name: getattr(its, name) for name in ("due", "harm", "reach", "deadline", "reason")}
        initial |= {"tags": ", ".join(its.tags), "assignee": its.assignee and its.assignee.username}
        return {
            "root": row,
            "number": number_of(row.pk),
            "said": [Said(each, not each.taken_back_at and may(me, "delete", each)) for each in comments],
            "comment_form": said or CommentForm(auto_id="id_talk_%s"),
            "docket_form": kept or DocketForm(initial=initial, people=_choosable(model), auto_id="id_docket_%s"),
            "docket": its,
            "may_assign": may(me, "assign", row),
            "watched": watching.watches(row, me),
            "names": [each.get_username() for each in colleagues(model)],
            "talk_url": self.address("talk", row),
            "docket_url": self.address("docket", row),
            "watch_url": self.address("watch", row),
            "here_url": self.address("here", row),
            "every": presence.EVERY,
        }

    def _row(self, request: HttpRequest, object_id: str) -> Any:
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        # The panel says who works on it.
        demand(person(request), "view", [row, Comment])
        return row

    def _shown(self, request: HttpRequest, row: Any, told: str = "", **forms: Any) -> HttpResponse:
        """The panel alone for a script; for whoever has none, their page again."""
        if request.headers.get(BY_SCRIPT) or any(form and form.errors for form in forms.values()):
            context = {"talk": self.panel(request, row, **forms), "talk_told": told, "opts": self.opts, "original": row}
            if request.headers.get(BY_SCRIPT):
                return render(request, "admin/desk/talk.html", context)
            return TemplateResponse(
                request, "admin/desk/talk_page.html", {**self.admin_site.each_context(request), **context}
            )
        if told:
            self.message_user(request, told, messages.SUCCESS)
        page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
        return HttpResponseRedirect(f"{page}#talk")

    def talk_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Says something, or takes it back."""
        row = self._row(request, object_id)
        if request.method != "POST":
            return self._shown(request, row)
        if "take_back" in request.POST:
            return self._taken_back(request, row, request.POST.get("comment", ""))
        form = CommentForm(request.POST, auto_id="id_talk_%s")
        if not form.is_valid():
            return self._shown(request, row, said=form)
        try:
            spoken = talk.comment(root=row, text=form.cleaned_data["text"], by=person(request))
        except ValidationError as error:
            form.add_error("text", error.messages)
            return self._shown(request, row, said=form)
        names = ", ".join(each.get_username() for each in spoken.unaware)
        told = f"Said. Not told of it, as they may not see this: {names}." if names else "Said."
        return self._shown(request, row, told)

    def _taken_back(self, request: HttpRequest, row: Any, number: str) -> HttpResponse:
        said = visible(Comment.objects.filter(root_id=row.pk), by=person(request))
        pk = id_in(number)
        found = said.filter(pk=pk).first() if pk else None
        if found is None:
            raise Http404
        talk.take_back(comment=found, by=person(request))
        return self._shown(request, row, "Its words are gone.")

    def docket_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Whose it is, by when, how urgent, and its tags: what was changed of these."""
        row, me = self._row(request, object_id), person(request)
        self.demand(request, "assign", row)
        if request.method != "POST":
            return self._shown(request, row)
        form = DocketForm(request.POST, people=_choosable(type(row)), auto_id="id_docket_%s")
        if not form.is_valid():
            return self._shown(request, row, kept=form)
        try:
            _keep(row, form, me)
        except ValidationError as error:
            for name, told in getattr(error, "message_dict", {"__all__": error.messages}).items():
                form.add_error(name if name in form.fields else "tags" if name == "add" else None, told)
            return self._shown(request, row, kept=form)
        return self._shown(request, row, "Kept.")

    def watch_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row, me = self._row(request, object_id), person(request)
        if request.method != "POST":
            return self._shown(request, row)
        if "stop" in request.POST:
            watching.unwatch(root=row, by=me)
            return self._shown(request, row, "You are told of it no more, unless it is yours.")
        watching.watch(root=row, by=me)
        return self._shown(request, row, "You are told of what happens to it.")

    def here_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Says that one has it open, or not any more; answers who else has, and what is new on the bell."""
        me = person(request)
        row = self.model._default_manager.filter(pk=id_in(object_id))
        root = visible(row, by=me).first()
        if root is None or not may(me, "view", Comment):
            raise Http404
        request.session.modified = False  # a page that stays open is no use of the session
        if request.method == "POST":
            if "gone" in request.POST:
                presence.go(root=root, by=me)
            else:
                presence.come(root=root, by=me)
        others = [
            {"person": each.person.get_username(), "since": f"{each.since:%H:%M} UTC"}
            for each in presence.others(root=root, by=me)
        ]
        return JsonResponse({"others": others, "unread": notices.unread(me)})

    # -- many at once -----------------------------------------------------------------------------

    def has_assign_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "assign", obj)

    def has_send_back_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "send_back", obj)

    @admin.action(description="Give selected to somebody", permissions=["assign"])
    def assign_selected(self, request: HttpRequest, queryset: "QuerySet[Any]") -> HttpResponse:
        return self._together(request, "assign", queryset)

    @admin.action(description="Tag selected, for the desk alone", permissions=["assign"])
    def tag_selected(self, request: HttpRequest, queryset: "QuerySet[Any]") -> HttpResponse:
        return self._together(request, "tag", queryset)

    @admin.action(description="Return selected to their authors, with a message", permissions=["send_back"])
    def return_selected(self, request: HttpRequest, queryset: "QuerySet[Any]") -> HttpResponse:
        return self._together(request, "return", queryset)

    def together_view(self, request: HttpRequest, what: str) -> HttpResponse:
        """What is done to those that were chosen in the list, once it was said how."""
        if what not in TOGETHER or request.method != "POST":
            raise Http404
        self.demand(request, TOGETHER[what].right)
        ids = [pk for each in request.POST.getlist("row")[:MOST_TOGETHER] if (pk := id_in(each))]
        return self._together(request, what, self.get_queryset(request).filter(pk__in=ids), asked=True)

    def _together(self, request: HttpRequest, what: str, rows: "QuerySet[Any]", *, asked: bool = False) -> HttpResponse:
        together, roots = TOGETHER[what], list(rows[: MOST_TOGETHER + 1])
        back = reverse(f"admin:{self._url_name_of('changelist')}")
        if not roots or len(roots) > MOST_TOGETHER:
            self.message_user(request, f"Choose 1 to {MOST_TOGETHER} of them.", messages.ERROR)
            return HttpResponseRedirect(back)
        form = together.form(request.POST if asked else None, people=_choosable(self.model))
        if asked and form.is_valid():
            try:
                done = together.act(roots, form, person(request))
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                self.message_user(request, f"{together.done} {done}.", messages.SUCCESS)
                return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": together.verb,
            "roots": roots,
            "form": form,
            "back": back,
            "action": reverse(f"admin:{self._url_name_of('together')}", args=[what]),
            "hints": list(_times_that_end(roots)) if what == "return" else (),
        }
        return TemplateResponse(request, "admin/desk/together.html", context)


def _times_that_end(roots: Sequence[Root]) -> Iterator[str]:
    """Which of these works are to be published by themselves, and are not once they are returned."""
    times = schedules.times_of(roots)
    for root in roots:
        if root.pk in times:
            name = shortened(str(root), 80)
            yield f"“{name}” is published by itself on {said(times[root.pk])}: that ends, and whoever gave it is told."


def _keep(row: Root, form: DocketForm, by: User) -> None:
    """Store what differs: nobody is told again of what stays."""
    its = docket_of(row)
    assignee, due = form.cleaned_data["assignee"], form.cleaned_data["due"]
    if (its.assignee, its.due) != (assignee, due):
        docket.assign(root=row, assignee=assignee, due=due, by=by)
    if Urgency(harm=its.harm, reach=its.reach, deadline=its.deadline, reason=its.reason) != form.urgency:
        docket.prioritise(root=row, urgency=form.urgency, by=by)
    if its.tags != form.given_tags:
        gone = [each for each in its.tags if each not in form.given_tags]
        docket.tag(root=row, add=form.given_tags, remove=gone, by=by)


def _message() -> Any:
    return forms.CharField(
        required=False, label="A message, for the desk alone", widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


class _OfNobody(forms.Form):
    """A form that names no people."""

    def __init__(self, *args: Any, people: "QuerySet[User]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class MessageForm(_OfNobody):
    message = _message()


class AssignManyForm(AssignForm):
    message = _message()


class TagManyForm(_OfNobody):
    add = forms.CharField(
        required=False, label="Tags that they get, with commas between", widget=UnfoldAdminTextInputWidget
    )
    remove = forms.CharField(required=False, label="Tags that they lose", widget=UnfoldAdminTextInputWidget)


@dataclass(frozen=True, slots=True)
class Together:
    """Something that is done to many works: what it asks for, and what is told of how many."""

    verb: str
    done: str
    right: str
    form: Any
    act: Callable[[Sequence[Root], Any, User], int]


def _split(text: str) -> Iterable[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _assign(roots: Sequence[Root], form: Any, by: User) -> int:
    given = form.cleaned_data
    due: date | None = given["due"]
    return many.assign(roots=roots, assignee=given["assignee"], due=due, by=by, message=given["message"])


def _tag(roots: Sequence[Root], form: Any, by: User) -> int:
    given = form.cleaned_data
    return many.tag(roots=roots, add=list(_split(given["add"])), remove=list(_split(given["remove"])), by=by)


def _return(roots: Sequence[Root], form: Any, by: User) -> int:
    return many.send_back(roots=roots, by=by, message=form.cleaned_data["message"])


TOGETHER: Final = {
    "assign": Together("Give them to somebody", "Given:", "assign", AssignManyForm, _assign),
    "tag": Together("Tag them", "Tagged:", "assign", TagManyForm, _tag),
    "return": Together("Return them to their authors", "Returned:", "send_back", MessageForm, _return),
}
