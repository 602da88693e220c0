"""Members of bodies: how each is read, shown and described, as the typed `Fields` of its table have it."""

import base64
import binascii
import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Model

from claimtrack.accounts.visible import visible
from claimtrack.api.documents import Components, JSONSchema, reference_to
from claimtrack.dates import DateDocument, InvalidDate, WorldDate
from claimtrack.editions.chain import rfc3339
from claimtrack.json_in import sort_of
from claimtrack.query.filters import DAY_FORM, INSTANT_FORM, one_of
from claimtrack.query.parameters import Choice
from claimtrack.query.texts import REFUSED_CHARACTERS, id_in, shown
from claimtrack.writing.references import rows_named

#: Of a date that the API has shown: they follow from `edtf`.
DERIVED = ("earliest", "latest")
EDTF = "Write a date as EDTF, such as 2008-10-31 or 2008-10~, or as an object with edtf and text."


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(ABC):
    """One member of a body. `read` raises ValidationError, with a code and what is accepted instead."""

    name: str
    meaning: str = ""
    nullable: bool = False
    required: bool = False
    #: What a column has for null: an empty text, where it knows no other.
    empty: Any = None

    def given(self, value: Any, by: User) -> Any:
        """What is written for a value of a body; null where nothing is known."""
        if value is None:
            if not self.nullable:
                raise _wrong("It cannot be null: leave it out, or give a value.", "null")
            return self.empty
        return self.read(value, by)

    def told(self, value: Any) -> Any:
        """What is shown of the value that a row has."""
        return None if value is None or (self.nullable and value == self.empty) else self.show(value)

    def schema(self, *, writing: bool) -> JSONSchema:
        schema = self.written_schema() if writing else self.value_schema()
        if self.nullable:
            null = {"type": "null"}
            one_type = isinstance(schema.get("type"), str) and "enum" not in schema
            options = schema.get("anyOf", [schema])
            schema = schema | {"type": [schema["type"], "null"]} if one_type else {"anyOf": [*options, null]}
        return ({"description": self.meaning} if self.meaning else {}) | schema

    @abstractmethod
    def read(self, value: Any, by: User) -> Any:
        """A value that is not null, as it is written."""

    def show(self, value: Any) -> Any:
        return value

    @abstractmethod
    def value_schema(self) -> JSONSchema:
        """JSON Schema of what is shown."""

    def written_schema(self) -> JSONSchema:
        """Of what is accepted, where more is than is shown."""
        return self.value_schema()

    def components(self) -> Mapping[str, JSONSchema]:
        """Named schemas that it refers to."""
        return {}


class ItemError(ValidationError):
    """A fault of one item of a list."""

    def __init__(self, message: str, *, code: str, at: int) -> None:
        super().__init__(message, code=code)
        self.at = at


def _wrong(message: str, code: str = "malformed") -> ValidationError:
    return ValidationError(message, code=code)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong(f"A text is expected, and not {sort_of(value)}.")
    if REFUSED_CHARACTERS.search(value):
        raise _wrong("The text holds a NUL character, or half of a letter.", "invalid_characters")
    return value


