"""How a claim stands, in the few words that come before its statement wherever one is named."""

from dataclasses import dataclass, replace
from typing import Final

from claims.record.documents import Card, ClaimDocument
from claims.record.listing import current_assessment
from claims.scales import NotCheckableReason, Verdict

#: Of what has no verdict.
WITHOUT_VERDICT: Final = {
    "not_checkable": "not checkable",
    "disputed": "judged by others, who disagree",
    "under_review": "not judged yet",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """`outcome` is a verdict, or why there is none: a key of `WITHOUT_VERDICT`; `judge` whose it is, if not our desk's.

    `reason` says why checking cannot settle it, where that is known.
    """

    outcome: str
    judge: str | None = None
    reason: str | None = None

    def __str__(self) -> str:
        """`False`, or `False, says Example Facts`: a verdict that is not ours names its judge."""
        words = WITHOUT_VERDICT.get(self.outcome) or str(Verdict(self.outcome).label)
        if self.reason:
            words += f" ({NotCheckableReason(self.reason).label})"
        return words[:1].upper() + words[1:] + (f", says {self.judge}" if self.judge else "")

    def before(self, statement: str) -> str:
        """`False, says Example Facts: “The port was taken over.”`: no cut leaves the statement by itself."""
        return f"{self}: “{statement}”"


def of_claim(claim: ClaimDocument) -> Standing:
    current, headline = current_assessment(claim), claim["headline"]
    source = current["by"]["source"] if current else None
    judge = source["name"] if source else None
    found = _standing(headline["status"], headline["verdict"], is_split=headline["disagree"], judge=judge)
    reason = current["not_checkable_reason"] if current else claim["not_checkable_reason"]
    return replace(found, reason=reason) if found.outcome == "not_checkable" else found


def of_card(card: Card) -> Standing:
    source = card["assessed_by"]["source"] if card["assessed_by"] else None
    judge = source["name"] if source else None
    return _standing(card["status"], card["verdict"], is_split=card["disagree"], judge=judge)


def _standing(status: str, verdict: str | None, *, is_split: bool, judge: str | None) -> Standing:
    if verdict or status == "not_checkable":
        return Standing(verdict or status, judge)
    return Standing("disputed" if is_split else "under_review")
