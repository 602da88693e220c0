"""The scales and vocabularies over HTTP."""

import orjson
from django.conf import settings
from django.http import HttpResponse
from rest_framework.request import Request

from claims.scales import ScalesDocument, scales_document
from claimtrack.api.conditional import etag_of, json_bytes, not_modified
from claimtrack.api.views import PublicView


class ScalesView(PublicView):
    """Every scale and vocabulary, with meanings, ranges and equivalents in STIX and ClaimReview."""

    answers = ScalesDocument

    def get(self, request: Request) -> HttpResponse:
        body = orjson.dumps(scales_document())
        etag = etag_of(settings.VERSION, body.decode())
        return not_modified(request, etag) or json_bytes(body, etag=etag)
