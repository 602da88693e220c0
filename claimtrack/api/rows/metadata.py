"""What OPTIONS tells of rows: besides filters and orders, the members that are written, and their choices."""

from typing import Any, NotRequired, TypedDict

from rest_framework.request import Request
from rest_framework.views import APIView

from claimtrack.api.metadata import AddressDocument, ParameterMetadata
from claimtrack.api.rows.members import Member, Text, Texts, Whole
from claimtrack.query.parameters import ChoiceDocument


class MemberDocument(TypedDict):
    """A member of a body: what it says, whether a new row needs it, and which values it takes."""

    name: str
    description: str
    required: bool
    nullable: bool
    choices: NotRequired[list[ChoiceDocument]]
    schema: dict[str, Any]


class RowsDocument(AddressDocument):
    members: list[MemberDocument]


class RowMetadata(ParameterMetadata):
    def determine_metadata(self, request: Request, view: APIView) -> RowsDocument:
        # What is done to a row takes a body of its own.
        takes: Any = getattr(view, "verb", None) or getattr(view, "resource", None)
        members: tuple[Member, ...] = takes.members
        return {**super().determine_metadata(request, view), "members": [member_document(each) for each in members]}


def member_document(member: Member) -> MemberDocument:
    document: MemberDocument = {
        "name": member.name,
        "description": member.meaning,
        "required": member.required,
        "nullable": member.nullable,
        "schema": member.schema(writing=True),
    }
    if isinstance(member, Text | Texts | Whole) and member.choices:
        document["choices"] = [{"value": choice.value, "label": choice.label} for choice in member.choices]
    return document
