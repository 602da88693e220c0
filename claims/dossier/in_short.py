"""A claim in short, for who reads no further: the verdict in words, likelihood and confidence apart, who answered."""

from collections.abc import Iterator

from claims.dossier.blocks import Block, Line, Strong, line
from claims.dossier.wording import (
    UNANSWERED,
    confidence,
    day,
    judge,
    likelihood,
    listed,
    meaning,
    meant,
    name,
    scope_of,
    sentence,
)
from claims.record.answers import through_of, whole_report
from claims.record.documents import AssessmentDocument, ClaimDocument, RebuttalDocument
from claims.record.listing import current_assessment
from claims.scales import AnswerScope, NotCheckableReason, RebuttalKind, Verdict


def in_short(claim: ClaimDocument) -> Iterator[Block]:
    current = current_assessment(claim)
    if current:
        yield from verdict(current)
        yield from probability(current)
    else:
        yield line(unjudged(claim))
    yield from who_answered(claim)


# -- judged ---------------------------------------------------------------------------------------


def verdict(current: AssessmentDocument) -> Iterator[Line]:
    """`Our desk rates this claim unproven: examined, and the evidence decides neither way.`"""
    rates = "rates this claim " if current["verdict"] else "finds this claim "
    yield line(f"{sentence(judge(current))} {rates}", Strong(_word(current)), f": {_meaning(current)}")
    if current["by"]["type"] != "desk":
        yield line("That is the judgement of others. Our desk has not judged the claim.")


def _word(assessment: AssessmentDocument) -> str:
    return str(Verdict(assessment["verdict"]).label) if assessment["verdict"] else "not checkable"


def _meaning(assessment: AssessmentDocument) -> str:
    if assessment["verdict"]:
        return meaning(Verdict(assessment["verdict"])) + "."
    return meant(NotCheckableReason(str(assessment["not_checkable_reason"]))) + "."


def probability(current: AssessmentDocument) -> Iterator[Line]:
    if current["likelihood"]:
        yield likelihood(current["likelihood"], of="statement")
    elif current["verdict"]:
        yield line("No likelihood is given.")
    if current["confidence"]:
        yield confidence(current["confidence"])


def unjudged(claim: ClaimDocument) -> str:
    if claim["not_checkable_reason"]:
        reason = NotCheckableReason(claim["not_checkable_reason"])
        return f"Our desk finds that this claim cannot be checked ({reason.label}). {reason.meaning}"
    if claim["headline"]["disagree"]:
        return "There is no finding: others have judged this claim and do not agree, and our desk has not judged it."
    stands = "published as under review" if claim["edition"]["number"] else "under review"  # a draft has no edition
    return (
        f"There is no finding. The claim is {stands}: nobody has judged it yet, and nothing in this dossier says that "
        "it is true or that it is false."
    )


# -- answered -------------------------------------------------------------------------------------


def who_answered(claim: ClaimDocument) -> Iterator[Line]:
    silent = [item for item in claim["rebuttals"] if item["kind"] == "no_response"]
    answers = [item for item in claim["rebuttals"] if item not in silent]
    if not claim["rebuttals"]:
        yield line(UNANSWERED)
    if answers:
        yield line("Who answered: ", listed([_answer(item, claim) for item in answers]), ".")
    if silent:
        names = listed(list(dict.fromkeys(name(item["source"]) for item in silent)))
        yield line(f"Who was asked and did not answer: {names}.")


def _answer(item: RebuttalDocument, claim: ClaimDocument) -> str:
    """`Russian Embassy in London (denial, 9 October 2018, of the whole that the claim stands in)`."""
    asides = [str(RebuttalKind(item["kind"]).label)]
    if item["made"]:
        asides.append(day(item["made"]))
    scope = scope_of(item, claim)
    if through_of(item):
        asides.append(whole_report(item))
    elif scope != AnswerScope.SPECIFIC:
        asides.append("to the whole that this claim stands in" if scope else "not to this claim by itself")
    return f"{name(item['source'])} ({', '.join(asides)})"
