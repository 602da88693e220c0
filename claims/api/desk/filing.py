"""Filing claims whole over HTTP: one call with all that a claim stands on, and the answer says what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final, TypedDict

from django.contrib.auth.models import User
from django.db import transaction
from drf_spectacular.utils import OpenApiExample
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector

from claims.api.desk.duplicates import DuplicateDocument, duplicate_document
from claims.api.desk.reading import Reader
from claims.api.desk.resources import CLAIMS
from claims.api.desk.shapes import CLAIM
from claims.imports.filing.proposing import answered_for
from claims.writing.duplicates.finding import duplicates_of
from claims.writing.filing import ClaimNamed, Filing, file
from claims.writing.filing.whole import not_told
from claimtrack.accounts.models import is_program
from claimtrack.api.documents import JSONSchema, components_of
from claimtrack.api.parsers import SizedJSONParser
from claimtrack.api.rows.schema import JSON, RowSchema
from claimtrack.api.rows.views import CreatingView
from claimtrack.api.writing import once, tagged
from claimtrack.writing import Change, Create, Fault, Refused
from sources.recognising.named import Resolved


class NamesakeDocument(TypedDict):
    """A row that may be the one that was named, and was not taken for it."""

    id: str
    slug: str
    name: str
    kind: str


class ResolvedDocument(TypedDict):
    """What is named at a place of the request (RFC 6901), and whether it was made now.

    `by` is what it was known by: `id`, `slug`, `address`, `identity`, `publishing` (where it publishes), `place` (where
    it was said to be named) or `sha256` (a copy); null of what was made. `name` is what the desk calls it.
    """

    pointer: str
    id: str
    name: str | None
    created: bool
    by: str | None
    namesakes: list[NamesakeDocument]


class FiledDocument(TypedDict):
    """What is told of a claim that was just filed, besides the claim."""

    resolved: list[ResolvedDocument]
    duplicates: list[DuplicateDocument]


EXAMPLE: Final[Mapping[str, Any]] = {
    "statement": "The harbour was closed for a week in October 2026.",
    "language": "en",
    "made": "2026-11-01",
    "about": [{"name": "Port of Saint Elmo", "kind": "place", "same_as": ["https://places.example/saint-elmo"]}],
    "topics": ["harbours"],
    "appearances": [
        {
            "role": "reports",
            "quote": "closed for a week",
            "speaker": {"name": "Ada Perit", "kind": "person", "same_as": ["https://social.example/@ada"]},
            "made": "2026-11-01",
            "document": {
                "url": "https://gazette.example/2026/harbour",
                "title": "Harbour closed for a week",
                "medium": "article",
                "publisher": {"name": "The Harbour Gazette", "kind": "outlet", "website": "https://gazette.example/"},
                "published": "2026-11-01",
                "captures": [{"text": "The harbour was closed for a week, says Ada Perit.", "tool": "harbour-bot 1.0"}],
            },
        }
    ],
    "rebuttals": [
        {
            "kind": "denial",
            "standing": "subject",
            "source": {"slug": "port-authority"},
            "quote": "The harbour was open every day.",
            "made": "2026-11-02",
            "document": {"url": "https://port.example/statements/7", "title": "Statement 7", "medium": "statement"},
        }
    ],
}


WAITS: Final = (
    "People answer for a claim that this would change: what a program writes of it waits for one of them. "
    "Send it by itself, to the address of its row."
)


class FilingSchema(RowSchema):
    """As of other rows, but a new one comes with what stands under it."""

    def get_request_serializer(self) -> Any:
        if self.method != "POST":
            return super().get_request_serializer()
        for name, component in CLAIM.components():
            self._register(name, component)
        return {JSON: self._register(CLAIM.called, CLAIM.schema())}

    def get_response_serializers(self) -> Any:
        answers = super().get_response_serializers()
        if self.method == "POST":
            answers["201"] = self._register("DeskClaimFiled", self._filed())
        return answers

    def _filed(self) -> JSONSchema:
        claim, components = self._row_schema(), components_of(FiledDocument)
        properties = claim["properties"] | components.pop("Filed")["properties"]
        for name, component in components.items():
            self._register(name, component)
        return claim | {"properties": properties, "required": sorted(properties)}

    def get_examples(self) -> list[OpenApiExample]:
        return [OpenApiExample(CLAIM.called, value=EXAMPLE, request_only=True)] if self.method == "POST" else []


class FilingView(CreatingView):
    """A page of claims; a POST files one, with its appearances, documents, sources, copies and rebuttals.

    What it names is recognised, or made: documents by their addresses, sources and subjects by id, slug or identity,
    never by a name alone. `resolved` says which; `duplicates` are claims that may say the same, which stops nothing.
    """

    schema: ViewInspector | None = FilingSchema()
    parser_classes: Sequence[type[BaseParser]] = (SizedJSONParser,)

    @once
    def post(self, request: Request) -> Response:
        reader = Reader(self.person)
        claims = list(reader.read(request.data))
        [filed] = file_read(claims, faults=reader.faults, by=self.person).filed
        same = duplicates_of([filed.claim], by=self.person)
        row = CLAIMS.one(str(filed.claim.pk), self.person)
        document = CLAIMS.document(row, self.person) | {
            "resolved": [resolved_document(each) for each in filed.resolved],
            "duplicates": [duplicate_document(each, self.person) for each in same[filed.claim.pk]],
        }
        return tagged(row, document, status=HTTPStatus.CREATED, location=document["api_url"])


def file_read(
    claims: Sequence[ClaimNamed], *, by: User, faults: Sequence[Fault], along: Sequence[Change] = ()
) -> Filing:
    """File what was read, if all could be; else tell these faults with whatever else would stand against it."""
    faults = [*faults, *_waiting(claims, along, by)]
    if not faults:
        return file(claims=claims, along=along, by=by)
    try:
        with transaction.atomic():
            file(claims=claims, along=along, by=by)
            transaction.set_rollback(True)
    except Refused as refused:
        raise Refused([*faults, *not_told(refused.faults, faults)]) from refused
    raise Refused(faults)


def _waiting(claims: Sequence[ClaimNamed], along: Sequence[Change], by: User) -> Iterator[Fault]:
    """What a program would write under claims that people answer for, which waits for them by itself alone."""
    if not is_program(by):
        return
    rebuttals = [each for claim in claims for each in claim.rebuttals]
    changes = [
        *along,
        *(Create(fields=each.fields, place=each.place) for each in claims),
        *(Create(fields=each.fields, place=each.place) for each in rebuttals),
    ]
    for change in changes if answered_for(changes) else ():
        if answered_for([change]):
            yield Fault(change.place, "", "waits", WAITS)


def resolved_document(resolved: Resolved) -> ResolvedDocument:
    return {
        "pointer": f"/{resolved.place}",
        "id": str(resolved.id),
        "name": resolved.name or None,
        "created": resolved.created,
        "by": resolved.by or None,
        "namesakes": [
            {"id": str(each.id), "slug": each.slug, "name": each.name, "kind": each.kind} for each in resolved.namesakes
        ],
    }
