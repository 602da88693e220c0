"""Claims and all that stands under them, as the desk's API writes them: each table once."""

from claims.api.desk import ledgers
from claims.api.desk.storing import store as _store
from claims.composing.shown import content_sha256
from claims.models import Appearance, Assessment, Claim
from claims.scales import RebuttalKind, Verdict
from claims.writing.assess import claims_judged
from claims.writing.fields import (
    AnswerFields,
    AppearanceFields,
    AssessmentFields,
    ClaimFields,
    EvidenceFields,
    NarrativeFields,
    RebuttalFields,
    RelationFields,
    SubjectFields,
    TopicFields,
)
from claimtrack.api.rows.filters import AlongFilter, LeadsFilter, RowReferenceFilter
from claimtrack.api.rows.resource import Resource, Told, who
from claimtrack.editions.chain import rfc3339
from claimtrack.notations import Instant
from sources.models import Document, Source
from sources.vocabulary import Medium


def _chain(row: Appearance) -> list[object]:
    return [link.source_id for link in row.chain.all()]


def _number(row: Assessment) -> str | None:
    return content_sha256(row) if claims_judged(row) else None


ANCHORED = Told(
    "anchored",
    bool | None,
    lambda row, by, alone: row.anchored,
    "Whether the quotation stands in a stored copy of the document; null while there is none.",
)

