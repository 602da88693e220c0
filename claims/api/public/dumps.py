"""The dumps of the record: which there are, and the files."""

import re
from typing import Any

import orjson
from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request

from claims.exports.dumps import MANIFEST_SUFFIX, SUFFIX, ManifestDocument, folder, standing_dumps
from claimtrack import addresses
from claimtrack.api.conditional import etag_of, json_bytes, not_modified
from claimtrack.api.negotiation import AddressNegotiation
from claimtrack.api.problems import NotFound
from claimtrack.api.record import etag_at
from claimtrack.api.schema import PublicSchema
from claimtrack.api.views import PublicView, list_body
from claimtrack.editions.standing import snapshot


class DumpDocument(ManifestDocument):
    """A dump's manifest, and where its two files are."""

    url: str
    manifest_url: str


class DumpsView(PublicView):
    """The dumps of the whole record that can be fetched, newest first. A redaction takes away the older ones."""

    answers = DumpDocument
    paged = True

    def get(self, request: Request) -> HttpResponse:
        with snapshot(self.database) as now:
            dumps = [_described(manifest) for manifest in standing_dumps(using=self.database)]
        etag = etag_of(etag_at(now, request.path), *(dump["sha256"] for dump in dumps))
        if unchanged := not_modified(request, etag):
            return unchanged
        return json_bytes(list_body(map(orjson.dumps, dumps), next=None, position=now.position), etag=etag)


def _described(manifest: ManifestDocument) -> DumpDocument:
    address = addresses.dump(manifest["file"].removesuffix(SUFFIX))
    return {**manifest, "url": f"{address}{SUFFIX}", "manifest_url": f"{address}{MANIFEST_SUFFIX}"}


class DumpSchema(PublicSchema):
    """The file itself."""

    def get_response_serializers(self) -> Any:
        return {("200", "application/gzip"): OpenApiTypes.BINARY, ("200", "application/json"): OpenApiTypes.OBJECT}


class DumpView(PublicView):
    """A dump (gzipped NDJSON), or its manifest, by the file's name."""

    content_negotiation_class = AddressNegotiation
    schema = DumpSchema()

    def get(self, request: Request, name: str) -> HttpResponseBase:
        stem = re.sub(f"({re.escape(SUFFIX)}|{re.escape(MANIFEST_SUFFIX)})$", "", name)
        offered = {manifest["file"]: manifest for manifest in standing_dumps(using=self.database)}
        manifest = offered.get(stem + SUFFIX)
        if manifest is None or stem == name:
            raise NotFound(f"There is no dump “{name[:120]}”; {addresses.DUMPS} lists those that there are.")
        etag = etag_of(name, manifest["sha256"], settings.VERSION)
        return not_modified(request, etag) or self._file(name, etag)

    def _file(self, name: str, etag: str) -> HttpResponseBase:
        try:
            file = (folder() / name).open("rb")
        except FileNotFoundError as error:  # taken away this moment
            raise NotFound(f"There is no dump “{name[:120]}” any more.") from error
        packed = name.endswith(SUFFIX)
        response = FileResponse(
            file,
            as_attachment=packed,
            filename=name,
            content_type="application/gzip" if packed else "application/json",
        )
        if self.request.method == "HEAD":  # not every server leaves the body out
            response.streaming_content = iter(())
        response["ETag"] = etag
        response["Cache-Control"] = "no-cache"
        return response
