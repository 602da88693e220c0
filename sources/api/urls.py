"""Addresses of sources, under /api/v1/: those of readers, and the desk's."""

from django.urls import path

from claimtrack.api.record import list_patterns
from claimtrack.api.rows.roots import preview_patterns
from claimtrack.api.rows.verbs import verb_patterns
from claimtrack.api.rows.views import patterns
from sources.api import desk, fetching, public

urlpatterns = [
    *list_patterns("sources/", public.SourcesView),
    path("sources/<str:id_or_slug>/", public.SourceView.as_view()),
    *list_patterns("sources/<str:id_or_slug>/editions/", public.SourceEditionsView),
    # -- the desk ---------------------------------------------------------------------------------
    path("desk/documents/fetch/", fetching.FetchesView.as_view()),
    path("desk/documents/fetch/<str:id>/", fetching.FetchView.as_view()),
    path("desk/documents/fetch/<str:id>/keep/", fetching.KeepView.as_view()),
    *(pattern for resource in desk.RESOURCES for pattern in patterns(resource)),
    *verb_patterns(desk.SOURCES, desk.VERBS),
    *verb_patterns(desk.GRADES, desk.OF_GRADES),
    *preview_patterns(desk.SOURCES, desk.PREVIEW),
]
