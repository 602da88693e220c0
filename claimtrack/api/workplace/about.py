"""What is said about one root, whose it is, who watches it, and who has it open at this moment."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, ClassVar, NotRequired, TypedDict

from django.db.models import Model
from django.urls import URLPattern, path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector

from claimtrack import addresses
from claimtrack.accounts.rights import may
from claimtrack.accounts.visible import visible
from claimtrack.api.bodies import StrictBody
from claimtrack.api.desk import DeskSchema
from claimtrack.api.rows.resource import Resource, who
from claimtrack.api.writing import WritingView, not_there, once
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.roots import Root
from claimtrack.editions.state import record_state
from claimtrack.notations import Instant
from claimtrack.query.keyset import Keyset
from claimtrack.query.lists import ListFilterSet
from claimtrack.query.texts import UUID_FORM
from claimtrack.workplace import presence, talk, watching
from claimtrack.workplace.docket import docket_of
from claimtrack.workplace.models import Comment
from claimtrack.workplace.roots import number_of


class CommentDocument(TypedDict):
    """What somebody said; `occasion` is what it was said with. `text` is null once it was taken back.

    `unaware` are people who were named in it and are not told, as they may not see what it is about, or only read what
    the desk has: told to whoever says it, and empty later.
    """

    id: str
    occasion: str
    text: str | None
    by: str | None
    at: Instant
    taken_back_at: Instant | None
    unaware: list[str]


class DocketDocument(TypedDict):
    """Whose a work is, by when, and how urgent: `priority` is the sum of the three levels.

    `number` names it in notices; `watched` is whether whoever asks watches it. `assignee` and `reason` are left out for
    those who are not told who works on what: null means nobody, and no reason.
    """

    number: str
    assignee: NotRequired[str | None]
    due: str | None
    harm: int | None
    reach: int | None
    deadline: int | None
    priority: int
    reason: NotRequired[str | None]
    tags: list[str]
    watched: bool


class HereDocument(TypedDict):
    """Somebody else who has it open at this moment."""

    person: str
    since: Instant


class HereAnswer(TypedDict):
    """Who else has it open; `every` is after how many seconds a page that stays open says so again."""

    others: list[HereDocument]
    every: int


class WatchDocument(TypedDict):
    watched: bool


class CommentFilters(ListFilterSet):
    keyset = Keyset(("at", "id"), descending=True)
    count = None  # type: ignore[assignment]  # django-filter's way to leave one out


class CommentBody(StrictBody):
    """What is said; with @name somebody is told of it."""

    text = serializers.CharField(max_length=talk.LONGEST, help_text="In words, for the desk alone.")


class AboutSchema(DeskSchema):
    """`desk_claims_watch_begin`, `desk_claims_watch_end`, and of comments as of every list."""

    def get_operation_id(self) -> str:
        done = {"PUT": "_begin", "DELETE": "_end"}
        if self.method in done or self.method == "POST":
            return self.called_by_path() + done.get(self.method, "_add")
        return self.called_by_path() + ("_retrieve" if self.path.endswith("{comment_id}/") else "")

    def get_request_serializer(self) -> Any:
        return getattr(self.view, "accepts", None) if self.method == "POST" else None


class AboutView(WritingView):
    """What the addresses under a root have in common."""

    resource: ClassVar[Resource]
    answers: type = dict
    schema: ViewInspector | None = AboutSchema()

    def root(self, name: str) -> Root:
        root: Root = self.resource.one(name, self.person)
        return root


def comment_document(comment: Comment, by: Any, *, unaware: list[str] | None = None) -> CommentDocument:
    return {
        "id": str(comment.pk),
        "occasion": comment.occasion,
        "text": comment.text or None,
        "by": who(comment.by, by),
        "at": rfc3339(comment.at),
        "taken_back_at": _instant(comment.taken_back_at),
        "unaware": unaware or [],
    }


def _instant(at: datetime | None) -> Instant | None:
    return rfc3339(at) if at else None


class CommentsView(AboutView):
    """What was said about it, the newest first; a POST says something. Readers never see any of it."""

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {"GET": ("view", Comment), "POST": ("add", Comment)}
    answers: type = CommentDocument
    accepts = CommentBody
    filterset_class = CommentFilters
    paged = True

    def get(self, request: Request, id_or_slug: str) -> Response:
        said = talk.comments_on(self.root(id_or_slug), by=self.person)
        page = CommentFilters.accept(self.asked, said.order_by()).page("id")
        rows = said.in_bulk([pk for (pk,) in page.rows])
        results = [comment_document(rows[pk], self.person) for (pk,) in page.rows if pk in rows]
        return Response({"next": page.next, "position": record_state("default").position, "results": results})

    @once
    def post(self, request: Request, /, id_or_slug: str) -> Response:
        body = CommentBody(data=request.data)
        body.is_valid(raise_exception=True)
        spoken = talk.comment(root=self.root(id_or_slug), text=body.validated_data["text"], by=self.person)
        unaware = [each.get_username() for each in spoken.unaware]
        return Response(comment_document(spoken.comment, self.person, unaware=unaware), status=HTTPStatus.CREATED)


class CommentView(AboutView):
    """One comment; a DELETE takes its words away for good, and leaves that something was said."""

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {"GET": ("view", Comment), "DELETE": ("delete", Comment)}
    answers: type = CommentDocument

    def get(self, request: Request, id_or_slug: str, comment_id: str) -> Response:
        return Response(comment_document(self._comment(id_or_slug, comment_id), self.person))

    def delete(self, request: Request, id_or_slug: str, comment_id: str) -> Response:
        talk.take_back(comment=self._comment(id_or_slug, comment_id), by=self.person)
        return Response(status=HTTPStatus.NO_CONTENT)

    def _comment(self, id_or_slug: str, comment_id: str) -> Comment:
        said = visible(Comment.objects.filter(root_id=self.root(id_or_slug).pk), by=self.person)
        found = said.select_related("by").filter(pk=comment_id).first() if UUID_FORM.fullmatch(comment_id) else None
        if found is None:
            raise not_there("comment")
        return found


class DocketView(AboutView):
    """Whose it is, by when, and how urgent."""

    answers: type = DocketDocument

    def get(self, request: Request, id_or_slug: str) -> Response:
        root = self.root(id_or_slug)
        docket = docket_of(root)
        answer: DocketDocument = {
            "number": number_of(root.pk),
            "due": docket.due.isoformat() if docket.due else None,
            "harm": docket.harm,
            "reach": docket.reach,
            "deadline": docket.deadline,
            "priority": docket.priority,
            "tags": docket.tags,
            "watched": watching.watches(root, self.person),
        }
        if may(self.person, "view", Comment):
            answer["assignee"] = who(docket.assignee, self.person)
            answer["reason"] = docket.reason or None
        return Response(answer)


class WatchView(AboutView):
    """Watching it: whoever does is told of what happens to it. A DELETE ends that."""

    answers: type = WatchDocument

    def put(self, request: Request, id_or_slug: str) -> Response:
        watching.watch(root=self.root(id_or_slug), by=self.person)
        return Response({"watched": True})

    def delete(self, request: Request, id_or_slug: str) -> Response:
        watching.unwatch(root=self.root(id_or_slug), by=self.person)
        return Response(status=HTTPStatus.NO_CONTENT)


class HereView(AboutView):
    """Who has it open. A PUT says that oneself has, for some seconds, and is said again. Nobody is blocked by it."""

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = dict.fromkeys(("GET", "PUT", "DELETE"), ("view", Comment))
    answers: type = HereAnswer

    def get(self, request: Request, id_or_slug: str) -> Response:
        return Response(self._others(self.root(id_or_slug)))

    def put(self, request: Request, id_or_slug: str) -> Response:
        root = self.root(id_or_slug)
        presence.come(root=root, by=self.person)
        return Response(self._others(root))

    def delete(self, request: Request, id_or_slug: str) -> Response:
        presence.go(root=self.root(id_or_slug), by=self.person)
        return Response(status=HTTPStatus.NO_CONTENT)

    def _others(self, root: Root) -> HereAnswer:
        others = presence.others(root=root, by=self.person)
        told: list[HereDocument] = [
            {"person": each.person.get_username(), "since": rfc3339(each.since)} for each in others
        ]
        return {"others": told, "every": presence.EVERY}


_VIEWS: Mapping[str, type[AboutView]] = {
    "comments/": CommentsView,
    "comments/<str:comment_id>/": CommentView,
    "docket/": DocketView,
    "watch/": WatchView,
    "here/": HereView,
}


def about_patterns(resource: Resource) -> Iterator[URLPattern]:
    """The addresses of what is said and done about roots of one sort."""
    for address, base in _VIEWS.items():
        rights = base.rights or dict.fromkeys(("GET", "PUT", "DELETE"), ("view", resource.model))
        members: dict[str, Any] = {"__doc__": base.__doc__, "resource": resource, "rights": rights}
        view: type[AboutView] = type(f"{resource.called}{base.__name__}", (base,), members)
        yield path(f"{addresses.DESK.removeprefix(addresses.API)}{resource.name}/<str:id_or_slug>/{address}",
                   view.as_view())  # fmt: skip
