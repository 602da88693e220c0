"""The OpenAPI description of public addresses, from the declarations that also check their parameters."""

import re
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from claimtrack.api.documents import REFERENCE, Components, JSONSchema
from claimtrack.api.enumerations import MEANINGS
from claimtrack.api.metadata import parameters_of
from claimtrack.api.problems import MEDIA_TYPE, ProblemDocument
from claimtrack.query.keyset import CountDocument
from claimtrack.query.parameters import ParameterDocument

CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")

#: What the parameters in addresses are.
IN_PATHS = {
    "id_or_slug": "Its id (a UUID) or its slug.",
    "comment_id": "The id of a comment (a UUID).",
    "id": "Its id (a UUID).",
    "slug": "Its slug.",
    "dump": "The name of the dump, which its file and its manifest begin with.",
    "import_id": "The id of the import.",
    "token_id": "How the token begins: its `id` in the list.",
    "order_id": "The number of the order.",
    "number": "The number that the request was answered with.",
    "request_id": "The id of the request (a UUID).",
    "webhook_id": "The id of the webhook (a UUID).",
}
PROBLEMS = """A problem (RFC 9457): `errors` says what is at fault, every fault of a request at once. Among them are

* `400` parameters are unknown or malformed, or do not go together;
* `404` nothing of that name is published, or was at that time;
* `410` it was retracted; where there is a document left of it, that is answered instead of a problem;
* `429` too many requests; `Retry-After` says in how many seconds to ask again;
* `451` it was taken away for a legal reason, which is told;
* `503` the question takes too long, or what would answer it is busy."""


class PublicSchema(AutoSchema):
    """Describes a public view from its own declarations: strict parameters, TypedDicts, problems.

    A view says what it `answers`; a `paged` one answers a page of those (what it answers to `count=true` is said in
    words: a type is one thing); `gone` is what it answers with 410.
    """

    def get_operation_id(self) -> str:
        """`claims_list`, `claims_count`, `claims_retrieve`; `claims_search` of what is posted."""
        name: str = super().get_operation_id()
        if self._is_posted:
            return name.removesuffix("_create") + "_search"
        if getattr(self.view, "answers", None) is CountDocument:
            return name.removesuffix("_retrieve")
        is_list = self.method == "GET" and getattr(self.view, "paged", False)
        return name.removesuffix("_retrieve") + "_list" if is_list else name

    @property
    def _is_posted(self) -> bool:
        """Whether the operation is a question in a body."""
        return self.method == "POST" and getattr(self.view, "posted", False)

    def get_request_serializer(self) -> Any:
        if not self._is_posted:
            return super().get_request_serializer()
        name = f"{type(self.view).__name__.removesuffix('View')}Question"
        return {
            "application/json": self._register(
                name, _body_of([each for each in parameters_of(self.view) if each["name"] != "count"])
            )
        }

    def get_auth(self) -> list[dict[str, Any]]:
        """None for readers: an empty requirement would have generated clients ask for credentials."""
        return super().get_auth() if self.view.get_authenticators() else []

    def get_response_serializers(self) -> Any:
        answers: type | None = getattr(self.view, "answers", None)
        if answers is None:
            return super().get_response_serializers()
        item = self._component(answers)
        responses = {"200": self._page_of(item) if getattr(self.view, "paged", False) else item}
        if (gone := getattr(self.view, "gone", None)) is not None:
            responses["410"] = self._component(gone)
        return responses

    def _component(self, document: object) -> JSONSchema:
        """The schema of this type; the TypedDicts and vocabularies in it are registered."""
        components = Components()
        schema = components.schema(document)
        for name, component in components.found.items():
            self._register(name, component)
        return schema

    def _register(self, name: str, schema: JSONSchema) -> JSONSchema:
        component = ResolvedComponent(  # type: ignore[no-untyped-call]  # drf-spectacular types its hooks only
            name=name, type=ResolvedComponent.SCHEMA, schema=schema, object=name
        )
        self.registry.register_on_missing(component)
        return {"$ref": f"{REFERENCE}{name}"}

    def _page_of(self, item: JSONSchema) -> JSONSchema:
        page = {
            "type": "object",
            "description": "One page; `next` is the address of the following one.",
            "properties": {
                "next": {"type": ["string", "null"]},
                "position": {"type": "integer", "description": "The record's position it was read at."},
                "results": {"type": "array", "items": item},
            }
            | {name: self._component(extra) for name, extra in getattr(self.view, "page_extras", {}).items()},
            "required": ["next", "position", "results"],
            "additionalProperties": False,
        }
        return self._register(f"{item['$ref'].removeprefix(REFERENCE)}Page", page)

    def get_override_parameters(self) -> list[Any]:
        in_path = self.in_path()
        if self.method not in {"GET", "HEAD"}:
            return in_path
        return [*in_path, *map(openapi_parameter, parameters_of(self.view))]

    def in_path(self) -> list[Any]:
        """What stands in the address itself."""
        return [_in_path(name) for name in re.findall(r"{(\w+)}", self.path)]

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: ComponentRegistry
    ) -> dict[str, Any] | None:
        operation = super().get_operation(path, path_regex, path_prefix, method, registry)
        if operation is not None:
            operation["responses"].setdefault("default", self._problem())
        return operation

    #: What the problems of an operation are.
    problems = PROBLEMS

    def _problem(self) -> dict[str, Any]:
        schema = self._component(ProblemDocument)
        return {"description": self.problems, "content": {MEDIA_TYPE: {"schema": schema}}}


def _body_of(parameters: list[ParameterDocument]) -> JSONSchema:
    """The parameters as members of an object."""
    members = {each["name"]: each["schema"] | {"description": each["description"]} for each in parameters}
    return {"type": "object", "properties": members, "additionalProperties": False}


def file_responses(media_type: str) -> dict[tuple[str, str], Any]:
    """The answer that is a file: a JSON document that another standard describes, a text, or bytes."""
    name = media_type.split(";", maxsplit=1)[0]
    is_json = name == "application/json" or name.endswith("+json")
    other = OpenApiTypes.STR if name.startswith("text/") else OpenApiTypes.BINARY
    return {("200", name): OpenApiTypes.OBJECT if is_json else other}


def words_of(view: type) -> str:
    """The name of a view in an operation's: `claim_dossier` of `ClaimDossierView`."""
    return CAPITAL.sub("_", view.__name__.removesuffix("View")).lower()


def _in_path(name: str) -> OpenApiParameter:
    return OpenApiParameter(name=name, location=OpenApiParameter.PATH, description=IN_PATHS[name])


def openapi_parameter(parameter: ParameterDocument) -> OpenApiParameter:
    """Lists are described in the comma style (`form`, not exploded); repetition is accepted beside it."""
    return OpenApiParameter(
        name=parameter["name"],
        type=parameter["schema"],
        description=parameter["description"],
        extensions={MEANINGS: meanings} if (meanings := _meanings(parameter)) else None,
        style="form" if parameter["many"] else None,
        explode=False if parameter["many"] else None,
    )


def _meanings(parameter: ParameterDocument) -> str:
    """What each choice means where its value does not say it (Markdown)."""
    said = (choice for choice in parameter["choices"] if choice["label"] != choice["value"])
    return "\n".join(f"* `{choice['value']}` {choice['label']}" for choice in said)
