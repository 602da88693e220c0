"""The admin of a desk row: what its page asks for is one write, of typed changes, in the name of who asks."""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import nullcontext, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.models import User
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, ForeignKey, ManyToManyField, QuerySet, TextField
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.widgets import UnfoldAdminTextareaWidget

from claimtrack.accounts.hiding import existing_for, note_known
from claimtrack.accounts.rights import NotAllowed, demand, may, refusal
from claimtrack.accounts.visible import visible
from claimtrack.admin.changes import filled, note
from claimtrack.admin.dates import DeskDateField
from claimtrack.admin.deleting import without_hidden
from claimtrack.admin.erasing import erasing_of
from claimtrack.admin.forms import DeskForm, DeskFormSet, LinesField
from claimtrack.admin.history import Happened, History, history_of
from claimtrack.admin.instants import InstantField, InstantWidget, zone_of
from claimtrack.admin.kept import filter_in, kept_filters
from claimtrack.admin.labels import LabelledSelect, LabelledSelectMultiple, brief
from claimtrack.admin.offers import page_in
from claimtrack.admin.shown import AS_SHOWN, row_as_shown
from claimtrack.admin.tabs import Tab, in_tabs
from claimtrack.dates import WorldDateField
from claimtrack.editions.roots import audited
from claimtrack.query.texts import number
from claimtrack.writing import Change, Delete, Fault, Written, write
from claimtrack.writing.book import BOOK
from claimtrack.writing.faults import faults_of, in_words

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
    _BaseModelAdmin = admin.options.BaseModelAdmin[Any]
    _Inline = admin.options.InlineModelAdmin[Any, Any]
    _Stacked = admin.StackedInline[Any, Any]
    _Tabular = admin.TabularInline[Any, Any]
else:
    _ModelAdmin, _Stacked, _Tabular = ModelAdmin, StackedInline, TabularInline
    _BaseModelAdmin = _Inline = object

#: Where a request carries what was refused, between the attempt to save a form and showing it again.
REFUSALS = "claimtrack.refusals"

#: What stands in a choice that has to be made, and was not yet.
CHOOSE = "Choose one"
#: Wide enough for what tells one label from another.
WIDE = {"style": "width: 36em"}


def person(request: HttpRequest) -> User:
    """Who is signed in: the admin lets nobody else this far."""
    return cast("User", request.user)


def may_name(request: HttpRequest) -> bool:
    """Whether whoever asks is told who works on what."""
    return may(person(request), "name", User)


