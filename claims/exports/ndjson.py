"""NDJSON: each claim's document in the current format, one a line."""

from collections.abc import Iterable, Iterator

from claims.exports.published import Heading
from claims.record.reading import PublishedClaim


def lines(_: Heading, claims: Iterable[PublishedClaim]) -> Iterator[bytes]:
    """RFC 8785 texts hold no line feed, so each is a line as it stands."""
    for claim in claims:
        yield f"{claim.text}\n".encode()
