"""The form field: four inputs, one date."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from claimtrack.dates import ACCEPTED, WorldDate, WorldDateField


class DateForm(forms.Form):
    made = WorldDateField().formfield()


def filled(edtf: str = "", text: str = "", inferred: str = "False", basis: str = "") -> DateForm:
    return DateForm({"made_edtf": edtf, "made_text": text, "made_inferred": inferred, "made_basis": basis})


def test_a_form_gives_a_date_from_its_four_inputs() -> None:
    form = filled("1945", "at Potsdam", "True", "the sentence before")
    assert form.is_valid()
    assert form.cleaned_data["made"] == WorldDate("1945", "at Potsdam", inferred=True, basis="the sentence before")


def test_an_empty_form_gives_no_date() -> None:
    for form in (filled(), DateForm({})):
        assert form.is_valid()
        assert form.cleaned_data["made"] is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"edtf": "2018/2017"}, "ends before it begins"),
        ({"edtf": "last year"}, "for example: 2008-10-31"),
        ({"text": "last year"}, "The date is empty"),
        ({"edtf": "1945", "inferred": "True"}, "needs its basis"),
        ({"edtf": "1945", "basis": "Potsdam"}, "not marked as dated by us"),
    ],
)
def test_a_form_says_why_a_date_is_refused(given: dict[str, str], message: str) -> None:
    assert message in str(filled(**given).errors["made"])


def test_a_form_shows_a_stored_date_and_sees_that_it_did_not_change() -> None:
    date = WorldDate("1945", "at Potsdam", inferred=True, basis="the sentence before")
    page = str(DateForm(initial={"made": date})["made"])
    for value in ("1945", "at Potsdam", "the sentence before", "dated by us"):
        assert value in page
    same = {"made_edtf": "1945", "made_text": date.text, "made_inferred": "True", "made_basis": date.basis}
    assert not DateForm(same, initial={"made": date}).has_changed()
    assert DateForm(same | {"made_edtf": "1946"}, initial={"made": date}).has_changed()
    assert not DateForm({"made_inferred": "False"}, initial={"made": None}).has_changed()


def test_a_required_date_is_asked_for() -> None:
    field = WorldDateField(blank=False).formfield()
    with pytest.raises(ValidationError, match="required"):
        field.clean(["", "", "False", ""])


def test_the_help_text_says_how_to_write_a_date_unless_the_model_says_better() -> None:
    assert WorldDateField().formfield().help_text == ACCEPTED
    assert WorldDateField(help_text="When it was said.").formfield().help_text == "When it was said."
