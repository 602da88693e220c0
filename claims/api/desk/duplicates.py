"""Claims that may say the same as a text or as a saved claim, over HTTP, and what somebody says of two claims.

What is typed and not saved is not stored, logged or kept: it is a question.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar, Final, TypedDict
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Model
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector
from rest_framework.serializers import Serializer
from rest_framework.throttling import BaseThrottle

from claims.api.desk.resources import CLAIMS
from claims.finding.differs import Difference
from claims.models import Claim, ClaimPair
from claims.record.matched import Field
from claims.scales import PairAnswer, PairAnswerValue
from claims.writing.duplicates import deciding
from claims.writing.duplicates.finding import LIKELY, MOST, Asked, Duplicate, Looked, asked_of, duplicates
from claimtrack.accounts.models import Scope
from claimtrack.api.bodies import StrictBody
from claimtrack.api.desk import DeskSchema, DeskView
from claimtrack.api.rows.resource import who
from claimtrack.api.texts import Language
from claimtrack.api.throttles import DeskMatchRateThrottle
from claimtrack.api.writing import WritingView, not_there
from claimtrack.editions.chain import rfc3339
from claimtrack.notations import Instant
from claimtrack.query.filters import BooleanFilter, IntegerFilter
from claimtrack.query.filterset import StrictFilterSet
from claimtrack.vocabulary import value_of

LONGEST: Final = 5_000
MOST_SHOWN: Final = 50
MOST_QUOTATIONS: Final = 5


class DuplicateClaimDocument(TypedDict):
    """A claim that is there already. `verdict` is what readers are told, null where they are told none."""

    id: str
    slug: str
    api_url: str
    statement: str
    stage: str
    verdict: str | None


class DuplicateTextDocument(TypedDict):
    """The words of the claim that come closest, and what they are in it."""

    field: Field
    text: str


class PairDocument(TypedDict):
    """What somebody said of two claims: `same`, `related` or `not_the_same`; `by` is null to those who only read."""

    answer: PairAnswerValue
    at: Instant
    by: str | None


class DuplicateDocument(TypedDict):
    """A claim that may say the same: never a verdict on what was asked, and nothing was joined.

    `score` is how likely, at most 1; `differs` in what they part: one is negated, or tells of another figure, day or
    person. `pair` is null while nobody has said anything of the two.
    """

    score: float
    claim: DuplicateClaimDocument
    matched: DuplicateTextDocument
    differs: Difference
    pair: PairDocument | None


class DuplicatesDocument(TypedDict):
    """Published claims and drafts, the likeliest first."""

    duplicates: list[DuplicateDocument]


class DuplicatesBody(StrictBody):
    """What somebody is about to write."""

    statement = serializers.CharField(max_length=LONGEST, help_text="The claim, in whatever words.")
    quotations = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST),
        default=list,
        max_length=MOST_QUOTATIONS,
        help_text=f"What was said word for word: up to {MOST_QUOTATIONS}.",
    )
    language = Language(default=None, allow_null=True, max_length=35, help_text="A BCP 47 tag.")
    date = serializers.DateField(default=None, allow_null=True, help_text="When it was said.")
    min_score = serializers.FloatField(default=LIKELY, min_value=0, max_value=1, help_text="The least probability.")
    limit = serializers.IntegerField(default=MOST, min_value=1, max_value=MOST_SHOWN, help_text="So many at most.")


class PairBody(StrictBody):
    """How two claims stand to each other."""

    answer = serializers.ChoiceField(choices=PairAnswer.choices, help_text="Nothing follows from it by itself.")


class DuplicatesFilters(StrictFilterSet):
    limit = IntegerFilter(
        narrows=False, default=MOST, minimum=1, maximum=MOST_SHOWN, help_text=f"So many at most, up to {MOST_SHOWN}."
    )
    not_the_same = BooleanFilter(
        narrows=False, default=False, help_text="Whether to show again what somebody said is not the same."
    )


class DuplicatesSchema(DeskSchema):
    """What is asked, and what is said, is answered with 200."""

    bodies: ClassVar[Mapping[str, type[Serializer[Any]]]] = {"POST": DuplicatesBody, "PUT": PairBody}

    def get_operation_id(self) -> str:
        """`desk_claims_duplicates`, `desk_claims_duplicates_search`, `desk_claims_duplicates_answer` …"""
        done = {"GET": "", "POST": "_search", "PUT": "_answer", "DELETE": "_take_back"}
        return self.called_by_path() + done[self.method]

    def get_request_serializer(self) -> Any:
        return self.bodies.get(self.method)

    def get_response_serializers(self) -> Any:
        return {"204": None} if self.method == "DELETE" else {"200": self._component(self.view.answers)}  # type: ignore[attr-defined]


class DuplicatesOfTextView(DeskView):
    """Published claims and drafts that may say what somebody is about to write. What is sent is not kept."""

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {"POST": ("view", Claim)}
    scope: ClassVar[Scope] = Scope.READ
    answers: type = DuplicatesDocument
    throttle_classes: Sequence[type[BaseThrottle]] = (DeskMatchRateThrottle,)
    schema: ViewInspector | None = DuplicatesSchema()

    def post(self, request: Request) -> Response:
        body = DuplicatesBody(data=request.data)
        body.is_valid(raise_exception=True)
        said = body.validated_data
        asked = Asked([said["statement"], *said["quotations"]], said["language"], said["date"])
        return _answer(asked, Looked(said["min_score"], said["limit"]), self.person)


class DuplicatesOfClaimView(DeskView):
    """Published claims and drafts that may say what a saved claim says."""

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {"GET": ("view", Claim)}
    answers: type = DuplicatesDocument
    filterset_class = DuplicatesFilters
    throttle_classes: Sequence[type[BaseThrottle]] = (DeskMatchRateThrottle,)
    schema: ViewInspector | None = DuplicatesSchema()

    def get(self, request: Request, id_or_slug: str) -> Response:
        values = DuplicatesFilters.accept(self.asked, Claim.objects.none()).values
        claim = CLAIMS.one(id_or_slug, self.person)
        looked = Looked(most=values["limit"], apart=values["not_the_same"])
        return _answer(asked_of(claim, self.person), looked, self.person)


class PairView(WritingView):
    """What somebody says of two claims. Nothing is merged, rated or published by it, and readers are not told."""

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = dict.fromkeys(("PUT", "DELETE"), ("decide", ClaimPair))
    answers: type = PairDocument
    schema: ViewInspector | None = DuplicatesSchema()

    def put(self, request: Request, id_or_slug: str, id: str) -> Response:  # noqa: A002 - as addresses call it
        body = PairBody(data=request.data)
        body.is_valid(raise_exception=True)
        pair = deciding.decide(
            claims=self._claims(id_or_slug, id), answer=PairAnswer(body.validated_data["answer"]), by=self.person
        )
        return Response(pair_document(pair, self.person))

    def delete(self, request: Request, id_or_slug: str, id: str) -> Response:  # noqa: A002
        try:
            deciding.take_back(claims=self._claims(id_or_slug, id), by=self.person)
        except ClaimPair.DoesNotExist:
            raise not_there("answer") from None
        return Response(status=HTTPStatus.NO_CONTENT)

    def _claims(self, *names: str) -> tuple[UUID, UUID]:
        one, other = (CLAIMS.one(name, self.person).pk for name in names)
        return one, other


def _answer(asked: Asked, looked: Looked, by: User) -> Response:
    return Response({"duplicates": [duplicate_document(each, by) for each in duplicates(asked, by=by, looked=looked)]})


def duplicate_document(duplicate: Duplicate, by: User) -> DuplicateDocument:
    claim = duplicate.claim
    return {
        "score": round(duplicate.score, 4),
        "claim": {
            "id": str(claim.pk),
            "slug": claim.slug,
            "api_url": CLAIMS.address(claim.pk),
            "statement": claim.statement,
            "stage": claim.stage,
            "verdict": duplicate.verdict,
        },
        "matched": {"field": duplicate.field, "text": duplicate.text},
        "differs": duplicate.differs,
        "pair": pair_document(duplicate.pair, by) if duplicate.pair else None,
    }


def pair_document(pair: ClaimPair, by: User) -> PairDocument:
    at = rfc3339(pair.decided_at) if pair.decided_at else ""
    return {"answer": value_of(PairAnswer, pair.answer), "at": at, "by": who(pair.decided_by, by)}
