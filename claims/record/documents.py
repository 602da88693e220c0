"""The shapes of public documents, as `docs/` and the OpenAPI schema show them.

Formats are numbered; a change of shape is a new number and an upgrader beside it.
"""

from typing import Literal, NotRequired, TypeAlias, TypedDict

from claims.scales import (
    AnswerScopeValue,
    AppearanceRoleValue,
    BearingValue,
    ChangeReasonValue,
    ClaimKindValue,
    ConfidenceValue,
    CredibilityValue,
    HeadlineBasis,
    InquiryOutcomeValue,
    JudgeType,
    LikelihoodValue,
    MeasureValue,
    MediaCategoryValue,
    NotCheckableReasonValue,
    PrecisionValue,
    RebuttalKindValue,
    RelationKindValue,
    StakeValue,
    StandingValue,
    StatusValue,
    SubjectKindValue,
    VerdictValue,
    WeightValue,
)
from claimtrack.dates import DateDocument
from claimtrack.editions.chain import EditionGroundValue, EditionKindValue, EditionStamp, StaffDocument
from claimtrack.notations import Day, Instant, OffsetInstant
from sources.documents import CitedDocument, SourceName

FORMAT = 6
NARRATIVE_FORMAT = 3


class SubjectName(TypedDict):
    id: str
    slug: str
    name: str
    kind: SubjectKindValue
    same_as: list[str]


class NarrativeName(TypedDict):
    id: str
    slug: str
    name: str


class Selector(TypedDict):
    """Where a quotation stands (W3C Web Annotation, section 4.2.4 TextQuoteSelector)."""

    prefix: str
    exact: str
    suffix: str


class ObservationDocument(TypedDict):
    """One figure of how far something spread; figures of different `counts` or places are never added up.

    `source` measured it: null where our desk did. `corrects` is the id of the figure that it takes the place of, and
    `reason` says what was wrong with that; a `figure` of null takes it back. `note` says how it was counted.
    """

    id: str
    figure: int | None
    precision: PrecisionValue
    counts: MeasureValue
    place: str
    observed: DateDocument
    source: SourceName | None
    note: str | None
    corrects: str | None
    reason: str | None


class AppearanceDocument(TypedDict):
    """`attributed_to` is ordered: the speaker had it from the first, the first from the second …

    `anchored` says whether the quotation was found in a capture; null while there is none, or no quotation. What is
    seen or heard has, in place of a quotation, a `description` in our words, a `transcript` of what is said or written
    in it, or both.
    """

    id: str
    role: AppearanceRoleValue
    hedge: str | None
    first_known: bool
    derives_from: str | None
    document: CitedDocument
    speaker: SourceName | None
    attributed_to: list[SourceName]
    audience: str | None
    quote: str | None
    selector: Selector | None
    anchored: bool | None
    description: str | None
    transcript: str | None
    made: DateDocument | None
    occurred_at: OffsetInstant | None
    credibility: CredibilityValue | None
    media_category: MediaCategoryValue | None
    observations: list[ObservationDocument]


class JudgingDocument(CitedDocument):
    """A document that judges; `summary` is the item's own, null where it has none."""

    summary: str | None


class JudgeDocument(TypedDict):
    """`analyst` and `approver` are members of our staff: null where a source judged, or where it is not known."""

    type: JudgeType
    source: SourceName | None
    analyst: StaffDocument | None
    approver: StaffDocument | None


class AssessmentDocument(TypedDict):
    """One judgement, as approved. `likelihood` and `confidence` are two things and never one sentence."""

    id: str
    by: JudgeDocument
    status: StatusValue
    not_checkable_reason: NotCheckableReasonValue | None
    verdict: VerdictValue | None
    label: str | None
    scale: str | None
    likelihood: LikelihoodValue | None
    confidence: ConfidenceValue | None
    rationale: str
    evidence: list[str]
    as_of: DateDocument | None
    assessed_at: DateDocument | None
    recorded_at: Instant
    review_due: Day | None
    document: JudgingDocument | None
    change_reason: ChangeReasonValue | None
    supersedes: str | None


