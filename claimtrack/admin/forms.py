"""The desk's forms: every rule of the database is told to whoever writes, before it is broken."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, Model
from django.forms.models import BaseInlineFormSet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextareaWidget

from claimtrack.admin import shown
from claimtrack.admin.labels import LabelledSelect, LabelledSelectMultiple, label_of
from claimtrack.writing import packing
from claimtrack.writing.faults import Fault

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
    _FormSet = BaseInlineFormSet[Any, Any, Any]
else:
    _ModelForm, _FormSet = forms.ModelForm, BaseInlineFormSet


class LinesField(SimpleArrayField):
    """Several values, one a line: names contain commas."""

    widget = UnfoldAdminTextareaWidget(attrs={"rows": 3, "placeholder": "one a line"})
    default_error_messages = {"item_invalid": "Line %(nth)s:"}

    def __init__(self, base_field: forms.Field, **options: Any) -> None:
        super().__init__(base_field, delimiter="\n", **options)

    def also_check(self, validators: Iterable[Callable[[Any], None]]) -> None:
        """Check each line by the model's rules here: what the model itself says of a line, forms cut short."""
        self.base_field.validators += [check for check in validators if check not in self.base_field.validators]

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "\n".join(line for line in value.splitlines() if line.strip())
        return super().to_python(value)


class DeskForm(_ModelForm):
    """A row's form. A row that exists is compared with what the page showed of it, which the page carries along.

    `refusals` is what was held against the last attempt to save, by the prefix of the form it belongs to; `members`
    are the fields that are written under another name than their own.
    """

    refusals: ClassVar[Mapping[str, Sequence[Fault]]] = {}
    members: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(self.also_shown())
        if not self.instance._state.adding:
            self._hold_against_what_was_shown()
        self._hand_on_what_is_loaded()

    def _hold_against_what_was_shown(self) -> None:
        for field in self.fields.values():
            # Django's own way, for fields with a default: it forgets what was shown as empty.
            field.show_hidden_initial = False
        if self.is_bound:
            sent = packing.unpacked(type(self.instance), self._sent())
            self.initial.update((name, sent[member]) for name, member in self.written().items() if member in sent)

    def also_shown(self) -> Mapping[str, Any]:
        """What fields show that are not the model's own."""
        return {}

    def written(self) -> dict[str, str]:
        """The fields that are written of the row, with the names they are written under."""
        known = packing.members(type(self.instance))
        named = {name: self.members.get(name, name) for name in self.fields}
        return {name: member for name, member in named.items() if member in known}

    def as_shown(self) -> SafeString:
        """The hidden input that carries what the page first showed, through every time it is shown again."""
        names = {} if self.instance._state.adding else self.written()
        if not names:
            return SafeString("")
        values = self._sent() or packing.packed({member: self.initial.get(name) for name, member in names.items()})
        return format_html('<input type="hidden" name="{}" value="{}">', self.add_prefix(shown.AS_SHOWN), values)

    def _sent(self) -> str:
        return str(self.data.get(self.add_prefix(shown.AS_SHOWN)) or "")

    def is_valid(self) -> bool:
        """A form that was refused is shown again, whatever it says now."""
        return super().is_valid() and not self.refusals

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        fields = {member: name for name, member in self.written().items()}
        for fault in self.refusals.get(self.prefix or "", ()):
            self.add_error(fields.get(fault.field), ValidationError(fault.message, code=fault.code))
        return cleaned

    def faults_of_the_row(self) -> list[str]:
        """What is wrong with the row as a whole, and with fields that nobody sees."""
        unseen = (f"{field.label}: {message}" for field in self.hidden_fields() for message in field.errors)
        return [*map(str, self.non_field_errors()), *unseen]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # the stubs leave out this hook
        # Django passes over a condition that names what the form does not show: the row's id, its parent.
        for constraint in self.instance._meta.constraints:
            if isinstance(constraint, CheckConstraint):
                self._check(constraint)

    def _check(self, constraint: CheckConstraint) -> None:
        try:
            constraint.validate(type(self.instance), self.instance, exclude=set(self.errors))
        except ValidationError as error:
            if not set(error.messages) <= set(self.non_field_errors()):
                self.add_error(None, error)

    def _hand_on_what_is_loaded(self) -> None:
        """Rows that came along with this one need no query of their own to be named on the page."""
        for name, field in self.fields.items():
            select = getattr(field.widget, "widget", None)
            if isinstance(select, LabelledSelect) and select.field.is_cached(self.instance):
                row = getattr(self.instance, name)
                select.known = {str(row.pk): label_of(select.admin_site, row)} if row else {}
            elif isinstance(select, LabelledSelectMultiple) and name in self._prefetched:
                select.known = {str(row.pk): label_of(select.admin_site, row) for row in self._prefetched[name]}

    @property
    def _prefetched(self) -> Mapping[str, Any]:
        return getattr(self.instance, "_prefetched_objects_cache", {})


class DeskFormSet(_FormSet):
    """Rows on their parent's page, as that page showed them: what others did to the list since is none of its matter.

    A row that is gone keeps its place, so that nothing typed into it is lost; `write` says that it is gone.
    """

    @property
    def _model(self) -> type[Model]:
        return cast("type[Model]", self.model)

    def get_queryset(self) -> Any:
        if self.is_bound and not hasattr(self, "_queryset"):
            stored = {row.pk: row for row in super().get_queryset()}
            rows = list(self._as_sent(stored))
            self._queryset = rows if len(rows) == self.initial_form_count() else list(stored.values())
        return super().get_queryset()

    def _as_sent(self, stored: Mapping[Any, Model]) -> Iterator[Model]:
        for number in range(self.initial_form_count()):
            prefix = self.add_prefix(number)
            try:
                pk = self._model._meta.pk.to_python(self.data.get(f"{prefix}-{self._model._meta.pk.name}"))
            except ValidationError:
                continue
            if pk in stored:
                yield stored[pk]
            elif pk:
                yield self._gone(pk, self.data.get(f"{prefix}-{shown.AS_SHOWN}", ""))

    def _gone(self, pk: Any, as_shown: str) -> Model:
        row = shown.row_as_shown(self._model, pk, as_shown)
        setattr(row, self.fk.name, self.instance)
        return row

    def add_fields(self, form: Any, index: Any) -> None:
        """As Django's; which row it is need not be looked up, and one that is gone is no choice to be refused."""
        super().add_fields(form, index)
        key = self._model._meta.pk.name
        form.fields[key] = forms.UUIDField(
            required=False, widget=forms.HiddenInput, initial=form.fields[key].initial, label=form.fields[key].label
        )

    def in_order(self) -> Sequence[Any]:
        """The forms in the order that they are written in."""
        return self.forms

    def clean(self) -> None:
        super().clean()
        # Django asks nothing of rows that are to be deleted, so what stands against it is told above them.
        deleted = [form for form in self.forms if self.can_delete and self._should_delete_form(form)]  # type: ignore[attr-defined]  # the stubs leave it out
        faults = (fault for form in deleted for fault in form.refusals.get(form.prefix, ()))
        if errors := [ValidationError(fault.message, code=fault.code) for fault in faults]:
            raise ValidationError(errors)
