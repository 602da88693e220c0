"""JSON Schema of public documents, from the TypedDicts they are written with.

Public views answer stored bytes, so no serializer describes them; their TypedDicts are the schema. Each becomes a
named component, referred to by the others (OpenAPI 3.1 uses JSON Schema 2020-12), and so does each vocabulary, under
the name of its type: `VerdictValue` is the component `Verdict`, an enumeration that generated clients name once.
"""

import re
import sys
from inspect import cleandoc
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from claimtrack.glossary import term_of
from claimtrack.notations import Notation

JSONSchema = dict[str, Any]

SIMPLE: dict[object, JSONSchema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    object: {},
    Any: {},
}
#: What the names of types of documents add to the things that they are of.
_THING = re.compile(r"(Document|Body|Name|Entry)$")
REFERENCE = "#/components/schemas/"


def components_of(document: type) -> dict[str, JSONSchema]:
    """The component of this TypedDict, and of every TypedDict and vocabulary it holds, by name."""
    components = Components()
    components.schema(document)
    return components.found


def reference_to(document: type) -> JSONSchema:
    return reference(_name(document))


def reference(name: str) -> JSONSchema:
    return {"$ref": f"{REFERENCE}{name}"}


def _name(document: type) -> str:
    return document.__name__.removesuffix("Document") or document.__name__


def _meant(document: type, member: str) -> JSONSchema:
    """What the member means, where it has a word of the glossary."""
    term = term_of(_THING.sub("", document.__name__).lower(), member)
    return {"description": term.meaning} if term else {}


def _description(document: type) -> str:
    return cleandoc(document.__doc__ or "") if document.__doc__ != dict.__doc__ else ""


class Components:
    """The schemas of types, and the components that these refer to, as they are found."""

    def __init__(self) -> None:
        self.found: dict[str, JSONSchema] = {}
        self.vocabularies: dict[object, str] = {}

    def schema(self, hint: Any) -> JSONSchema:
        if _is_simple(hint):
            return dict(SIMPLE[hint])
        if is_typeddict(hint):
            return self._add(hint)
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Literal:
            return self._vocabulary(hint)
        if origin in {Union, UnionType}:
            return _any_of([self.schema(argument) for argument in arguments])
        if origin is list:
            return {"type": "array", "items": self.schema(arguments[0])}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.schema(arguments[1])}
        if origin in {Required, NotRequired, Annotated}:
            return self.schema(arguments[0]) | _written(hint)
        raise TypeError(f"{hint!r} has no JSON Schema here")

    def _add(self, document: type) -> JSONSchema:
        """Find this TypedDict and all it holds; returns the reference to it."""
        if _name(document) not in self.found:
            self.found[_name(document)] = {}
            self.vocabularies |= _vocabularies(document)
            hints = get_type_hints(document, include_extras=True)
            self.found[_name(document)] = {
                "type": "object",
                "description": _description(document),
                "properties": {name: _meant(document, name) | self.schema(hint) for name, hint in hints.items()},
                "required": sorted(document.__required_keys__),  # type: ignore[attr-defined]  # every TypedDict has them
                "additionalProperties": False,
            }
        return reference_to(document)

    def _vocabulary(self, values: Any) -> JSONSchema:
        """Values in place where their type has no name."""
        kinds = {type(value) for value in get_args(values)}
        schema = {**SIMPLE[kinds.pop()], "enum": list(get_args(values))}
        if kinds:
            raise TypeError(f"{values!r} has values of several types")
        if values not in self.vocabularies:
            return schema
        self.found[self.vocabularies[values]] = schema
        return reference(self.vocabularies[values])


def _vocabularies(document: type) -> dict[object, str]:
    """The names of the types of values that the document's module knows: Python itself keeps none with a `Literal`."""
    known = vars(sys.modules[document.__module__]).items()
    return {hint: name.removesuffix("Value") for name, hint in known if get_origin(hint) is Literal}


def _written(hint: Any) -> JSONSchema:
    """What an annotated text says of how it is written."""
    found: JSONSchema = {}
    for notation in getattr(hint, "__metadata__", ()):
        if isinstance(notation, Notation):
            found["description"] = notation.description
            found |= {"examples": [notation.example]} if notation.example else {}
            found |= {"format": notation.format} if notation.format else {}
    return found


def _is_simple(hint: Any) -> bool:
    return any(hint is known for known in SIMPLE)


def _any_of(schemas: list[JSONSchema]) -> JSONSchema:
    """`["string", "null"]` where simple types allow it, which client generators read best."""
    if all(schema.keys() == {"type"} for schema in schemas):
        return {"type": [schema["type"] for schema in schemas]}
    return {"anyOf": schemas}
