"""The headline: the desk's standing judgement, else what all others agree on; never a vote."""

from collections import Counter
from collections.abc import Sequence

from claims.record.documents import AssessmentDocument, HeadlineDocument
from claims.scales import HeadlineBasis, StatusValue


def headline(assessments: Sequence[AssessmentDocument], *, not_checkable_reason: str | None) -> HeadlineDocument:
    """Derive the headline from the approved assessments of one claim.

    `not_checkable_reason` is the desk's own triage of the claim; it stands where the desk has not assessed.
    `disagree` is true when the current judgements, the desk's included, do not all say the same.
    """
    current = in_force(assessments)
    by_desk = [a for a in current if a["by"]["type"] == "desk"]
    desk = max(by_desk, key=lambda a: (a["recorded_at"], a["id"]), default=None)
    others = latest_by_publisher([a for a in current if a["by"]["type"] == "source"])
    outcomes = {_outcome(a) for a in others} | ({_outcome(desk)} if desk else set())
    chosen = desk
    if not desk and not not_checkable_reason and len(outcomes) == 1:
        chosen = newest(others)
    return {
        "current_assessment": chosen["id"] if chosen else None,
        "basis": _basis(chosen, not_checkable_reason),
        "status": _status(chosen, others, not_checkable_reason),
        "verdict": chosen["verdict"] if chosen else None,
        "likelihood": chosen["likelihood"] if chosen else None,
        "confidence": chosen["confidence"] if chosen else None,
        "disagree": len(outcomes) > 1,
        "external": dict(sorted(Counter(a["verdict"] for a in others if a["verdict"]).items())),
    }


def in_force(assessments: Sequence[AssessmentDocument]) -> list[AssessmentDocument]:
    """Those that no other approved assessment supersedes."""
    superseded = {a["supersedes"] for a in assessments}
    return [a for a in assessments if a["id"] not in superseded]


def newest(assessments: Sequence[AssessmentDocument]) -> AssessmentDocument | None:
    return max(assessments, key=_age, default=None)


def latest_by_publisher(assessments: Sequence[AssessmentDocument]) -> list[AssessmentDocument]:
    """The latest judgement of each source, in order of age."""
    latest = {a["by"]["source"]["id"]: a for a in sorted(assessments, key=_age) if a["by"]["source"]}
    return sorted(latest.values(), key=_age)


def _age(assessment: AssessmentDocument) -> tuple[str, str, str]:
    judged = assessment["assessed_at"]
    day = (judged["latest"] or judged["earliest"]) if judged else None
    return day or "", assessment["recorded_at"], assessment["id"]


def _outcome(assessment: AssessmentDocument) -> tuple[str, str | None]:
    return assessment["status"], assessment["verdict"]


def _basis(chosen: AssessmentDocument | None, reason: str | None) -> HeadlineBasis | None:
    if chosen:
        return "desk" if chosen["by"]["type"] == "desk" else "external"
    return "desk" if reason else None


def _status(chosen: AssessmentDocument | None, others: Sequence[AssessmentDocument], reason: str | None) -> StatusValue:
    if chosen:
        return chosen["status"]
    if reason:
        return "not_checkable"
    return "rated" if others else "under_review"
