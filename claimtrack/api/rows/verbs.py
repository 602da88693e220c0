"""Verbs: what is done to a row besides writing it, as sub-resources of its address."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar, TypedDict, cast
from uuid import UUID

from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist
from django.urls import URLPattern, path
from drf_spectacular.utils import OpenApiExample
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector

from claimtrack.accounts.models import Scope
from claimtrack.api.rows.bodies import missing, read_members
from claimtrack.api.rows.members import Member, Text, Texts
from claimtrack.api.rows.resource import Resource
from claimtrack.api.rows.schema import IF_MATCH, JSON, RowSchema, members_schema
from claimtrack.api.rows.views import ResourceView
from claimtrack.api.writing import not_there, once, tagged
from claimtrack.editions.chain import EditionKindValue, rfc3339
from claimtrack.editions.roots import Root
from claimtrack.editions.store import Published
from claimtrack.notations import Instant
from claimtrack.writing import Refused, Version, version_of, writable
from claimtrack.writing.book import RootKey
from claimtrack.writing.joining import Waits
from claimtrack.writing.references import has_slug
from claimtrack.writing.seen import in_hand
from claimtrack.writing.stale import not_as_seen

#: What a body of a verb said, by its members.
Given = Mapping[str, Any]


class MadeDocument(TypedDict):
    """The edition that a verb made."""

    number: int
    kind: EditionKindValue
    note: str | None
    position: int
    published_at: Instant
    sha256: str


class DoneDocument(TypedDict):
    """Where a row stands after a verb; `edition` is null where none was made, as nothing new was said, or it waits."""

    id: str
    api_url: str
    version: int
    stage: str | None
    edition: MadeDocument | None


def _no_more(row: Any, given: Given) -> Iterable[RootKey]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One thing that is done. `right` is the permission table's word for it, and `members` what its body says.

    `take` does it, given the row as it stands under its locks; it returns the editions that were made, or, of a verb
    that `waits`, that somebody else has to agree first. `along` are other roots that it locks.
    """

    name: str
    right: str
    meaning: str
    take: Callable[[Any, User, Given], Iterable[Published] | Waits]
    members: Sequence[Member] = ()
    waits: bool = False
    along: Callable[[Any, Given], Iterable[RootKey]] = _no_more
    scope: Scope = Scope.PUBLISH


NOTE = Text(name="note", nullable=True, meaning="What readers are told with the edition, if there is something to say.")
REASON = Text(name="reason", required=True, meaning="Why.")
DOCUMENT_SHA256 = Text(
    name="document_sha256",
    required=True,
    meaning="The number of what was looked at, as `preview/` tells it: another by now is refused with 412.",
)
ALONG = Texts(
    name="along",
    meaning="The numbers of what is published along with it, as `preview/` tells them: who publishes agrees to those.",
)
CONTENT_SHA256 = Text(
    name="content_sha256",
    required=True,
    meaning="The number of what was looked at, as the row itself tells it: another by now is refused with 412.",
)


class VerbSchema(RowSchema):
    @property
    def verb(self) -> Verb:
        return cast("VerbView", self.view).verb

    def get_operation_id(self) -> str:
        """`desk_claims_publish`."""
        return self.called_by_path()

    def get_request_serializer(self) -> Any:
        verb = self.verb
        members = {member.name: member for member in verb.members}
        name = "".join(word.capitalize() for word in (self.resource.called, *verb.name.split("_")))
        return {JSON: self._register(f"{name}Body", members_schema(members, verb.meaning, whole=True))}

    def get_response_serializers(self) -> Any:
        done = {"200": self._component(DoneDocument)}
        return done | ({"202": self._component(DoneDocument)} if self.verb.waits else {})

    def get_override_parameters(self) -> list[Any]:
        return [*super().get_override_parameters(), IF_MATCH]

    def get_examples(self) -> list[OpenApiExample]:
        said = {member.name: EXAMPLES[member.name] for member in self.verb.members if member.name in EXAMPLES}
        return [OpenApiExample(self.verb.name, value=said, request_only=True)] if said else []


EXAMPLES: Mapping[str, Any] = {
    "note": "The log of the port has come in.",
    "reason": "It names the wrong person.",
    "document_sha256": "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
    "content_sha256": "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
    "into": "harbour-closed-for-a-week",
}


class VerbView(ResourceView):
    """What is done to a row."""

    verb: ClassVar[Verb]
    answers: type = DoneDocument
    schema: ViewInspector | None = VerbSchema()

    @once
    def post(self, request: Request, /, **names: str) -> Response:
        [name] = names.values()
        row, seen, verb = self.resource.one(name, self.person), self.seen, self.verb
        given = given_in(verb.members, request.data, self.person)
        try:
            with in_hand(row, under=[*self._roots(row), *verb.along(row, given)]) as held:
                hold_to(held, seen)
                taken = verb.take(held, self.person, given)
                published = [] if isinstance(taken, Waits) else list(taken)
        except ObjectDoesNotExist:
            raise not_there(str(self.resource.model._meta.verbose_name)) from None
        return self._done(row.pk, published, waits=isinstance(taken, Waits))

    def _roots(self, row: Any) -> Iterable[RootKey]:
        return writable(type(row)).roots([row])

    def _done(self, pk: UUID, published: Sequence[Published], *, waits: bool) -> Response:
        row = self.resource.model._default_manager.get(pk=pk)
        # What stands under a root has no editions of its own: it is published with that.
        made = next((e for e in published if not isinstance(row, Root) or e.edition.subject_id == pk), None)
        document: DoneDocument = {
            "id": str(pk),
            "api_url": self.resource.address(pk),
            "version": version_of(row).number,
            "stage": row.stage if isinstance(row, Root) else None,
            "edition": made_document(made) if made else None,
        }
        return tagged(row, document, status=HTTPStatus.ACCEPTED if waits else HTTPStatus.OK)


def given_in(members: Sequence[Member], body: Any, by: User) -> Given:
    """What a body says, by these members. Raises Refused with every fault."""
    values, faults = read_members(members, body, by)
    if faults := [*faults, *missing(members, values, faults)]:
        raise Refused(faults)
    return {member.name: member.empty for member in members} | values


def hold_to(row: Any, seen: Version) -> None:
    """Raises Refused where the row is not as it was seen any more."""
    if faults := list(not_as_seen(row, seen)):
        raise Refused(faults)


def made_document(made: Published) -> MadeDocument:
    edition = made.edition
    return {
        "number": edition.number,
        "kind": edition.kind,  # type: ignore[typeddict-item]  # one of its choices
        "note": edition.note,
        "position": edition.position,
        "published_at": rfc3339(edition.published_at),
        "sha256": edition.sha256,
    }


def verb_patterns(resource: Resource, verbs: Iterable[Verb]) -> Iterator[URLPattern]:
    """The addresses of what is done to rows of a table."""
    one = "<str:id_or_slug>" if has_slug(resource.model) else "<str:id>"
    for verb in verbs:
        members: dict[str, Any] = {
            "__doc__": verb.meaning,
            "resource": resource,
            "verb": verb,
            "scope": verb.scope,
            "rights": {"POST": (verb.right, resource.model)},
        }
        view: type[VerbView] = type(f"{resource.called}{verb.name.capitalize()}View", (VerbView,), members)
        yield path(f"desk/{resource.name}/{one}/{verb.name}/", view.as_view())