def _each(value: Any, read: Callable[[Any], Any]) -> list[Any]:
    """Every item of a list; raises with the faults of all of them, each with its place."""
    if not isinstance(value, list):
        raise _wrong(f"A list is expected, and not {sort_of(value)}.")
    items, faults = [], []
    for place, item in enumerate(value):
        try:
            items.append(read(item))
        except ValidationError as error:
            faults += [ItemError(message, code=str(error.code), at=place) for message in error.messages]
    if faults:
        raise ValidationError(faults)
    return items


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Member):
    longest: int | None = None
    choices: tuple[Choice, ...] = ()

    def read(self, value: Any, by: User) -> str:
        text = _text(value)
        if self.choices and text != self.empty:
            return one_of(text, self.choices)
        if self.longest is not None and len(text) > self.longest:
            raise _wrong(f"It has {len(text)} characters; at most {self.longest} are accepted.", "too_long")
        return text

    def show(self, value: Any) -> str:
        return str(value)

    def value_schema(self) -> JSONSchema:
        if self.choices:
            return {"type": "string", "enum": [choice.value for choice in self.choices]}
        return {"type": "string"} | ({"maxLength": self.longest} if self.longest is not None else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts(Member):
    longest: int | None = None
    choices: tuple[Choice, ...] = ()

    def read(self, value: Any, by: User) -> list[str]:
        item = Text(name=self.name, longest=self.longest, choices=self.choices)
        return _each(value, lambda each: item.read(each, by))

    def show(self, value: Any) -> list[str]:
        return [getattr(each, "code", each) for each in value]

    def value_schema(self) -> JSONSchema:
        item = Text(name=self.name, longest=self.longest, choices=self.choices)
        return {"type": "array", "items": item.value_schema()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids(Member):
    """Ids of rows of several sorts: which rows they are, whoever takes them finds out."""

    def read(self, value: Any, by: User) -> list[UUID]:
        return _each(value, _id)

    def value_schema(self) -> JSONSchema:
        return {"type": "array", "items": {"type": "string", "format": "uuid"}}


def _id(value: Any) -> UUID:
    text = _text(value)
    found = id_in(text.lower())
    if found is None:
        raise _wrong(f"{shown(text)} is no id: a UUID is expected.")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Member):
    def read(self, value: Any, by: User) -> bool:
        if not isinstance(value, bool):
            raise _wrong(f"true or false is expected, and not {sort_of(value)}.")
        return value

    def value_schema(self) -> JSONSchema:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Member):
    choices: tuple[Choice, ...] = ()

    @property
    def accepted(self) -> list[int]:
        return [int(choice.value) for choice in self.choices]

    def read(self, value: Any, by: User) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise _wrong(f"A whole number is expected, and not {sort_of(value)}.")
        if self.choices and value not in self.accepted:
            accepted = ", ".join(map(str, self.accepted))
            raise _wrong(f"{str(value)[:20]} is not accepted. Accepted: {accepted}.", "unknown_value")
        return value

    def value_schema(self) -> JSONSchema:
        return {"type": "integer"} | ({"enum": self.accepted} if self.choices else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Integers(Member):
    def read(self, value: Any, by: User) -> list[int]:
        item = Whole(name=self.name)
        return _each(value, lambda each: item.read(each, by))

    def value_schema(self) -> JSONSchema:
        return {"type": "array", "items": {"type": "integer", "minimum": 1}}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMember(Member):
    def read(self, value: Any, by: User) -> dt.date:
        text = _text(value)
        try:
            if DAY_FORM.fullmatch(text):
                return dt.date.fromisoformat(text)
        except ValueError:
            pass
        raise _wrong(f"{shown(text)} is no day of the calendar; write it as YYYY-MM-DD.")

    def show(self, value: dt.date) -> str:
        return value.isoformat()

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True, kw_only=True)
class InstantMember(Member):
    """The offset that an instant is given in is kept."""

    def read(self, value: Any, by: User) -> dt.datetime:
        text = _text(value)
        try:
            if INSTANT_FORM.fullmatch(text):
                return dt.datetime.fromisoformat(text.upper())
        except ValueError:
            pass
        raise _wrong(f"{shown(text)} cannot be read; write RFC 3339, such as 2018-10-08T16:49:00+01:00.")

    def show(self, value: dt.datetime) -> str:
        if value.utcoffset():
            return value.isoformat(timespec="microseconds")
        return rfc3339(value)

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "format": "date-time"}


