"""A claim as a frame in the pages of others: its address, its size, and the HTML that a page holds it by."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.exports.published import page_of
from claims.pages.standings import of_claim
from claims.record.documents import ClaimDocument
from claimtrack.pages.languages import PARAMETER

#: In pixels, where nobody says what room there is.
WIDTH: Final = 560
#: What stands around the statement, and around what is cited; a line, and a letter of it.
AROUND: Final = 210
AROUND_CITED: Final = 90
LINE: Final = 28
LETTER: Final = 9.5
LOWEST: Final = 240
HIGHEST: Final = 640
#: A frame runs nothing, and what is opened from it is a page like any other.
SANDBOX: Final = "allow-popups allow-popups-to-escape-sandbox"


@dataclass(frozen=True, slots=True)
class Embed:
    """`address` is the full one of what the frame shows, `title` what a screen reader calls it."""

    address: str
    title: str
    width: int
    height: int


def embed_of(
    claim: ClaimDocument,
    *,
    appearance: str | None = None,
    language: str | None = None,
    most: tuple[int | None, int | None] = (None, None),
) -> Embed:
    """The frame of a claim, no wider and no higher than `most`, or of one appearance of it.

    Without a `language` it speaks the one that its reader prefers.
    """
    width, height = most
    wide = min(WIDTH, width or WIDTH)
    query = [f"appearance={appearance}"] if appearance else []
    query += [f"{PARAMETER}={language}"] if language else []
    high = _height(claim, wide, appearance)
    return Embed(
        address=f"{settings.PUBLIC_URL}/embed{page_of(claim)}{'?' if query else ''}{'&'.join(query)}",
        title=of_claim(claim).before(claim["statement"]),
        width=wide,
        height=min(high, height or high),
    )


def _height(claim: ClaimDocument, width: int, appearance: str | None) -> int:
    """As high as what it shows will about be; the frame scrolls where it is more."""
    cited = _quote(claim, appearance) if appearance else ""
    lines = round((len(claim["statement"]) + len(cited)) * LETTER / width)
    return min(HIGHEST, max(LOWEST, AROUND + (AROUND_CITED if appearance else 0) + LINE * lines))


def _quote(claim: ClaimDocument, appearance: str) -> str:
    return next((each["quote"] or "" for each in claim["appearances"] if each["id"] == appearance), "")


def iframe(embed: Embed) -> SafeString:
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" sandbox="{}" loading="lazy" '
        'referrerpolicy="no-referrer" frameborder="0"></iframe>',
        embed.address,
        embed.title,
        embed.width,
        embed.height,
        SANDBOX,
    )
