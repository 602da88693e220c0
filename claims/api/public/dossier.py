"""Dossiers over HTTP: of a claim, of a narrative, of whatever a filter of `/claims/` finds."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import Any, ClassVar, Final, TypedDict, cast

import orjson
from django.conf import settings
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from rest_framework.request import Request
from rest_framework.schemas.inspectors import ViewInspector

from claims.api.public.asking import asker_of
from claims.dossier.as_html import POLICY
from claims.dossier.as_pdf import CannotPrint
from claims.dossier.bundle import bundle, bundle_of
from claims.dossier.formats import FORMATS, Format
from claims.dossier.queueing import TooManyWait, queue
from claims.dossier.refusals import NotPublished, NotReadable, RedactedEdition, WithheldEdition
from claims.dossier.renditions import Busy, kept, rendition
from claims.dossier.sealed import BadSigningKey
from claims.dossier.selection import (
    NarrativeNotPublished,
    NarrativeWithdrawn,
    NarrativeWithheld,
    TooManyClaims,
    Wanted,
    names_words,
    of_filter,
    of_wanted,
)
from claims.dossier.shapes import Bundle
from claims.record.documents import CLAIM, NARRATIVE
from claims.record.query import ExportFilters
from claimtrack import addresses
from claimtrack.api.conditional import etag_of, json_bytes, not_modified
from claimtrack.api.problems import Gone, NotFound, Problem, RedactedProblem, Unavailable, WithheldProblem
from claimtrack.api.record import survivor_at
from claimtrack.api.schema import PublicSchema, file_responses, words_of
from claimtrack.api.views import PublicView
from claimtrack.editions.lists import EditionFilters
from claimtrack.editions.models import Edition
from claimtrack.editions.names import resolve_heads
from claimtrack.editions.state import RecordState, snapshot
from claimtrack.query.filterset import StrictFilterSet

logger = logging.getLogger(__name__)

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


class WordsCannotWait(Problem):
    """A PDF or ZIP of many claims waits for a worker, and words that somebody searched are not written down meanwhile.

    Name the claims with `ids`, or ask for another format: those are made at once.
    """

    status_code = HTTPStatus.BAD_REQUEST
    code = "words-cannot-wait"
    title = "A dossier that has to wait cannot be of words"


class BeingMade(TypedDict):
    """What a dossier that takes too long for one request is answered with (202): ask again after so many seconds."""

    detail: str
    retry_after: int


class DossierSchema(PublicSchema):
    """A file, which of several claims may be a while in the making."""

    def get_operation_id(self) -> str:
        """`claim_dossier_pdf`."""
        return f"{words_of(type(self.view))}_{self._format.name}"

    def get_response_serializers(self) -> Any:
        found: dict[Any, Any] = file_responses(self._format.media_type)
        return found | ({"202": self._component(BeingMade)} if self._format.slow else {})

    @property
    def _format(self) -> Format:
        return FORMATS[cast("BundleView", self.view).format_name]


class BundleView(PublicView):
    """A bundle in one of the formats."""

    schema: ViewInspector | None = DossierSchema()
    #: The name of the format in the registry.
    format_name: str = ""

    def rendered(self, request: Request, made: Bundle, read: RecordState, wanted: Wanted | None = None) -> HttpResponse:
        """`read` is the state it was made of; `wanted` how a worker gets at the same bundle of several claims."""
        etag = etag_of(made["sha256"], self.format_name, settings.VERSION)
        if unchanged := not_modified(request, etag):
            return unchanged
        form = FORMATS[self.format_name]
        large = form.slow and len(made["claims"]) > MOST_AT_ONCE
        if large and names_words(made["selection"]):
            raise WordsCannotWait(
                f"In this format, more than {MOST_AT_ONCE} claims wait for a worker, and the words of `q` are not kept "
                "meanwhile. Name the claims with `ids`, narrow the question, or ask for another format."
            )
        if large and wanted and kept(made, form, revision=read.revision) is None:
            return _queued(request, form, made, wanted)
        response = json_bytes(self._content(made, form, read.revision), etag=etag, content_type=form.media_type)
        for header, value in _headers(form, made):
            response[header] = value
        return response

    def _content(self, made: Bundle, form: Format, revision: int) -> bytes:
        try:
            return rendition(made, form, revision=revision, using=self.database)
        except Busy as error:
            raise DossierBusy(str(error), headers={"Retry-After": str(SECONDS_TO_WAIT)}) from error
        except CannotPrint as error:
            raise Unavailable(str(error)) from error
        except BadSigningKey as error:
            logger.exception("a dossier is not sealed")  # where the file lies is no reader's business
            raise Unavailable("No dossier can be sealed: the newsroom's signing key cannot be used.") from error


def _queued(request: Request, form: Format, made: Bundle, wanted: Wanted) -> HttpResponse:
    """Have a worker make it. The same dossier is queued once, however often it is asked for."""
    queueing_lock = f"{made['sha256']}.{form.extension}"
    if failed := _failed(queueing_lock):
        why = failed.args.get("fault") or "The newsroom has to look why."
        raise Unavailable(f"This dossier could not be made. {why} Other formats may work.")
    try:
        queue(queueing_lock, {"extension": form.name, **wanted}, asker=asker_of(request))
    except TooManyWait as error:
        raise TooManyDossiers(str(error), headers={"Retry-After": str(error.seconds)}) from error
    detail = "This dossier is being made. Ask for it again, at this address."
    waiting: BeingMade = {"detail": detail, "retry_after": SECONDS_TO_WAIT}
    response = HttpResponse(orjson.dumps(waiting), status=HTTPStatus.ACCEPTED, content_type="application/json")
    response["Retry-After"] = str(SECONDS_TO_WAIT)
    response["Cache-Control"] = "no-store"
    return response


def _failed(queueing_lock: str) -> ProcrastinateJob | None:
    """The job that failed to make it a while ago; later it may be tried again, perhaps by a newer release."""
    failed = ProcrastinateJob.objects.filter(queue_name="dossiers", queueing_lock=queueing_lock, status="failed")
    return failed.filter(procrastinateevent__at__gt=timezone.now() - TRIED_AGAIN_AFTER).first()


def _headers(form: Format, made: Bundle) -> Iterator[tuple[str, str]]:
    """Nobody's browser is to run, load or guess anything because of what a dossier quotes."""
    yield "X-Content-Type-Options", "nosniff"
    yield "Content-Security-Policy", POLICY
    if form.saved:
        yield "Content-Disposition", f'attachment; filename="dossier-{made["sha256"][:12]}.{form.extension}"'


