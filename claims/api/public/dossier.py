"""Dossiers over HTTP: of a claim, of a narrative, of whatever a filter of `/claims/` finds."""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, ClassVar, TypedDict
from urllib.parse import urlencode
from uuid import UUID

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from rest_framework.request import Request

from claims.api.public.asking import asker_of
from claims.api.public.export import ExportFilters
from claims.dossier import selection
from claims.dossier.as_html import POLICY
from claims.dossier.as_pdf import CannotPrint
from claims.dossier.bundle import Bundle, NotPublished, NotReadable, RedactedEdition, bundle, bundle_of
from claims.dossier.formats import FORMATS, Format
from claims.dossier.queueing import TooManyWait, queue
from claims.dossier.renditions import Busy, keep, kept, rendition
from claims.dossier.sealed import BadSigningKey
from claims.record.models import Listing
from claimtrack.api.conditional import etag_of, json_bytes, not_modified
from claimtrack.api.cors import allow_any_origin
from claimtrack.api.parameters import StrictFilterSet
from claimtrack.api.problems import Gone, NotFound, Problem, RedactedProblem, Unavailable
from claimtrack.api.record import EditionFilters, resolve_heads
from claimtrack.api.views import PublicView
from claimtrack.editions.models import Edition

logger = logging.getLogger(__name__)

#: How many claims one dossier may be of.
MOST_CLAIMS = 200
#: Of how many claims a PDF is made while its reader waits; a worker makes larger ones.
MOST_AT_ONCE = 8
SECONDS_TO_WAIT = 15
#: A dossier that could not be made is not tried again, and again, by everybody who asks for it.
TRIED_AGAIN_AFTER = timedelta(hours=1)


class DossierBusy(Problem):
    """A PDF or a sealed dossier is made one at a time, so that readers of the API are not kept waiting.

    `Retry-After` says in how many seconds to ask again.
    """

    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    code = "dossier-busy"
    title = "Another dossier is being made"


class TooManyDossiers(Problem):
    """As many dossiers wait to be made as may at a time: of one address, or of all addresses together.

    `Retry-After` says in how many seconds one of them should be made. Other formats are made at once.
    """

    status_code = HTTPStatus.TOO_MANY_REQUESTS
    code = "too-many-dossiers"
    title = "Too many dossiers wait to be made"


class BeingMade(TypedDict):
    """What a dossier that takes too long for one request is answered with (202): ask again after so many seconds."""

    detail: str
    retry_after: int


class DossierView(PublicView):
    """A bundle in one of the formats."""

    media_types = sorted({form.media_type for form in FORMATS.values()})

    def rendered(self, request: Request, extension: str, made: Bundle, asked: "Asked | None" = None) -> HttpResponse:
        """`asked` is how a worker gets at the same bundle, where it is of several claims."""
        etag = etag_of(made["sha256"], extension, settings.VERSION)
        if unchanged := not_modified(request, etag):
            return unchanged
        form = FORMATS[extension]
        large = form.slow and len(made["claims"]) > MOST_AT_ONCE
        if large and asked and kept(made, form, using=self.database) is None:
            return _queued(request, form, made, asked)
        response = json_bytes(self._content(made, form), etag=etag, content_type=form.media_type)
        for header, value in _headers(form, made):
            response[header] = value
        return response

    def _content(self, made: Bundle, form: Format) -> bytes:
        try:
            return rendition(made, form, using=self.database)
        except Busy as error:
            raise DossierBusy(str(error), headers={"Retry-After": str(SECONDS_TO_WAIT)}) from error
        except CannotPrint as error:
            raise Unavailable(str(error)) from error
        except BadSigningKey as error:
            logger.exception("a dossier is not sealed")  # where the file lies is no reader's business
            raise Unavailable("No dossier can be sealed: the newsroom's signing key cannot be used.") from error


def _queued(request: Request, form: Format, made: Bundle, asked: "Asked") -> HttpResponse:
    """Have a worker make it. The same dossier is queued once, however often it is asked for."""
    queueing_lock = f"{made['sha256']}.{form.extension}"
    if _has_failed(queueing_lock):
        raise Unavailable("This dossier could not be made: the newsroom has to look why. Other formats may work.")
    try:
        queue(queueing_lock, {"extension": form.name, **asked}, asker=asker_of(request))
    except TooManyWait as error:
        raise TooManyDossiers(str(error), headers={"Retry-After": str(error.seconds)}) from error
    detail = "This dossier is being made. Ask for it again, at this address."
    waiting: BeingMade = {"detail": detail, "retry_after": SECONDS_TO_WAIT}
    response = HttpResponse(orjson.dumps(waiting), status=HTTPStatus.ACCEPTED, content_type="application/json")
    response["Retry-After"] = str(SECONDS_TO_WAIT)
    response["Cache-Control"] = "no-store"
    return response


def _has_failed(queueing_lock: str) -> bool:
    """Whether making it failed a while ago; later it may be tried again, perhaps by a newer release."""
    failed = ProcrastinateJob.objects.filter(queue_name="dossiers", queueing_lock=queueing_lock, status="failed")
    return failed.filter(procrastinateevent__at__gt=timezone.now() - TRIED_AGAIN_AFTER).exists()


def known(extension: str) -> str:
    """Raises NotFound for a format that dossiers do not have."""
    if extension not in FORMATS:
        raise NotFound(f"A dossier is not made as “{extension[:20]}”. Accepted: {', '.join(FORMATS)}.")
    return extension


