"""Addresses of claims and what they show, under /api/v1/: those of readers, and the desk's."""

from django.urls import path

from claims.api.public import changes, claims, dumps, entries, export, scales
from claims.api.public.dossier import ClaimsDossierView, DossierView, NarrativeDossierView
from claims.imports import api as imports

urlpatterns = [
    path("claims/", claims.ClaimsView.as_view()),
    path("claims/<str:name>/", claims.ClaimView.as_view()),
    path("claims/<str:name>/dossier.<str:extension>", DossierView.as_view()),
    path("claims/dossier.<str:extension>", ClaimsDossierView.as_view()),
    path("narratives/<str:name>/dossier.<str:extension>", NarrativeDossierView.as_view()),
    *export.patterns(),
    path("claims/<str:name>/editions/", claims.ClaimEditionsView.as_view()),
    path("narratives/", entries.NarrativesView.as_view()),
    path("narratives/<str:name>/", entries.NarrativeView.as_view()),
    path("narratives/<str:name>/editions/", entries.NarrativeEditionsView.as_view()),
    path("rebuttals/", entries.RebuttalsView.as_view()),
    path("rebuttals/<str:name>/", entries.RebuttalView.as_view()),
    path("assessments/", entries.AssessmentsView.as_view()),
    path("assessments/<str:name>/", entries.AssessmentView.as_view()),
    path("appearances/", entries.AppearancesView.as_view()),
    path("appearances/<str:name>/", entries.AppearanceView.as_view()),
    path("documents/", entries.DocumentsView.as_view()),
    path("documents/<str:name>/", entries.DocumentView.as_view()),
    path("topics/", entries.TopicsView.as_view()),
    path("topics/<str:name>/", entries.TopicView.as_view()),
    path("subjects/", entries.SubjectsView.as_view()),
    path("subjects/<str:name>/", entries.SubjectView.as_view()),
    path("scales/", scales.ScalesView.as_view()),
    path("changes/", changes.ChangesView.as_view()),
    path("digests/", changes.DigestsView.as_view()),
    path("dumps/", dumps.DumpsView.as_view()),
    path("dumps/<str:name>", dumps.DumpView.as_view()),
    # -- the desk ---------------------------------------------------------------------------------
    path("desk/imports/", imports.Imports.as_view()),
    path("desk/imports/<uuid:import_id>/", imports.Import.as_view()),
    path("desk/imports/<uuid:import_id>/start/", imports.StartImport.as_view()),
    path("desk/imports/<uuid:import_id>/cancel/", imports.CancelImport.as_view()),
    path("desk/imports/<uuid:import_id>/again/", imports.ImportAgain.as_view()),
    path("desk/imports/<uuid:import_id>/refused/", imports.Refused.as_view()),
]