class AnswerDocument(TypedDict, total=False):
    """What is answered: the id of a claim or of a document.

    `through` is the id of a document whose denial as a whole is an answer to this claim, which it is the first known
    to have made: not to the claim by name, so `scope` is `blanket`.
    """

    claim: str
    document: str
    scope: AnswerScopeValue
    through: str


class AskedDocument(TypedDict):
    of: str
    when: DateDocument | None
    deadline: DateDocument | None


class RebuttalDocument(TypedDict):
    """`speaker` is who spoke for the source; `stake` follows from `standing`."""

    id: str
    kind: RebuttalKindValue
    verb: str | None
    standing: StandingValue
    stake: StakeValue
    source: SourceName
    speaker: SourceName | None
    document: CitedDocument
    statement: str
    audience: str | None
    quote: str | None
    selector: Selector | None
    anchored: bool | None
    made: DateDocument | None
    occurred_at: OffsetInstant | None
    answers: list[AnswerDocument]
    makes: list[str]
    in_reply_to: str | None
    asked: AskedDocument | None
    assessments: list[AssessmentDocument]


class DeadlineDocument(TypedDict):
    """Until when somebody could answer: an instant (`at`), or the end of a day (`day`) in a time zone (IANA)."""

    at: OffsetInstant | None
    day: Day | None
    zone: str | None


class InquiryDocument(TypedDict):
    """Whom we asked about the claim (the right of reply), and what came of it.

    `outcome` is null while the answer is awaited; `answer` is what they said, in their words. `late` says whether the
    answer came after the deadline: null while there is none, without a deadline, and where the dates do not tell.
    """

    id: str
    source: SourceName
    asked: DateDocument
    asked_at: OffsetInstant | None
    deadline: DeadlineDocument | None
    outcome: InquiryOutcomeValue | None
    answer: str | None
    answered: DateDocument | None
    answered_at: OffsetInstant | None
    late: bool | None


class EvidenceItem(TypedDict, total=False):
    """The item: a whole document, or the id of a claim."""

    document: CitedDocument
    claim: str


class EvidenceTarget(TypedDict, total=False):
    """What it bears on: the id of a claim or of a rebuttal."""

    claim: str
    rebuttal: str


class EvidenceDocument(TypedDict):
    id: str
    item: EvidenceItem
    target: EvidenceTarget
    bearing: BearingValue
    credibility: CredibilityValue | None
    weight: WeightValue | None
    note: str
    quote: str | None
    selector: Selector | None
    anchored: bool | None


class HeadlineDocument(TypedDict):
    """The judgement shown first. `external` counts the verdicts of others, one a publisher."""

    current_assessment: str | None
    basis: HeadlineBasis | None
    status: StatusValue
    verdict: VerdictValue | None
    likelihood: LikelihoodValue | None
    confidence: ConfidenceValue | None
    disagree: bool
    external: dict[VerdictValue, int]


class RelationDocument(TypedDict):
    """`by` is the member of our staff who entered it: null for what an import made, or where it is not known."""

    kind: RelationKindValue
    claim: str
    by: StaffDocument | None
    note: str
    at: Instant


class CorrectionDocument(TypedDict):
    """A public correction: the number of the edition that made it, and the paths of what it changed.

    A path leads through members and, in a list of rows, through their ids: `appearances.<id>.quote`. `before` and
    `after` say by path what stood there and what stands there since. They are read from the two editions when a claim
    is asked for as it stands: an edition by its number and lists of whole documents, which are handed on as stored, do
    not have them, and they are empty once one of the two editions was taken away. `withheld` says why the newsroom
    keeps back what stood there before: then all of `before` is null. `number` is null in what was stored in a format
    before 3.
    """

    at: Instant
    note: str
    number: int | None
    paths: list[str]
    before: NotRequired[dict[str, object]]
    after: NotRequired[dict[str, object]]
    withheld: NotRequired[EditionGroundValue]