class DeskFields(_BaseModelAdmin):
    """How fields are edited, on a page of their own and inside another's."""

    form: Any = DeskForm
    #: Fields and columns that say who works on something: they are not for everybody who may read the rest.
    naming_people: Collection[str] = ()
    formfield_overrides = {
        # django-unfold has a taller box of its own for these.
        ArrayField: {"form_class": LinesField, "widget": LinesField.widget},
        TextField: {"widget": UnfoldAdminTextareaWidget(attrs={"rows": 4})},
        WorldDateField: {"form_class": DeskDateField},
        DateTimeField: {"form_class": InstantField},
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, DateTimeField):
            kwargs["widget"] = InstantWidget(zone=zone_of(request))
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, LinesField):
            field.also_check(db_field.base_field.validators)
        if isinstance(field, ModelChoiceField) and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.template_name = "admin/desk/related.html"
            # A row is deleted on its own page, where its admin has a say.
            field.widget.can_delete_related = False
        return field

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if not db_field.blank and not db_field.has_default():
            # Nothing is chosen before somebody chooses: django-unfold would offer the first as if it were chosen.
            kwargs.setdefault("choices", db_field.get_choices(blank_choice=[("", CHOOSE)]))
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if not self.naming_people or may_name(request):
            return fieldsets
        return [(title, options | {"fields": self._without_names(options["fields"])}) for title, options in fieldsets]

    def _without_names(self, names: Iterable[Any]) -> list[Any]:
        """Names of fields, some of them grouped in a line, without those that name people."""
        grouped = (self._without_names(name) if isinstance(name, list | tuple) else name for name in names)
        return [name for name in grouped if name and name not in self.naming_people]

    def formfield_for_foreignkey(self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", self._select(LabelledSelect, db_field, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", self._select(LabelledSelectMultiple, db_field, request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        """What may be chosen, and named: nothing that does not exist for whoever asks."""
        rows = super().get_field_queryset(db, db_field, request)
        if rows is None:
            rows = db_field.remote_field.model._default_manager.all()
        return existing_for(rows, person(request))

    def _select(
        self, widget: type[LabelledSelect | LabelledSelectMultiple], db_field: Any, request: HttpRequest
    ) -> Any:
        select = widget(db_field, self.admin_site, attrs=WIDE)
        select.beside = page_in(request, getattr(self, "parent_model", self.model))
        return select


class DeskAdmin(DeskFields, _ModelAdmin):
    """The admin of a row."""

    list_per_page = 50
    show_full_result_count = False
    change_form_template = "admin/desk/change_form.html"
    object_history_template = "admin/desk/history.html"
    delete_confirmation_template = "admin/desk/delete.html"
    delete_selected_confirmation_template = "admin/desk/delete.html"
    compressed_fields = False
    list_before_template = "admin/desk/queues.html"
    list_after_template = "admin/desk/after_list.html"
    #: Lists that somebody asks for every day: what they are called, and the query that filters them.
    queues: Sequence[tuple[str, str]] = ()
    #: Whether administrators may ask that its editions, or what the audit trail has of it, are taken away.
    has_a_past = False
    #: How the page is divided; everything on one sheet when there are none.
    tabs: Sequence[Tab] = ()

    def label(self, row: Any) -> str:
        """The row where it is chosen."""
        return str(row)

    def also_happened(self, row: Any) -> Iterable[Happened]:
        """What its history has besides what people did on its pages."""
        return ()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))

        def history() -> History:
            """Asked by the page alone: whoever may not see the row is turned away before."""
            after = request.GET.get("after", "")
            return history_of(row, self.also_happened(row), by=person(request), after=after)

        told = {"history": history, "names_people": may_name(request)}
        return super().history_view(request, object_id, {**(extra_context or {}), **told})

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Words are found however they are spelled, in whatever script."""
        return [f"{name}__finds" for name in super().get_search_fields(request)]

    # -- rights -----------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Lists, their counts, searches, filters and choices: of what exists for whoever asks."""
        return visible(super().get_queryset(request), by=person(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "view", obj) or self.has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "delete", obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "view")

    def may(self, request: HttpRequest, action: str, row: Any = None) -> bool:
        """What the permission table says of this action on a row, or on any row at all."""
        return may(person(request), action, self.model if row is None else row)

    def demand(self, request: HttpRequest, action: str, row: Any = None) -> None:
        """Raise NotAllowed, with who may, unless this person may."""
        demand(person(request), action, [self.model if row is None else row])

    def get_list_display(self, request: HttpRequest) -> Any:
        return self._columns(request, super().get_list_display(request))

    def get_list_filter(self, request: HttpRequest) -> Any:
        return self._columns(request, super().get_list_filter(request))

    def _columns(self, request: HttpRequest, columns: Any) -> Any:
        if not self.naming_people or may_name(request):
            return columns
        return [each for each in columns if each not in self.naming_people]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """What a list may be filtered by in its address: whoever could ask by a name would be told it."""
        hidden = lookup.split("__", maxsplit=1)[0] in self.naming_people and not may_name(request)
        return super().lookup_allowed(lookup, value, request) and not hidden

    def _refuse_what_is_not_offered(self, request: HttpRequest) -> None:
        """Django passes over an action on a selection that it does not offer; here it is refused, with who may."""
        asked, offered = request.POST.getlist("action"), self.get_actions(request)
        for function, name, _ in self._get_base_actions():  # type: ignore[attr-defined]  # the stubs leave it out
            if name in asked and name not in offered:
                rights = getattr(function, "allowed_permissions", ())
                raise NotAllowed(" ".join(refusal(person(request), right, self.model) for right in rights))

    # -- writing ----------------------------------------------------------------------------------

    def write(self, changes: Sequence[Change], *, by: User) -> Written:
        """Store what a page asks for."""
        return write(changes, by=by)

    def page(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """A view of this admin's own that writes, all of it or nothing."""
        return self.admin_site.admin_view(transaction.atomic(view))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        if row is None and AS_SHOWN in request.POST:
            # Deleted while its page stood open: what was typed there is shown again, and that it is gone.
            with suppress(ValidationError):
                pk = self.opts.pk.to_python(unquote(object_id))
                row = row_as_shown(self.model, pk, request.POST[AS_SHOWN])
        if row is not None:  # what is shown of a row is asked without the request
            row.asked_by = person(request)
            note_known(row, row.asked_by)
        return row

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Left to `save_related`: a row and its inlines are one write."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        asked = filled(form, formsets)
        written = self.write([each.change for each in asked], by=person(request))
        note(asked, formsets, written.rows)
        for told in self.kept_of_others(request, written):
            self.message_user(request, told, messages.WARNING)

    def kept_of_others(self, request: HttpRequest, written: Written) -> Iterable[str]:
        """What others wrote while the page stood open, and what its save left as it was."""
        return [kept.message for kept in written.kept]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """As Django's, without a word of what does not exist for whoever deletes."""
        told = super().get_deleted_objects(objs, request)
        return without_hidden(list(objs), person(request), self.admin_site, told) if objs else told

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_rows(request, [obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self.delete_rows(request, list(queryset))

    def delete_rows(self, request: HttpRequest, rows: Sequence[Any]) -> None:
        """Delete rows as the page that asked for it showed them."""
        if self.model in BOOK:
            write([_deletion(request, row) for row in rows], by=person(request))
            return
        with audited(person(request)), transaction.atomic():
            for row in rows:
                row.delete()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        # A function, so that whoever is sent on from the list is not asked for.
        kept = {
            "kept": partial(kept_filters, person(request), self.model, request.GET),
            "filtered": filter_in(request.GET),
        }
        if request.method == "POST":
            self._refuse_what_is_not_offered(request)
        try:
            # A selected action is done as a whole, its note in the log of the admin included.
            with transaction.atomic() if request.method == "POST" else nullcontext():
                return super().changelist_view(request, {**(extra_context or {}), **kept})
        except (ValidationError, IntegrityError) as error:  # the list is shown again, with the reason
            self.message_user(request, " ".join(in_words(error)), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except (ValidationError, IntegrityError) as error:
            self.message_user(request, " ".join(in_words(error)), messages.ERROR)
            address = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(address, args=[object_id]))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context["tabs"] = in_tabs(self.tabs, context["adminform"], context["inline_admin_formsets"])
        context["buttons"] = [*context.get("buttons", ()), *self.also_offered(request, context.get("original"))]
        return super().render_change_form(request, context, *args, **kwargs)

    def also_offered(self, request: HttpRequest, row: Any) -> Iterable[dict[str, str]]:
        """Buttons of a row's page that lead to other pages."""
        return erasing_of(person(request), row) if row and self.has_a_past else ()

    def message_user(self, request: HttpRequest, message: Any, *args: Any, **kwargs: Any) -> None:
        super().message_user(request, brief(message), *args, **kwargs)

    # -- refusals ---------------------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """As Django's, but what an action or the database refuses is shown on the form that was filled in."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (ValidationError, IntegrityError) as error:
            request.META[REFUSALS] = _by_form(faults_of(error, ""), request)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        form = super().get_form(request, obj, change=change, **kwargs)
        cast("type[DeskForm]", form).refusals = request.META.get(REFUSALS, {})
        return form


def _by_form(faults: Iterable[Fault], request: HttpRequest) -> dict[str, list[Fault]]:
    """Faults by the prefixes of the forms they belong to; what belongs to none on the page, to the page's own."""
    found: dict[str, list[Fault]] = {}
    for fault in faults:
        is_on_the_page = any(name.startswith(f"{fault.place}-") for name in request.POST)
        found.setdefault(fault.place if is_on_the_page else "", []).append(fault)
    return found


def _deletion(request: HttpRequest, row: Any) -> Delete:
    """As the page that asked showed the row: a page that did not say is taken to have shown it as it is."""
    seen, under = (number(request.POST.get(f"{name}-{row.pk}", "")) for name in ("seen", "seen_under"))
    return Delete(
        model=type(row),
        row=row.pk,
        seen=getattr(row, "row_version", 0) if seen is None else seen,
        seen_under=under,
    )


class DeskInline(DeskFields, _Inline):
    """Rows on their parent's page. `related` are the rows shown along with them, fetched in one query."""

    extra = 0
    show_change_link = True
    formset: Any = DeskFormSet
    related: Sequence[str] = ()

    #: Whose page it is: an inline's admin is made for one request.
    asked_by: User

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        self.asked_by = person(request)
        return visible(super().get_queryset(request), by=self.asked_by).select_related(*self.related)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        cast("Any", formset).form.refusals = request.META.get(REFUSALS, {})
        return formset

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(person(request), "view", self.model)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_here(request, "add", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_here(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_here(request, "delete", obj)

    def _may_here(self, request: HttpRequest, action: str, parent: Any) -> bool:
        """Rows stand where their parent does."""
        return may(person(request), action, self.model, under=parent) and self._parent_is_open(request, parent)

    def _parent_is_open(self, request: HttpRequest, parent: Any) -> bool:
        """Rows of a parent that is read-only are read-only too."""
        if parent is None:
            return True
        return self.admin_site.get_model_admin(self.parent_model).has_change_permission(request, parent)


class Stack(DeskInline, _Stacked):
    """Rows one below the other."""

    template = "admin/desk/stacked.html"


class Table(DeskInline, _Tabular):
    """Rows in a table."""

    template = "admin/desk/tabular.html"
