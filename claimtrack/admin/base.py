"""The admin of a desk row: written in one go, under the locks it needs, signed by who writes."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import pghistory
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.models import User
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ForeignKey, ManyToManyField, Model, QuerySet, TextField
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.widgets import UnfoldAdminTextareaWidget

from claimtrack.admin.dates import DeskDateField
from claimtrack.admin.forms import DeskForm, LinesField, in_words
from claimtrack.admin.kept import filter_in, kept_filters
from claimtrack.admin.labels import LabelledSelect, LabelledSelectMultiple, brief
from claimtrack.admin.tabs import Tab, filled
from claimtrack.dates import WorldDateField

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

#: Wide enough for what tells one label from another.
WIDE = {"style": "width: 36em"}


def person(request: HttpRequest) -> User:
    """Who is signed in: the admin lets nobody else this far."""
    return cast("User", request.user)


class DeskFields(_BaseModelAdmin):
    """How fields are edited, on a page of their own and inside another's."""

    form: Any = DeskForm
    formfield_overrides = {
        # django-unfold has a taller box of its own for these.
        ArrayField: {"form_class": LinesField, "widget": LinesField.widget},
        TextField: {"widget": UnfoldAdminTextareaWidget(attrs={"rows": 4})},
        WorldDateField: {"form_class": DeskDateField},
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, LinesField):
            field.also_check(db_field.base_field.validators)
        if isinstance(field, ModelChoiceField) and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.template_name = "admin/desk/related.html"
            # A row is deleted on its own page, where its admin has a say.
            field.widget.can_delete_related = False
        return field

    def formfield_for_foreignkey(self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", LabelledSelect(db_field, self.admin_site, attrs=WIDE))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", LabelledSelectMultiple(db_field, self.admin_site, attrs=WIDE))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class DeskAdmin(DeskFields, _ModelAdmin):
    """The admin of a row. Subclasses say under which roots it is written, and by which action."""

    list_per_page = 50
    show_full_result_count = False
    change_form_template = "admin/desk/change_form.html"
    compressed_fields = False
    list_before_template = "admin/desk/queues.html"
    #: Lists that somebody asks for every day: what they are called, and the query that filters them.
    queues: Sequence[tuple[str, str]] = ()
    #: How the page is divided; everything on one sheet when there are none.
    tabs: Sequence[Tab] = ()

    def label(self, row: Any) -> str:
        """The row where it is chosen."""
        return str(row)

    # -- writing ----------------------------------------------------------------------------------

    def roots_of(self, rows: Iterable[Model]) -> set[UUID]:
        """The roots these rows are written under, as they stand in memory and as they are stored."""
        return set()

    def roots_of_form(self, form: Any, formsets: Sequence[Any]) -> set[UUID]:
        """The roots that saving this form writes under."""
        return self.roots_of(_rows_written(form, formsets))

    def lock(self, roots: Collection[UUID]) -> None:
        """Lock these roots until the transaction ends."""

    @contextmanager
    def writing(self, request: HttpRequest, roots: Collection[UUID]) -> Iterator[None]:
        """What every write goes through: one transaction, under these roots, in the name of the person."""
        with pghistory.context(user=person(request).pk), transaction.atomic():
            yield

    def prepare(self, request: HttpRequest, form: Any) -> None:
        """Complete a changed row, of the page or of an inline, with what its form does not ask."""

    def settle(self, rows: Sequence[Model]) -> None:
        """Bring up to date what depends on these rows, once they are stored."""

    def page(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """A view of this admin's own that writes: in one transaction, without which `get_object` cannot lock."""
        return self.admin_site.admin_view(transaction.atomic(view))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        with transaction.atomic():  # something may be posted to it: see `get_object`
            return super().history_view(request, object_id, extra_context)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        if row is None or request.method != "POST":
            return row
        # What a form is checked against must not move before it is saved.
        self.lock(self.roots_of([row]))
        return super().get_object(request, object_id, from_field)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Left to `save_related`: a row and its inlines are one write."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        rows = list(_rows_written(form, formsets))
        with self.writing(request, self.roots_of_form(form, formsets)):
            for changed in _changed_forms(form, formsets):
                self.prepare(request, changed)
            self.store(request, form.instance)
            super().save_related(request, form, formsets, change)
            # Deferred constraints as well, while the form can still say what they refuse.
            connection.check_constraints()
            self.settle(rows)

    def store(self, request: HttpRequest, row: Any) -> None:
        row.save()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with self.writing(request, self.roots_of([obj])):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        with self.writing(request, self.roots_of(queryset)):
            super().delete_queryset(request, queryset)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        # A function, so that whoever is sent on from the list is not asked for.
        kept = {
            "kept": partial(kept_filters, person(request), self.model, request.GET),
            "filtered": filter_in(request.GET),
        }
        try:
            return super().changelist_view(request, {**(extra_context or {}), **kept})
        except IntegrityError as error:  # of a selected action: the list is shown again, with the reason
            self.message_user(request, " ".join(in_words(error)), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except IntegrityError as error:
            self.message_user(request, " ".join(in_words(error)), messages.ERROR)
            address = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(address, args=[object_id]))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context["tabs"] = filled(self.tabs, context["adminform"], context["inline_admin_formsets"])
        return super().render_change_form(request, context, *args, **kwargs)

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
            request.META[REFUSALS] = in_words(error)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        form = super().get_form(request, obj, change, **kwargs)
        cast("type[DeskForm]", form).refusals = request.META.get(REFUSALS, ())
        return form


def _changed_forms(form: Any, formsets: Sequence[Any]) -> Iterator[Any]:
    yield form
    for formset in formsets:
        yield from (inner for inner in formset.forms if inner.has_changed())


def _rows_written(form: Any, formsets: Sequence[Any]) -> Iterator[Model]:
    """The rows a form and its inlines create, change or delete."""
    for changed in _changed_forms(form, formsets):
        yield changed.instance


class DeskInline(DeskFields, _Inline):
    """Rows on their parent's page. `related` are the rows shown along with them, fetched in one query."""

    extra = 0
    show_change_link = True
    related: Sequence[str] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.related)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and self._parent_is_open(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._parent_is_open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._parent_is_open(request, obj)

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
