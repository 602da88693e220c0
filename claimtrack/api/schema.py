"""The OpenAPI description of public addresses, from the declarations that also check their parameters."""

import re
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent
from drf_spectacular.utils import OpenApiParameter

from claimtrack.api.documents import REFERENCE, JSONSchema, components_of, reference_to
from claimtrack.api.metadata import parameters_of
from claimtrack.api.problems import MEDIA_TYPE, ProblemDocument
from claimtrack.query.keyset import CountDocument
from claimtrack.query.parameters import ParameterDocument

FILES = {True: {"description": "A JSON document."}, False: {"type": "string"}}
CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


class PublicSchema(AutoSchema):
    """Describes a public view from its own declarations: strict parameters, TypedDicts, problems.

    A view says what it `answers`; a `paged` one answers a page of those, and a count instead with
    `count=true`; `gone` is what it answers with 410. A view that answers files names their `media_types`.
    """

    def get_operation_id(self) -> str:
        """`claims_list`, `claims_retrieve`; of files, by the name of the view: `claims_dossier_retrieve`."""
        if getattr(self.view, "media_types", None):
            return CAPITAL.sub("_", type(self.view).__name__.removesuffix("View")).lower() + "_retrieve"
        name: str = super().get_operation_id()
        return name.removesuffix("_retrieve") + "_list" if getattr(self.view, "paged", False) else name

    def get_response_serializers(self) -> Any:
        if media_types := getattr(self.view, "media_types", None):
            return {("200", name): FILES["json" in name] for name in media_types}
        answers: type | None = getattr(self.view, "answers", None)
        if answers is None:
            return super().get_response_serializers()
        item = self._component(answers)
        responses = {"200": self._page_of(answers, item) if getattr(self.view, "paged", False) else item}
        if (gone := getattr(self.view, "gone", None)) is not None:
            responses["410"] = self._component(gone)
        return responses

    def _component(self, document: type) -> JSONSchema:
        """Register the schemas of this TypedDict and all it holds; returns the reference to it."""
        for name, schema in components_of(document).items():
            self._register(name, schema)
        return reference_to(document)

    def _register(self, name: str, schema: JSONSchema) -> JSONSchema:
        component = ResolvedComponent(  # type: ignore[no-untyped-call]  # drf-spectacular types its hooks only
            name=name, type=ResolvedComponent.SCHEMA, schema=schema, object=name
        )
        self.registry.register_on_missing(component)
        return {"$ref": f"{REFERENCE}{name}"}

    def _page_of(self, answers: type, item: JSONSchema) -> JSONSchema:
        page = {
            "type": "object",
            "description": "One page; `next` is the address of the following one.",
            "properties": {
                "next": {"type": ["string", "null"]},
                "position": {"type": "integer", "description": "The record's position it was read at."},
                "results": {"type": "array", "items": item},
            }
            | getattr(self.view, "page_extras", {}),
            "required": ["next", "position", "results"],
            "additionalProperties": False,
        }
        named = self._register(f"{item['$ref'].removeprefix(REFERENCE)}Page", page)
        return {"anyOf": [named, self._component(CountDocument)]}

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
        schema = self._component(ProblemDocument)
        return {"description": "A problem (RFC 9457)", "content": {MEDIA_TYPE: {"schema": schema}}}


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
