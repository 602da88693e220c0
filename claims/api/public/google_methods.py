"""Where Google's clients look for its methods, below /v1alpha1/."""

from django.urls import path, re_path

from claims.api.public.google import ClaimSearchView, UnimplementedView, UnknownMethodView
from claims.api.public.google_images import ImageSearchView

urlpatterns = [
    path("claims:search", ClaimSearchView.as_view()),
    path("claims:imageSearch", ImageSearchView.as_view()),
    re_path(
        r"^pages(/[^/]+)?$", UnimplementedView.as_view(message="This record keeps no ClaimReview markup of pages.")
    ),
    re_path("", UnknownMethodView.as_view()),
]
