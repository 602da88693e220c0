"""`claims:imageSearch` of the Google Fact Check Tools API, and the same by the image itself.

Nothing is fetched: an address is one that published claims print, of an image whose hash they print, too. Of an image
that is sent nothing is kept. Claims are answered, and never a byte of an image (docs/decisions/images-are-found.md).
"""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import IO, Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.schemas.inspectors import ViewInspector
from rest_framework.throttling import BaseThrottle

from claims.api.public.google import (
    GoogleSchema,
    GoogleView,
    PagedParameters,
    answered,
    judged,
)
from claims.api.public.match import MatchRateThrottle
from claims.exports.factchecktools import FactCheckedClaimImageSearchResponse, reviewed_claim
from claims.exports.published import our_site
from claims.record import pictured
from claims.record.models import Listing
from claims.record.reading import read_claims
from claimtrack.api.metadata import parameters_of
from claimtrack.api.parsers import within
from claimtrack.api.problems import Problem
from claimtrack.api.schema import openapi_parameter
from claimtrack.editions.state import snapshot
from claimtrack.query.cursor import Cursor
from claimtrack.query.faults import InvalidQuery, fault
from claimtrack.query.filters import TextFilter
from sources.copies import MAX_BYTES
from sources.media.pictures import hash_of, opened


class ImageParameters(PagedParameters):
    """The parameters of `claims:imageSearch`."""

    selecting: ClassVar[Sequence[str]] = ("imageUri", "languageCode")

    imageUri = TextFilter(  # noqa: N815 - Google's name
        narrows=False,
        max_length=8000,
        help_text="The address of an image, or of its page, as published claims cite it. It is not fetched.",
    )


class ImageParser(BaseParser):
    """An image as it is, no larger than one that is kept."""

    media_type = "image/*"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Mapping[str, bytes]:
        return {"image": within(stream, MAX_BYTES).getvalue()}


class ImageSearchSchema(GoogleSchema):
    def get_operation_id(self) -> str:
        """Google's name, and ours for what it has not."""
        return "fact_checked_claims_image_search" + ("_by_bytes" if self.method == "POST" else "")

    def get_request_serializer(self) -> Any:
        """Bytes: what they are is read from them, whatever they are called."""
        return {"application/octet-stream": OpenApiTypes.BINARY}

    def get_override_parameters(self) -> list[Any]:
        """Those of the address, for both: only an address of an image stands for the image itself."""
        both = [each for each in parameters_of(self.view) if self.method == "GET" or each["name"] != "imageUri"]
        return list(map(openapi_parameter, both))


class ImageSearchView(GoogleView):
    """Search through fact-checked claims by an image that they appear in; the likest come first.

    GET takes the address of an image that published claims cite, as Google's API does, and fetches nothing. POST takes
    the image itself, its bytes as the body, and keeps nothing of it.
    """

    filterset_class = ImageParameters
    answers = FactCheckedClaimImageSearchResponse
    parser_classes: Sequence[type[BaseParser]] = (ImageParser,)
    schema: ViewInspector | None = ImageSearchSchema()

    def get_throttles(self) -> list[BaseThrottle]:
        """To decode an image takes more time than a list."""
        return [MatchRateThrottle()] if self.request.method == "POST" else super().get_throttles()

    def get(self, request: Request) -> HttpResponseBase:
        asked = self._parameters()
        if not asked.values["imageUri"]:
            raise InvalidQuery([fault("imageUri", "required", "imageUri is required.")])
        return self._found(asked, lambda: pictured.hashes_at(asked.values["imageUri"], using=self.database))

    def post(self, request: Request) -> HttpResponseBase:
        asked = self._parameters()
        if asked.values["imageUri"]:
            raise InvalidQuery([fault("imageUri", "superfluous", "Give the address, or the image itself.")])
        sent: Any = request.data  # as ImageParser gives it; nothing at all without a body
        hashes = _hashes_of(sent.get("image", b""))
        return self._found(asked, lambda: hashes)

    def _parameters(self) -> ImageParameters:
        return ImageParameters.accept(self.asked, Listing.objects.using(self.database))

    def _found(self, asked: ImageParameters, hashes: Callable[[], Sequence[str]]) -> HttpResponseBase:
        answer: FactCheckedClaimImageSearchResponse = {}
        with snapshot(self.database):
            page, following = _page(asked, _in_order(asked, hashes(), using=self.database))
            found = list(read_claims(page, using=self.database))
        site = our_site()
        if found:
            answer["results"] = [{"claim": reviewed_claim(claim, site)} for claim in found]
        if following:
            answer["nextPageToken"] = Cursor(asked.fingerprint, following).encode()
        response = answered(answer, asked.values)
        response["Cache-Control"] = "no-store"
        return response


def _hashes_of(content: bytes) -> list[str]:
    """The hash of the image that was sent; none of a plain surface. Raises Problem."""
    if not content:
        raise Problem("Send the image itself as the body, with its media type.", status=HTTPStatus.BAD_REQUEST)
    try:
        with opened(content) as image:
            found = hash_of(image)
    except ValidationError as error:
        raise Problem(" ".join(error.messages), status=HTTPStatus.BAD_REQUEST) from error
    return [found] if found else []


#: In how many bits the image differs, the claim's id, and the number of its newest edition.
Found = tuple[int, str, int]


def _in_order(asked: ImageParameters, hashes: Sequence[str], *, using: str) -> list[Found]:
    """The claims that somebody judged, the likest image first."""
    apart: dict[UUID, int] = {}
    for each in hashes:
        for claim_id, bits in pictured.with_images_like(each, using=using).items():
            apart[claim_id] = min(bits, apart.get(claim_id, bits))
    listings = judged(asked.queryset.filter(open=True, claim_id__in=apart), language=asked.values["languageCode"])
    rows = listings.values_list("claim_id", "number")
    return sorted((apart[claim_id], str(claim_id), number) for claim_id, number in rows)


def _after(asked: ImageParameters) -> tuple[int, str] | None:
    match asked.values["pageToken"]:
        case None:
            return None
        case Cursor(key=(int(apart), str(claim_id))):
            return apart, claim_id
    raise InvalidQuery([fault("pageToken", "mismatch", "The token was given out for other parameters.")])


def _page(asked: ImageParameters, found: list[Found]) -> tuple[list[tuple[UUID, int]], tuple[int, str] | None]:
    """The rows of a page, and the key that the next begins after."""
    after = _after(asked)
    left = [each for each in found if each[:2] > after] if after else found[asked.values["offset"] or 0 :]
    page = left[: asked.size]
    return [(UUID(claim_id), number) for _, claim_id, number in page], page[-1][:2] if len(left) > len(page) else None
