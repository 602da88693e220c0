"""oEmbed 1.0: by the address of a claim's page, the programs of others find the frame that they show it in."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, NotRequired, TypedDict
from urllib.parse import parse_qs, unquote, urlsplit

import orjson
from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.translation import override
from rest_framework.request import Request

from claims.exports.published import is_guarded
from claims.pages.claim import ClaimPage
from claims.pages.frames import embed_of, iframe
from claims.pages.sharing import FRESH, picture_of
from claims.pages.spelled import spelled
from claims.record.documents import CLAIM, ClaimDocument
from claimtrack.api.conditional import json_bytes
from claimtrack.api.problems import NotFound, Problem, RedactedProblem, WithheldProblem
from claimtrack.api.record import answer_at, readable
from claimtrack.api.views import PublicView
from claimtrack.editions.models import Edition
from claimtrack.editions.reading import Shown
from claimtrack.editions.state import RecordState
from claimtrack.pages.languages import DEFAULT, LANGUAGES, PARAMETER
from claimtrack.query.asked import Asked
from claimtrack.query.faults import InvalidQuery, fault
from claimtrack.query.filters import IntegerFilter, TextFilter
from claimtrack.query.filterset import StrictFilterSet
from claimtrack.query.texts import REFUSED_CHARACTERS

#: What every 401 has to say (RFC 9110, section 11.6.1), though nobody gets in by any credentials.
CHALLENGE: Final = {"WWW-Authenticate": "Withheld"}
#: What the anchor of an appearance on a claim's page begins with.
ANCHOR: Final = "a-"


class OEmbedDocument(TypedDict):
    """What a consumer needs to show a claim (oEmbed 1.0, section 2.3.4): `html` is a frame of this size."""

    version: str
    type: str
    title: str
    provider_name: str
    provider_url: str
    cache_age: int
    html: str
    width: int
    height: int
    thumbnail_url: NotRequired[str]
    thumbnail_width: NotRequired[int]
    thumbnail_height: NotRequired[int]


class OEmbedFilters(StrictFilterSet):
    url = TextFilter(narrows=False, max_length=2_000, help_text="The address of the page of a claim.")
    format = TextFilter(narrows=False, max_length=20, default="json", help_text="`json`; any other is 501.")
    maxwidth = IntegerFilter(narrows=False, minimum=1, help_text="Pixels that the frame may be wide.")
    maxheight = IntegerFilter(narrows=False, minimum=1, help_text="Pixels that the frame may be high.")


class OEmbedView(PublicView):
    """The frame of a claim for whoever has the address of its page (oEmbed 1.0).

    404 for what is no page of a published claim, 401 for one that is kept from readers, 501 for a format that is not
    spoken. Parameters of others are not looked at: consumers send some of their own (section 2.2).
    """

    filterset_class = OEmbedFilters
    answers = OEmbedDocument

    @property
    def asked(self) -> Asked:
        own = super().asked
        return Asked(
            {name: own.parameters[name] for name in OEmbedFilters.base_filters if name in own.parameters}, own.path
        )

    def get(self, request: Request) -> HttpResponseBase:
        asked = OEmbedFilters.accept(self.asked, Edition.objects.none())
        values = asked.values
        if values["url"] is None:
            raise InvalidQuery([fault("url", "required", "The address of the page of a claim.")])
        if values["format"] != "json":
            raise Problem("Answers are JSON: format=json.", status=HTTPStatus.NOT_IMPLEMENTED)
        page = page_at(values["url"])
        most = values["maxwidth"], values["maxheight"]

        def answer(now: RecordState, etag: str) -> HttpResponse:
            with override(page.language or DEFAULT):
                document = _document(self._claim(page.name), page, most)
            return json_bytes(orjson.dumps(document), etag=etag)

        return answer_at(request, f"{request.path}?{asked.canonical()}", answer, using=self.database)

    def _claim(self, name: str) -> ClaimDocument:
        try:
            found = readable(CLAIM, name, using=self.database)
        except (RedactedProblem, WithheldProblem) as problem:
            raise Problem(str(problem.detail), status=HTTPStatus.UNAUTHORIZED, headers=CHALLENGE) from None
        if not isinstance(found, Shown):
            raise NotFound("The claim at this address does not stand any more.")
        claim: ClaimDocument = spelled(found.document)
        if is_guarded(claim):
            raise NotFound("Nobody has judged the claim at this address, and it is about a person: it has no frame.")
        return claim


# -- what is asked for ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a claim, by what its address says; `appearance` is the id of one that it points at."""

    name: str
    language: str | None
    appearance: str | None


def page_at(address: str) -> Page:
    """Raises NotFound for what is no address of a claim's page, or not of ours."""
    try:
        parts = urlsplit(address)
        path = unquote(parts.path).removesuffix("/") + "/"
        found = resolve(path)
    except (ValueError, Resolver404):
        raise NotFound(NOT_OURS) from None
    is_ours = parts.scheme in {"http", "https"} and parts.netloc.lower() == urlsplit(settings.PUBLIC_URL).netloc.lower()
    if not is_ours or REFUSED_CHARACTERS.search(path) or getattr(found.func, "cls", None) is not ClaimPage:
        raise NotFound(NOT_OURS)
    [language] = parse_qs(parts.query).get(PARAMETER, [""])[:1]
    appearance = parts.fragment.removeprefix(ANCHOR) if parts.fragment.startswith(ANCHOR) else None
    return Page(str(found.kwargs["id_or_slug"]), language if language in LANGUAGES else None, appearance)


NOT_OURS: Final = "That is no address of a claim's page in this record."


def _document(claim: ClaimDocument, page: Page, most: tuple[int | None, int | None]) -> OEmbedDocument:
    shown = page.appearance if any(each["id"] == page.appearance for each in claim["appearances"]) else None
    embed = embed_of(claim, appearance=shown, language=page.language, most=most)
    document: OEmbedDocument = {
        "version": "1.0",
        "type": "rich",
        "title": embed.title,
        "provider_name": settings.CREDIT,
        "provider_url": f"{settings.PUBLIC_URL}/",
        "cache_age": FRESH,
        "html": iframe(embed),
        "width": embed.width,
        "height": embed.height,
    }
    picture = picture_of(claim)
    if picture and picture.width <= (most[0] or picture.width) and picture.height <= (most[1] or picture.height):
        document["thumbnail_url"] = picture.address
        document["thumbnail_width"], document["thumbnail_height"] = picture.width, picture.height
    return document
