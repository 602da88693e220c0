"""Public addresses of sources, under /api/v1/."""

from django.urls import path

from sources.api import public

urlpatterns = [
    path("sources/", public.SourcesView.as_view()),
    path("sources/<str:name>/", public.SourceView.as_view()),
    path("sources/<str:name>/editions/", public.SourceEditionsView.as_view()),
]
