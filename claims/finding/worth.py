"""An article by its sentences: what published claims each is about already, and how checkable the others are."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from claims.finding.article import Span, sentences
from claims.finding.checkable import Reading, reading_of
from claims.finding.index import Index
from claims.finding.match import Match, Wanted, match

#: Of one sentence so many claims are told.
MOST_MATCHES: Final = 3


class Sentence(NamedTuple):
    """A sentence of an article: its place, how it reads, and the claims that it is about, the likeliest first."""

    span: Span
    text: str
    reading: Reading
    matches: Sequence[Match]


class Article(NamedTuple):
    """The sentences that match claims, in their order, and the others, the most checkable first."""

    matched: Sequence[Sentence]
    others: Sequence[Sentence]


def read_article(text: str, language: str | None, index: Index) -> Article:
    """Nothing of the text is kept: it is a parameter, as what is matched always is."""
    spans = sentences(text, language)
    parts = [text[span.start : span.end] for span in spans]
    found = match(parts, index, Wanted(language, limit=MOST_MATCHES)) if parts else []
    read = [
        Sentence(span, part, reading_of(part, language or ""), matches.found)
        for span, part, matches in zip(spans, parts, found, strict=True)
    ]
    return Article(
        [each for each in read if each.matches],
        sorted((each for each in read if not each.matches), key=lambda each: -each.reading.score),
    )
