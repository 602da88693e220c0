"""Every address of the project."""

from allauth.account import views as sign_in
from allauth.socialaccount import views as single_sign_on
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from claimtrack.admin import bell, byline, dates, kept, session, sessions, turned_away
from claimtrack.admin import problems as desk_problems
from claimtrack.admin.labels import LabelledAutocompleteView
from claimtrack.admin.passwords import OwnPasswordView
from claimtrack.api import answering, tokens
from claimtrack.api.bylines import BylinesView
from claimtrack.api.corrections.public import RequestStateView
from claimtrack.api.record import list_patterns
from claimtrack.api.views import UnknownAddressView
from claimtrack.pages.crawlers import robots, security
from claimtrack.pages.docs import DocsView, SchemaView, icon

urlpatterns = [
    path("favicon.ico", icon),
    path("robots.txt", robots),
    path(".well-known/security.txt", security),
    # Before the admin's own at the same address: this one tells namesakes apart.
    path(
        "admin/autocomplete/",
        admin.site.admin_view(LabelledAutocompleteView.as_view(admin_site=admin.site)),
    ),
    path("admin/session/", session.alive, name="session"),
    path("admin/sessions/", admin.site.admin_view(sessions.mine), name="sessions"),
    path("admin/sessions/<int:person_id>/", admin.site.admin_view(sessions.of), name="sessions_of"),
    path("admin/date/", admin.site.admin_view(dates.reading), name="read_date"),
    path("admin/filters/keep/", admin.site.admin_view(kept.keep), name="keep_filter"),
    path("admin/filters/<int:kept_id>/forget/", admin.site.admin_view(kept.forget), name="forget_filter"),
    path("admin/notices/", admin.site.admin_view(bell.listed), name="notices"),
    path("admin/notices/count/", admin.site.admin_view(bell.count), name="notices_count"),
    path("admin/notices/preferences/", admin.site.admin_view(bell.preferences), name="notices_preferences"),
    path("admin/queue/<slug:name>/", admin.site.admin_view(bell.section), name="queue_section"),
    path("admin/byline/", admin.site.admin_view(byline.page), name="byline"),
    path("admin/byline/<int:person_id>/", admin.site.admin_view(byline.page), name="byline_of"),
    path("admin/password_change/", admin.site.admin_view(OwnPasswordView.as_view())),
    # What django-allauth asks for by these names; its other pages are not here, as nobody signs up.
    path("admin/factors/", include("allauth.mfa.urls")),
    path("admin/factors/password/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("admin/sso/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("admin/sso/cancelled/", single_sign_on.login_cancelled, name="socialaccount_login_cancelled"),
    path("admin/sign-in/", RedirectView.as_view(pattern_name="admin:login"), name="account_login"),
    path("admin/", admin.site.urls),
    path("", include("claims.api.guests")),
    path("", include("claims.pages.urls")),
    path("", include("claimtrack.pages.corrections")),
    path("api/v1/schema/", SchemaView.as_view(), name="schema"),
    path("api/v1/docs/", DocsView.as_view(url_name="schema"), name="docs"),
    path("api/v1/desk/tokens/", tokens.TokenListView.as_view()),
    path("api/v1/desk/tokens/<str:token_id>/", tokens.TokenView.as_view()),
    path("api/v1/", include("claimtrack.api.workplace.desk")),
    path("api/v1/", include("claimtrack.api.corrections.desk")),
    path("api/v1/correction-requests/<str:number>/", RequestStateView.as_view()),
    path("api/v1/", include("claims.api.urls")),
    path("api/v1/", include(list(list_patterns("bylines/", BylinesView)))),
    path("api/v1/", include("sources.api.urls")),
    path("v1alpha1/", include("claims.api.public.google_methods")),  # where Google's clients look for their API
    path("problems/<slug:code>", answering.explain, name="problem"),
    path("", include("claims.api.public.assistants.views")),
    re_path(r"^api/", UnknownAddressView.as_view()),
]

handler400 = answering.handler400
handler403 = desk_problems.handler403
handler404 = desk_problems.handler404
handler500 = desk_problems.handler500
handler429 = turned_away.too_many
