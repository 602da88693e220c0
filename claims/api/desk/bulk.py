"""Many rows in one call: all of them are made and changed, or none."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypedDict
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Model
from drf_spectacular.utils import OpenApiExample
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector

from claims.api.desk.duplicates import DuplicateDocument, duplicate_document
from claims.api.desk.filing import (
    EXAMPLE,
    ResolvedDocument,
    file_read,
    resolved_document,
)
from claims.api.desk.reading import Reader
from claims.api.desk.resources import CLAIMS
from claims.api.desk.resources import RESOURCES as OF_CLAIMS
from claims.api.desk.shapes import CLAIM
from claims.writing.duplicates.finding import duplicates_of
from claims.writing.filing import ClaimNamed, Filed, Filing
from claimtrack.api.desk import DeskSchema
from claimtrack.api.documents import JSONSchema, reference
from claimtrack.api.parsers import SizedJSONParser
from claimtrack.api.rows.bodies import missing, read_members
from claimtrack.api.rows.members import Text, Whole
from claimtrack.api.rows.resource import Resource
from claimtrack.api.rows.schema import IDEMPOTENCY_KEY, JSON, body_schema
from claimtrack.api.writing import WritingView, once
from claimtrack.query.parameters import Choice
from claimtrack.writing import Change, Create, Fault, Update, Version, version_of
from claimtrack.writing.references import rows_named, unknown
from sources.api.desk import RESOURCES as OF_SOURCES

#: So many rows are written in one call at most.
MOST: Final = 500
TABLES: Final[Mapping[str, Resource]] = {each.name: each for each in (*OF_CLAIMS, *OF_SOURCES)}
CREATE, UPDATE = "create", "update"

_DO: Final = Text(name="do", required=True, choices=(Choice(CREATE, "make a row"), Choice(UPDATE, "change a row")))
_TABLE: Final = Text(
    name="table",
    required=True,
    choices=tuple(Choice(name, each.called) for name, each in TABLES.items()),
    meaning="As in the address of the rows: claims, appearances, sources …",
)
_ID: Final = Text(name="id", required=True, meaning="Of a row that is changed: its id or slug.")
_VERSION: Final = Whole(name="version", required=True, meaning="Of a row that is changed: the version that was seen.")


class BulkItemDocument(TypedDict):
    """A row that was made or changed, in the order of the request; of a claim that was filed, what it names, too."""

    table: str
    id: str
    api_url: str
    slug: str | None
    version: int
    created: bool
    resolved: list[ResolvedDocument]
    duplicates: list[DuplicateDocument]


class BulkDocument(TypedDict):
    """What became of each item."""

    results: list[BulkItemDocument]


class BulkSchema(DeskSchema):
    """Every table's members are described where its rows are."""

    def get_operation_id(self) -> str:
        return "desk_bulk"

    def get_request_serializer(self) -> Any:
        for name, component in CLAIM.components():
            self._register(name, component)
        return {JSON: self._register("Bulk", self._body())}

    def get_response_serializers(self) -> Any:
        return {"200": self._component(BulkDocument)}

    def get_override_parameters(self) -> list[Any]:
        return [*super().get_override_parameters(), IDEMPOTENCY_KEY]

    def get_examples(self) -> list[OpenApiExample]:
        return [OpenApiExample("Bulk", value=BULK_EXAMPLE, request_only=True)]

    def _body(self) -> JSONSchema:
        rows = [reference(CLAIM.called), *(self._row(each) for each in TABLES.values())]
        members = {member.name: member.schema(writing=True) for member in (_DO, _TABLE, _ID, _VERSION)}
        item = {
            "type": "object",
            "properties": members | {"row": {"description": "What is written of it.", "anyOf": rows}},
            "required": ["do", "row", "table"],
            "additionalProperties": False,
        }
        items = {"type": "array", "items": item, "minItems": 1, "maxItems": MOST}
        return {"type": "object", "properties": {"items": items}, "required": ["items"], "additionalProperties": False}

    def _row(self, resource: Resource) -> JSONSchema:
        return self._register(f"{resource.called}Change", body_schema(resource, whole=False))


class BulkView(WritingView):
    """Make and change up to 500 rows of any tables, all of them or none.

    A claim is filed with what stands under it, as by its own address. Each row that is changed has the `version` that
    it was seen at. Nothing is published here.
    """

    schema: ViewInspector | None = BulkSchema()
    answers: type = BulkDocument
    parser_classes: Sequence[type[BaseParser]] = (SizedJSONParser,)

    @once
    def post(self, request: Request) -> Response:
        asked = _Bulk(self.person)
        asked.read(request.data)
        filing = file_read(asked.claims, along=asked.changes, faults=asked.faults, by=self.person)
        return Response({"results": asked.told(filing)})


@dataclass(frozen=True, slots=True)
class _Item:
    """One item as it was read: the table, and which row of it. Of a claim that is filed the id comes later."""

    resource: Resource
    row: UUID | None
    created: bool = True


