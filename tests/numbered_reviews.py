"""Numbered reviews, and a short input of them, for tests of what is done with imports."""

from typing import Any

from tests.markup import Node, claim, markup, ndjson


def review(number: int, **changes: Any) -> Node:
    """A review by itself: its page, its claim and its speaker have the number in them."""
    said = {
        "url": f"https://checks.example.org/{number}",
        "claimReviewed": f"The well number {number} ran dry in June.",
        "itemReviewed": claim(author={"@type": "Person", "name": f"Speaker {number}"}, appearance=None),
        "reviewRating": {"@type": "Rating", "alternateName": "False"},
    }
    return markup(**(said | changes))


LINES = ndjson(review(1), review(2), review(3))