class TooManyClaimsProblem(Problem):
    """A dossier is read by people, and made at once: more claims than that are an export, not a dossier."""

    status_code = HTTPStatus.BAD_REQUEST
    code = "too-many-claims"
    title = "Too many claims for a dossier"


@contextmanager
def answered() -> Iterator[None]:
    """Why there is no dossier, as the API answers it; where a claim is continued, whoever asks is sent on."""
    try:
        yield
    except (NotPublished, NarrativeNotPublished) as error:
        raise NotFound(str(error)) from error
    except NarrativeWithdrawn as error:
        raise (RedactedProblem if error.redacted else Gone)(str(error)) from error
    except RedactedEdition as error:
        raise RedactedProblem(str(error)) from error
    except (WithheldEdition, NarrativeWithheld) as error:
        raise WithheldProblem(str(error)) from error
    except TooManyClaims as error:
        raise TooManyClaimsProblem(str(error)) from error


class ClaimDossierView(BundleView):
    """What a newsroom hands on about one claim, in one of the formats; `edition` or `as_of` pins it."""

    filterset_class = EditionFilters

    def get(self, request: Request, id_or_slug: str) -> HttpResponse:
        values = EditionFilters.accept(self.asked, Edition.objects.none()).values
        claim_id = resolve_heads(CLAIM)([id_or_slug]).get(id_or_slug)
        if claim_id is None:
            raise NotFound(f"No claim “{id_or_slug[:120]}” was ever published.")
        try:
            with answered(), snapshot(self.database) as read:
                made = bundle([claim_id], edition=values["edition"], as_of=values["as_of"], using=self.database)
        except NotReadable as error:
            if error.merged_into:
                return survivor_at(request, addresses.dossier(CLAIM, error.merged_into, self.format_name))
            raise Gone(str(error)) from error
        return self.rendered(request, made, read)


# -- several claims -------------------------------------------------------------------------------


class NarrativeDossierView(BundleView):
    """What a newsroom hands on about a narrative and its claims; `edition` or `as_of` pins it."""

    filterset_class = EditionFilters

    def get(self, request: Request, id_or_slug: str) -> HttpResponse:
        values = EditionFilters.accept(self.asked, Edition.objects.none()).values
        narrative_id = resolve_heads(NARRATIVE)([id_or_slug]).get(id_or_slug)
        if narrative_id is None:
            raise NotFound(f"No narrative “{id_or_slug[:120]}” was ever published.")
        as_of = values["as_of"].isoformat() if values["as_of"] else None
        wanted: Wanted = {
            "narrative": str(narrative_id), "edition": values["edition"], "as_of": as_of, "filters": None
        }  # fmt: skip
        with answered(), snapshot(self.database) as read:
            made = bundle_of(of_wanted(wanted, using=self.database), using=self.database)
        return self.rendered(request, made, read, wanted)


class ClaimsDossierView(BundleView):
    """What a newsroom hands on about the claims that a filter of `/claims/` finds; `as_of` pins it."""

    filterset_class: ClassVar[type[StrictFilterSet] | None] = ExportFilters

    def get(self, request: Request) -> HttpResponse:
        asked = ExportFilters.ask(self.asked, using=self.database)
        with answered(), snapshot(self.database) as read:
            found = of_filter(asked)
            made = bundle_of(found, using=self.database)
        filters = found.selection["filters"]
        wanted: Wanted = {"narrative": None, "edition": None, "as_of": None, "filters": filters}
        return self.rendered(request, made, read, wanted)


# -- addresses ------------------------------------------------------------------------------------


class UnknownFormatView(PublicView):
    """A dossier in a format that there is none in."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound(f"A dossier is not made as “{kwargs['extension'][:20]}”. Accepted: {', '.join(FORMATS)}.")

    def get(self, request: Request, **names: str) -> HttpResponse:
        raise NotImplementedError


OF_WHAT: Final[Mapping[str, type[BundleView]]] = {
    "claims/": ClaimsDossierView,
    "claims/<str:id_or_slug>/": ClaimDossierView,
    "narratives/<str:id_or_slug>/": NarrativeDossierView,
}


def patterns() -> Iterator[URLPattern]:
    """One for each format of each."""
    for route, view in OF_WHAT.items():
        for name in FORMATS:
            yield path(f"{route}dossier.{name}", view.as_view(format_name=name))
        yield path(f"{route}dossier.<str:extension>", UnknownFormatView.as_view())
