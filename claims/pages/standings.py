"""How a claim stands, in the language of the page, before its statement wherever a page shows one."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.pages.spelled import isolated
from claims.pages.words import word
from claims.record import standings
from claims.record.documents import Card, ClaimDocument

#: What is said where nothing is judged; the messages are those of `standings.WITHOUT_VERDICT`.
_OPEN = {
    "disputed": gettext_noop("judged by others, who disagree"),
    "under_review": gettext_noop("not judged yet"),
}


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
    return _in_words(standings.of_claim(claim))


def of_card(card: Card) -> Standing:
    return _in_words(standings.of_card(card))


def _in_words(found: standings.Standing) -> Standing:
    outcome = found.outcome
    if outcome in _OPEN:
        return Standing(_(_OPEN[outcome]), outcome)
    return Standing(word("status" if outcome == "not_checkable" else "verdict", outcome), outcome, found.judge)
