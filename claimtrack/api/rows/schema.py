"""The OpenAPI description of rows, from the declaration of their table: what is shown, what is sent, with examples."""

from collections.abc import Mapping
from typing import Any, Final, Protocol, TypedDict, cast

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter

from claimtrack.api.desk import DeskSchema
from claimtrack.api.documents import JSONSchema
from claimtrack.api.rows.members import Member
from claimtrack.api.rows.resource import Resource

JSON: Final = "application/json"
IF_MATCH: Final = OpenApiParameter(
    name="If-Match",
    type=OpenApiTypes.STR,
    location=OpenApiParameter.HEADER,
    required=True,
    description="The `ETag` that it was read with. Without it 428; where it was changed meanwhile 412.",
)
IDEMPOTENCY_KEY: Final = OpenApiParameter(
    name="Idempotency-Key",
    type=OpenApiTypes.STR,
    location=OpenApiParameter.HEADER,
    description="Names the request, so that it can be sent again safely for 24 hours; tokens have to give one.",
)


TAGGED: Final = OpenApiParameter(
    name="ETag",
    type=OpenApiTypes.STR,
    location=OpenApiParameter.HEADER,
    response=["200", "201"],
    description="What its next change names in `If-Match`.",
)


class WaitingDocument(TypedDict):
    """A program wrote of what people answer for, a published or approved claim: it waits until one of them decides.

    `changes` says in words what would change.
    """

    proposal: str
    changes: list[str]


class _ViewOfRows(Protocol):
    resource: Resource
    answers: type


class RowSchema(DeskSchema):
    """Of lists of rows and of single ones."""

    @property
    def resource(self) -> Resource:
        return cast("_ViewOfRows", self.view).resource

    def get_operation_id(self) -> str:
        """`desk_claims_list`, `_count`, `_create`, `_retrieve`, `_update`, `_delete`."""
        name = self.called_by_path()
        if name.endswith("_count"):
            return name
        is_list = self.method == "GET" and getattr(self.view, "paged", False)
        done = {"GET": "list" if is_list else "retrieve", "POST": "create", "PATCH": "update", "DELETE": "delete"}
        return f"{name}_{done[self.method]}"

    def get_request_serializer(self) -> Any:
        if self.method not in {"POST", "PATCH"}:
            return None
        name = f"{self.resource.called}{'Write' if self.method == 'POST' else 'Change'}"
        return {JSON: self._register(name, body_schema(self.resource, whole=self.method == "POST"))}

    def _get_request_body(self, direction: str = "request") -> Any:
        """Of a DELETE too, where its body says why: drf-spectacular knows of none."""
        if self.method != "DELETE" or not self.resource.removing:
            return super()._get_request_body(direction)  # type: ignore[no-untyped-call]  # it types its hooks only
        members = {member.name: member for member in self.resource.removing}
        said = self._register(f"{self.resource.called}Removal", members_schema(members, "Why it goes.", whole=True))
        return {"content": {JSON: {"schema": said}}, "required": True}

    def get_response_serializers(self) -> Any:
        if cast("_ViewOfRows", self.view).answers is not dict:
            return super().get_response_serializers()
        for told in self.resource.all_told:
            self._component(told.hint)
        for member in self.resource.members:
            for name, component in member.components().items():
                self._register(name, component)
        item = self._register(self.resource.called, self._row_schema())
        waiting = {"202": self._component(WaitingDocument)} if self.resource.write else {}
        if self.method == "DELETE":
            return {"204": None} | waiting
        if self.method == "POST":
            return {"201": item} | waiting
        if self.method == "PATCH":
            return {"200": item} | waiting
        return {"200": self._page_of(item) if getattr(self.view, "paged", False) else item}

    def _row_schema(self) -> JSONSchema:
        resource = self.resource
        described = {
            told.name: ({"description": told.meaning} if told.meaning else {}) | self._component(told.hint)
            for told in resource.all_told
        }
        properties = {
            "id": {"type": "string", "format": "uuid"},
            "api_url": {"type": "string"},
            "version": {"type": "integer", "description": "Counts what is written of it, and of a root under it."},
            **described,
            **{member.name: member.schema(writing=False) for member in resource.shown},
        }
        return {
            "type": "object",
            "description": _sentence(resource),
            "properties": properties,
            "required": sorted(properties),
            "additionalProperties": False,
        }

    def get_override_parameters(self) -> list[Any]:
        parameters = super().get_override_parameters()
        if self.method != "DELETE" and not (self.method == "GET" and hasattr(self.view, "paged")):
            parameters = [*parameters, TAGGED]
        if self.method in {"PATCH", "DELETE"}:
            return [*parameters, IF_MATCH]
        return [*parameters, IDEMPOTENCY_KEY] if self.method == "POST" else parameters

    def get_examples(self) -> list[OpenApiExample]:
        if self.method != "POST":
            return []
        return [OpenApiExample(self.resource.called, value=self.resource.example, request_only=True)]


def body_schema(resource: Resource, *, whole: bool) -> JSONSchema:
    """Of what is sent: of a new row, or of a change, which says only what it changes."""
    return members_schema({member.name: member for member in resource.members}, _sentence(resource), whole=whole)


def members_schema(members: Mapping[str, Member], description: str, *, whole: bool) -> JSONSchema:
    required = sorted(name for name, member in members.items() if member.required and whole)
    return {
        "type": "object",
        "description": description,
        "properties": {name: member.schema(writing=True) for name, member in members.items()},
        "additionalProperties": False,
    } | ({"required": required} if required else {})


def _sentence(resource: Resource) -> str:
    return (resource.form.__doc__ or "").strip().partition("\n")[0]
