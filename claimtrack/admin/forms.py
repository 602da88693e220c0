"""The desk's forms: every rule of the database is told to whoever writes, before it is broken."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint
from unfold.widgets import UnfoldAdminTextareaWidget

from claimtrack.admin.labels import LabelledSelect, label_of
from claimtrack.writing.trail import written_since

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm


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
    """A row's form. `refusals` is what an action or the database held against the last attempt to save."""

    refusals: ClassVar[Sequence[str]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._hand_on_what_is_loaded()

    def clean(self) -> dict[str, Any] | None:
        if self.refusals:
            raise ValidationError(list(self.refusals))
        return super().clean()

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


class RootForm(DeskForm):
    """A root's form: it is not saved over what somebody else wrote while it stood open.

    The page carries the version it was opened at, as `seen_version`.
    """

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        seen = self.data.get("seen_version")
        if seen and seen != str(self.instance.version):
            raise ValidationError(
                f"Somebody else has changed this since you opened the page{self._by_whom(seen)}. Nothing is saved: "
                "open it again in another window, and bring over what you wrote.",
                code="stale",
            )
        return cleaned

    def _by_whom(self, seen: str) -> str:
        writes = written_since(self.instance, int(seen)) if seen.isdecimal() else []
        return f": {'; '.join(writes)}" if writes else ""
