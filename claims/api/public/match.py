"""Which published claims are about the matter of a text: `POST /claims/match/`. Nothing that is sent is kept."""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar, Final, TypedDict
from uuid import UUID

import orjson
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from claims.finding.differs import Difference
from claims.finding.index import Stored
from claims.finding.match import Match, Matches, Wanted, match
from claims.record.documents import Card
from claims.record.matched import Field
from claims.record.models import Listing
from claimtrack.api.bodies import StrictBody
from claimtrack.api.problems import Problem
from claimtrack.api.texts import Language
from claimtrack.api.throttles import ReaderRateThrottle
from claimtrack.api.views import PublicView
from claimtrack.editions.state import snapshot

MAX_CHARACTERS: Final = 50_000
MAX_TEXTS: Final = 100
MAX_MATCHES: Final = 50


class TextTooLong(Problem):
    """More characters were sent to be matched than one request may hold, in all its texts together.

    Send it in parts.
    """

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "text-too-long"
    title = "The text is too long"


class MatchRateThrottle(ReaderRateThrottle):
    """Who sends texts to be matched, by address, at a rate of its own: it takes more time than a list."""

    scope = "match"


class SpanDocument(TypedDict):
    """The part of the text that is answered, in characters (Unicode code points): `text[start:end]`."""

    start: int
    end: int


class MatchedTextDocument(TypedDict):
    """The words of the claim that the text comes closest to, and what they are in it."""

    field: Field
    text: str


class MatchDocument(TypedDict):
    """A claim about the same matter: never a verdict on the text that was sent.

    `score` is a calibrated probability that the claim answers the text. `differs` says in what the text departs from
    the words that matched: it turns them around (`negation`), or tells of another figure, day or person.
    """

    score: float
    claim: Card
    span: SpanDocument
    matched: MatchedTextDocument
    differs: Difference


class MatchesDocument(TypedDict):
    """The likeliest first; none where no claim is likely enough. `threshold` is the default of `min_score`."""

    matches: list[MatchDocument]
    threshold: float


class MatchAnswer(TypedDict, total=False):
    """Of a `text` its `matches` and their `threshold`, of `texts` a result for each in their order."""

    matches: list[MatchDocument]
    threshold: float
    results: list[MatchesDocument]
    position: int


class MatchBody(StrictBody):
    """One text, or several: one of `text` and `texts`."""

    text = serializers.CharField(
        required=False,
        trim_whitespace=False,
        help_text="A statement, a post, a paragraph or an article, which is matched sentence by sentence:"
        f" up to {MAX_CHARACTERS:,} characters.",
    )
    texts = serializers.ListField(
        child=serializers.CharField(trim_whitespace=False),
        required=False,
        min_length=1,
        max_length=MAX_TEXTS,
        help_text=f"Up to {MAX_TEXTS} texts, together up to {MAX_CHARACTERS:,} characters.",
    )
    limit = serializers.IntegerField(
        default=10, min_value=1, max_value=MAX_MATCHES, help_text="So many matches of a text at most."
    )
    min_score = serializers.FloatField(
        default=None,
        allow_null=True,
        min_value=0,
        max_value=1,
        help_text="The least probability of a match; 0 for everything. Left out or null: the answer's `threshold`.",
    )
    language = Language(default=None, allow_null=True, max_length=35, help_text="Of the text, a BCP 47 tag.")
    date = serializers.DateField(default=None, allow_null=True, help_text="When it was said.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("text" in attrs) == ("texts" in attrs):
            raise serializers.ValidationError("Give one of: text, texts.", code="one_of")
        return attrs


class ClaimMatchView(PublicView):
    """Published claims about the same matter as a text, with what is said of them now.

    A match is a claim about the same matter, never a verdict on the text: read `differs`, and the claim. What is sent
    is not stored, logged or kept.
    """

    throttle_classes: Sequence[type[BaseThrottle]] = (MatchRateThrottle,)
    serializer_class: ClassVar[type[MatchBody]] = MatchBody
    answers: ClassVar[Any] = MatchAnswer

    def post(self, request: Request) -> HttpResponseBase:
        refuse_too_long(request.data)
        body = MatchBody(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        wanted = Wanted(values["language"], values["date"], values["limit"], values["min_score"])
        with snapshot(self.database) as now:
            found = match(values.get("texts") or [values["text"]], Stored(self.database), wanted)
            cards = cards_of((each.claim_id for matches in found for each in matches.found), self.database)
        results = [_document(matches, cards) for matches in found]
        answer = {"results": results} if "texts" in values else results[0]
        response = HttpResponse(
            orjson.dumps({**answer, "position": now.position}), content_type="application/json; charset=utf-8"
        )
        response["Cache-Control"] = "no-store"
        return response


def cards_of(claim_ids: Iterable[UUID], using: str) -> dict[UUID, orjson.Fragment]:
    """What lists tell of published claims."""
    listed = Listing.objects.using(using).filter(claim_id__in=set(claim_ids), open=True)
    return {claim_id: orjson.Fragment(card) for claim_id, card in listed.values_list("claim_id", "card")}


def refuse_too_long(data: Any) -> None:
    """Before anything is read of it. Raises TextTooLong."""
    if not isinstance(data, Mapping):
        return
    texts = data.get("texts")
    given = [data.get("text"), *(texts if isinstance(texts, list) else [])]
    count = sum(len(text) for text in given if isinstance(text, str))
    if count > MAX_CHARACTERS:
        raise TextTooLong(f"{count:,} characters were sent; {MAX_CHARACTERS:,} are the most.")


def _document(matches: Matches, cards: Mapping[UUID, orjson.Fragment]) -> dict[str, Any]:
    told = [match_document(each, cards[each.claim_id]) for each in matches.found if each.claim_id in cards]
    return {"matches": told, "threshold": matches.threshold}


def match_document(found: Match, card: orjson.Fragment) -> dict[str, Any]:
    return {
        "score": round(found.probability, 4),
        "claim": card,
        "span": found.span._asdict(),
        "matched": {"field": found.matched.field, "text": found.matched.text},
        "differs": found.differs,
    }
