"""A claim with one word in everything that is written about it, and the search for that word."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from claims import writing as actions
from claims.models import Claim, Letter
from claimtrack.dates import WorldDate
from sources import writing as source_actions
from tests.clock import set_clock
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    AttributionFactory,
    ClaimFactory,
    EvidenceFactory,
    InquiryFactory,
    NarrativeFactory,
    ObservationFactory,
    RebuttalFactory,
    RelationFactory,
    SubjectFactory,
    TopicFactory,
)

#: A word that stands in everything that is written about the marked claim, and nowhere else.
MARK = "zanzibar"


def marked_claim(editor: User) -> Claim:
    """Published with a mark in everything that is written under it, then amended, with a public note."""
    words = f"What {MARK} did."
    claim: Claim = ClaimFactory(
        slug=f"{MARK}-did", statement=words, context=words, aspects=[words], appearance=None,
        made=WorldDate("1975", text=words), about_time=WorldDate("1975", inferred=True, basis=words), countries=["LY"],
    )  # fmt: skip
    appearance = AppearanceFactory(claim=claim, quote=words, prefix=words, suffix=words, hedge=words, audience=words)
    AttributionFactory(appearance=appearance)
    rebuttal = RebuttalFactory(statement=words, verb=words, audience=words, quote=words)
    AnswerFactory(claim=claim, rebuttal=rebuttal)
    item = EvidenceFactory(target_claim=claim, note=words, quote=words)
    first = AssessmentFactory(claim=claim, rationale=words, label=words, scale=words)
    first.evidence.add(item)
    actions.approve(assessment=first, by=editor)
    second = AssessmentFactory(claim=claim, rationale=words, supersedes=first, change_reason="new_evidence")
    judged = AssessmentFactory(claim=None, rebuttal=rebuttal, rationale=words)
    for assessment in (second, judged):
        actions.approve(assessment=assessment, by=editor)
    RelationFactory(claim=claim, note=words)
    RelationFactory(other=claim, note=words)
    said = WorldDate("1975", text=words)
    inquiry = InquiryFactory(
        claim=claim, asked=said, deadline_zone=f"{MARK}/1", passes_at="1976-01-01T00:00:00Z", outcome="answered",
        answer=words, answered=said, contact=words, wording=words,
    )  # fmt: skip
    Letter.objects.create(inquiry=inquiry, text=words, content=words.encode(), sha256="0" * 64)
    first_figure = ObservationFactory(claim=claim, place=words, observed=said, note=words)
    ObservationFactory(claim=claim, place=words, observed=said, note=words, corrects=first_figure, reason=words)
    ObservationFactory(claim=None, appearance=appearance, place=words, observed=said, note=words, shown=True)
    claim.about.add(SubjectFactory(slug="tobruk"))
    claim.topics.add(TopicFactory(slug="arms"))
    claim.narratives.add(NarrativeFactory())
    source_actions.capture(document=appearance.document, text=words, tool="by hand", by=editor)
    log(claim, editor)
    set_clock("2100-01-01T12:00:00+00:00")
    actions.publish(claims=[claim], by=editor, note=words)
    Claim.objects.filter(pk=claim.pk).update(statement=f"{words} Twice.")
    set_clock("2100-01-02T12:00:00+00:00")
    actions.correct(claim=claim, by=editor, note=words)
    return claim


def log(claim: Claim, user: User) -> None:
    """What the admin notes of a change."""
    LogEntry.objects.create(
        user=user, content_type=ContentType.objects.get_for_model(claim), object_id=str(claim.pk),
        object_repr=str(claim), action_flag=CHANGE, change_message=f"Changed {claim.statement}",
    )  # fmt: skip


def tables_with(word: str) -> set[str]:
    """Every table of the database that has the word in any column of any row."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}" AS row WHERE row::text ILIKE %s)', [f"%{word}%"])
            if cursor.fetchone() == (True,):
                found.add(table)
    return found