def _headers(form: Format, made: Bundle) -> Iterator[tuple[str, str]]:
    """Nobody's browser is to run, load or guess anything because of what a dossier quotes."""
    yield "X-Content-Type-Options", "nosniff"
    yield "Content-Security-Policy", POLICY
    if form.saved:
        yield "Content-Disposition", f'attachment; filename="dossier-{made["sha256"][:12]}.{form.extension}"'


class Dossier(DossierView):
    """What a newsroom hands on about one claim, in one of the formats; `edition` or `as_of` pins it."""

    filterset_class = EditionFilters

    def get(self, request: Request, name: str, extension: str) -> HttpResponse:
        known(extension)
        values = EditionFilters.accept(request, Edition.objects.none()).values
        claim_id = resolve_heads("claim")([name]).get(name)
        if claim_id is None:
            raise NotFound(f"No claim “{name[:120]}” was ever published.")
        try:
            return self.rendered(request, extension, self._bundle(claim_id, values))
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


def _to_survivor(request: Request, survivor: UUID, extension: str) -> HttpResponse:
    query = f"?{urlencode(request.query_params, doseq=True)}" if request.query_params else ""
    response = HttpResponsePermanentRedirect(f"/api/v1/claims/{survivor}/dossier.{extension}{query}")
    allow_any_origin(response)
    return response


# -- several claims -------------------------------------------------------------------------------


class TooManyClaims(Problem):
    """A dossier is read by people, and made at once: more claims than that are an export, not a dossier."""

    status_code = HTTPStatus.BAD_REQUEST
    code = "too-many-claims"
    title = "Too many claims for a dossier"


class Asked(TypedDict):
    """Several claims, as a job can be told: a narrative with what pins it, or a query of `/claims/`."""

    narrative: str | None
    edition: int | None
    as_of: str | None
    filters: str | None


def selected_by(asked: Asked, *, using: str) -> selection.Selected:
    """Raises what `of_narrative` and `found_by` do."""
    if asked["narrative"] is None:
        return found_by(filters_of(asked["filters"] or "", using=using))
    as_of = datetime.fromisoformat(asked["as_of"]) if asked["as_of"] else None
    narrative_id = UUID(asked["narrative"])
    return few_enough(selection.of_narrative(narrative_id, edition=asked["edition"], as_of=as_of, using=using))


def make(asked: Asked, form: Format, *, using: str) -> None:
    """Make a dossier and keep it for whoever asks next: what a worker does."""
    made = bundle_of(selected_by(asked, using=using), using=using)
    if kept(made, form, using=using) is None:
        keep(made, form, form.render(made), using=using)


class NarrativeDossier(DossierView):
    """What a newsroom hands on about a narrative and its claims; `edition` or `as_of` pins it."""

    filterset_class = EditionFilters

    def get(self, request: Request, name: str, extension: str) -> HttpResponse:
        known(extension)
        values = EditionFilters.accept(request, Edition.objects.none()).values
        narrative_id = resolve_heads(selection.NARRATIVE)([name]).get(name)
        if narrative_id is None:
            raise NotFound(f"No narrative “{name[:120]}” was ever published.")
        as_of = values["as_of"].isoformat() if values["as_of"] else None
        asked: Asked = {
            "narrative": str(narrative_id), "edition": values["edition"], "as_of": as_of, "filters": None
        }  # fmt: skip
        return self.rendered(request, extension, self._bundle(asked), asked)

    def _bundle(self, asked: Asked) -> Bundle:
        try:
            return bundle_of(selected_by(asked, using=self.database), using=self.database)
        except (selection.NarrativeNotPublished, NotPublished) as error:
            raise NotFound(str(error)) from error
        except selection.NarrativeWithdrawn as error:
            raise (RedactedProblem if error.redacted else Gone)(str(error)) from error


class ClaimsDossier(DossierView):
    """What a newsroom hands on about the claims that a filter of `/claims/` finds; `as_of` pins it."""

    filterset_class: ClassVar[type[StrictFilterSet] | None] = ExportFilters

    def get(self, request: Request, extension: str) -> HttpResponse:
        known(extension)
        found = found_by(ExportFilters.accept(request, Listing.objects.using(self.database)))
        try:
            made = bundle_of(found, using=self.database)
        except NotPublished as error:
            raise NotFound(str(error)) from error
        filters = found.selection["filters"]
        asked: Asked = {"narrative": None, "edition": None, "as_of": None, "filters": filters}
        return self.rendered(request, extension, made, asked)


def few_enough(chosen: selection.Selected) -> selection.Selected:
    """Raises TooManyClaims."""
    if len(chosen.ids) > MOST_CLAIMS:
        raise TooManyClaims(f"More than {MOST_CLAIMS} claims match. Narrow the filter, or export them instead.")
    return chosen


def found_by(asked: ExportFilters) -> selection.Selected:
    """The claims a filter finds, in its order. Raises TooManyClaims."""
    order = asked.values["ordering"]
    page = order.page(asked.qs, ["claim_id"], after=None, page_size=MOST_CLAIMS + 1)
    ids = [claim_id for (claim_id,) in page.rows]
    filters = urlencode(asked.canonical(), safe=",:")
    return few_enough(selection.of_filter(ids, filters=filters, as_of=asked.values["as_of"]))


def filters_of(query: str, *, using: str) -> ExportFilters:
    """A filter as an address would write it: `verdict=false&topic=ports`. Raises InvalidParameters."""
    asked = HttpRequest()
    asked.GET = QueryDict(query)
    return ExportFilters.accept(Request(asked), Listing.objects.using(using))
