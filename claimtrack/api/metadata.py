"""What OPTIONS tells of an address: its methods, its filters, their choices and the orders of a list."""

from typing import TypedDict

from rest_framework.metadata import BaseMetadata
from rest_framework.request import Request
from rest_framework.views import APIView

from claimtrack.query.filterset import StrictFilterSet
from claimtrack.query.parameters import ParameterDocument


class AddressDocument(TypedDict):
    """The body of an OPTIONS answer; `orderings` is empty where a list has one order."""

    name: str
    description: str
    methods: list[str]
    media_types: list[str]
    filters: list[ParameterDocument]
    orderings: list[str]


def parameters_of(view: APIView) -> list[ParameterDocument]:
    """The query parameters a view's `filterset_class` declares, in the order of declaration."""
    filterset_class: type[StrictFilterSet] | None = getattr(view, "filterset_class", None)
    if filterset_class is None:
        return []
    return [declared.describe(name) for name, declared in filterset_class.base_filters.items()]


class ParameterMetadata(BaseMetadata):
    def determine_metadata(self, request: Request, view: APIView) -> AddressDocument:
        parameters = parameters_of(view)
        return {
            "name": view.get_view_name(),
            "description": view.get_view_description(),
            "methods": view.allowed_methods,
            "media_types": [renderer.media_type for renderer in view.renderer_classes],
            "filters": parameters,
            "orderings": [
                choice["value"]
                for parameter in parameters
                if parameter["name"] == "ordering"
                for choice in parameter["choices"]
            ],
        }
