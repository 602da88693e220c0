"""Questions of a batch, each read by itself: what is wrong with one is told beside it, and is nothing to the others.

Version 0.2 asks by `query`, `type` and `properties`, the draft of 1.0 by `conditions`; both are read as one `Query`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, TypedDict, cast

from django.core.exceptions import ValidationError

from claims.tools.reconciliation.entities import TYPES, EntityType
from claims.tools.reconciliation.properties import PROPERTIES
from claimtrack.json_in import sort_of
from claimtrack.query.texts import checked_text

#: Queries of a batch, ids and properties of an extension, conditions of a query, values of a condition.
BATCH, MOST_IDS, MOST_PROPERTIES, MOST_CONDITIONS, MOST_VALUES = 50, 500, 50, 20, 20
#: Characters of a name or of a statement, candidates by default and at most.
LONGEST, LIMIT, MOST = 1_000, 10, 50

Quantifier: TypeAlias = Literal["any", "all", "none"]
Strictness: TypeAlias = Literal["any", "should", "all"]


class ReconciliationFault(TypedDict):
    """What is wrong with a query: at which member, of what sort, and what to do instead."""

    pointer: str
    code: str
    message: str


class FaultyQuery(ValueError):
    """A query that cannot be answered."""

    def __init__(self, pointer: str, code: str, message: str) -> None:
        super().__init__(message)
        self.fault: ReconciliationFault = {"pointer": pointer, "code": code, "message": message}


@dataclass(frozen=True, slots=True)
class Condition:
    """Values that a property is to have: any, all or none of them. `required`: who lacks them is no candidate."""

    pid: str
    values: Sequence[str]
    quantifier: Quantifier = "any"
    required: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What one query asks: whose name is one of these, or whose id; which properties it has.

    `strictness` is that of 0.2: of what has only one type `all` of several types finds nothing, and `should` finds
    others where there is none of these types.
    """

    names: Sequence[str] = ()
    ids: Sequence[str] = ()
    types: Sequence[EntityType] = TYPES
    strictness: Strictness = "any"
    conditions: Sequence[Condition] = ()
    limit: int = LIMIT


def read_0_2(given: Any) -> Query:
    """Section “Structure of a Reconciliation Query” of 0.2. Raises FaultyQuery."""
    query = _object(given, "", {"query", "type", "limit", "properties", "type_strict"})
    conditions = [_of_property(each, f"/properties/{at}") for at, each in enumerate(_list(query, "properties"))]
    if "query" not in query and not conditions:
        raise FaultyQuery("/query", "required", "Give one of: query, properties.")
    given_types = query.get("type", [])
    return Query(
        names=[_text(query["query"], "/query")] if "query" in query else [],
        types=_types(given_types if isinstance(given_types, list) else [given_types]),
        strictness=cast(
            "Strictness", _one_of(query.get("type_strict", "any"), "/type_strict", ("any", "should", "all"))
        ),
        conditions=conditions,
        limit=_limit(query.get("limit", LIMIT)),
    )


def read_1_0(given: Any) -> Query:
    """Section “Structure of a Reconciliation Query” of the draft of 1.0. Raises FaultyQuery."""
    query = _object(given, "", {"type", "limit", "lang", "dir", "conditions"})
    rows = _list(query, "conditions")
    if not rows:
        raise FaultyQuery("/conditions", "required", "Give a condition at least.")
    read = [(_kind(each, f"/conditions/{at}"), _condition(each, f"/conditions/{at}")) for at, each in enumerate(rows)]
    return Query(
        names=[value for kind, condition in read if kind == "name" for value in condition.values],
        ids=tuple(value for kind, condition in read if kind == "id" for value in condition.values),
        types=_types([query["type"]] if "type" in query else []),
        conditions=[condition for kind, condition in read if kind == "property"],
        limit=_limit(query.get("limit", LIMIT)),
    )


_OF_CONDITION: Final = {
    "matchType", "propertyId", "propertyValue", "required", "matchQuantifier", "matchQualifier", "lang", "dir",
}  # fmt: skip


def _kind(given: Any, pointer: str) -> str:
    return _one_of(
        _object(given, pointer, _OF_CONDITION).get("matchType"), f"{pointer}/matchType", ("name", "id", "property")
    )


