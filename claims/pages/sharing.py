"""What a claim is shared by: what its page tells programs that show a link to it, and the picture they show with it."""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from rest_framework.request import Request

from claims.exports.formats import FEED_FORMATS
from claims.exports.published import appearances_in_order, is_guarded, page_of
from claims.pages import drawn
from claims.pages.frames import embed_of, iframe
from claims.pages.spelled import spelled
from claims.pages.standings import of_claim
from claims.record.documents import CLAIM, ClaimDocument
from claimtrack import addresses
from claimtrack.api.problems import NotFound
from claimtrack.api.record import readable
from claimtrack.editions.reading import Shown
from claimtrack.editions.state import RecordState
from claimtrack.pages.languages import DEFAULT, PARAMETER
from claimtrack.pages.views import PageView

#: What leaves the record may be shown elsewhere for so long: seconds.
FRESH: Final = 60
BRIEFLY: Final = f"public, max-age={FRESH}"


@dataclass(frozen=True, slots=True)
class Picture:
    """`address` is the full one; width and height are in pixels."""

    address: str
    width: int = drawn.WIDTH
    height: int = drawn.HEIGHT


def picture_of(claim: ClaimDocument) -> Picture | None:
    """The picture of a claim in the language of the page.

    None of one that nobody has judged and that is about a person, or whose words the fonts have no letters for.
    """
    if is_guarded(claim) or not drawn.can_be_drawn(of_claim(claim), claim["statement"]):
        return None
    language = get_language() or DEFAULT
    return Picture(f"{settings.PUBLIC_URL}{page_of(claim)}card.png?{PARAMETER}={language}")


def shared(claim: ClaimDocument, *, is_current: bool) -> dict[str, Any]:
    """What the page of a claim says of it to whoever hands it on. Of an old edition, its feeds alone."""
    feeds = [
        (form.media_type.partition(";")[0], addresses.export(form.name, claim["id"])) for form in FEED_FORMATS.values()
    ]
    if not is_current:
        return {"feeds": feeds}
    first = next(iter(appearances_in_order(claim)), None)
    return {
        "feeds": feeds,
        "picture_of_it": picture_of(claim),
        "embed": None if is_guarded(claim) else iframe(embed_of(claim)),
        "citing": iframe(embed_of(claim, appearance=first["id"])) if first and not is_guarded(claim) else None,
    }


class CardPictureView(PageView):
    """The picture of a claim as it stands: PNG, made when it is asked for and kept nowhere."""

    def get(self, request: Request, id_or_slug: str) -> HttpResponseBase:
        def make(now: RecordState) -> HttpResponse:
            claim = self._claim(id_or_slug)
            image = drawn.drawn(of_claim(claim), claim["statement"], site=settings.CREDIT)
            return HttpResponse(image, content_type="image/png", headers={"Cache-Control": BRIEFLY})

        return self.answer(request.path, make)

    def _claim(self, name: str) -> ClaimDocument:
        found = readable(CLAIM, name, using=self.database)
        claim: ClaimDocument | None = spelled(found.document) if isinstance(found, Shown) else None
        if claim is None or picture_of(claim) is None:
            raise NotFound("There is no picture of this claim.")
        return claim
