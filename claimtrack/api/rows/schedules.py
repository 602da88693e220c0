"""The time at which a root is published: given, told, and taken back."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, ClassVar, Literal, TypedDict
from uuid import UUID

from django.contrib.auth.models import User
from django.urls import URLPattern, path
from drf_spectacular.utils import OpenApiExample
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector

from claimtrack.accounts.models import Scope
from claimtrack.accounts.rights import may
from claimtrack.api.rows.members import InstantMember, Member
from claimtrack.api.rows.resource import Resource, who
from claimtrack.api.rows.schema import IDEMPOTENCY_KEY, IF_MATCH, JSON, RowSchema, members_schema
from claimtrack.api.rows.verbs import ALONG, DOCUMENT_SHA256, EXAMPLES, NOTE, given_in, hold_to
from claimtrack.api.rows.views import ResourceView
from claimtrack.api.writing import not_there, once
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.roots import Root
from claimtrack.editions.schedules import Schedule
from claimtrack.notations import Instant
from claimtrack.writing import schedules
from claimtrack.writing.agreement import numbers_of
from claimtrack.writing.seen import in_hand

AT = InstantMember(name="at", required=True, meaning="When, with its offset: `2026-12-01T06:00:00+01:00`.")
GIVEN: Sequence[Member] = (AT, DOCUMENT_SHA256, NOTE, ALONG)


class ScheduleDocument(TypedDict):
    """The time that a root was given last. `outcome` is null while it waits; `why` says why nothing was published.

    `late_after` is when nothing is published any more, if nothing worked at its time. `by` and
    `why` are null to those who are not told who works on what. `changed_since` says that it would not be published as
    it stands now.
    """

    at: Instant
    late_after: Instant
    document_sha256: str
    note: str | None
    by: str | None
    made_at: Instant
    outcome: Literal["published", "refused", "late", "cancelled", "replaced"] | None
    ended_at: Instant | None
    why: str | None
    changed_since: bool


class ScheduleSchema(RowSchema):
    def get_operation_id(self) -> str:
        """`desk_claims_schedule_retrieve`, `_create`, `_delete`."""
        done = {"GET": "retrieve", "POST": "create", "DELETE": "delete"}
        return f"{self.called_by_path()}_{done[self.method]}"

    def get_request_serializer(self) -> Any:
        if self.method != "POST":
            return None
        name = f"{self.resource.called}ScheduleBody"
        told = "Have it published at a time, as it was looked at: that very text, or nothing."
        return {JSON: self._register(name, members_schema({each.name: each for each in GIVEN}, told, whole=True))}

    def get_response_serializers(self) -> Any:
        if self.method == "DELETE":
            return {"204": None}
        return {"201" if self.method == "POST" else "200": self._component(ScheduleDocument)}

    def get_override_parameters(self) -> list[Any]:
        asked = {"POST": [IF_MATCH, IDEMPOTENCY_KEY], "DELETE": [IF_MATCH]}
        return [*self.in_path(), *asked.get(self.method, [])]

    def get_examples(self) -> list[Any]:
        if self.method != "POST":
            return []
        said = {"at": "2026-12-01T06:00:00+01:00", "document_sha256": EXAMPLES["document_sha256"]}
        return [OpenApiExample("schedule", value=said, request_only=True)]


class ScheduleView(ResourceView):
    """The time at which it is published by itself, as it was looked at."""

    answers: type = ScheduleDocument
    schema: ViewInspector | None = ScheduleSchema()
    scope: ClassVar[Scope] = Scope.PUBLISH

    def get(self, request: Request, **names: str) -> Response:
        root = self._root(names)
        found = schedules.newest(root)
        if found is None:
            raise not_there(f"time that the {root._meta.verbose_name} was given")
        return Response(schedule_document(found, root, self.person))

    @once
    def post(self, request: Request, /, **names: str) -> Response:
        root, seen, given = self._root(names), self.seen, given_in(GIVEN, request.data, self.person)
        with in_hand(root, under=[(type(root), root.pk)]) as held:
            hold_to(held, seen)
            shown = {held.pk: given["document_sha256"], **_along(held, given["along"] or ())}
            at: datetime = given["at"]
            made = schedules.schedule(root=held, at=at, shown=shown, by=self.person, note=given["note"])
        return Response(schedule_document(made, root, self.person), status=HTTPStatus.CREATED)

    def delete(self, request: Request, **names: str) -> Response:
        root, seen = self._root(names), self.seen
        with in_hand(root, under=[(type(root), root.pk)]) as held:
            hold_to(held, seen)
            schedules.cancel(root=held, by=self.person)
        return Response(status=HTTPStatus.NO_CONTENT)

    def _root(self, names: Mapping[str, str]) -> Root:
        [name] = names.values()
        root: Root = self.resource.one(name, self.person)
        return root


def _along(root: Root, numbers: Sequence[str]) -> dict[UUID, str]:
    """Of what is published along with it, what was agreed to."""
    now = numbers_of(schedules.PUBLISHERS[type(root)].along(root))
    return {pk: number for pk, number in now.items() if number in numbers}


def schedule_document(found: Schedule, root: Root, by: User) -> ScheduleDocument:
    person = User.objects.filter(pk=found.by_id).first()
    return {
        "at": rfc3339(found.at),
        "late_after": rfc3339(found.at + schedules.GRACE),
        "document_sha256": found.sha256,
        "note": found.note or None,
        "by": who(person, by),
        "made_at": rfc3339(found.made_at),
        "outcome": found.outcome or None,  # type: ignore[typeddict-item]  # one of its choices
        "ended_at": rfc3339(found.ended_at) if found.ended_at else None,
        "why": found.why or None if may(by, "name", User) else None,
        "changed_since": not found.outcome and bool(schedules.otherwise_by_now(found, root)),
    }


def schedule_patterns(resource: Resource) -> Iterator[URLPattern]:
    model = resource.model
    rights = {"GET": "view", "HEAD": "view", "POST": "publish", "DELETE": "publish"}
    members: dict[str, Any] = {
        "__doc__": ScheduleView.__doc__,
        "resource": resource,
        "rights": {method: (right, model) for method, right in rights.items()},
    }
    view: type[ScheduleView] = type(f"{resource.called}ScheduleView", (ScheduleView,), members)
    yield path(f"desk/{resource.name}/<str:id_or_slug>/schedule/", view.as_view())
