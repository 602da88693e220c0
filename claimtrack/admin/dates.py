"""Dates of the world on the desk: the field explains itself, and says how it reads what is typed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from claimtrack.dates import InvalidDate, WorldDate, WorldDateFormField, WorldDateWidget, describe

EXAMPLES = (
    ("2008-10-31", "a day"),
    ("2008-10", "a month"),
    ("2008", "a year"),
    ("198X", "the 1980s"),
    ("2008-10-31~", "about that day"),
    ("2008?", "perhaps that year"),
    ("XXXX-08-XX", "some day in August, year unknown"),
    ("2008-10-31/2008-11-02", "from one day to another"),
    ("2008/..", "from 2008 on"),
    ("[1975..1987]", "some time between"),
    ("[..1987]", "1987 or earlier"),
    ("XXXX", "unknown"),
)


class DeskDateWidget(WorldDateWidget):
    """The four inputs with their explanation and a line that says how the date reads."""

    template_name = "admin/desk/date.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.widgets = [_dressed(widget) for widget in self.widgets]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        edtf = context["widget"]["subwidgets"][0]["value"] or ""
        context["widget"] |= {"reading": read(edtf), "examples": EXAMPLES}
        return context


def _dressed(plain: Any) -> Any:
    if hasattr(plain, "choices"):
        return UnfoldAdminSelectWidget(attrs=plain.attrs, choices=plain.choices)
    return UnfoldAdminTextInputWidget(attrs=plain.attrs)


class DeskDateField(WorldDateFormField):
    widget = DeskDateWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # The widget explains the notation itself.
        self.help_text = "" if "EDTF" in str(self.help_text) else self.help_text

    def compress(self, data_list: list[Any]) -> WorldDate | None:
        try:
            return super().compress(data_list)
        except ValidationError as error:
            if not isinstance(error.__cause__, InvalidDate):
                raise
            # What is accepted stands below the field already.
            told = f"{error.__cause__.reason} The ways to write one stand under “How to write a date”."
            raise ValidationError(told, code=error.code) from error


class Reading(dict[str, str]):
    """`reads` how the date reads in words, or `refused` why it is none; both empty for no date."""


def read(edtf: str) -> Reading:
    if not edtf.strip():
        return Reading(reads="", refused="")
    try:
        return Reading(reads=describe(WorldDate(edtf)), refused="")
    except InvalidDate as error:
        return Reading(reads="", refused=error.reason)


def reading(request: HttpRequest) -> JsonResponse:
    """How the desk reads `?edtf=`; asked by the page while somebody types."""
    return JsonResponse(read(request.GET.get("edtf", "")))
