"""Enumerations in the OpenAPI description: each is a component, named once, wherever its values are asked or answered.

Else a generated client would have a type for the verdicts of documents, another for those that a list is filtered by,
and another for every further list; and each of them would be told anew what its values mean.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from claimtrack.api.documents import JSONSchema, reference

#: Under this name a parameter hands over what its values mean, in Markdown; no description keeps it.
MEANINGS: Final = "x-meanings"

Values = tuple[str, ...]


def named_once(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """A hook of drf-spectacular: the values of parameters become components, those of documents where they are such."""
    components: dict[str, JSONSchema] = result["components"]["schemas"]
    parameters = [*_parameters(result["paths"])]
    names = {tuple(schema["enum"]): name for name, schema in components.items() if "enum" in schema}
    names |= _new_names(parameters, names, components)
    for parameter, values in parameters:
        meanings = parameter.pop(MEANINGS, "")
        if (name := names.get(values)) is None:
            parameter["description"] = "\n\n".join(filter(None, [parameter["description"], meanings]))
            continue
        component = components.setdefault(name, {"type": "string", "enum": [*values]})
        if meanings:
            component["description"] = meanings
        _put(parameter, reference(name))
    for name, component in components.items():
        if "enum" not in component:
            components[name] = _referring(component, names)
    result["components"]["schemas"] = dict(sorted(components.items()))
    return result


def _parameters(paths: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], Values]]:
    """The parameters that take values of an enumeration, and these values."""
    for operations in paths.values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                schema = parameter["schema"]
                if values := schema.get("items", schema).get("enum"):
                    yield parameter, tuple(values)


def _new_names(
    parameters: Sequence[tuple[dict[str, Any], Values]], known: Mapping[Values, str], components: Mapping[str, Any]
) -> dict[Values, str]:
    """Names for the enumerations that several addresses ask for, and no document has: that of their one parameter."""
    times = Counter(values for _, values in parameters)
    wanted = defaultdict(set)
    for parameter, values in parameters:
        if values not in known and times[values] > 1 and len(values) > 1:
            wanted["".join(word.capitalize() for word in re.findall("[A-Za-z0-9]+", parameter["name"]))].add(values)
    return {of.pop(): name for name, of in wanted.items() if len(of) == 1 and name not in components}


def _referring(schema: Any, names: Mapping[Values, str]) -> Any:
    """The schema with the values of known enumerations, wherever they stand in it, by their names."""
    if isinstance(schema, list):
        return [_referring(each, names) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(values := schema.get("enum"), list) and (name := names.get(tuple(values))):
        return {key: value for key, value in schema.items() if key not in {"type", "enum"}} | reference(name)
    return {key: _referring(value, names) for key, value in schema.items()}


def _put(parameter: dict[str, Any], referring: JSONSchema) -> None:
    schema = parameter["schema"]
    if "items" in schema:
        schema["items"] = referring
    else:
        parameter["schema"] = referring | {name: schema[name] for name in schema.keys() & {"default"}}
