"""Addresses of claims and what they show, under /api/v1/: those of readers, and the desk's."""

from django.urls import path

from claims.api.public import dumps, export
from claims.api.public import record as public
from claims.api.public.dossier import ClaimsDossier, Dossier, NarrativeDossier
from claims.imports import api as imports

urlpatterns = [
    path("claims/", public.Claims.as_view()),
    path("claims/<str:name>/", public.Claim.as_view()),
    path("claims/<str:name>/dossier.<str:extension>", Dossier.as_view()),
    path("claims/dossier.<str:extension>", ClaimsDossier.as_view()),
    path("narratives/<str:name>/dossier.<str:extension>", NarrativeDossier.as_view()),
    *export.addresses(),
    path("claims/<str:name>/editions/", public.ClaimEditions.as_view()),
    path("narratives/", public.Narratives.as_view()),
    path("narratives/<str:name>/", public.Narrative.as_view()),
    path("narratives/<str:name>/editions/", public.NarrativeEditions.as_view()),
    path("rebuttals/", public.Rebuttals.as_view()),
    path("rebuttals/<str:name>/", public.Rebuttal.as_view()),
    path("assessments/", public.Assessments.as_view()),
    path("assessments/<str:name>/", public.Assessment.as_view()),
    path("appearances/", public.Appearances.as_view()),
    path("appearances/<str:name>/", public.Appearance.as_view()),
    path("documents/", public.Documents.as_view()),
    path("documents/<str:name>/", public.Document.as_view()),
    path("topics/", public.Topics.as_view()),
    path("topics/<str:name>/", public.Topic.as_view()),
    path("subjects/", public.Subjects.as_view()),
    path("subjects/<str:name>/", public.Subject.as_view()),
    path("scales/", public.Scales.as_view()),
    path("changes/", public.Changes.as_view()),
    path("digests/", public.Digests.as_view()),
    path("dumps/", dumps.Dumps.as_view()),
    path("dumps/<str:name>", dumps.Dump.as_view()),
    # -- the desk ---------------------------------------------------------------------------------
    path("desk/imports/", imports.Imports.as_view()),
    path("desk/imports/<uuid:import_id>/", imports.Import.as_view()),
    path("desk/imports/<uuid:import_id>/start/", imports.StartImport.as_view()),
    path("desk/imports/<uuid:import_id>/cancel/", imports.CancelImport.as_view()),
    path("desk/imports/<uuid:import_id>/again/", imports.ImportAgain.as_view()),
    path("desk/imports/<uuid:import_id>/refused/", imports.Refused.as_view()),
]
