"""What was said, answered and weighed: the words the record tells it by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from claimtrack.vocabulary import Described


class ClaimKind(Described):
    """What sort of statement a claim is."""

    FACTUAL = "factual", "Says how things are or were.", "factual"
    PREDICTION = "prediction", "Says what will be.", "prediction"
    OPINION = "opinion", "A value judgement.", "opinion"
    POSITION = "position", "What somebody wants.", "position"


ClaimKindValue: TypeAlias = Literal["factual", "prediction", "opinion", "position"]


class SubjectKind(Described):
    """What sort of thing a claim is about."""

    PERSON = "person", "A human being.", "person"
    ORGANIZATION = "organization", "A state, company, party or any other body.", "organization"
    PLACE = "place", "Somewhere on the map.", "place"
    EVENT = "event", "Something that happened, or is to happen.", "event"


SubjectKindValue: TypeAlias = Literal["person", "organization", "place", "event"]


class AppearanceRole(Described):
    """What a document does with a claim."""

    ASSERTS = "asserts", "Says it in its own voice.", "asserts"
    REPORTS = "reports", "Gives it as somebody else's.", "reports"
    ENDORSES = "endorses", "Repeats it as true.", "endorses"
    QUERIES = "queries", "Asks whether it is true.", "queries"
    DISPUTES = "disputes", "Says it is not true.", "disputes"


AppearanceRoleValue: TypeAlias = Literal["asserts", "reports", "endorses", "queries", "disputes"]


class RebuttalKind(Described):
    """What an answer does."""

    DENIAL = "denial", "Says it is untrue and offers nothing more.", "denial"
    REFUTATION = "refutation", "Says it is untrue and offers evidence.", "refutation"
    CLARIFICATION = "clarification", "Says what was meant.", "clarification"
    CORRECTION = "correction", "Whoever said it amends it.", "correction"
    RETRACTION = "retraction", "Whoever said it withdraws it.", "retraction"
    ADMISSION = "admission", "Confirms it, in whole or in part.", "admission"
    NON_DENIAL = "non_denial", "Answers without denying it.", "non-denial"
    NO_RESPONSE = "no_response", "Asked, and silent: when, and until when, is recorded.", "no response"


RebuttalKindValue: TypeAlias = Literal[
    "denial", "refutation", "clarification", "correction", "retraction", "admission", "non_denial", "no_response"
]


class AnswerScope(Described):
    """How a rebuttal answers one claim."""

    SPECIFIC = "specific", "Speaks of this claim.", "specific"
    BLANKET = "blanket", "Rejects the whole report the claim stands in.", "blanket"


AnswerScopeValue: TypeAlias = Literal["specific", "blanket"]


class Standing(Described):
    """What gives whoever answers a say in the matter."""

    ORIGINATOR = "originator", "Said it first.", "originator"
    SUBJECT = "subject", "The claim is about them.", "subject"
    AFFILIATED = "affiliated", "Speaks for the subject or belongs to it.", "affiliated"
    ADVERSE = "adverse", "Opposes the subject.", "adverse"
    AUTHORITY = "authority", "A court, regulator or other body whose office it is to find.", "authority"
    NONE = "none", "Independent of all of them.", "none"
    UNKNOWN = "unknown", "Not known.", "unknown"


StandingValue: TypeAlias = Literal["originator", "subject", "affiliated", "adverse", "authority", "none", "unknown"]


class Stake(Described):
    """Whether whoever answers has an interest in the answer; derived from the standing."""

    PARTY = "party", "Has an interest in the matter.", "party"
    INDEPENDENT = "independent", "No interest known.", "independent"
    UNKNOWN = "unknown", "Not known.", "unknown"


StakeValue: TypeAlias = Literal["party", "independent", "unknown"]


# Which party a standing makes of whoever answers. An authority finds by office, hence has no stake.
STAKES: Final[Mapping[Standing, Stake]] = {
    Standing.ORIGINATOR: Stake.PARTY,
    Standing.SUBJECT: Stake.PARTY,
    Standing.AFFILIATED: Stake.PARTY,
    Standing.ADVERSE: Stake.PARTY,
    Standing.AUTHORITY: Stake.INDEPENDENT,
    Standing.NONE: Stake.INDEPENDENT,
    Standing.UNKNOWN: Stake.UNKNOWN,
}


def stake_of(standing: str) -> Stake:
    """Raises `ValueError` for a word that is no standing."""
    return STAKES[Standing(standing)]


class Bearing(Described):
    """What an item of evidence does to its target."""

    SUPPORTS = "supports", "Makes it more probable.", "supports"
    UNDERMINES = "undermines", "Makes it less probable.", "undermines"
    INCONCLUSIVE = "inconclusive", "Was examined and moves it neither way.", "inconclusive"
    CONTEXT = "context", "Helps to understand it and does not bear on its truth.", "context"


BearingValue: TypeAlias = Literal["supports", "undermines", "inconclusive", "context"]


class Weight(Described):
    """How much an item of evidence matters to the judgement."""

    DECISIVE = "decisive", "Without it the judgement would be another.", "decisive"
    MATERIAL = "material", "Counts towards the judgement.", "material"
    MINOR = "minor", "Adds little.", "minor"


WeightValue: TypeAlias = Literal["decisive", "material", "minor"]


class PairAnswer(Described):
    """How two claims stand to each other, as the desk answers for itself; readers are not told."""

    SAME = "same", "They say the same: one answers whoever asks for the other.", "the same"
    RELATED = "related", "They are about one matter, and neither answers for the other.", "related"
    NOT_THE_SAME = "not_the_same", "They have nothing to do with each other; not shown again.", "not the same"


PairAnswerValue: TypeAlias = Literal["same", "related", "not_the_same"]


class RelationKind(Described):
    """How one claim stands to another. The same claim twice is a merge, not a relation."""

    CONTRADICTS = "contradicts", "Both cannot be true.", "contradicts"
    SUPPORTS = "supports", "If true, makes the other more probable.", "supports"
    UNDERMINES = "undermines", "If true, makes the other less probable.", "undermines"
    PRESUPPOSES = "presupposes", "Makes no sense unless the other is true.", "presupposes"
    VARIANT_OF = "variant_of", "Another wording, near enough to be taken for it.", "variant of"
    UPDATES = "updates", "Says the same of a later time.", "updates"
    TRANSLATION_OF = "translation_of", "The same in another language.", "translation of"


RelationKindValue: TypeAlias = Literal[
    "contradicts", "supports", "undermines", "presupposes", "variant_of", "updates", "translation_of"
]


class InquiryOutcome(Described):
    """What came of asking somebody (the right of reply)."""

    ANSWERED = "answered", "They answered; their words stand beside it.", "answered"
    NO_RESPONSE = "no_response", "They were silent until the deadline had passed.", "no response"


InquiryOutcomeValue: TypeAlias = Literal["answered", "no_response"]


class Means(Described):
    """How somebody was asked; readers are not told."""

    EMAIL = "email", "By e-mail.", "e-mail"
    LETTER = "letter", "By post or fax.", "letter"
    TELEPHONE = "telephone", "By telephone.", "telephone"
    IN_PERSON = "in_person", "Face to face.", "in person"
    MESSAGE = "message", "By a message on a network or messenger.", "message"
    FORM = "form", "By a form on a site of theirs.", "form"
    OTHER = "other", "By another way.", "another way"


MeansValue: TypeAlias = Literal["email", "letter", "telephone", "in_person", "message", "form", "other"]


class Measure(Described):
    """What a figure of spread counts. Figures of different measures are never added up."""

    VIEWS = "views", "How often it was shown or played, as the place counts that.", "views"
    SHARES = "shares", "How often it was passed on with the place's own button.", "shares"
    REACTIONS = "reactions", "Likes and other reactions by one click.", "reactions"
    COMMENTS = "comments", "Comments under it.", "comments"
    COPIES = "copies", "Posts or pages that repeat it.", "copies"
    PRINTED = "printed", "Copies of a printed issue.", "printed copies"
    AUDIENCE = "audience", "People who listened to or watched a broadcast.", "audience"
    ASKED_BY_READERS = "asked_by_readers", "How often readers asked about it.", "questions of readers"
    ASKED_BY_PARTNERS = "asked_by_partners", "How often partner newsrooms asked about it.", "questions of partners"


MeasureValue: TypeAlias = Literal[
    "views",
    "shares",
    "reactions",
    "comments",
    "copies",
    "printed",
    "audience",
    "asked_by_readers",
    "asked_by_partners",
]


class Precision(Described):
    """How exact a figure is."""

    EXACT = "exact", "As counted.", "exactly"
    AT_LEAST = "at_least", "There were that many, and maybe more.", "at least"
    ABOUT = "about", "Rounded, or estimated by whoever measured it.", "about"


PrecisionValue: TypeAlias = Literal["exact", "at_least", "about"]
