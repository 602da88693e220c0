"""What a document does with a claim, as it is chosen on one page: it says it, answers it, or judges it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.models import User

from claims.models import Assessment, Claim
from claims.scales import AnswerScope, AppearanceRole, RebuttalKind, Verdict
from claims.writing.fields import AnswerFields, AppearanceFields, AssessmentFields, RebuttalFields
from claimtrack.accounts.rights import may
from claimtrack.admin.base import CHOOSE
from claimtrack.writing import Change, Create
from claimtrack.writing.fields import plain
from sources.models import Document

#: Of silence there is no document.
ANSWERS: Final = [choice for choice in RebuttalKind.choices if choice[0] != RebuttalKind.NO_RESPONSE]
JUDGES: Final = "judges"
VERDICTS: Final = [("", "–"), *Verdict.choices]

Given = Mapping[str, Any]


def roles(by: User, claim: Claim | None) -> list[Any]:
    """What may be chosen: to judge for those alone who may write judgements of this claim."""
    judging = [("It judges the claim", [(JUDGES, "a verdict of others, such as a fact-check")])]
    return [
        ("", CHOOSE),
        ("It says the claim", AppearanceRole.choices),
        ("It answers the claim", ANSWERS),
        *(judging if may(by, "add", Assessment, under=claim) else []),
    ]


def answers(given: Given) -> bool:
    return given.get("role") in dict(ANSWERS)


def lacking(given: Given) -> Iterator[tuple[str, str]]:
    """What the page has to ask besides, by the field that says it."""
    if answers(given) and not given.get("in_words"):
        yield "in_words", "Say in your words what is answered: readers see it beside the claim."
    if given.get("role") not in ("", None, *AppearanceRole.values) and (in_place := _in_place_of_a_quotation(given)):
        yield in_place, "Of what says the claim alone: of an answer or a judgement, quote it, or say it in your words."
    if given.get("role") == JUDGES and not given.get("verdict"):
        yield "verdict", "Choose the verdict of our scale that theirs comes to; their own words for it stand beside it."


def _in_place_of_a_quotation(given: Given) -> str | None:
    """The field that has what is seen or heard."""
    return next((name for name in ("description", "transcript") if given.get(name)), None)


def changes(given: Given, claim: UUID, document: Document) -> list[Change]:
    """The rows that say so of the claim. Whoever answers or judges published it, unless somebody else speaks there."""
    by = plain(given["speaker"]) or document.publisher_id
    if given["role"] == JUDGES:
        return [Create(fields=_judgement(given, claim, document, by))]
    if answers(given):
        rebuttal = Create(fields=_rebuttal(given, document, by))
        scope = AnswerScope.SPECIFIC
        return [rebuttal, Create(fields=AnswerFields(rebuttal=rebuttal.id, claim=claim, scope=scope))]
    return [Create(fields=_appearance(given, claim, document))]


def told(given: Given, document: Document) -> tuple[str, str]:
    """What was stored, in words, and the tab of the claim's page where it stands."""
    if given["role"] == JUDGES:
        return f"It is judged in “{document}”: the judgement waits to be approved.", "assessments"
    if answers(given):
        return f"It is answered in “{document}”.", "answers"
    return f"It appears in “{document}”.", "appearances"


def _appearance(given: Given, claim: UUID, document: Document) -> AppearanceFields:
    return AppearanceFields(
        claim=claim,
        document=document.pk,
        quote=given["quote"],
        role=given["role"],
        speaker=plain(given["speaker"]),
        hedge=given["hedge"],
        description=given["description"],
        transcript=given["transcript"],
        media_category=given["media_category"],
        made=document.published,
    )


def _rebuttal(given: Given, document: Document, by: UUID) -> RebuttalFields:
    return RebuttalFields(
        kind=given["role"],
        standing=given["standing"],
        source=by,
        document=document.pk,
        quote=given["quote"],
        statement=given["in_words"],
        made=document.published,
    )


def _judgement(given: Given, claim: UUID, document: Document, by: UUID) -> AssessmentFields:
    return AssessmentFields(
        claim=claim,
        source=by,
        document=document.pk,
        verdict=given["verdict"],
        label=given["label"],
        rationale=given["quote"],
        assessed_at=document.published,
    )
