"""Dossiers over HTTP."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponsePermanentRedirect
from rest_framework.request import Request

from claims.dossier import FORMATS
from claims.dossier.bundle import Bundle, NotPublished, NotReadable, RedactedEdition, bundle
from claimtrack.api.conditional import etag_of, json_bytes, not_modified
from claimtrack.api.cors import allow_any_origin
from claimtrack.api.problems import Gone, NotFound, RedactedProblem
from claimtrack.api.record import EditionFilters, resolve_heads
from claimtrack.api.views import PublicView
from claimtrack.editions.models import Edition


class Dossier(PublicView):
    """What a newsroom hands on about one claim, in one of the formats; `edition` or `as_of` pins it."""

    filterset_class = EditionFilters

    def get(self, request: Request, name: str, extension: str) -> HttpResponse:
        if extension not in FORMATS:
            raise NotFound(f"A dossier is not made as “{extension[:20]}”. Accepted: {', '.join(FORMATS)}.")
        values = EditionFilters.accept(request, Edition.objects.none()).values
        claim_id = resolve_heads("claim")([name]).get(name)
        if claim_id is None:
            raise NotFound(f"No claim “{name[:120]}” was ever published.")
        try:
            return self._rendered(request, extension, self._bundle(claim_id, values))
        except NotReadable as error:
            if error.merged_into:
                return _to_survivor(request, error.merged_into, extension)
            raise Gone(str(error)) from error

    def _bundle(self, claim_id: UUID, values: Mapping[str, Any]) -> Bundle:
        try:
            return bundle([claim_id], edition=values["edition"], as_of=values["as_of"], using=self.database)
        except NotPublished as error:
            raise NotFound(str(error)) from error
        except RedactedEdition as error:
            raise RedactedProblem(str(error)) from error

    def _rendered(self, request: Request, extension: str, made: Bundle) -> HttpResponse:
        etag = etag_of(made["sha256"], extension, settings.VERSION)
        if unchanged := not_modified(request, etag):
            return unchanged
        form = FORMATS[extension]
        return json_bytes(form.render(made), etag=etag, content_type=form.media_type)


def _to_survivor(request: Request, survivor: UUID, extension: str) -> HttpResponse:
    query = f"?{urlencode(request.query_params, doseq=True)}" if request.query_params else ""
    response = HttpResponsePermanentRedirect(f"/api/v1/claims/{survivor}/dossier.{extension}{query}")
    allow_any_origin(response)
    return response
