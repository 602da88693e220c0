"""The model field: what it reads, refuses and keeps."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from claimtrack.dates import WorldDate, WorldDateField


def test_the_field_is_null_and_blank_unless_said_otherwise() -> None:
    field = WorldDateField("from")
    assert (field.null, field.blank, field.verbose_name) == (True, True, "from")
    assert field.clean(None, None) is None


@pytest.mark.parametrize("options", [{}, {"null": False}, {"blank": False, "help_text": "When."}, {"editable": False}])
def test_a_migration_rebuilds_the_field_it_was_made_from(options: dict[str, Any]) -> None:
    field = WorldDateField("made", **options)
    _, path, args, kwargs = field.deconstruct()
    rebuilt = WorldDateField(*args, **kwargs)
    assert path == "claimtrack.dates.WorldDateField"
    assert (rebuilt.null, rebuilt.blank, rebuilt.help_text, rebuilt.editable, rebuilt.verbose_name) == (
        field.null,
        field.blank,
        field.help_text,
        field.editable,
        field.verbose_name,
    )
    assert field.clone().deconstruct() == field.deconstruct()


@pytest.mark.parametrize(
    "give",
    [
        lambda date: date,
        lambda date: date.to_json(),
        lambda date: json.dumps(date.to_json()),
    ],
)
def test_the_field_reads_a_date_its_json_and_its_text(give: Callable[[WorldDate], object]) -> None:
    date = WorldDate("1945", text="at Potsdam", inferred=True, basis="the sentence before")
    assert WorldDateField().clean(give(date), None) == date


@pytest.mark.parametrize("value", ["1945", "not json", {"edtf": "2018/2017"}, 1945, []])
def test_the_field_refuses_what_is_no_date_with_a_message(value: object) -> None:
    with pytest.raises(ValidationError) as refusal:
        WorldDateField().to_python(value)
    assert refusal.value.code == "invalid_date"


class Holder:
    """What `value_to_string` needs of a model."""

    made: WorldDate | None = None


def test_a_fixture_holds_the_date_as_text() -> None:
    field = WorldDateField()
    field.set_attributes_from_name("made")
    holder = Holder()
    assert field.to_python(field.value_to_string(holder)) is None  # type: ignore[arg-type]  # only the attribute is read
    holder.made = WorldDate("1945", text="à Potsdam")
    assert field.to_python(field.value_to_string(holder)) == holder.made  # type: ignore[arg-type]  # as above
