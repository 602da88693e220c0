"""How a quotation stands in the copies of its document, in words beside it."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from sources.near_misses import nearest
from sources.quotations import anchored

NO_COPY = format_html('<p class="desk-quiet">{}</p>', "Not checked: no copy of the document is kept.")
FOUND = format_html('<p class="desk-found">{}</p>', "It stands in a copy we keep, letter for letter.")
ELSEWHERE = format_html(
    '<p class="desk-check desk-near">{}</p>',
    "The words stand there, but not between what is given as before and after.",
)
NOTHING_LIKE_IT = format_html(
    '<p class="desk-check desk-near">{}</p>', "Nothing like it was found in the copies we keep."
)
OTHERWISE = (
    '<div class="desk-check desk-near"><p><strong>It stands there otherwise.</strong></p>'
    "<p>The quotation:</p><blockquote>{}</blockquote>"
    "<p>What is most like it in the copy:</p><blockquote>{}</blockquote></div>"
)


def checked(*, quote: str, prefix: str = "", suffix: str = "", texts: Sequence[str]) -> SafeString:
    """Whether it was found; else the passage most like it, with the difference marked. Empty without a quotation.

    `texts` are the readable texts of the document's copies.
    """
    if not quote.strip():
        return SafeString("")
    found = anchored(quote=quote, prefix=prefix, suffix=suffix, texts=texts)
    if found is not False:
        return FOUND if found else NO_COPY
    if anchored(quote=quote, texts=texts):
        return ELSEWHERE
    near = nearest(quote, texts)
    return format_html(OTHERWISE, near.quoted, near.stands) if near else NOTHING_LIKE_IT
