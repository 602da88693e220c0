"""JSON Schema of public documents, from the TypedDicts they are written with.

Public views answer stored bytes, so no serializer describes them; their TypedDicts are the schema. Each
becomes a named component, referred to by the others (OpenAPI 3.1 uses JSON Schema 2020-12).
"""

from inspect import cleandoc
from types import NoneType, UnionType
from typing import (
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
REFERENCE = "#/components/schemas/"


def components_of(document: type) -> dict[str, JSONSchema]:
    """The component of this TypedDict and of every TypedDict it holds, by name."""
    found: dict[str, JSONSchema] = {}
    _add(document, found)
    return found


def reference_to(document: type) -> JSONSchema:
    return {"$ref": f"{REFERENCE}{_name(document)}"}


def _name(document: type) -> str:
    return document.__name__.removesuffix("Document") or document.__name__


def _add(document: type, found: dict[str, JSONSchema]) -> None:
    if _name(document) in found:
        return
    found[_name(document)] = {}
    hints = get_type_hints(document, include_extras=True)
    found[_name(document)] = {
        "type": "object",
        "description": _description(document),
        "properties": {name: _schema(hint, found) for name, hint in hints.items()},
        "required": sorted(document.__required_keys__),  # type: ignore[attr-defined]  # every TypedDict has them
        "additionalProperties": False,
    }


def _description(document: type) -> str:
    return cleandoc(document.__doc__ or "") if document.__doc__ != dict.__doc__ else ""


def _schema(hint: Any, found: dict[str, JSONSchema]) -> JSONSchema:
    if _is_simple(hint):
        return dict(SIMPLE[hint])
    if is_typeddict(hint):
        _add(hint, found)
        return reference_to(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Required, NotRequired}:
        return _schema(arguments[0], found)
    if origin is Literal:
        return {"type": "string", "enum": list(arguments)}
    if origin in {Union, UnionType}:
        return _any_of([_schema(argument, found) for argument in arguments])
    if origin is list:
        return {"type": "array", "items": _schema(arguments[0], found)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(arguments[1], found)}
    raise TypeError(f"{hint!r} has no JSON Schema here")


def _is_simple(hint: Any) -> bool:
    return any(hint is known for known in SIMPLE)


def _any_of(schemas: list[JSONSchema]) -> JSONSchema:
    """`["string", "null"]` where simple types allow it, which client generators read best."""
    if all(schema.keys() == {"type"} for schema in schemas):
        return {"type": [schema["type"] for schema in schemas]}
    return {"anyOf": schemas}
