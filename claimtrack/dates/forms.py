"""Dates of the world in forms."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from claimtrack.dates.parsing import ACCEPTED, InvalidDate
from claimtrack.dates.value import WorldDate


class WorldDateWidget(forms.MultiWidget):
    """Four inputs side by side, each of which says itself what it is for: one label serves them all."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            widgets={
                "edtf": forms.TextInput(attrs={"placeholder": "EDTF: 2008-10-31~", "aria-label": "EDTF"}),
                "text": forms.TextInput(
                    attrs={"placeholder": "as the document words it", "aria-label": "the document's wording"}
                ),
                "inferred": forms.Select(
                    choices=[(False, "dated by the document"), (True, "dated by us")],
                    attrs={"aria-label": "who dates it"},
                ),
                "basis": forms.TextInput(
                    attrs={"placeholder": "if dated by us: from what", "aria-label": "basis of our dating"}
                ),
            },
            attrs=attrs,
        )

    def decompress(self, value: WorldDate | None) -> list[Any]:
        return [value.edtf, value.text, value.inferred, value.basis] if value else ["", "", False, ""]


class WorldDateFormField(forms.MultiValueField):
    """EDTF, wording, whether the dating is ours, its basis: a `WorldDate`, or None when all are empty."""

    widget = WorldDateWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs["help_text"] = kwargs.get("help_text") or ACCEPTED
        parts = (
            forms.CharField(required=False),
            forms.CharField(required=False),
            forms.BooleanField(required=False),
            forms.CharField(required=False),
        )
        super().__init__(fields=parts, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> WorldDate | None:
        if not any(data_list):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        edtf, text, inferred, basis = data_list
        return validated({"edtf": edtf, "text": text, "inferred": inferred, "basis": basis})


def validated(value: object) -> WorldDate:
    try:
        return WorldDate.from_json(value)
    except InvalidDate as error:
        raise ValidationError(str(error), code="invalid_date") from error