class ClaimBody(TypedDict):
    """A claim's document without its `edition` member."""

    format: int
    id: str
    slug: str
    api_url: str
    statement: str
    context: str
    language: str
    kind: ClaimKindValue
    status: StatusValue
    not_checkable_reason: NotCheckableReasonValue | None
    aspects: list[str]
    made: DateDocument | None
    about_time: DateDocument | None
    about: list[SubjectName]
    part_of: str | None
    parts: list[str]
    topics: list[str]
    narratives: list[NarrativeName]
    countries: list[str]
    places: list[str]
    appearances: list[AppearanceDocument]
    rebuttals: list[RebuttalDocument]
    inquiries: list[InquiryDocument]
    observations: list[ObservationDocument]
    evidence: list[EvidenceDocument]
    assessments: list[AssessmentDocument]
    headline: HeadlineDocument
    relations: list[RelationDocument]
    corrections: list[CorrectionDocument]


class ClaimDocument(ClaimBody):
    """`bylines` is no part of the edition, and is answered where a claim is asked for as it stands: of members of
    staff who work under a name in public, that name by the id of the `person`. It goes when they withdraw it.
    """

    edition: EditionStamp
    bylines: NotRequired[dict[str, str]]


class NarrativeBody(TypedDict):
    """A narrative's document without its `edition` member; `claims` are the ids of published claims.

    `techniques` are ids of DISARM, the framework of what disinformers do: those by which it was spread.
    """

    format: int
    id: str
    slug: str
    api_url: str
    name: str
    description: str
    period: DateDocument | None
    techniques: list[str]
    claims: list[str]


class NarrativeDocument(NarrativeBody):
    """`bylines` is as for claims."""

    edition: EditionStamp
    bylines: NotRequired[dict[str, str]]


class Tombstone(TypedDict):
    """What is left of a retracted, merged or redacted subject."""

    format: int
    id: str
    slug: str
    api_url: str
    statement: None
    merged_into: str | None


class TombstoneDocument(Tombstone):
    """What a retracted claim is answered with: the note of its edition says why."""

    edition: EditionStamp


#: How a source has to do with a claim: the names of the parameters that find claims by it.
SourceRole: TypeAlias = Literal["speaker", "attributed_to", "publisher", "rebutted_by", "assessed_by"]


class CardSource(TypedDict):
    id: str
    slug: str
    name: str
    role: SourceRole


class CardSubject(TypedDict):
    id: str
    name: str


class CardJudge(TypedDict):
    type: JudgeType
    source: SourceName | None


class CardEdition(TypedDict):
    number: int
    kind: EditionKindValue
    published_at: Instant
    position: int


class CardObservation(TypedDict):
    """The newest figure of its `counts` at its place, of the claim or of one appearance; never a sum."""

    figure: int
    precision: PrecisionValue
    counts: MeasureValue
    place: str
    observed: DateDocument


class Card(TypedDict):
    """A claim in a list. `observations` are the newest five of what the newsroom shows."""

    id: str
    slug: str
    api_url: str
    statement: str
    language: str
    kind: ClaimKindValue
    status: StatusValue
    made: DateDocument | None
    verdict: VerdictValue | None
    label: str | None
    likelihood: LikelihoodValue | None
    confidence: ConfidenceValue | None
    basis: HeadlineBasis | None
    disagree: bool
    assessed_by: CardJudge | None
    sources: list[CardSource]
    about: list[CardSubject]
    rebuttal_count: int
    rebuttal_kinds: list[RebuttalKindValue]
    topics: list[str]
    narratives: list[NarrativeName]
    parts: list[str]
    observations: list[CardObservation]
    edition: CardEdition
    published_at: Instant
    updated_at: Instant


# -- entries: what the other lists answer ---------------------------------------------------------


class RebuttalEntry(RebuttalDocument):
    """An answer, and the published claims that show it."""

    claims: list[str]


class AssessmentEntry(AssessmentDocument):
    """A judgement, what it judges, and the published claims that show it."""

    target: EvidenceTarget
    claims: list[str]


class AppearanceEntry(AppearanceDocument):
    """An appearance of a published claim."""

    claim: str
    claims: list[str]


class DocumentEntry(CitedDocument):
    """A document, and the published claims that cite it. One that judges has its `summary`."""

    summary: NotRequired[str | None]
    claims: list[str]


class TopicEntry(TypedDict):
    """A heading, and the published claims under it."""

    slug: str
    api_url: str
    claims: list[str]


class SubjectEntry(SubjectName):
    """A subject, and the published claims about it."""

    api_url: str
    claims: list[str]


CLAIM, NARRATIVE = "claim", "narrative"
