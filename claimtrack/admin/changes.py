"""From a page that was filled in to changes of rows, and back to what Django says of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from claimtrack.ids import uuid7
from claimtrack.writing.book import BOOK, writable
from claimtrack.writing.changes import Change, Create, Delete, Update
from claimtrack.writing.fields import Fields, plain


@dataclass(frozen=True, slots=True)
class Filled:
    """A valid form, the change that it asks for, and the formset it stands in, if any."""

    form: Any
    change: Change
    formset: Any = None


def filled(form: Any, formsets: Sequence[Any]) -> list[Filled]:
    """Everything that a page and its inlines ask for, the page's own row first.

    That one is written whatever was changed: so its save counts, and one that is gone is noticed.
    """
    own = Filled(form, _created(form) if form.instance._state.adding else _updated(form))
    return [own, *(each for formset in formsets if formset.model in BOOK for each in _in_formset(own, formset))]


def _in_formset(own: Filled, formset: Any) -> Iterator[Filled]:
    parent = own.change.id if isinstance(own.change, Create) else own.form.instance.pk
    deleted = formset.deleted_forms
    for form in formset.in_order():
        if form in deleted and not form.instance._state.adding:
            change = Delete(model=formset.model, row=form.instance.pk, seen=_seen(form), place=form.prefix)
            yield Filled(form, change, formset)
        elif form not in deleted and form.has_changed():
            is_new = form.instance._state.adding
            yield Filled(form, _created(form, **{formset.fk.name: parent}) if is_new else _updated(form), formset)


def _created(form: Any, **given: Any) -> Create[Fields]:
    values = _values(form, form.cleaned_data)
    return Create(
        id=form.instance.pk or uuid7(),
        fields=writable(type(form.instance)).fields(**(values | given)),
        place=form.prefix or "",
    )


def _updated(form: Any) -> Update[Fields]:
    fields = writable(type(form.instance)).fields(**_values(form, form.changed_data))
    return Update(row=form.instance.pk, fields=fields, seen=_seen(form), place=form.prefix or "")


def _values(form: Any, names: Any) -> dict[str, Any]:
    return {
        member: plain(form.cleaned_data[name])
        for name, member in form.written().items()
        if name in names and name in form.cleaned_data
    }


def _seen(form: Any) -> Fields:
    seen = {member: plain(form.initial.get(name)) for name, member in form.written().items()}
    return writable(type(form.instance)).fields(**seen)


def note(filled_forms: Sequence[Filled], formsets: Sequence[Any], rows: Sequence[Model]) -> None:
    """Let the forms stand for what was stored, and the formsets say what became of their rows."""
    for formset in formsets:
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
    for each, row in zip(filled_forms, rows, strict=True):
        _adopt(each.form.instance, row)
        if each.formset is not None:
            _noted(each, each.formset)


def _noted(each: Filled, formset: Any) -> None:
    match each.change:
        case Create():
            formset.new_objects.append(each.form.instance)
        case Update():
            formset.changed_objects.append((each.form.instance, each.form.changed_data))
        case Delete():
            formset.deleted_objects.append(each.form.instance)


def _adopt(instance: Model, row: Model) -> None:
    for column in row._meta.concrete_fields:
        setattr(instance, column.attname, getattr(row, column.attname))
    instance._state.adding = False