class _Bulk:
    """What one call asks for. Its methods follow the call from reading to its answer."""

    def __init__(self, by: User) -> None:
        self.by = by
        self.items: list[_Item] = []
        self.claims: list[ClaimNamed] = []
        self.changes: list[Change] = []
        self.faults: list[Fault] = []

    # -- reading ------------------------------------------------------------------------------------

    def read(self, body: Any) -> None:
        bodies = self._bodies(body)
        self._stored = self._rows_to_be_changed(bodies)
        for number, each in enumerate(bodies):
            self._item(each, f"items/{number}")

    def _bodies(self, body: Any) -> Sequence[Any]:
        items = body.get("items") if isinstance(body, Mapping) else None
        if not isinstance(items, list) or not 0 < len(items) <= MOST or body.keys() != {"items"}:
            told = f"An object is expected with items, a list of 1 to {MOST}, and nothing else."
            self.faults.append(Fault("", "items", "malformed", told))
            return []
        return items

    def _rows_to_be_changed(self, bodies: Sequence[Any]) -> Mapping[str, Mapping[str, Model]]:
        """The rows that exist for whoever asks, by table and by the name that they are given."""
        names: dict[str, set[str]] = defaultdict(set)
        for each in bodies:
            if isinstance(each, Mapping) and str(each.get("table")) in TABLES and isinstance(each.get("id"), str):
                names[str(each["table"])].add(each["id"])
        return {table: rows_named(TABLES[table].rows(self.by), named) for table, named in names.items()}

    def _item(self, body: Any, place: str) -> None:
        rest = {name: value for name, value in body.items() if name != "row"} if isinstance(body, Mapping) else body
        is_update = isinstance(body, Mapping) and body.get("do") == UPDATE
        members = (_DO, _TABLE, _ID, _VERSION) if is_update else (_DO, _TABLE)
        values, faults = read_members(members, rest, self.by, place=place)
        faults += missing(members, values, faults, place=place) if isinstance(body, Mapping) else ()
        if isinstance(body, Mapping) and "row" not in body:
            faults.append(Fault(place, "row", "required", "It is needed: what is written of the row."))
        self.faults += faults
        if not faults:
            read = self._update if is_update else self._create
            read(TABLES[values["table"]], values, body["row"], place)

    def _create(self, resource: Resource, values: Mapping[str, Any], body: Any, place: str) -> None:
        if resource is CLAIMS:
            reader = Reader(self.by)
            self.claims += reader.read(body, f"{place}/row")
            self.faults += reader.faults
            self.items.append(_Item(resource, None))
            return
        reading = resource.read(body, self.by, place=f"{place}/row")
        create = Create(fields=reading.fields, place=f"{place}/row")
        self.faults += reading.faults
        self.changes.append(create)
        self.items.append(_Item(resource, create.id))

    def _update(self, resource: Resource, values: Mapping[str, Any], body: Any, place: str) -> None:
        reading = resource.read(body, self.by, place=f"{place}/row")
        self.faults += reading.faults
        row = self._stored[resource.name].get(values["id"])
        if row is None:
            self.faults.append(unknown(resource.rows(self.by), values["id"], place=f"{place}/id"))
        elif any(item.row == row.pk for item in self.items):
            self.faults.append(
                Fault(place, "id", "repeated", "The same row stands twice in this call: change it once.")
            )
        else:
            seen = Version(values["version"])
            self.changes.append(Update(row=row.pk, fields=reading.fields, seen=seen, place=f"{place}/row"))
            self.items.append(_Item(resource, row.pk, created=False))

    # -- answering ----------------------------------------------------------------------------------

    def told(self, filing: Filing) -> list[BulkItemDocument]:
        """What became of each item, with the versions that the rows have now."""
        filed = iter(filing.filed)
        became = [(each, next(filed) if each.row is None else None) for each in self.items]
        rows = self._rows_as_they_are([(each, one.claim.pk if one else each.row) for each, one in became])
        same = duplicates_of([each.claim for each in filing.filed], by=self.by)
        told = {pk: [duplicate_document(each, self.by) for each in found] for pk, found in same.items()}
        return [_told(each, row, one, told.get(row.pk, ())) for (each, one), row in zip(became, rows, strict=True)]

    @staticmethod
    def _rows_as_they_are(items: Sequence[tuple[_Item, UUID | None]]) -> Iterator[Model]:
        ids: dict[type[Model], set[UUID | None]] = defaultdict(set)
        for item, pk in items:
            ids[item.resource.model].add(pk)
        rows = {model: model._default_manager.in_bulk(list(wanted)) for model, wanted in ids.items()}
        return (rows[item.resource.model][pk] for item, pk in items)


def _told(item: _Item, row: Model, filed: Filed | None, same: Sequence[DuplicateDocument]) -> BulkItemDocument:
    return {
        "table": item.resource.name,
        "id": str(row.pk),
        "api_url": item.resource.address(row.pk),
        "slug": getattr(row, "slug", None),
        "version": version_of(row).number,
        "created": item.created,
        "resolved": [resolved_document(each) for each in filed.resolved] if filed else [],
        "duplicates": list(same),
    }


BULK_EXAMPLE: Final[Mapping[str, Any]] = {
    "items": [
        {"do": CREATE, "table": "claims", "row": EXAMPLE},
        {"do": CREATE, "table": "sources", "row": {"name": "Port Police", "kind": "government"}},
        {
            "do": UPDATE,
            "table": "sources",
            "id": "the-harbour-gazette",
            "version": 3,
            "row": {"country": "MT"},
        },
    ]
}
