"""How a claim stands, in the few words that come before its statement wherever a page shows one."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from claims.pages.spelled import isolated
from claims.pages.words import word
from claims.record.documents import Card, ClaimDocument
from claims.record.listing import current_assessment


@dataclass(frozen=True, slots=True)
class Standing:
    """`word` is the verdict, or that there is none; `judge` whose it is, None where it is our desk's or nobody's.

    `tone` is one word for style sheets, which repeats what the word says and adds nothing.
    """

    word: str
    tone: str
    judge: str | None = None

    @property
    def label(self) -> str:
        """`False`, or `False, says Example Facts`: a verdict that is not ours names its judge."""
        begun = self.word[:1].upper() + self.word[1:]
        if not self.judge:
            return begun
        return _("%(verdict)s, says %(judge)s") % {"verdict": begun, "judge": isolated(self.judge)}

    def before(self, statement: str) -> str:
        """What a title says of a claim: the standing first, so that no cut leaves the statement by itself."""
        return _("%(standing)s: “%(statement)s”") % {"standing": self.label, "statement": isolated(statement)}


def of_claim(claim: ClaimDocument) -> Standing:
    current = current_assessment(claim)
    judge = current["by"]["source"] if current else None
    headline = claim["headline"]
    return _standing(
        headline["status"], headline["verdict"], is_split=headline["disagree"], judge=judge["name"] if judge else None
    )


def of_card(card: Card) -> Standing:
    judge = card["assessed_by"]["source"] if card["assessed_by"] else None
    return _standing(card["status"], card["verdict"], is_split=card["disagree"], judge=judge["name"] if judge else None)


def _standing(status: str, verdict: str | None, *, is_split: bool, judge: str | None) -> Standing:
    if verdict:
        return Standing(word("verdict", verdict), verdict, judge)
    if status == "not_checkable":
        return Standing(word("status", status), status, judge)
    if is_split:
        return Standing(_("judged by others, who disagree"), "disputed")
    return Standing(_("not judged yet"), "under_review")