def _condition(row: Any, pointer: str) -> Condition:
    quantifier = _one_of(row.get("matchQuantifier", "any"), f"{pointer}/matchQuantifier", ("any", "all", "none"))
    if "matchQualifier" in row:
        raise FaultyQuery(f"{pointer}/matchQualifier", "unsupported", "No property here takes a qualifier.")
    is_property = row["matchType"] == "property"
    if not is_property and quantifier != "any":
        raise FaultyQuery(f"{pointer}/matchQuantifier", "unsupported", "Of names and ids, any is what is looked for.")
    if not isinstance(row.get("required", False), bool):
        raise FaultyQuery(f"{pointer}/required", "malformed", "Give true or false.")
    pid = _pid(row.get("propertyId"), f"{pointer}/propertyId") if is_property else ""
    values = _values(row.get("propertyValue"), f"{pointer}/propertyValue")
    return Condition(pid, values, cast("Quantifier", quantifier), row.get("required", False))


def _of_property(given: Any, pointer: str) -> Condition:
    row = _object(given, pointer, {"pid", "v"})
    return Condition(_pid(row.get("pid"), f"{pointer}/pid"), _values(row.get("v"), f"{pointer}/v"))


# -- members --------------------------------------------------------------------------------------


def _object(given: Any, pointer: str, members: Collection[str]) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise FaultyQuery(pointer, "malformed", f"It is {sort_of(given)}; an object is expected.")
    for name in given:
        if name not in members:
            accepted = ", ".join(sorted(members))
            raise FaultyQuery(pointer, "unknown_member", f"A member is not known here. Accepted: {accepted}.")
    return given


def _list(query: Mapping[str, Any], name: str) -> list[Any]:
    rows = query.get(name, [])
    if not isinstance(rows, list):
        raise FaultyQuery(f"/{name}", "malformed", f"It is {sort_of(rows)}; a list is expected.")
    if len(rows) > MOST_CONDITIONS:
        raise FaultyQuery(f"/{name}", "too_many_values", f"At most {MOST_CONDITIONS} are read.")
    return rows


def _text(given: Any, pointer: str) -> str:
    if not isinstance(given, str):
        raise FaultyQuery(pointer, "malformed", f"It is {sort_of(given)}; a text is expected.")
    try:
        return checked_text(given, max_length=LONGEST)
    except ValidationError as error:
        raise FaultyQuery(pointer, str(error.code), str(error.messages[0])) from None


def _values(given: Any, pointer: str) -> list[str]:
    rows = given if isinstance(given, list) else [given]
    if not rows or len(rows) > MOST_VALUES:
        raise FaultyQuery(pointer, "too_many_values", f"Give 1 to {MOST_VALUES} values.")
    return [_value(each, pointer) for each in rows]


def _value(given: Any, pointer: str) -> str:
    """A property value as a text; an entity by its id."""
    if isinstance(given, dict):
        return _text(given.get("id"), f"{pointer}/id")
    if isinstance(given, bool):
        return str(given).lower()
    return _text(str(given) if isinstance(given, int | float) else given, pointer)


def _pid(given: Any, pointer: str) -> str:
    return _one_of(given, pointer, tuple(PROPERTIES))


def _types(given: Sequence[Any]) -> list[EntityType]:
    return [cast("EntityType", _one_of(each, "/type", TYPES)) for each in dict.fromkeys(map(_type_id, given))] or [
        *TYPES
    ]


def _type_id(given: Any) -> Any:
    """A type may be named by itself, or by an object with its id."""
    given = given.get("id") if isinstance(given, dict) else given
    return given if isinstance(given, str) else None


def _one_of(given: Any, pointer: str, accepted: Sequence[str]) -> str:
    if not isinstance(given, str) or given not in accepted:
        raise FaultyQuery(pointer, "unknown_value", f"It is not known here. Accepted: {', '.join(accepted)}.")
    return given


def _limit(given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int | float) or given != given // 1 or given < 1:
        raise FaultyQuery("/limit", "out_of_range", "Give a whole number from 1 on.")
    return min(int(given), MOST)


# -- a whole extension ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Extension:
    """Which properties of which entities are asked for."""

    ids: Sequence[str]
    properties: Sequence[str]


def read_extension(given: Any) -> Extension:
    """Raises FaultyQuery: here a fault is one of the whole, for its answer is a table."""
    query = _object(given, "", {"ids", "properties"})
    ids, properties = query.get("ids"), query.get("properties")
    if not isinstance(ids, list):
        raise FaultyQuery("/ids", "malformed", "A list of ids is expected.")
    if not isinstance(properties, list) or len(properties) > MOST_PROPERTIES:
        raise FaultyQuery("/properties", "malformed", f"A list of up to {MOST_PROPERTIES} properties is expected.")
    texts = [_text(each, f"/ids/{at}") for at, each in enumerate(ids)]
    return Extension(texts, [*dict.fromkeys(_asked_properties(properties))])


def _asked_properties(given: Sequence[Any]) -> Iterator[str]:
    for at, each in enumerate(given):
        row = _object(each, f"/properties/{at}", {"id", "settings", "name"})
        yield _pid(row.get("id"), f"/properties/{at}/id")
