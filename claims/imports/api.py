"""Imports over HTTP: started with an upload or an address, followed, stopped, and what they refused."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar, TypedDict
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from rest_framework import serializers
from rest_framework.parsers import BaseParser, FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from claims.imports.inputs.limits import MIB, InputFault
from claims.imports.inputs.streams import is_address
from claims.imports.models import ImportRun, InputKind, RefusedRecord, RunState
from claims.imports.readers import kinds, mappings
from claims.imports.run import start as imports
from claimtrack.accounts.models import Scope
from claimtrack.addresses import DESK
from claimtrack.api.bodies import StrictBody
from claimtrack.api.desk import DeskView
from claimtrack.api.parsers import BoundedJSONParser
from claimtrack.api.problems import NotFound, Problem
from claimtrack.api.writing import once_if_named
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.state import record_state
from claimtrack.notations import Instant
from claimtrack.query.filters import BooleanFilter, ChoiceListFilter
from claimtrack.query.keyset import Keyset, count_up_to
from claimtrack.query.lists import ListFilterSet

ADDRESS = f"{DESK}imports/"
#: Characters of a refused record in a list of them; the desk's page shows all.
SHOWN = 4_000


class NoteDocument(TypedDict):
    """What was mended or left out, and in how many records."""

    note: str
    count: int


class ProgressDocument(TypedDict):
    """How much of the input is read, in bytes as they came; `total` is null where nobody knows."""

    read: int
    total: int | None


class CountsDocument(TypedDict):
    """What became of the records; `editions` is how many were published."""

    read: int
    created: int
    updated: int
    unchanged: int
    repeated: int
    proposed: int
    refused: int
    editions: int


class ImportDocument(TypedDict):
    """An import and its report.

    `near_duplicates` are ids of claims that say what another one says already; `preview` has lines for an import
    that is only `tried`; one that is `trying` is being fetched for that.
    """

    id: str
    api_url: str
    kind: str
    origin: str
    base_url: str
    mapping: str
    state: str
    by: str | None
    created_at: Instant
    started_at: Instant | None
    finished_at: Instant | None
    cancel_requested: bool
    progress: ProgressDocument
    counts: CountsDocument
    notes: list[NoteDocument]
    near_duplicates: list[str]
    fault: str
    refused_url: str
    preview: list[str]


class RefusedDocument(TypedDict):
    """A record that was not taken in. `raw` is how it began, of `length` characters in all."""

    id: int
    place: str
    reason: str
    raw: str
    length: int
    base_url: str
    taken_in_at: Instant | None


def import_document(run: ImportRun, *, preview: Sequence[str] = ()) -> ImportDocument:
    address = f"{ADDRESS}{run.pk}/"
    return {
        "id": str(run.pk),
        "api_url": address,
        "kind": run.kind,
        "origin": run.origin,
        "base_url": run.base_url,
        "mapping": run.mapping,
        "state": run.state,
        "by": run.by.get_username() if run.by else None,
        "created_at": rfc3339(run.created_at),
        "started_at": rfc3339(run.started_at) if run.started_at else None,
        "finished_at": rfc3339(run.finished_at) if run.finished_at else None,
        "cancel_requested": run.cancel_requested,
        "progress": {"read": run.bytes_read, "total": run.bytes_total},
        "counts": {
            "read": run.read,
            "created": run.created,
            "updated": run.updated,
            "unchanged": run.unchanged,
            "repeated": run.repeated,
            "proposed": run.proposed,
            "refused": run.refused,
            "editions": run.editions,
        },
        "notes": [{"note": note, "count": count} for note, count in run.notes.items()],
        "near_duplicates": [str(pk) for pk in run.near_duplicates],
        "fault": run.fault,
        "refused_url": f"{address}refused/",
        "preview": list(preview),
    }


def refused_document(row: RefusedRecord) -> RefusedDocument:
    return {
        "id": row.pk,
        "place": row.place,
        "reason": row.reason,
        "raw": row.text[:SHOWN],
        "length": len(row.text),
        "base_url": row.base,
        "taken_in_at": rfc3339(row.taken_in_at) if row.taken_in_at else None,
    }


# -- what is asked for ----------------------------------------------------------------------------


class NewImport(StrictBody):
    """A file, an address, or everything that was refused before: one of them."""

    file = serializers.FileField(
        required=False,
        allow_empty_file=True,
        help_text=f"Plain or gzipped, up to {imports.MAX_UPLOAD // MIB} MiB (multipart/form-data).",
    )
    url = serializers.CharField(required=False, max_length=2000, help_text="An http(s) address.")
    refused = serializers.BooleanField(default=False, help_text="Try again what earlier imports refused.")
    kind = serializers.ChoiceField(choices=kinds(), default=InputKind.CLAIM_REVIEW)
    mapping = serializers.ChoiceField(choices=mappings(), required=False, help_text="Of a table: how it is read.")
    base_url = serializers.CharField(
        required=False, max_length=2000, help_text="What relative addresses in the input are relative to."
    )
    dry_run = serializers.BooleanField(
        default=False,
        help_text="Store nothing yet, and answer what the first records would become. What is at an address is fetched "
        "first: the import is `trying`, and its `preview` comes once it is `tried`.",
    )

    def validate_url(self, url: str) -> str:
        if not is_address(url):
            raise serializers.ValidationError("Give an address that begins with http:// or https://.")
        return url

    def validate_file(self, file: Any) -> Any:
        if file.size > imports.MAX_UPLOAD:
            raise serializers.ValidationError(imports.TOO_LARGE, code="too_large")
        return file

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = [name for name in ("file", "url", "refused") if attrs.get(name) not in {None, False, ""}]
        if len(given) != 1:
            raise serializers.ValidationError("Give one of: file, url, refused.", code="one_of")
        run = run_of(attrs)
        if faults := {field: [reason] for field, reason in imports.faults_of(run)}:
            raise serializers.ValidationError(faults)
        return attrs | {"run": run}


def run_of(values: Mapping[str, Any]) -> ImportRun:
    """The import that was asked for, not stored yet."""
    file = values.get("file")
    origin = file.name if file else imports.REFUSED if values.get("refused") else values.get("url", "")
    return ImportRun(
        kind=values["kind"],
        origin=origin,
        mapping=values.get("mapping", ""),
        base_url=values.get("base_url", ""),
        upload=file.read() if file else None,
    )


class ImportFilters(ListFilterSet):
    keyset = Keyset(("created_at", "id"), descending=True)

    state = ChoiceListFilter("state", choices=RunState.choices, help_text="Where the import stands.")
    kind = ChoiceListFilter("kind", choices=InputKind.choices, help_text="What was read.")


class RefusedFilters(ListFilterSet):
    keyset = Keyset(("id",))

    waiting = BooleanFilter(
        "taken_in_at", "isnull", help_text="Whether the record still waits, or another try took it in."
    )


# -- resources ------------------------------------------------------------------------------------


class CannotDoThat(Problem):
    """What was asked for does not go with the state of the resource; `detail` says why."""

    status_code = HTTPStatus.CONFLICT
    code = "wrong-state"
    title = "Not in this state"


class ImportsView(DeskView):
    """What the addresses of imports have in common."""

    scope = Scope.IMPORT
    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {
        "GET": ("view", ImportRun),
        "HEAD": ("view", ImportRun),
        "POST": ("add", ImportRun),
    }
    answers: type = ImportDocument

    @staticmethod
    def runs() -> QuerySet[ImportRun]:
        imports.note_lost()
        return ImportRun.objects.select_related("by").defer("upload")

    def run_named(self, import_id: UUID) -> ImportRun:
        run = self.runs().filter(pk=import_id).first()
        if run is None:
            raise NotFound("There is no such import.")
        return run


class ImportListView(ImportsView):
    """Imports, the newest first; a POST starts another, which a worker runs."""

    filterset_class = ImportFilters
    accepts = NewImport
    paged = True
    parser_classes: Sequence[type[BaseParser]] = (BoundedJSONParser, MultiPartParser, FormParser)

    def get(self, request: Request) -> Response:
        asked = ImportFilters.accept(self.asked, self.runs())
        if asked.values["count"]:
            return Response(count_up_to(asked.qs))
        position = record_state("default").position
        page = asked.page("id")
        runs = self.runs().in_bulk([pk for (pk,) in page.rows])
        results = [import_document(runs[pk]) for (pk,) in page.rows if pk in runs]
        return Response({"next": page.next, "position": position, "results": results})

    @once_if_named
    def post(self, request: Request, /) -> Response:
        wanted = NewImport(data=request.data)
        wanted.is_valid(raise_exception=True)
        run: ImportRun = wanted.validated_data["run"]
        begin = imports.try_out if wanted.validated_data["dry_run"] else imports.queue
        try:
            begin(run=run, by=self.person)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages) from error
        document = import_document(run, preview=_preview(run))
        return Response(document, status=HTTPStatus.CREATED, headers={"Location": document["api_url"]})


class ImportView(ImportsView):
    """One import: how far it is, and its report."""

    def get(self, request: Request, import_id: UUID) -> Response:
        run = self.run_named(import_id)
        return Response(import_document(run, preview=_preview(run)))


def _preview(run: ImportRun) -> list[str]:
    try:
        return imports.tried(run) if run.state == RunState.TRIED else []
    except InputFault as fault:
        return [str(fault)]


class StartImportView(ImportsView):
    """Start an import that was only tried."""

    def post(self, request: Request, import_id: UUID) -> Response:
        run = self.run_named(import_id)
        if run.state != RunState.TRIED:
            raise CannotDoThat(f"The import is {run.get_state_display()}: only one that was tried is started.")
        return Response(import_document(imports.queue(run=run, by=self.person)))


class CancelImportView(ImportsView):
    """Stop an import after the batch it is at; what it has taken in stays. One that has ended is left as it is."""

    def post(self, request: Request, import_id: UUID) -> Response:
        run = self.run_named(import_id)
        if run.state in {RunState.TRYING, RunState.TRIED, RunState.QUEUED, RunState.RUNNING}:
            imports.cancel(run=run, by=self.person)
        return Response(import_document(run))


class ImportAgainView(ImportsView):
    """Begin an import anew that did not come to its end: another one, which passes over what was taken in."""

    @once_if_named
    def post(self, request: Request, /, import_id: UUID) -> Response:
        try:
            again = imports.start_again(run=self.run_named(import_id), by=self.person)
        except ValidationError as error:
            raise CannotDoThat(" ".join(error.messages)) from error
        return Response(import_document(again))


class RefusedView(ImportsView):
    """What an import refused, in the order of its input."""

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {
        "GET": ("view", RefusedRecord),
        "HEAD": ("view", RefusedRecord),
    }
    filterset_class = RefusedFilters
    answers = RefusedDocument
    paged = True

    def get(self, request: Request, import_id: UUID) -> Response:
        run = self.run_named(import_id)
        asked = RefusedFilters.accept(self.asked, run.refusals.all())
        if asked.values["count"]:
            return Response(count_up_to(asked.qs))
        position = record_state("default").position
        page = asked.page("id")
        rows = RefusedRecord.objects.in_bulk([row_id for (row_id,) in page.rows])
        results = [refused_document(rows[row_id]) for (row_id,) in page.rows if row_id in rows]
        return Response({"next": page.next, "position": position, "results": results})
