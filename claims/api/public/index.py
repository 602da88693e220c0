"""What there is to read, with its addresses: where a client that knows nothing begins."""

from typing import Final, TypedDict

import orjson
from django.conf import settings
from django.http import HttpResponse
from rest_framework.request import Request

from claimtrack import addresses
from claimtrack.api.conditional import etag_of, json_bytes, not_modified
from claimtrack.api.schema import PublicSchema
from claimtrack.api.views import PublicView

#: By name: where it is, and what. A test holds it against the schema.
WHAT_THERE_IS: Final = {
    "claims": (addresses.of_all("claim"), "Claims, newest published first; filtered, searched and counted."),
    "match": (f"{addresses.of_all('claim')}match/", "POST a text: which published claims are about the same matter?"),
    "sources": (addresses.of_all("source"), "Who asserts, denies, publishes and judges."),
    "narratives": (addresses.of_all("narrative"), "Storylines that claims feed."),
    "rebuttals": (addresses.of_all("rebuttal"), "Answers to claims, documents and reports."),
    "assessments": (addresses.of_all("assessment"), "Judgements, ours and of others."),
    "appearances": (addresses.of_all("appearance"), "Claims in documents: who said what, on whose word."),
    "documents": (addresses.of_all("document"), "What was published, and by whom."),
    "topics": (addresses.of_all("topic"), "What claims are filed under."),
    "subjects": (addresses.of_all("subject"), "Whom and what claims are about."),
    "bylines": (addresses.of_all("byline"), "Names that members of staff have chosen to be known by."),
    "corrections": (addresses.of_all("correction"), "Every correction, with each fact before and since."),
    "changes": (addresses.CHANGES, "What was published since a position: follow it, and nothing is missed."),
    "digests": (addresses.DIGESTS, "A digest of each day's editions."),
    "dumps": (addresses.DUMPS, "The whole record, as files."),
    "scales": (f"{addresses.API}scales/", "Every word that a judgement is made of, and what it means."),
    "reconcile": (f"{addresses.API}reconcile/", "Names matched with sources, subjects and claims: OpenRefine's API."),
    "image_search": ("/v1alpha1/claims:imageSearch", "Claims by an image that they appear in."),
    "assistants": ("/mcp", "The record for assistants: Model Context Protocol."),
    "oembed": ("/api/oembed/", "By the address of a claim's page: a frame that shows it (oEmbed 1.0)."),
    "fact_check_tools": ("/v1alpha1/claims:search", "The same claims for clients of the Google Fact Check Tools API."),
    "schema": (f"{addresses.API}schema/", "This API in OpenAPI 3.1."),
    "docs": (addresses.DOCS, "The same to be read by people."),
}


class ResourceDocument(TypedDict):
    """`address` is root-relative."""

    name: str
    address: str
    what: str


class IndexDocument(TypedDict):
    """`publisher` and `license` are those of editions; `pages` is where people begin."""

    publisher: str
    license: str
    pages: str
    resources: list[ResourceDocument]


class IndexSchema(PublicSchema):
    """Its address has no word that it could be called by."""

    def get_tags(self) -> list[str]:
        return ["index"]

    def get_operation_id(self) -> str:
        return "index"


class IndexView(PublicView):
    """What there is, with addresses."""

    answers = IndexDocument
    schema = IndexSchema()

    def get(self, request: Request) -> HttpResponse:
        body = orjson.dumps(_index())
        etag = etag_of(settings.VERSION, body.decode())
        return not_modified(request, etag) or json_bytes(body, etag=etag)


def _index() -> IndexDocument:
    return {
        "publisher": settings.CREDIT,
        "license": settings.LICENSE,
        "pages": "/",
        "resources": [
            {"name": name, "address": address, "what": what} for name, (address, what) in WHAT_THERE_IS.items()
        ],
    }
