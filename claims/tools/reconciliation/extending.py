"""Values of properties of entities that were matched before: what is published of them now."""

from collections.abc import Mapping

from claims.tools.reconciliation.answering import type_of
from claims.tools.reconciliation.asking import Extension
from claims.tools.reconciliation.entities import Entity, entities_with
from claims.tools.reconciliation.properties import PROPERTIES, Property, Reference, Value, properties_of
from claims.tools.reconciliation.shapes import (
    ReconciliationMeta,
    ReconciliationProperties,
    ReconciliationRow,
    ReconciliationRows,
    ReconciliationTable,
    ReconciliationValue,
    ReconciliationWord,
)


def extension_0_2(asked: Extension, *, using: str) -> ReconciliationTable:
    """Every id and every property is answered; who is not published has no values."""
    found = entities_with(asked.ids, using=using)
    rows = {pk: {pid: _values(found, pk, pid) for pid in asked.properties} for pk in asked.ids}
    return {"meta": _meta(asked), "rows": rows}


def extension_1_0(asked: Extension, *, using: str) -> ReconciliationRows:
    """As `extension_0_2`, in the order of the ids."""
    found = entities_with(asked.ids, using=using)
    rows: list[ReconciliationRow] = [
        {"id": pk, "properties": [{"id": pid, "values": _values(found, pk, pid)} for pid in asked.properties]}
        for pk in asked.ids
    ]
    return {"meta": _meta(asked), "rows": rows}


def proposals(type_: str | None, limit: int | None) -> ReconciliationProperties:
    answer: ReconciliationProperties = {"properties": [described(each) for each in properties_of(type_)[:limit]]}
    if type_ is not None:
        answer["type"] = type_
    if limit is not None:
        answer["limit"] = limit
    return answer


def described(asked: Property) -> ReconciliationWord:
    return {"id": asked.id, "name": asked.name, "description": asked.description}


def _meta(asked: Extension) -> list[ReconciliationMeta]:
    return [_meta_of(PROPERTIES[pid]) for pid in asked.properties]


def _meta_of(asked: Property) -> ReconciliationMeta:
    meta: ReconciliationMeta = {"id": asked.id, "name": asked.name}
    if asked.refers_to:
        meta["type"] = type_of(asked.refers_to)
    return meta


def _values(found: Mapping[str, Entity], pk: str, pid: str) -> list[ReconciliationValue]:
    entity = found.get(pk.lower())
    return [_value(each) for each in PROPERTIES[pid].of(entity)] if entity else []


def _value(value: Value) -> ReconciliationValue:
    if isinstance(value, Reference):
        return {"id": value.id, "name": value.name}
    return {"int": value} if isinstance(value, int) else {"str": value}
