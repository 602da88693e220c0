"""An article read for claims worth checking, over HTTP. What is sent is not stored, logged or kept."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypedDict
from uuid import UUID

import orjson
from django.db.models import Model
from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.schemas.inspectors import ViewInspector
from rest_framework.throttling import BaseThrottle

from claims.api.public.match import (
    MAX_CHARACTERS,
    MatchDocument,
    SpanDocument,
    cards_of,
    match_document,
    refuse_too_long,
)
from claims.finding.checkable import Kind
from claims.finding.index import Stored
from claims.finding.worth import Sentence, read_article
from claims.models import Claim
from claimtrack.api.bodies import StrictBody
from claimtrack.api.desk import DeskSchema, DeskView
from claimtrack.api.texts import Language
from claimtrack.api.throttles import DeskMatchRateThrottle

DATABASE = "default"


class ReasonDocument(TypedDict):
    """A sign that stands in a sentence, and what it weighs: below zero, it makes it less checkable."""

    reason: str
    weight: float


class SentenceDocument(TypedDict):
    """A sentence of the article. `score` is the sum of what its `reasons` weigh; an opinion, a prediction or a
    question can be checked in part at most, whatever its score.
    """

    span: SpanDocument
    text: str
    kind: Kind
    score: float
    reasons: list[ReasonDocument]
    matches: list[MatchDocument]


class ArticleDocument(TypedDict):
    """`matched`: the sentences that published claims are about, in their order; `others`: the most checkable first."""

    matched: list[SentenceDocument]
    others: list[SentenceDocument]


class ArticleBody(StrictBody):
    """An article."""

    text = serializers.CharField(trim_whitespace=False, help_text=f"Up to {MAX_CHARACTERS:,} characters.")
    language = Language(default=None, allow_null=True, max_length=35, help_text="Of the text, a BCP 47 tag.")


class ArticleSchema(DeskSchema):
    """It makes nothing, so it answers with 200."""

    def get_request_serializer(self) -> type[ArticleBody]:
        return ArticleBody

    def get_response_serializers(self) -> Any:
        return {"200": self._component(ArticleDocument)}


class ArticleView(DeskView):
    """The sentences of an article: those that published claims are about, and the others by how checkable they are.

    For whoever may write claims. By a rule over words, which knows nothing of what is true or matters; its weights are
    told with each sentence. What is sent is not stored, logged or kept.
    """

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {"POST": ("add", Claim)}
    answers: type = ArticleDocument
    throttle_classes: Sequence[type[BaseThrottle]] = (DeskMatchRateThrottle,)
    schema: ViewInspector | None = ArticleSchema()

    def post(self, request: Request) -> HttpResponse:
        refuse_too_long(request.data)
        body = ArticleBody(data=request.data)
        body.is_valid(raise_exception=True)
        read = read_article(body.validated_data["text"], body.validated_data["language"], Stored(DATABASE))
        cards = cards_of((match.claim_id for each in read.matched for match in each.matches), DATABASE)
        answer = {
            "matched": [sentence_document(each, cards) for each in read.matched],
            "others": [sentence_document(each, cards) for each in read.others],
        }
        return HttpResponse(orjson.dumps(answer), content_type="application/json")


def sentence_document(sentence: Sentence, cards: Mapping[UUID, orjson.Fragment]) -> dict[str, Any]:
    reading = sentence.reading
    return {
        "span": sentence.span._asdict(),
        "text": sentence.text,
        "kind": reading.kind,
        "score": reading.score,
        "reasons": [{"reason": reason, "weight": weight} for reason, weight in reading.reasons.items()],
        "matches": [match_document(each, cards[each.claim_id]) for each in sentence.matches if each.claim_id in cards],
    }
