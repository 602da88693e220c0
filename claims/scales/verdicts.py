"""What a judgement says of a claim: whether it is rated, its verdict, and what may stand beside that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from claims.scales.icd203 import Likelihood
from claimtrack.vocabulary import Described


class Status(Described):
    """Where a published claim stands."""

    UNDER_REVIEW = "under_review", "Published, and nobody has judged it yet.", "under review"
    RATED = "rated", "Judged: there is a verdict.", "rated"
    NOT_CHECKABLE = "not_checkable", "Examined, and not a matter that checking can settle.", "not checkable"


StatusValue: TypeAlias = Literal["under_review", "rated", "not_checkable"]


class Verdict(Described):
    """The normalised outcome of a judgement, only where a claim is rated."""

    TRUE = "true", "Accurate and complete.", "true"
    MOSTLY_TRUE = "mostly_true", "Right in substance, with a minor fault.", "mostly true"
    MIXED = "mixed", "Material parts are right and material parts are wrong.", "mixed"
    MOSTLY_FALSE = "mostly_false", "An element is true, the substance is wrong.", "mostly false"
    FALSE = "false", "Wrong in substance.", "false"
    MISLEADING = "misleading", "The details are right, the impression they give is wrong.", "misleading"
    UNPROVEN = "unproven", "Examined, and the evidence decides neither way.", "unproven"


VerdictValue: TypeAlias = Literal["true", "mostly_true", "mixed", "mostly_false", "false", "misleading", "unproven"]


class NotCheckableReason(Described):
    """Why checking cannot settle a claim."""

    OPINION = "opinion", "A value judgement.", "opinion"
    POSITION = "position", "What somebody wants or demands.", "position"
    TOO_VAGUE = "too_vague", "Too indefinite for any evidence to bear on it.", "too vague"
    NO_ACCESS = "no_access", "What would settle it cannot be reached.", "no access"
    NOT_DUE = "not_due", "A prediction whose time has not come.", "not due"
    NOT_ASSERTED = "not_asserted", "On a closer look nobody said it.", "not asserted"


NotCheckableReasonValue: TypeAlias = Literal["opinion", "position", "too_vague", "no_access", "not_due", "not_asserted"]


class MediaCategory(Described):
    """Authenticity of media as they were shared: schema.org MediaManipulationRatingEnumeration."""

    ORIGINAL = (
        "OriginalMediaContent",
        "No sign that it was altered; what is said with it may be false.",
        "original",
    )
    DECONTEXTUALIZED = (
        "DecontextualizedContent",
        "Unaltered, but shown as another time or place.",
        "out of context",
    )
    EDITED = (
        "EditedOrCroppedContent",
        "Cut or rearranged so that it tells another story.",
        "edited or cropped",
    )
    TRANSFORMED = "TransformedContent", "Altered in itself, or made by a machine.", "transformed"
    STAGED = "StagedContent", "Made with actors or otherwise contrived.", "staged"
    SATIRE = "SatireOrParodyContent", "Made as commentary or humour, and shown as that.", "satire or parody"


MediaCategoryValue: TypeAlias = Literal[
    "OriginalMediaContent",
    "DecontextualizedContent",
    "EditedOrCroppedContent",
    "TransformedContent",
    "StagedContent",
    "SatireOrParodyContent",
]


class ChangeReason(Described):
    """Why a later judgement replaces an earlier one."""

    NEW_EVIDENCE = "new_evidence", "Evidence came to light.", "new evidence"
    WORLD_CHANGED = "world_changed", "What the claim speaks of has changed.", "world changed"
    OUR_ERROR = "our_error", "We were wrong; the edition is a corrected one.", "our error"
    METHOD = "method", "We judge by another method now.", "method"
    REMAPPED = "remapped", "Another publisher's label is read differently now.", "remapped"


ChangeReasonValue: TypeAlias = Literal["new_evidence", "world_changed", "our_error", "method", "remapped"]


#: Who judged: our desk, or the source it is credited to.
JudgeType: TypeAlias = Literal["desk", "source"]
#: Whose judgement a headline shows.
HeadlineBasis: TypeAlias = Literal["desk", "external"]


# The likelihoods a verdict may carry. The parts of a mixed claim have their own, the whole has none.
ALLOWED_LIKELIHOODS: Final[Mapping[Verdict, frozenset[Likelihood]]] = {
    Verdict.TRUE: frozenset({Likelihood.VERY_LIKELY, Likelihood.ALMOST_CERTAIN}),
    Verdict.MOSTLY_TRUE: frozenset(),
    Verdict.MIXED: frozenset(),
    Verdict.MOSTLY_FALSE: frozenset(),
    Verdict.FALSE: frozenset({Likelihood.ALMOST_NO_CHANCE, Likelihood.VERY_UNLIKELY}),
    Verdict.MISLEADING: frozenset(),
    Verdict.UNPROVEN: frozenset({Likelihood.UNLIKELY, Likelihood.ROUGHLY_EVEN_CHANCE, Likelihood.LIKELY}),
}


def likelihood_fits(verdict: str | None, likelihood: str | None) -> bool:
    """Whether a judgement may have both; no likelihood (None or "") fits every verdict and the lack of one.

    Raises `ValueError` for a word that is no verdict or no likelihood.
    """
    if not likelihood:
        return True
    return Likelihood(likelihood) in (ALLOWED_LIKELIHOODS[Verdict(verdict)] if verdict else ())
