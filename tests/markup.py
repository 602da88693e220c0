"""ClaimReview markup as publishers write it, made up for tests, and reading it as an import does."""

from typing import Any

import orjson
from hypothesis import HealthCheck, settings

from claims.imports.claimreview.records import reviews
from claims.imports.inputs.streams import opened
from claims.imports.read import Read, Refused
from claims.imports.reviewed import Reviewed

#: For properties that a busy machine takes longer to try.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

PAGE = "https://checks.example.org/2021/harbour/"
Node = dict[str, Any]


def markup(**members: Any) -> Node:
    """A ClaimReview without a fault; members given replace its own, and None takes one away."""
    node: Node = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": PAGE,
        "headline": "No, the harbour was not sold",
        "description": "The deed says otherwise.",
        "datePublished": "2021-03-04",
        "inLanguage": "en",
        "claimReviewed": "The harbour was sold in secret.",
        "author": {"@type": "Organization", "name": "Harbour Checks", "url": "https://checks.example.org/"},
        "itemReviewed": claim(),
        "reviewRating": {"@type": "Rating", "alternateName": "Not true"},
    }
    return {name: value for name, value in (node | members).items() if value is not None}


def claim(**members: Any) -> Node:
    """What is reviewed, as `itemReviewed` gives it."""
    node: Node = {
        "@type": "Claim",
        "datePublished": "2021-03-01",
        "author": {"@type": "Person", "name": "Ada Quay", "sameAs": "https://www.wikidata.org/wiki/Q70000001"},
        "appearance": [{"@type": "CreativeWork", "url": "https://posts.example.net/a/1"}],
    }
    return {name: value for name, value in (node | members).items() if value is not None}


def ndjson(*values: Any) -> bytes:
    return b"".join(orjson.dumps(value) + b"\n" for value in values)


def reads(content: bytes | Node, *, base: str = "") -> list[Read]:
    """What an import reads of a whole input."""
    raw = content if isinstance(content, bytes) else orjson.dumps(content)
    with opened("test", upload=raw) as source:
        return list(reviews(source, base=base))


def found(content: bytes | Node, *, base: str = "") -> list[Reviewed | Any]:
    """The reviews, sources and refusals of a whole input, in their order."""
    return [each for read in reads(content, base=base) for each in read.found]


def one(content: bytes | Node, *, base: str = "") -> Reviewed:
    """The one review of an input."""
    [review] = found(content, base=base)
    assert isinstance(review, Reviewed), review
    return review


def refusal(content: bytes | Node, *, base: str = "") -> str:
    """Why the one record of an input is refused."""
    [refused] = found(content, base=base)
    assert isinstance(refused, Refused), refused
    return refused.reason


def html(*blocks: str, head: str = "", body: str = "") -> bytes:
    """A page with these blocks of JSON-LD."""
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return f'<!DOCTYPE html><html lang="en"><head>{head}{scripts}</head><body>{body}</body></html>'.encode()
