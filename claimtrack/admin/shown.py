"""What a page showed of a row: the page carries it along, so that a save is held against that.

The values are the row's own, not those of the inputs, which round an instant to the second and know no order: what
nobody touched compares as equal to what is stored.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Model

from claimtrack import json_in
from claimtrack.dates import WorldDate
from claimtrack.writing.book import BOOK
from claimtrack.writing.fields import plain

#: The hidden input that carries it, after the form's prefix.
AS_SHOWN: Final = "as_shown"


def members(model: type[Model]) -> set[str]:
    """The names of what is written of rows of this model; none where changes of rows do not write them."""
    return {member.name for member in fields(BOOK[model].fields)} if model in BOOK else set()


def packed(values: Mapping[str, Any]) -> str:
    """Values of members, in JSON."""
    return json.dumps({name: plain(value) for name, value in values.items()}, default=_packed, ensure_ascii=False)


def unpacked(model: type[Model], text: str) -> dict[str, Any]:
    """Values of members as the model has them; what cannot be read counts as not shown."""
    try:
        sent = json_in.loads(text)
    except ValueError:
        return {}
    found = {}
    for name in members(model) & (sent.keys() if isinstance(sent, dict) else set()):
        try:
            found[name] = _unpacked(model, name, sent[name])
        except (ValidationError, TypeError, ValueError):
            continue
    return found


def row_as_shown(model: type[Model], pk: Any, text: str) -> Model:
    """A row that is no longer there, as the page showed it: whoever wrote on that page sees it again."""
    row = model(pk=pk)
    for name, value in unpacked(model, text).items():
        column = model._meta.get_field(name)
        if not column.many_to_many:
            setattr(row, getattr(column, "attname", name), value)
    row._state.adding = False
    return row


def _packed(value: Any) -> Any:
    match value:
        case WorldDate():
            return value.to_json()
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _unpacked(model: type[Model], name: str, value: Any) -> Any:
    column: Any = model._meta.get_field(name)
    if column.many_to_many:
        key = column.related_model._meta.pk
        return tuple(key.to_python(each) for each in value)
    return column.to_python(value)
