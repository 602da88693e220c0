"""Before publication: the dossier of a draft, who was given a dossier, and guests who may read a claim by a link."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, ClassVar, TypedDict, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector

from claims.api.desk.resources import CLAIMS
from claims.api.public.dossier import SECONDS_TO_WAIT, DossierBusy
from claims.dossier.as_html import POLICY
from claims.dossier.as_pdf import CannotPrint
from claims.dossier.renditions import Busy
from claims.dossier.unstored import FORMS
from claims.models import Claim
from claims.writing.unpublished import draft_dossier
from claimtrack import addresses
from claimtrack.accounts.names import person_name
from claimtrack.api.problems import Unavailable
from claimtrack.api.rows.members import InstantMember, Member, Text
from claimtrack.api.rows.resource import Resource, who
from claimtrack.api.rows.schema import IDEMPOTENCY_KEY, JSON, RowSchema, members_schema
from claimtrack.api.rows.verbs import given_in
from claimtrack.api.rows.views import ResourceView
from claimtrack.api.schema import file_responses
from claimtrack.api.writing import not_there, once
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.handing import Guest, Handover
from claimtrack.editions.roots import Root
from claimtrack.notations import Instant
from claimtrack.query.filters import INTEGER_FORM
from claimtrack.writing import guests, handovers

# -- the dossier of a draft -----------------------------------------------------------------------


class DraftDossierSchema(RowSchema):
    def get_operation_id(self) -> str:
        """`desk_claims_preview_dossier_pdf`."""
        return f"desk_claims_preview_dossier_{self._form}"

    def get_response_serializers(self) -> Any:
        return file_responses(FORMS[self._form].media_type)

    @property
    def _form(self) -> str:
        return cast("DraftDossierView", self.view).form


class DraftDossierView(ResourceView):
    """The dossier of a claim as the desk has it: each page is stamped NOT PUBLISHED, with its number and the reader."""

    resource = CLAIMS
    form: ClassVar[str]
    answers: type = dict
    rights = dict.fromkeys(("GET", "HEAD"), ("view", Claim))
    schema: ViewInspector | None = DraftDossierSchema()

    def get(self, request: Request, id_or_slug: str) -> HttpResponse:
        claim: Claim = self.resource.one(id_or_slug, self.person)
        try:
            return dossier_response(claim, self.form, person_name(self.person))
        except Busy as error:
            raise DossierBusy(str(error), headers={"Retry-After": str(SECONDS_TO_WAIT)}) from error
        except CannotPrint as error:
            raise Unavailable(str(error)) from error


def dossier_response(claim: Claim, form: str, reader: str) -> HttpResponse:
    """For one reader, and kept by nothing on the way to them. Raises Busy and CannotPrint."""
    content = draft_dossier(claim=claim, form=form, reader=reader)
    made = FORMS[form]
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": POLICY,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
    }
    if made.saved:
        headers["Content-Disposition"] = f'attachment; filename="NOT-PUBLISHED.{form}"'
    return HttpResponse(content, content_type=made.media_type, headers=headers)


# -- what stands under a root and is no row of its own --------------------------------------------


class UnderSchema(RowSchema):
    """Of a short list under a root, to which a POST adds."""

    def get_operation_id(self) -> str:
        done = {"GET": "list", "POST": "create", "DELETE": "delete"}
        return f"{self.called_by_path()}_{done[self.method]}"

    def get_request_serializer(self) -> Any:
        if self.method != "POST":
            return None
        view = cast("UnderView", self.view)
        name = f"{self.resource.called}{view.answers.__name__.removesuffix('Document')}Body"
        members = {member.name: member for member in view.members}
        return {JSON: self._register(name, members_schema(members, view.__doc__ or "", whole=True))}

    def get_response_serializers(self) -> Any:
        view = cast("UnderView", self.view)
        if self.method == "DELETE":
            return {"204": None}
        if self.method == "POST":
            return {"201": self._component(view.made)}
        return {"200": {"type": "array", "items": self._component(view.answers)}}

    def get_override_parameters(self) -> list[Any]:
        return [*self.in_path(), *([IDEMPOTENCY_KEY] if self.method == "POST" else [])]

    def get_examples(self) -> list[Any]:
        return []


class UnderView(ResourceView):
    members: ClassVar[tuple[Member, ...]] = ()
    made: ClassVar[type]
    schema: ViewInspector | None = UnderSchema()

    def root(self, names: Mapping[str, str]) -> Root:
        found: Root = self.resource.one(names["id_or_slug"], self.person)
        return found


# -- hand-overs -----------------------------------------------------------------------------------


class HandoverDocument(TypedDict):
    """That somebody outside was given a dossier. `by` is null to those who are not told who works on what."""

    to: str
    sha256: str
    at: Instant
    by: str | None
    recorded_at: Instant


class HandedOverDocument(HandoverDocument):
    """A hand-over that was just noted.

    `known` is whether the house can tell that the hash is of this work: false for a draft that was changed since it
    was handed over, and for a hash that is none of ours.
    """

    known: bool


class HandoversView(UnderView):
    """Who was given a dossier of it, the newest first: whom to tell when it is corrected, withheld or redacted."""

    answers: type = HandoverDocument
    made = HandedOverDocument
    members = (
        Text(name="to", required=True, meaning="Who was given it, and how they are reached."),
        Text(name="sha256", required=True, meaning="The hash that stands in the dossier."),
        InstantMember(name="at", nullable=True, meaning="When, with its offset; null is now."),
    )

    def get(self, request: Request, **names: str) -> Response:
        rows = list(handovers.handovers_of(self.root(names)))
        people = User.objects.in_bulk({row.by_id for row in rows})
        return Response([_handover(row, people.get(row.by_id), self.person) for row in rows])

    @once
    def post(self, request: Request, /, **names: str) -> Response:
        given = given_in(self.members, request.data, self.person)
        root = self.root(names)
        row = handovers.record_handover(root=root, by=self.person, **given)
        answer: HandedOverDocument = {
            **_handover(row, self.person, self.person),
            "known": handovers.is_known(row, root),
        }
        return Response(answer, status=HTTPStatus.CREATED)


def _handover(row: Handover, by: User | None, reader: User) -> HandoverDocument:
    return {
        "to": row.to,
        "sha256": row.sha256,
        "at": rfc3339(row.at),
        "by": who(by, reader),
        "recorded_at": rfc3339(row.recorded_at),
    }


# -- guests ---------------------------------------------------------------------------------------


class OpeningDocument(TypedDict):
    """That a link was opened, and what was shown: `page`, or a form of the dossier."""

    at: Instant
    what: str


class GuestDocument(TypedDict):
    """A guest. `open` is whether the link leads somewhere now; `by` is null as elsewhere."""

    id: int
    name: str
    by: str | None
    made_at: Instant
    expires_at: Instant
    revoked_at: Instant | None
    open: bool
    openings: list[OpeningDocument]


class InvitedDocument(GuestDocument):
    """A guest who was just invited. `link` is told this once, and kept nowhere: null where a request is sent again."""

    link: str | None


class GuestsView(UnderView):
    """Guests who may read this one claim, and its dossier, by a link: the newest first, with all that they opened."""

    answers: type = GuestDocument
    made = InvitedDocument
    members = (
        Text(name="name", required=True, meaning="Who the guest is: it stands on each page that they read."),
        InstantMember(name="expires_at", required=True, meaning="When the link ends, with its offset."),
    )

    def get(self, request: Request, **names: str) -> Response:
        root = self.root(names)
        rows = list(guests.guests_of(root))
        people = User.objects.in_bulk({row.by_id for row in rows})
        return Response([_guest(row, root, people.get(row.by_id), self.person) for row in rows])

    def post(self, request: Request, /, **names: str) -> Response:
        """Done once; the link stands beside what is kept of the answer, to be given again without it."""
        self.secret = ""
        response = self._invited(request, **names)
        response.data = {**response.data, "link": link_of(self.secret) if self.secret else None}
        return response

    post.is_once = True  # type: ignore[attr-defined]  # for the test that walks all addresses

    @once
    def _invited(self, request: Request, /, **names: str) -> Response:
        root, given = self.root(names), given_in(self.members, request.data, self.person)
        guest, self.secret = guests.invite(root=root, by=self.person, **given)
        return Response(_guest(guest, root, self.person, self.person), status=HTTPStatus.CREATED)


class GuestView(UnderView):
    """A guest's link, which is ended."""

    answers: type = GuestDocument

    def delete(self, request: Request, **names: str) -> Response:
        if not INTEGER_FORM.fullmatch(names["id"]):
            raise not_there("guest")
        guests.revoke(root=self.root(names), guest_id=int(names["id"]), by=self.person)
        return Response(status=HTTPStatus.NO_CONTENT)


