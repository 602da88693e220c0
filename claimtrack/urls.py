"""Every address of the project."""

from django.contrib import admin
from django.urls import include, path, re_path

from claimtrack.admin import byline, dates, kept, session
from claimtrack.admin import problems as desk_problems
from claimtrack.admin.labels import LabelledAutocompleteView
from claimtrack.api import problems
from claimtrack.api.bylines import BylinesView
from claimtrack.api.record import list_patterns
from claimtrack.api.views import UnknownAddressView
from claimtrack.pages import DocsView, SchemaView, StartPageView, icon

urlpatterns = [
    path("", StartPageView.as_view(), name="start"),
    path("favicon.ico", icon),
    # Before the admin's own at the same address: this one tells namesakes apart.
    path(
        "admin/autocomplete/",
        admin.site.admin_view(LabelledAutocompleteView.as_view(admin_site=admin.site)),
    ),
    path("admin/session/", session.alive, name="session"),
    path("admin/date/", admin.site.admin_view(dates.reading), name="read_date"),
    path("admin/filters/keep/", admin.site.admin_view(kept.keep), name="keep_filter"),
    path("admin/filters/<int:kept_id>/forget/", admin.site.admin_view(kept.forget), name="forget_filter"),
    path("admin/byline/", admin.site.admin_view(byline.page), name="byline"),
    path("admin/byline/<int:person_id>/", admin.site.admin_view(byline.page), name="byline_of"),
    path("admin/", admin.site.urls),
    path("api/v1/schema/", SchemaView.as_view(), name="schema"),
    path("api/v1/docs/", DocsView.as_view(url_name="schema"), name="docs"),
    path("api/v1/", include("claims.api.urls")),
    path("api/v1/", include(list(list_patterns("bylines/", BylinesView)))),
    path("api/v1/", include("sources.api.urls")),
    path("v1alpha1/", include("claims.api.public.google")),  # where Google's clients look for their API
    path("problems/<slug:code>", problems.explain, name="problem"),
    re_path(r"^api/", UnknownAddressView.as_view()),
]

handler400 = problems.handler400
handler403 = desk_problems.handler403
handler404 = desk_problems.handler404
handler500 = desk_problems.handler500
