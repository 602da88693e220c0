"""The icon of the pages, and the schema and docs of the API."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.request import Request
from rest_framework.response import Response

from claimtrack.api.cors import allow_any_origin


@cache_control(public=True, max_age=86_400)
def icon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for an icon when a page, such as a JSON document, names none."""
    return HttpResponseRedirect(static("claimtrack/icon.svg"))


@method_decorator(conditional_page, name="dispatch")
class SchemaView(SpectacularAPIView):
    """The OpenAPI 3.1 description of the API: of readers, and of the desk."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        allow_any_origin(response)
        response["Cache-Control"] = "no-cache"
        finalized: Response = super().finalize_response(request, response, *args, **kwargs)
        return finalized


class DocsView(SpectacularSwaggerView):
    """The readable docs page."""

    template_name = "claimtrack/docs.html"
    http_method_names = ["get", "head"]  # a page has no filters to list
    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
