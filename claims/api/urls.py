"""Addresses of claims and what they show, under /api/v1/: those of readers, and the desk's."""

from django.urls import path

from claims.api.desk import (
    article,
    before_publication,
    bulk,
    duplicates,
    filing,
    history,
    ledgers,
    redactions,
    resources,
    split,
    verbs,
)
from claims.api.public import changes, claims, corrections, dossier, dumps, entries, export, index, match, scales
from claims.imports import api as imports
from claimtrack.api.corrections.public import EntryRequestsView, WorkRequestsView, request_patterns
from claimtrack.api.record import list_patterns
from claimtrack.api.rows.joining import joining_patterns
from claimtrack.api.rows.roots import preview_patterns
from claimtrack.api.rows.schedules import schedule_patterns
from claimtrack.api.rows.verbs import verb_patterns
from claimtrack.api.rows.views import patterns
from claimtrack.api.workplace.about import about_patterns

urlpatterns = [
    path("", index.IndexView.as_view()),
    *list_patterns("claims/", claims.ClaimsView),
    path("claims/match/", match.ClaimMatchView.as_view()),
    path("claims/<str:id_or_slug>/", claims.ClaimView.as_view()),
    *dossier.patterns(),
    *export.patterns(),
    *list_patterns("claims/<str:id_or_slug>/editions/", claims.ClaimEditionsView),
    *list_patterns("narratives/", entries.NarrativesView),
    path("narratives/<str:id_or_slug>/", entries.NarrativeView.as_view()),
    *list_patterns("narratives/<str:id_or_slug>/editions/", entries.NarrativeEditionsView),
    *list_patterns("rebuttals/", entries.RebuttalsView),
    path("rebuttals/<str:id>/", entries.RebuttalView.as_view()),
    *list_patterns("assessments/", entries.AssessmentsView),
    path("assessments/<str:id>/", entries.AssessmentView.as_view()),
    *list_patterns("appearances/", entries.AppearancesView),
    path("appearances/<str:id>/", entries.AppearanceView.as_view()),
    *list_patterns("documents/", entries.DocumentsView),
    path("documents/<str:id>/", entries.DocumentView.as_view()),
    *list_patterns("topics/", entries.TopicsView),
    path("topics/<str:slug>/", entries.TopicView.as_view()),
    *list_patterns("subjects/", entries.SubjectsView),
    path("subjects/<str:id_or_slug>/", entries.SubjectView.as_view()),
    *request_patterns(WorkRequestsView, "claim", "id_or_slug"),
    *request_patterns(WorkRequestsView, "narrative", "id_or_slug"),
    *request_patterns(EntryRequestsView, "document", "id"),
    path("scales/", scales.ScalesView.as_view()),
    path("changes/", changes.ChangesView.as_view()),
    *list_patterns("corrections/", corrections.CorrectionsView),
    *corrections.patterns(),
    *list_patterns("digests/", changes.DigestsView),
    path("dumps/", dumps.DumpsView.as_view()),
    *dumps.patterns(),
    # -- the desk ---------------------------------------------------------------------------------
    path("desk/claims/duplicates/", duplicates.DuplicatesOfTextView.as_view()),
    path("desk/claims/<str:id_or_slug>/duplicates/", duplicates.DuplicatesOfClaimView.as_view()),
    path("desk/claims/<str:id_or_slug>/duplicates/<str:id>/", duplicates.PairView.as_view()),
    *patterns(resources.CLAIMS, filing.FilingView),
    *(pattern for resource in resources.UNDER_CLAIMS for pattern in patterns(resource)),
    *verb_patterns(resources.CLAIMS, verbs.OF_CLAIMS),
    *verb_patterns(resources.NARRATIVES, verbs.OF_NARRATIVES),
    *verb_patterns(resources.ASSESSMENTS, verbs.OF_ASSESSMENTS),
    *verb_patterns(ledgers.INQUIRIES, ledgers.OF_INQUIRIES),
    path("desk/inquiries/<str:id>/filled_letters/", ledgers.FilledLettersView.as_view()),
    *about_patterns(resources.CLAIMS),
    *about_patterns(resources.NARRATIVES),
    *preview_patterns(resources.CLAIMS, verbs.PREVIEW_OF_CLAIMS),
    *joining_patterns(resources.CLAIMS),
    *split.patterns(),
    *preview_patterns(resources.NARRATIVES, verbs.PREVIEW_OF_NARRATIVES),
    *before_publication.draft_dossier_patterns(),
    *before_publication.guest_patterns(),
    *before_publication.handover_patterns(resources.CLAIMS),
    *before_publication.handover_patterns(resources.NARRATIVES),
    *schedule_patterns(resources.CLAIMS),
    *schedule_patterns(resources.NARRATIVES),
    path("desk/article/", article.ArticleView.as_view()),
    path("desk/bulk/", bulk.BulkView.as_view()),
    path("desk/claims/<str:id_or_slug>/history/", history.ClaimHistoryView.as_view()),
    path("desk/redactions/", redactions.RedactionsView.as_view()),
    path("desk/redactions/preview/", redactions.PreviewView.as_view()),
    path("desk/redactions/<int:order_id>/", redactions.RedactionView.as_view()),
    path("desk/redactions/<int:order_id>/preview/", redactions.OrderPreviewView.as_view()),
    path("desk/redactions/<int:order_id>/carry_out/", redactions.CarryOutView.as_view()),
    path("desk/redactions/<int:order_id>/end/", redactions.EndView.as_view()),
    path("desk/imports/", imports.ImportListView.as_view()),
    path("desk/imports/<uuid:import_id>/", imports.ImportView.as_view()),
    path("desk/imports/<uuid:import_id>/start/", imports.StartImportView.as_view()),
    path("desk/imports/<uuid:import_id>/cancel/", imports.CancelImportView.as_view()),
    path("desk/imports/<uuid:import_id>/again/", imports.ImportAgainView.as_view()),
    path("desk/imports/<uuid:import_id>/refused/", imports.RefusedView.as_view()),
]
