"""A claim told to programs that show texts: how it stands comes before what it says, in every sentence of its own."""

from collections.abc import Iterator

from claims.exports.published import claimants
from claims.record import standings
from claims.record.answers import through_of, whole_report
from claims.record.documents import AssessmentDocument, ClaimDocument, InquiryDocument, RebuttalDocument
from claims.scales import (
    Confidence,
    InquiryOutcome,
    Likelihood,
    NotCheckableReason,
    RebuttalKind,
    Status,
    Verdict,
)


def title(claim: ClaimDocument) -> str:
    """`False, says Example Facts: “The port was taken over.”`: titles are shown by themselves, and cut."""
    return standings.of_claim(claim).before(claim["statement"])


def standing_words(claim: ClaimDocument) -> str:
    """How it stands: `False, says Example Facts`, `Not judged yet`."""
    return str(standings.of_claim(claim))


def paragraphs(claim: ClaimDocument) -> Iterator[str]:
    """The claim, its context, who said it, each judgement that stands, and who answered."""
    yield title(claim)
    if claim["context"]:
        yield claim["context"]
    if names := [source["name"] for source in claimants(claim)]:
        yield f"Said by: {', '.join(names)}."
    for assessment in standing(claim):
        yield f"{judge(assessment) or 'Our desk'}: {'. '.join(judged(assessment))}"
    if answered := [rebuttal["source"]["name"] for rebuttal in claim["rebuttals"]]:
        yield f"Answered by: {', '.join(dict.fromkeys(answered))}."


# -- judgements -----------------------------------------------------------------------------------


def successors(claim: ClaimDocument) -> dict[str, AssessmentDocument]:
    """What each superseded judgement gave way to, by its id."""
    return {each["supersedes"]: each for each in claim["assessments"] if each["supersedes"]}


def standing(claim: ClaimDocument) -> list[AssessmentDocument]:
    """The judgements that none has superseded."""
    superseded = successors(claim)
    return [each for each in claim["assessments"] if each["id"] not in superseded]


def judge(assessment: AssessmentDocument) -> str | None:
    """The name of the source that judged; None where our own desk did."""
    source = assessment["by"]["source"]
    return source["name"] if source else None


def judged(assessment: AssessmentDocument) -> Iterator[str]:
    """What was judged, how likely and how sure, and why. Likelihood and confidence are two sentences."""
    yield verdict_of(assessment) + (f" (“{assessment['label']}”)" if assessment["label"] else "")
    if assessment["likelihood"]:
        yield f"Likelihood that it is true: {Likelihood(assessment['likelihood']).label}"
    if assessment["confidence"]:
        yield f"Confidence in this judgement: {Confidence(assessment['confidence']).label}"
    if assessment["rationale"]:
        yield assessment["rationale"]


def explained(assessment: AssessmentDocument, successor: AssessmentDocument | None) -> str:
    """A judgement in paragraphs; of one that was superseded, that it no longer stands comes first."""
    told = list(judged(assessment))
    if successor:
        told.insert(0, f"No longer stands: superseded on {successor['recorded_at'][:10]}")
    return "\n\n".join(told)


def verdict_of(assessment: AssessmentDocument) -> str:
    """The verdict in our words, or why there is none: `False`, `Not checkable: opinion`."""
    if assessment["verdict"]:
        return str(Verdict(assessment["verdict"]).label).capitalize()
    reason = assessment["not_checkable_reason"]
    status = str(Status(assessment["status"]).label).capitalize()
    return f"{status}: {NotCheckableReason(reason).label}" if reason else status


# -- answers --------------------------------------------------------------------------------------


def answered(rebuttal: RebuttalDocument) -> tuple[str, str]:
    """Who answered how, and what they said."""
    through = f"It {whole_report(rebuttal)}." if through_of(rebuttal) else None
    said = filter(None, (rebuttal["statement"], quoted(rebuttal["quote"]), through))
    return f"{RebuttalKind(rebuttal['kind']).label}, {rebuttal['source']['name']}", "\n\n".join(said)


def asked(inquiry: InquiryDocument) -> tuple[str, str]:
    """Whom we asked and when, and what came of it."""
    outcome = str(InquiryOutcome(inquiry["outcome"]).label) if inquiry["outcome"] else "awaited"
    heading = f"Asked: {inquiry['source']['name']} ({inquiry['asked']['edtf']}), {outcome}"
    return heading, inquiry["answer"] or f"The answer: {outcome}."


def quoted(quote: str | None) -> str | None:
    return f"“{quote}”" if quote else None
