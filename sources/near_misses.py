"""Where a quotation nearly stands in a document's text, and in what the two differ.

What `sources.quotations` folds is no difference here either. Nor is punctuation around the passage that the
quotation merely does not include: it stops sooner, or begins later.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.safestring import SafeString

from claimtrack.admin.reading import marked
from sources.quotations import fold

#: Below this likeness a passage is another passage, not the quotation with a slip.
ALIKE = 0.6

_AROUND_WORDS = re.compile(r"(?P<opening>\W*)(?P<words>\w(?:.*\w)?)(?P<closing>\W*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class NearMiss:
    """The passage most like the quotation, and both with their differences marked."""

    passage: str
    quoted: SafeString
    stands: SafeString


def nearest(quote: str, texts: Iterable[str]) -> NearMiss | None:
    """The passage of these texts that is most like the quotation, if one is alike at all."""
    quote = quote.strip()
    likeness, passage = max(filter(None, (_most_alike(quote, text) for text in texts)), default=(0.0, ""))
    return NearMiss(passage, *marked(quote, passage, alike=fold)) if likeness >= ALIKE else None


def _most_alike(quote: str, text: str) -> tuple[float, str] | None:
    wanted, words = quote.split(), list(re.finditer(r"\S+", text))
    if not wanted or not words:
        return None
    start = _fullest_window(wanted, [word[0] for word in words])
    # A word more or less on either side: what was left out or put in moves the ends.
    slack = max(2, len(wanted) // 5)
    first, last = max(0, start - slack), min(len(words), start + len(wanted) + slack)
    window = [word[0] for word in words[first:last]]
    matches = [m for m in SequenceMatcher(None, wanted, window, autojunk=False).get_matching_blocks() if m.size]
    if not matches:
        return None
    begin = max(0, matches[0].b - matches[0].a)
    end = min(len(window), matches[-1].b + len(wanted) - matches[-1].a)
    passage = _as_far_as(quote, text[words[first + begin].start() : words[first + end - 1].end()])
    return SequenceMatcher(None, quote, passage, autojunk=False).ratio(), passage


def _as_far_as(quote: str, passage: str) -> str:
    """The passage without the punctuation at its ends that stands beyond where the quotation begins and stops."""
    quoted, stands = _AROUND_WORDS.fullmatch(quote), _AROUND_WORDS.fullmatch(passage)
    if not quoted or not stands:
        return passage
    opening, closing = stands["opening"], stands["closing"]
    openings = (opening[start:] for start in range(len(opening) + 1))
    closings = (closing[:end] for end in range(len(closing) + 1))
    # Where the quotation has other punctuation of its own, all of it is shown: that is a difference.
    begins = next((kept for kept in openings if fold(kept) == fold(quoted["opening"])), opening)
    stops = next((kept for kept in closings if fold(kept) == fold(quoted["closing"])), closing)
    return begins + stands["words"] + stops


def _fullest_window(wanted: list[str], words: list[str]) -> int:
    """Where the run of as many words begins that shares most words with those wanted; one pass over the text."""
    missing, shared, best, at = Counter(wanted), 0, -1, 0
    for index, word in enumerate(words):
        shared += missing[word] > 0
        missing[word] -= 1
        leaving = index - len(wanted)
        if leaving >= 0:
            missing[words[leaving]] += 1
            shared -= missing[words[leaving]] > 0
        if shared > best:
            best, at = shared, max(0, leaving + 1)
    return at
