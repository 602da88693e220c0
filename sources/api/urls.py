"""Addresses of sources, under /api/v1/: those of readers, and the desk's."""

from django.urls import path

from claimtrack.api.corrections.public import WorkRequestsView, request_patterns
from claimtrack.api.record import list_patterns
from claimtrack.api.rows.joining import joining_patterns
from claimtrack.api.rows.roots import preview_patterns
from claimtrack.api.rows.schedules import schedule_patterns
from claimtrack.api.rows.verbs import verb_patterns
from claimtrack.api.rows.views import patterns
from claimtrack.api.workplace.about import about_patterns
from sources.api import desk, fetching, public

urlpatterns = [
    *list_patterns("sources/", public.SourcesView),
    path("sources/<str:id_or_slug>/", public.SourceView.as_view()),
    *list_patterns("sources/<str:id_or_slug>/editions/", public.SourceEditionsView),
    *request_patterns(WorkRequestsView, "source", "id_or_slug"),
    # -- the desk ---------------------------------------------------------------------------------
    path("desk/documents/fetch/", fetching.FetchesView.as_view()),
    path("desk/documents/fetch/<str:id>/", fetching.FetchView.as_view()),
    path("desk/documents/fetch/<str:id>/keep/", fetching.KeepView.as_view()),
    *(pattern for resource in desk.RESOURCES for pattern in patterns(resource)),
    *verb_patterns(desk.SOURCES, desk.VERBS),
    *verb_patterns(desk.GRADES, desk.OF_GRADES),
    *about_patterns(desk.SOURCES),
    *verb_patterns(desk.DOCUMENTS, desk.OF_DOCUMENTS),
    *verb_patterns(desk.CAPTURES, desk.OF_CAPTURES),
    *preview_patterns(desk.SOURCES, desk.PREVIEW),
    *joining_patterns(desk.SOURCES),
    *schedule_patterns(desk.SOURCES),
]
