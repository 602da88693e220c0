"""Public addresses of sources, under /api/v1/."""

from django.urls import path

from sources.api import public

urlpatterns = [
    path("sources/", public.Sources.as_view()),
    path("sources/<str:name>/", public.Source.as_view()),
    path("sources/<str:name>/editions/", public.SourceEditions.as_view()),
]
