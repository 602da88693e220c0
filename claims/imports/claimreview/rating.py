"""How a review rates: its label, its numbers, its reasons."""

from collections.abc import Iterator
from typing import Final

from claims.imports.claimreview.given import Given
from claims.imports.claimreview.notes import NUMBER, NUMBER_ALONE, NUMBER_EXPLAINED, SEVERAL_RATINGS
from claims.imports.markup.nodes import Node
from claims.imports.noted import NO_LABEL
from claims.imports.reviewed import Judgement, Party
from claims.imports.values import text as texts
from claimtrack.dates import WorldDate
from sources.addresses import host_of
from sources.identity import identity_of

MAX_NUMBER: Final = 200


def judgement_of(review: Given, publisher: Party, url: str, published: WorldDate | None) -> Judgement:
    label, number, reasons = _rating(review)
    whose = identity_of(url)
    host = host_of(url) if url and whose.account == "" else publisher.host or whose.key
    return Judgement(
        judge=publisher,
        host=host,
        label=label,
        number=number[:MAX_NUMBER],
        reasons=reasons,
        assessed_at=published,
        in_our_words=review.is_ours,
    )


def _rating(review: Given) -> tuple[str, str, str]:
    """(label, numbers, reasons) of the first rating."""
    ratings = review.graph.resolved(review.members.get("reviewrating"))
    rating = ratings[0] if ratings else {}
    if len(ratings) > 1:
        review.notes.add(SEVERAL_RATINGS)
    value = texts.first(rating.get("ratingvalue"))
    given = review.own(rating, "alternatename") or review.own(rating, "name")
    if not given and not NUMBER.fullmatch(value):
        given, value = [value] if value else [], ""
    label, number = review.notes.label(given)
    ends = [f"{end} {text}" for end, text in _ends(rating)]
    numbers = ", ".join(dict.fromkeys(filter(None, [number, value, *ends])))
    if numbers and not label and NO_LABEL in review.notes.made:
        review.notes.made[review.notes.made.index(NO_LABEL)] = NUMBER_ALONE
    return label, numbers, _explanation(review, rating)


def _explanation(review: Given, rating: Node) -> str:
    given = next(iter(review.own(rating, "ratingexplanation")), "")
    if not given and review.is_handed_on:
        given = review.text(review.members, "reviewbody")
    if NUMBER.fullmatch(given):
        review.notes.add(NUMBER_EXPLAINED)
        given = ""
    labels, reasons = (
        texts.told_in(rating.get(name), review.language) for name in ("alternatename", "ratingexplanation")
    )
    return "\n".join(filter(None, [review.notes.text(given), review.beside([*labels[1], *reasons[1]])]))


def _ends(rating: Node) -> Iterator[tuple[str, str]]:
    for end in ("worst", "best"):
        if text := texts.first(rating.get(f"{end}rating")):
            yield end, text
