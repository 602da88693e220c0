"""The addresses of a table: its list, the number of its rows, and each row by itself."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from django.db.models import Model
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector

from claimtrack.api.rows.filters import RowFilters, filters_of
from claimtrack.api.rows.metadata import RowMetadata
from claimtrack.api.rows.resource import Resource, Waiting
from claimtrack.api.rows.schema import RowSchema, WaitingDocument
from claimtrack.api.writing import WritingView, once, tagged
from claimtrack.editions.state import record_state
from claimtrack.query.keyset import COUNT_LIMIT, CountDocument, count_up_to
from claimtrack.writing.references import has_slug


class ResourceView(WritingView):
    """What the addresses of one table have in common."""

    resource: ClassVar[Resource]
    answers: type = dict
    metadata_class = RowMetadata
    schema: ViewInspector | None = RowSchema()

    def shown(self, row: Model | Waiting, *, status: int = HTTPStatus.OK) -> Response:
        """The row as it is stored by now, with its tag; or that what was written of it waits."""
        if isinstance(row, Waiting):
            document: WaitingDocument = {"proposal": str(row.id), "changes": list(row.changes)}
            return Response(document, status=HTTPStatus.ACCEPTED)
        stored = self.resource.one(str(row.pk), self.person)
        shown = self.resource.document(stored, self.person)
        location = shown["api_url"] if status == HTTPStatus.CREATED else ""
        return tagged(stored, shown, status=status, location=location)


class RowsView(ResourceView):
    """A page of rows; a POST makes another."""

    filterset_class: ClassVar[type[RowFilters]]
    paged = True

    def get(self, request: Request) -> Response:
        resource = self.resource
        asked = self.filterset_class.asked_by(self.person, self.asked, resource.rows(self.person))
        if asked.counts:
            return Response(count_up_to(asked.qs))
        position = record_state("default").position
        page = asked.page("id")
        rows = resource.whole(resource.model._default_manager.all()).in_bulk([pk for (pk,) in page.rows])
        found = [rows[pk] for (pk,) in page.rows if pk in rows]
        results = [resource.document(row, self.person, alone=False) for row in found]
        return Response({"next": page.next, "position": position, "results": results})


class CreatingView(RowsView):
    @once
    def post(self, request: Request, /) -> Response:
        reading = self.resource.read(request.data, self.person)
        row = self.resource.created(reading, self.person)
        return self.shown(row, status=HTTPStatus.CREATED)


class RowView(ResourceView):
    """One row; it is deleted where nothing of it was published."""

    def get(self, request: Request, **names: str) -> Response:
        return self.shown(self._row(names))

    def delete(self, request: Request, **names: str) -> Response:
        row, seen = self._row(names), self.seen
        said = request.data if self.resource.removing else None
        waiting = self.resource.deleted(row, self.person, seen=seen, said=said)
        return self.shown(waiting) if waiting else Response(status=HTTPStatus.NO_CONTENT)

    def _row(self, names: Mapping[str, str]) -> Any:
        [name] = names.values()
        return self.resource.one(name, self.person)


class AlteringView(RowView):
    """One row; it is deleted where nothing of it was published."""

    def patch(self, request: Request, **names: str) -> Response:
        row, seen = self._row(names), self.seen
        reading = self.resource.read(request.data, self.person)
        return self.shown(self.resource.altered(row, reading, self.person, seen=seen))


def patterns(resource: Resource, rows: type[CreatingView] = CreatingView) -> Iterator[URLPattern]:
    """The addresses of a table, under /api/v1/; `rows` is what its list is where making a row is more than that."""
    base = f"desk/{resource.name}/"
    one = "<str:id_or_slug>" if has_slug(resource.model) else "<str:id>"
    listing = _view(resource, "List", rows, filterset_class=filters_of(resource))
    yield path(f"{base}count/", _view(resource, "Count", RowsView, **_counting(listing)).as_view())
    yield path(base, listing.as_view())
    yield path(f"{base}{one}/", _view(resource, "", AlteringView if resource.changed else RowView).as_view())


def _view(resource: Resource, kind: str, base: type[ResourceView], **members: Any) -> type[ResourceView]:
    model = resource.model
    rights = {"GET": "view", "HEAD": "view", "POST": "add", "PATCH": "change", "DELETE": "delete"}
    said = {
        "__doc__": base.__doc__,
        "resource": resource,
        "rights": {
            name: (action, model) for name, action in rights.items() if name == "HEAD" or hasattr(base, name.lower())
        },
    }
    return type(f"{resource.called}{kind}View", (base,), said | members)


def _counting(listing: type[Any]) -> Mapping[str, Any]:
    return {
        "__doc__": f"How many rows the list has, counted up to {COUNT_LIMIT:,}.",
        "filterset_class": listing.filterset_class.counting(),
        "answers": CountDocument,
        "paged": False,
    }
