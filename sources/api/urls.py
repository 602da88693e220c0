"""Public addresses of sources, under /api/v1/."""

from django.urls import path

from claimtrack.api.record import list_patterns
from sources.api import public

urlpatterns = [
    *list_patterns("sources/", public.SourcesView),
    path("sources/<str:id_or_slug>/", public.SourceView.as_view()),
    *list_patterns("sources/<str:id_or_slug>/editions/", public.SourceEditionsView),
]