CLAIMS = Resource(
    name="claims",
    called="DeskClaim",
    form=ClaimFields,
    write=_store,
    search=("statement", "context", "slug"),
    own="author",
    filters={
        "source": RowReferenceFilter(
            Source,
            "appearances__speaker",
            "appearances__attributed_to",
            "appearances__document__publisher",
            help_text="Who said, passed on or published it, by id or slug.",
        ),
        "speaker": RowReferenceFilter(Source, "appearances__speaker", help_text="Whose words it is in, by id or slug."),
        "attributed_to": RowReferenceFilter(
            Source, "appearances__attributed_to", help_text="Whom a speaker has it from, by id or slug."
        ),
        "publisher": RowReferenceFilter(
            Source, "appearances__document__publisher", help_text="Who published a document with it, by id or slug."
        ),
        "document": RowReferenceFilter(Document, "appearances__document", help_text="A document it stands in, by id."),
        "medium": AlongFilter("appearances__document__medium", choices=Medium.choices, help_text="Where it stands."),
        "rebutted_by": RowReferenceFilter(
            Source, "answers__rebuttal__source", help_text="Who answered it, by id or slug."
        ),
        "rebuttal_kind": AlongFilter(
            "answers__rebuttal__kind", choices=RebuttalKind.choices, help_text="How it was answered."
        ),
        "rebutted": LeadsFilter("answers", help_text="Whether anybody answered it by name."),
        "assessed": LeadsFilter("assessments", help_text="Whether there is a judgement of it, approved or not."),
        "assessed_by": RowReferenceFilter(Source, "assessments__source", help_text="Who judged it, by id or slug."),
        "any_verdict": AlongFilter("assessments__verdict", choices=Verdict.choices, help_text="What a judgement says."),
    },
    example={
        "statement": "The harbour was closed for a week in October 2026.",
        "language": "en",
        "kind": "factual",
        "made": "2026-11-01",
        "about_time": {"edtf": "2026-10", "text": "in October"},
        "topics": ["harbours"],
        "countries": ["MT"],
    },
)
APPEARANCES = Resource(
    name="appearances",
    called="DeskAppearance",
    form=AppearanceFields,
    write=_store,
    search=("quote", "hedge", "audience"),
    prefetched=("chain",),
    readers={"attributed_to": _chain},
    told=(ANCHORED,),
    example={
        "claim": "harbour-closed-for-a-week",
        "document": "018f2f6e-0000-7000-8000-000000000001",
        "role": "asserts",
        "speaker": "ada-perit",
        "quote": "closed for a week",
        "made": "2026-11-01",
    },
)
REBUTTALS = Resource(
    name="rebuttals",
    called="DeskRebuttal",
    form=RebuttalFields,
    write=_store,
    search=("statement", "quote", "verb"),
    told=(ANCHORED,),
    filters={
        "claim": RowReferenceFilter(Claim, "answers__claim", help_text="A claim it answers by name."),
        "answered_document": RowReferenceFilter(
            Document, "answers__document", help_text="A document it answers, by id."
        ),
    },
    example={
        "kind": "denial",
        "standing": "subject",
        "source": "port-authority",
        "document": "018f2f6e-0000-7000-8000-000000000002",
        "statement": "The harbour was open on every day of October.",
        "made": "2026-11-02",
    },
)
ANSWERS = Resource(
    name="answers",
    called="DeskAnswer",
    form=AnswerFields,
    write=_store,
    example={
        "rebuttal": "018f2f6e-0000-7000-8000-000000000003",
        "claim": "harbour-closed-for-a-week",
        "scope": "specific",
    },
)
EVIDENCE = Resource(
    name="evidence",
    called="DeskEvidence",
    form=EvidenceFields,
    write=_store,
    search=("note", "quote"),
    told=(ANCHORED,),
    example={
        "target_claim": "harbour-closed-for-a-week",
        "document": "018f2f6e-0000-7000-8000-000000000004",
        "bearing": "undermines",
        "credibility": 2,
        "note": "The port's log has arrivals on each day; it does not say which quays were open.",
    },
)
ASSESSMENTS = Resource(
    name="assessments",
    called="DeskAssessment",
    form=AssessmentFields,
    write=_store,
    search=("rationale", "label"),
    own="analyst",
    related=("analyst", "approver", "claim", "rebuttal"),
    filters={
        "approved": LeadsFilter("approved_at", help_text="Whether it is approved."),
    },
    told=(
        Told("analyst", str | None, lambda row, by, alone: who(row.analyst, by), "Who judged, where our desk did."),
        Told("approver", str | None, lambda row, by, alone: who(row.approver, by)),
        Told(
            "approved_at", Instant | None, lambda row, by, alone: rfc3339(row.approved_at) if row.approved_at else None
        ),
        Told("created_at", Instant, lambda row, by, alone: rfc3339(row.created_at)),
        Told(
            "content_sha256",
            str | None,
            lambda row, by, alone: _number(row) if alone else None,
            "What its approval names, of one by itself; null in lists, and while it judges nothing of a claim.",
        ),
    ),
    example={
        "claim": "harbour-closed-for-a-week",
        "verdict": "false",
        "confidence": "moderate",
        "rationale": "Arrivals are logged on each day of the week in question.",
        "as_of": "2026-11-03",
    },
)
RELATIONS = Resource(
    name="relations",
    called="DeskRelation",
    form=RelationFields,
    write=_store,
    search=("note",),
    own="by",
    related=("by",),
    told=(
        Told("by", str | None, lambda row, by, alone: who(row.by, by), "Who says so; null to those who only read."),
        Told("at", Instant, lambda row, by, alone: rfc3339(row.at)),
    ),
    example={
        "claim": "harbour-closed-for-a-week",
        "other": "harbour-open-in-october",
        "kind": "contradicts",
        "note": "One says closed, the other open, of the same days.",
    },
)
NARRATIVES = Resource(
    name="narratives",
    called="DeskNarrative",
    form=NarrativeFields,
    search=("name", "description", "slug"),
    own="author",
    example={
        "name": "The harbour is being given up",
        "description": "Since 2024, in every strike.",
        "period": "2024/..",
        "techniques": ["T0023.001"],
    },
)
TOPICS = Resource(
    name="topics", called="DeskTopic", form=TopicFields, search=("name", "slug"), example={"name": "Harbours"}
)
SUBJECTS = Resource(
    name="subjects",
    called="DeskSubject",
    form=SubjectFields,
    search=("name", "aliases", "description", "slug"),
    example={"name": "Port of Saint Elmo", "kind": "place", "same_as": ["https://places.example/saint-elmo"]},
)

UNDER_CLAIMS = (
    APPEARANCES,
    REBUTTALS,
    ANSWERS,
    EVIDENCE,
    ASSESSMENTS,
    RELATIONS,
    NARRATIVES,
    TOPICS,
    SUBJECTS,
    *ledgers.RESOURCES,
)
RESOURCES = (CLAIMS, *UNDER_CLAIMS)
