"""Dates of the world in the database."""

import json
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from claimtrack import json_in
from claimtrack.dates.forms import WorldDateFormField, validated
from claimtrack.dates.value import WorldDate

if TYPE_CHECKING:
    _Field = models.Field[WorldDate | None, WorldDate | None]
else:
    _Field = models.Field


class WorldDateField(_Field):
    """A `WorldDate` in one `jsonb` column: null, or the object `WorldDate.to_json` gives.

    Null and blank unless said otherwise: most dates of the world are unknown.
    """

    description = "A date of the world (EDTF)"
    empty_strings_allowed = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        # Django leaves out what is its own default, which is not ours.
        kwargs.update(null=self.null, blank=self.blank)
        # Migrations import the field from the package, wherever in it the class stands.
        return name, path.replace(f"{__name__}.", "claimtrack.dates."), args, kwargs

    def get_internal_type(self) -> str:
        return "JSONField"

    def to_python(self, value: Any) -> WorldDate | None:
        """Read what forms, `value_to_string` and callers give. Raises `ValidationError`."""
        if value is None or isinstance(value, WorldDate):
            return value
        if isinstance(value, str):
            try:
                value = json_in.loads(value)
            except ValueError as error:
                raise ValidationError(f"“{value[:100]}” is not a date in JSON.", code="invalid_date") from error
        return None if value is None else validated(value)

    def from_db_value(self, value: Any, *_: object) -> WorldDate | None:
        return self.to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value.to_json() if isinstance(value, WorldDate) else value

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        value = super().get_db_prep_value(value, connection, prepared)
        return connection.ops.adapt_json_value(value, None) if isinstance(value, dict) else value

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return json.dumps(value and value.to_json(), ensure_ascii=False)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": WorldDateFormField, **kwargs})