def link_of(secret: str) -> str:
    return f"{settings.PUBLIC_URL}{addresses.guest(secret)}"


def _guest(row: Guest, root: Root, by: User | None, reader: User) -> GuestDocument:
    return {
        "id": row.pk,
        "name": row.name,
        "by": who(by, reader),
        "made_at": rfc3339(row.made_at),
        "expires_at": rfc3339(row.expires_at),
        "revoked_at": rfc3339(row.revoked_at) if row.revoked_at else None,
        "open": guests.is_open(row, root),
        "openings": [{"at": rfc3339(each.at), "what": each.what} for each in row.openings.all()],
    }


# -- addresses ------------------------------------------------------------------------------------


def handover_patterns(resource: Resource) -> Iterator[URLPattern]:
    rights = dict.fromkeys(("GET", "HEAD", "POST"), ("hand_on", resource.model))
    members: dict[str, Any] = {"__doc__": HandoversView.__doc__, "resource": resource, "rights": rights}
    view: type[HandoversView] = type(f"{resource.called}HandoversView", (HandoversView,), members)
    yield path(f"desk/{resource.name}/<str:id_or_slug>/handovers/", view.as_view())


def guest_patterns() -> Iterator[URLPattern]:
    for base, address in ((GuestsView, "guests/"), (GuestView, "guests/<str:id>/")):
        rights = dict.fromkeys(("GET", "HEAD", "POST", "DELETE"), ("invite", Claim))
        there = {name: right for name, right in rights.items() if name == "HEAD" or hasattr(base, name.lower())}
        view: Any = type(
            f"DeskClaim{base.__name__}", (base,), {"__doc__": base.__doc__, "resource": CLAIMS, "rights": there}
        )
        yield path(f"desk/claims/<str:id_or_slug>/{address}", view.as_view())


def draft_dossier_patterns() -> Iterator[URLPattern]:
    for form in FORMS:
        members: dict[str, Any] = {"__doc__": DraftDossierView.__doc__, "form": form}
        view: type[DraftDossierView] = type(f"DraftDossier{form.capitalize()}View", (DraftDossierView,), members)
        yield path(f"desk/claims/<str:id_or_slug>/preview/dossier.{form}", view.as_view())
