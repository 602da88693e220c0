"""Pages fetched from the web, over HTTP: asked for, looked at with what their markup says, and made captures."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import ClassVar, TypedDict

from django.db.models import Model
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector

from claimtrack.accounts.hiding import existing_for
from claimtrack.addresses import DESK
from claimtrack.api.bodies import StrictBody
from claimtrack.api.desk import DeskSchema
from claimtrack.api.problems import InvalidBody
from claimtrack.api.writing import WritingView, not_there, once
from claimtrack.editions.chain import rfc3339
from claimtrack.notations import Instant
from claimtrack.query.texts import UUID_FORM
from sources import writing as actions
from sources.models import LONGEST_ADDRESS, Document, Fetch
from sources.proposals import Proposed

ADDRESS = f"{DESK}documents/fetch/"


class FetchDocument(TypedDict):
    """A page that was asked for. `state` is `waiting`, `done` or `refused`, and `fault` says why it was.

    `proposed` is what the page's markup says of it, for a person to look at: what it does not say is empty. `document`
    is the one that the desk has at this address, `capture` what the page became.
    """

    id: str
    api_url: str
    url: str
    final_url: str | None
    state: str
    fault: str | None
    taken_at: Instant | None
    tool: str | None
    media_type: str | None
    proposed: Proposed | None
    document: str | None
    capture: str | None


def fetch_document(fetch: Fetch) -> FetchDocument:
    known = actions.document_at(fetch.url, by=fetch.by)
    return {
        "id": str(fetch.pk),
        "api_url": f"{ADDRESS}{fetch.pk}/",
        "url": fetch.url,
        "final_url": fetch.final_url or None,
        "state": fetch.state,
        "fault": fetch.fault or None,
        "taken_at": rfc3339(fetch.taken_at) if fetch.taken_at else None,
        "tool": fetch.tool or None,
        "media_type": fetch.media_type or None,
        "proposed": fetch.proposed or None,
        "document": str(known.pk) if known else None,
        "capture": str(fetch.capture_id) if fetch.capture_id else None,
    }


class FetchBody(StrictBody):
    """The address of a page."""

    url = serializers.CharField(max_length=LONGEST_ADDRESS, help_text="It begins with http:// or https://.")


class KeepBody(StrictBody):
    """The document that the page is a copy of."""

    document = serializers.UUIDField(help_text="Its id.")


class FetchSchema(DeskSchema):
    def get_operation_id(self) -> str:
        return f"desk_documents_fetch{'_retrieve' if self.method == 'GET' else ''}"


class KeepSchema(DeskSchema):
    def get_operation_id(self) -> str:
        return "desk_documents_fetch_keep"


class FetchingView(WritingView):
    """What pages of the asker have in common."""

    answers: type = FetchDocument

    def mine(self, pk: str) -> Fetch:
        """Raises NotFound for what somebody else asked for, as for what is not there."""
        rows = Fetch.objects.filter(by=self.person).select_related("by", "capture")
        found = rows.filter(pk=pk).first() if UUID_FORM.fullmatch(pk) else None
        if found is None:
            raise not_there("fetch")
        return found


class FetchesView(FetchingView):
    """Have a page fetched: a worker visits the address within seconds, and nobody else sees what came.

    Ask `api_url` until `state` is no longer `waiting`. Where the desk has a document at this address, the page is its
    capture from then on; else `keep/` makes it one. After a week it is forgotten. Where the page is refused, store what
    you have of it as a capture. What tells of who opened the address (`utm_…`, sessions) is left out of it.
    """

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {"POST": ("add", Fetch)}
    accepts = FetchBody
    schema: ViewInspector | None = FetchSchema()

    @once
    def post(self, request: Request, /) -> Response:
        body = FetchBody(data=request.data)
        body.is_valid(raise_exception=True)
        asked = actions.fetch(url=body.validated_data["url"], by=self.person)
        document = fetch_document(asked)
        return Response(document, status=HTTPStatus.CREATED, headers={"Location": document["api_url"]})


class FetchView(FetchingView):
    """A page that you asked for, and what became of it."""

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {"GET": ("view", Fetch)}
    schema: ViewInspector | None = FetchSchema()

    def get(self, request: Request, id: str) -> Response:  # noqa: A002 - as the address calls it
        return Response(fetch_document(self.mine(id)))


class KeepView(FetchingView):
    """Make a page that was fetched a private capture of a document, with its headers, SHA-256, time and tool."""

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {"POST": ("keep", Fetch)}
    accepts = KeepBody
    schema: ViewInspector | None = KeepSchema()

    @once
    def post(self, request: Request, /, id: str) -> Response:  # noqa: A002 - as the address calls it
        body = KeepBody(data=request.data)
        body.is_valid(raise_exception=True)
        fetch, documents = self.mine(id), existing_for(Document.objects.all(), self.person)
        document = documents.filter(pk=body.validated_data["document"]).first()
        if document is None:
            told = "No such document."
            raise InvalidBody([{"pointer": "#/document", "code": "not_found", "message": told}])
        actions.keep(fetch=fetch, document=document, by=self.person)
        fetch.refresh_from_db()
        return Response(fetch_document(fetch), status=HTTPStatus.CREATED)
