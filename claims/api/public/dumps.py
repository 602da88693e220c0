"""The dumps of the record: which there are, and the files."""

from collections.abc import Iterator
from typing import Any, Final, cast

import orjson
from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.schemas.inspectors import ViewInspector

from claims.exports.dumps import MANIFEST_SUFFIX, SUFFIX, ManifestDocument, folder, standing_dumps
from claimtrack import addresses
from claimtrack.api.conditional import etag_of, json_bytes, not_modified
from claimtrack.api.negotiation import AddressNegotiation
from claimtrack.api.problems import NotFound
from claimtrack.api.record import etag_at
from claimtrack.api.schema import PublicSchema, file_responses
from claimtrack.api.views import PublicView, list_body
from claimtrack.editions.state import snapshot

#: The media type of a dump.
PACKED: Final = "application/gzip"


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

    def get_operation_id(self) -> str:
        return "dumps_manifest" if cast("DumpView", self.view).suffix == MANIFEST_SUFFIX else "dumps_file"

    def get_response_serializers(self) -> Any:
        if cast("DumpView", self.view).suffix == MANIFEST_SUFFIX:
            return {"200": self._component(ManifestDocument)}
        return file_responses(PACKED)


class DumpView(PublicView):
    """A dump (gzipped NDJSON), or its manifest, by the name that both have."""

    content_negotiation_class = AddressNegotiation
    schema: ViewInspector | None = DumpSchema()
    suffix: str = SUFFIX

    def get(self, request: Request, dump: str) -> HttpResponseBase:
        offered = {manifest["file"]: manifest for manifest in standing_dumps(using=self.database)}
        manifest = offered.get(dump + SUFFIX)
        if manifest is None:
            raise NotFound(f"There is no dump “{dump[:120]}”; {addresses.DUMPS} lists those that there are.")
        name = dump + self.suffix
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
            content_type=PACKED if packed else "application/json",
        )
        if self.request.method == "HEAD":  # not every server leaves the body out
            response.streaming_content = iter(())
        response["ETag"] = etag
        response["Cache-Control"] = "no-cache"
        return response


def patterns() -> Iterator[URLPattern]:
    """Of a dump, and of its manifest."""
    for suffix in (SUFFIX, MANIFEST_SUFFIX):
        yield path(f"dumps/<str:dump>{suffix}", DumpView.as_view(suffix=suffix))
