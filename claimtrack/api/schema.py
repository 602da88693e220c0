"""The OpenAPI description of public addresses, from the declarations that also check their parameters."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent, resolve_type_hint
from drf_spectacular.utils import OpenApiParameter

from claimtrack.api.metadata import parameters_of
from claimtrack.api.parameters import ParameterDocument
from claimtrack.api.problems import MEDIA_TYPE, ProblemDocument


class PublicSchema(AutoSchema):
    """Adds a view's strict parameters, and the problem document as the answer of every other status."""

    def get_override_parameters(self) -> list[Any]:
        if self.method not in {"GET", "HEAD"}:
            return []
        return [openapi_parameter(parameter) for parameter in parameters_of(self.view)]

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: ComponentRegistry
    ) -> dict[str, Any] | None:
        operation = super().get_operation(path, path_regex, path_prefix, method, registry)
        if operation is not None:
            operation["responses"].setdefault("default", self._problem())
        return operation

    def _problem(self) -> dict[str, Any]:
        component = ResolvedComponent(  # type: ignore[no-untyped-call]  # drf-spectacular types its hooks only
            name="Problem",
            type=ResolvedComponent.SCHEMA,
            schema=resolve_type_hint(ProblemDocument),  # type: ignore[no-untyped-call]  # the same
            object=ProblemDocument,
        )
        self.registry.register_on_missing(component)
        return {"description": "A problem (RFC 9457)", "content": {MEDIA_TYPE: {"schema": component.ref}}}


def openapi_parameter(parameter: ParameterDocument) -> OpenApiParameter:
    """Lists are described in the comma style (`form`, not exploded); repetition is accepted beside it."""
    return OpenApiParameter(
        name=parameter["name"],
        type=parameter["schema"],
        description=_description(parameter),
        style="form" if parameter["many"] else None,
        explode=False if parameter["many"] else None,
    )


def _description(parameter: ParameterDocument) -> str:
    """The help text, and what each choice means where its value does not say it (Markdown)."""
    meanings = [
        f"* `{choice['value']}` {choice['label']}"
        for choice in parameter["choices"]
        if choice["label"] != choice["value"]
    ]
    return "\n\n".join([parameter["description"], *(["\n".join(meanings)] if meanings else [])])
