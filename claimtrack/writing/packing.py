"""Changes of rows and their values in JSON: what a page carries along, and what waits until a person decides on it."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model

from claimtrack import json_in
from claimtrack.dates import WorldDate
from claimtrack.writing.book import BOOK, writable
from claimtrack.writing.changes import Change, Create, Delete, Seen, Update
from claimtrack.writing.fields import Fields, plain
from claimtrack.writing.seen import Version


def members(model: type[Model]) -> set[str]:
    """The names of what is written of rows of this model; none where changes of rows do not write them."""
    return {member.name for member in fields(BOOK[model].fields)} if model in BOOK else set()


def packed(values: Mapping[str, Any]) -> str:
    """Values of members, in JSON."""
    return json.dumps({name: plain(value) for name, value in values.items()}, default=_packed, ensure_ascii=False)


def unpacked(model: type[Model], text: str) -> dict[str, Any]:
    """Values of members as the model has them; what cannot be read is left out."""
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


def packed_change(change: Change) -> dict[str, Any]:
    """A change as an object of JSON, from which `unpacked_change` makes it again."""
    if isinstance(change, Delete):
        under = {"seen_under": change.seen_under} if change.seen_under is not None else {}
        return {"delete": _label(change.model), "row": str(change.row), "seen": _packed_seen(change.seen), **under}
    model, values = _label(change.fields.model), json.loads(packed(change.fields.given()))
    if isinstance(change, Create):
        return {"create": model, "row": str(change.id), "fields": values}
    return {"update": model, "row": str(change.row), "fields": values, "seen": _packed_seen(change.seen)}


def unpacked_change(stored: Mapping[str, Any]) -> Change:
    """The change that was packed."""
    verb = next(name for name in ("create", "update", "delete") if name in stored)
    model, row = apps.get_model(stored[verb]), UUID(stored["row"])
    if verb == "create":
        return Create(fields=_fields(model, stored["fields"]), id=row)
    seen: Seen = stored["seen"] if isinstance(stored["seen"], int) else _fields(model, stored["seen"])
    if verb == "delete":
        return Delete(model=model, row=row, seen=seen, seen_under=stored.get("seen_under"))
    return Update(row=row, fields=_fields(model, stored["fields"]), seen=seen)


def _label(model: type[Model]) -> str:
    return model._meta.label


def _packed_seen(seen: Seen) -> Any:
    if isinstance(seen, Version):
        raise TypeError("A version is of now: what waits is kept by the values that were seen.")
    return seen if isinstance(seen, int) else json.loads(packed(seen.given()))


def _fields(model: type[Model], values: Mapping[str, Any]) -> Fields:
    return writable(model).fields(**{name: _unpacked(model, name, value) for name, value in values.items()})


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