#: What the schema calls a date as it is written with its wording.
WRITTEN_DATE: Final = "WrittenDate"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldDateMember(Member):
    """A date of the world: EDTF, or the object that the API shows."""

    def read(self, value: Any, by: User) -> WorldDate:
        try:
            if isinstance(value, Mapping):
                return self._of(value)
            return WorldDate(_text(value))
        except InvalidDate as error:
            raise _wrong(f"{error} {EDTF}", "invalid_date") from error

    def _of(self, value: Mapping[str, Any]) -> WorldDate:
        for name in ("edtf", "text", "basis"):
            _text(value.get(name) or "")
        stored = {name: each for name, each in value.items() if name not in DERIVED and (name, each) != ("basis", None)}
        date = WorldDate.from_json(stored)
        document: Mapping[str, Any] = date.as_document()
        for name in DERIVED:
            if name in value and value[name] != document[name]:
                raise _wrong(f"{name} follows from edtf, and would be {document[name]}: leave it out.", "derived")
        return date

    def show(self, value: WorldDate) -> Any:
        return value.as_document()

    def value_schema(self) -> JSONSchema:
        return reference_to(DateDocument)

    def written_schema(self) -> JSONSchema:
        string = {"type": "string", "description": "EDTF (ISO 8601-2)."}
        return {"anyOf": [string, {"$ref": f"#/components/schemas/{WRITTEN_DATE}"}]}

    @staticmethod
    def _written() -> JSONSchema:
        texts = {name: {"type": "string"} for name in ("edtf", "text")}
        more = {
            "inferred": {"type": "boolean"},
            "basis": {"type": ["string", "null"]},
            **{name: {"type": ["string", "null"], "format": "date"} for name in DERIVED},
        }
        return {"type": "object", "properties": texts | more, "required": ["edtf"], "additionalProperties": False}

    def components(self) -> Mapping[str, JSONSchema]:
        components = Components()
        components.schema(DateDocument)
        return {**components.found, WRITTEN_DATE: self._written()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Member):
    """Another row, by its id or, where it has one, its slug; only such as exist for whoever writes."""

    model: type[Model]

    def read(self, value: Any, by: User) -> Any:
        try:
            return self.found([_text(value)], by)[0]
        except ValidationError as error:
            raise ValidationError(error.messages[0], code="unknown") from error

    def found(self, names: Sequence[str], by: User) -> list[UUID]:
        """The ids of these rows, in their order."""
        known = named(self.model, names, by)
        unknown = [place for place, name in enumerate(names) if name.lower() not in known]
        what = self.model._meta.verbose_name
        if unknown:
            raise ValidationError(
                [ItemError(f"{shown(names[place])} is no {what}.", code="unknown", at=place) for place in unknown]
            )
        return [known[name.lower()] for name in names]

    def show(self, value: UUID) -> str:
        return str(value)

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "format": "uuid"}

    def written_schema(self) -> JSONSchema:
        return {"type": "string"}


@dataclass(frozen=True, slots=True, kw_only=True)
class References(Reference):
    def read(self, value: Any, by: User) -> Any:
        return self.found(_each(value, _text), by)

    def show(self, value: Any) -> Any:
        return [str(each) for each in value]

    def value_schema(self) -> JSONSchema:
        return {"type": "array", "items": {"type": "string", "format": "uuid"}}

    def written_schema(self) -> JSONSchema:
        return {"type": "array", "items": {"type": "string"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bytes(Member):
    """Bytes, in base64 (RFC 4648, section 4)."""

    def read(self, value: Any, by: User) -> bytes:
        try:
            return base64.b64decode(_text(value), validate=True)
        except (binascii.Error, ValueError):
            raise _wrong("The bytes are expected in base64.") from None

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "contentEncoding": "base64"}


def named(model: type[Model], names: Sequence[str], by: User) -> Mapping[str, UUID]:
    """The ids of those of these rows that exist for this person, by the id or slug that they are named with."""
    rows = rows_named(visible(model._default_manager.all(), by=by), {name.lower() for name in names})
    return {name: row.pk for name, row in rows.items()}
