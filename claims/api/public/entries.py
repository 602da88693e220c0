"""Narratives, and what claims show: answers, judgements, appearances, documents, topics and subjects."""

from claims.record import lists
from claims.record.documents import (
    NARRATIVE,
    AppearanceEntry,
    AssessmentEntry,
    DocumentEntry,
    NarrativeDocument,
    RebuttalEntry,
    SubjectEntry,
    TopicEntry,
)
from claimtrack.api.record import EditionsView, EntryListView, EntryView, WorkView


class NarrativesView(EntryListView):
    """Published narratives, newest published first."""

    filterset_class = lists.NarrativeFilters
    with_claims = False
    answers = NarrativeDocument


class NarrativeView(WorkView):
    """One narrative and the ids of the published claims that feed it."""

    subject_type = NARRATIVE
    answers = NarrativeDocument


class NarrativeEditionsView(EditionsView):
    """The editions of a narrative, newest first."""

    subject_type = NARRATIVE


# -- what claims show -----------------------------------------------------------------------------


class RebuttalsView(EntryListView):
    """Answers to published claims."""

    filterset_class = lists.RebuttalFilters
    answers = RebuttalEntry


class RebuttalView(EntryView):
    """One answer."""

    kind = "rebuttal"
    answers = RebuttalEntry


class AssessmentsView(EntryListView):
    """Judgements of published claims and of answers to them, by our desk and by others."""

    filterset_class = lists.AssessmentFilters
    answers = AssessmentEntry


class AssessmentView(EntryView):
    """One judgement."""

    kind = "assessment"
    answers = AssessmentEntry


class AppearancesView(EntryListView):
    """Where published claims stand: who said them in which document."""

    filterset_class = lists.AppearanceFilters
    answers = AppearanceEntry


class AppearanceView(EntryView):
    """One appearance."""

    kind = "appearance"
    answers = AppearanceEntry


class DocumentsView(EntryListView):
    """Documents that published claims cite."""

    filterset_class = lists.DocumentFilters
    answers = DocumentEntry


class DocumentView(EntryView):
    """One document."""

    kind = "document"
    answers = DocumentEntry


class TopicsView(EntryListView):
    """Headings published claims are filed under."""

    filterset_class = lists.TopicFilters
    answers = TopicEntry


class TopicView(EntryView):
    """One heading."""

    kind = "topic"
    answers = TopicEntry


class SubjectsView(EntryListView):
    """What published claims are about."""

    filterset_class = lists.SubjectFilters
    answers = SubjectEntry


class SubjectView(EntryView):
    """One subject."""

    kind = "subject"
    answers = SubjectEntry
