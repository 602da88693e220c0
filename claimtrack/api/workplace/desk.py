"""What waits for somebody, and what they are told of: the queue, the bell, and by which ways word comes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, Final, TypedDict, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector

from claimtrack import addresses
from claimtrack.accounts.roles import staff
from claimtrack.accounts.visible import visible
from claimtrack.api.bodies import StrictBody
from claimtrack.api.desk import DeskSchema, DeskView
from claimtrack.api.rows.resource import who
from claimtrack.api.workplace.verbs import NOBODY_THERE
from claimtrack.api.writing import WritingView, once
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.roots import Root
from claimtrack.editions.state import record_state
from claimtrack.notations import Instant
from claimtrack.query.filters import BooleanFilter, IntegerFilter, choices_of, one_of
from claimtrack.query.filterset import StrictFilterSet
from claimtrack.query.keyset import Keyset
from claimtrack.query.lists import ListFilterSet
from claimtrack.query.parameters import JSONSchema, StrictFilter
from claimtrack.workplace import many, notices, talk
from claimtrack.workplace.docket import LONGEST_TAG, MOST_TAGS
from claimtrack.workplace.models import Comment, Form, Mail, Notice
from claimtrack.workplace.outbox import prefer, preference_of
from claimtrack.workplace.queue import MOST_COUNTED, SECTIONS, Filled, Line, queue
from claimtrack.workplace.roots import kind_of, number_of, page_of
from claimtrack.writing.references import rows_named
from claimtrack.writing.works import model_of

#: Lines of one section.
FEW: Final = 20
MOST: Final = 200
OWN: Final[Mapping[str, tuple[str, type[Model]]]] = {
    "GET": ("view", Notice),
    "PUT": ("change", Notice),
}


# -- the queue ------------------------------------------------------------------------------------


class QueueLine(TypedDict):
    """One work that waits, or a correction request. `name` is what the desk calls it, `number` what notices do.

    `priority` is from 0 to 9; a request has no stage. `beside` is what the newsroom wants to see of it here:
    of a claim, how far it spread, as `QUEUE_FIGURES` says.
    """

    kind: str
    id: str
    number: str
    api_url: str
    page: str
    name: str
    stage: str | None
    priority: int
    why: str | None
    beside: list[str]
    since: Instant | None
    due: str | None


class SectionDocument(TypedDict):
    """What waits for one thing, the most urgent first. `count` is exact unless `more` says that there are others."""

    section: str
    title: str
    count: int
    more: bool
    lines: list[QueueLine]


class QueueDocument(TypedDict):
    """All that waits for whoever asks."""

    sections: list[SectionDocument]


class SectionFilter(StrictFilter):
    """The name of a section."""

    def parse(self, text: str) -> str:
        return one_of(text, choices_of(sorted(SECTIONS)))

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "enum": sorted(SECTIONS)}


class QueueFilters(StrictFilterSet):
    section = SectionFilter(narrows=False, help_text="One section alone.")
    limit = IntegerFilter(
        narrows=False, default=FEW, minimum=1, maximum=MOST, help_text=f"So many lines of each, up to {MOST}."
    )


class NamedByPath(DeskSchema):
    """Operations are called by their addresses: `desk_queue`, `desk_notices_preferences_put`."""

    def get_operation_id(self) -> str:
        done = "" if self.method in {"GET", "POST"} else f"_{self.method.lower()}"
        return self.called_by_path() + done

    def get_request_serializer(self) -> Any:
        return getattr(self.view, "accepts", None) if self.method in {"POST", "PUT"} else None

    def get_response_serializers(self) -> Any:
        if self.method == "GET":
            return super().get_response_serializers()
        return {"200": self._component(cast("DeskView", self.view).answers)}


class QueueView(DeskView):
    """What waits, in sections, the most urgent first: for whoever asks, of theirs, for an editor, by its time."""

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {"GET": OWN["GET"]}
    answers: type = QueueDocument
    filterset_class = QueueFilters
    schema: ViewInspector | None = NamedByPath()

    def get(self, request: Request) -> Response:
        values = QueueFilters.accept(self.asked, Notice.objects.none()).values
        names = [values["section"]] if values["section"] else []
        filled = queue(self.person, most=values["limit"], names=names)
        answer: QueueDocument = {"sections": [section_document(each) for each in filled]}
        return Response(answer)


def section_document(filled: Filled) -> SectionDocument:
    found = filled.found
    return {
        "section": filled.section.name,
        "title": filled.section.title,
        "count": min(found.count, MOST_COUNTED),
        "more": found.count > MOST_COUNTED,
        "lines": [line_document(line) for line in found.lines],
    }


def line_document(line: Line) -> QueueLine:
    root = line.root
    kind = kind_of(root) if isinstance(root, Root) else str(root._meta.verbose_name)
    return {
        "kind": kind.replace(" ", "_"),
        "id": str(root.pk),
        "number": number_of(root.pk),
        "api_url": addresses.on_desk(f"{kind.replace(' ', '-')}s", root.pk),
        "page": page_of(root),
        "name": str(root),
        "stage": root.stage if isinstance(root, Root) else None,
        "priority": line.priority,
        "why": line.why or None,
        "beside": list(line.beside),
        "since": rfc3339(line.since) if line.since else None,
        "due": _due(line.due),
    }


def _due(due: date | datetime | None) -> str | None:
    if isinstance(due, datetime):
        return rfc3339(due)
    return due.isoformat() if due else None


# -- many at once ---------------------------------------------------------------------------------


class WorkBody(StrictBody):
    """A work, by its sort and its id or slug."""

    kind = serializers.CharField(max_length=20, help_text="claim, narrative or source.")
    id = serializers.CharField(max_length=200, help_text="Its id or slug.")


def _tags(meaning: str) -> serializers.ListField:
    tag = serializers.CharField(max_length=LONGEST_TAG)
    return serializers.ListField(child=tag, default=list, max_length=MOST_TAGS, help_text=meaning)


class ManyBody(StrictBody):
    """What is done to all of these, or, where anything stands against it, to none of them."""

    do = serializers.ChoiceField(choices=["assign", "tag", "return"], help_text="What is done.")
    works = serializers.ListField(child=WorkBody(), min_length=1, max_length=MOST, help_text=f"Up to {MOST} works.")
    assignee = serializers.CharField(default=None, allow_null=True, max_length=150, help_text="A user name.")
    due = serializers.DateField(default=None, allow_null=True, help_text="By when, with `assign`.")
    add = _tags("Tags that they get.")
    remove = _tags("Tags that they lose.")
    message = serializers.CharField(
        default=None, allow_null=True, max_length=talk.LONGEST, help_text="What is said with it."
    )


class ManyDocument(TypedDict):
    """To how many works it was done."""

    done: int


class ManyView(WritingView):
    """Gives many works to somebody, tags them, or returns them to their authors: all of them, or none."""

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {"POST": ("add", Comment)}
    answers: type = ManyDocument
    accepts = ManyBody
    schema: ViewInspector | None = NamedByPath()

    @once
    def post(self, request: Request, /) -> Response:
        body = ManyBody(data=request.data)
        body.is_valid(raise_exception=True)
        answer: ManyDocument = {"done": self._do(body.validated_data)}
        return Response(answer)

    def _do(self, given: Mapping[str, Any]) -> int:
        roots, by = self._roots(given["works"]), self.person
        if given["do"] == "tag":
            return many.tag(roots=roots, add=given["add"], remove=given["remove"], by=by)
        if given["do"] == "return":
            return many.send_back(roots=roots, by=by, message=given["message"])
        assignee = self._person(given["assignee"]) if given["assignee"] else None
        return many.assign(roots=roots, assignee=assignee, due=given["due"], by=by, message=given["message"])

    def _person(self, name: str) -> User:
        found = staff().filter(username=name).first()
        if found is None:
            raise serializers.ValidationError({"assignee": [NOBODY_THERE]})
        return found

    def _roots(self, works: Sequence[Mapping[str, str]]) -> list[Root]:
        names: dict[str, set[str]] = {}
        for each in works:
            names.setdefault(each["kind"], set()).add(each["id"])
        found = {(kind, name): row for kind, its in names.items() for name, row in self._named(kind, its).items()}
        unknown = {
            str(place): {"id": ["There is no such work."]}
            for place, each in enumerate(works)
            if (each["kind"], each["id"]) not in found
        }
        if unknown:
            raise serializers.ValidationError({"works": unknown})
        return list({row.pk: row for row in found.values()}.values())

    def _named(self, kind: str, names: set[str]) -> Mapping[str, Root]:
        model = model_of(kind)
        return rows_named(visible(model._default_manager.all(), by=self.person), names) if model else {}


# -- the bell -------------------------------------------------------------------------------------


class NoticeDocument(TypedDict):
    """That something happened. `about` is the work's number, with its name where readers have it.

    `why` says why one is told, where that is not plain: of a saved search, what of it held.
    """

    id: str
    what: str
    about: str
    why: str | None
    page: str
    by: str | None
    at: Instant
    read: bool


class NoticeFilters(ListFilterSet):
    keyset = Keyset(("id",), descending=True)
    count = None  # type: ignore[assignment]  # django-filter's way to leave one out
    unread = BooleanFilter(narrows=False, default=False, help_text="Only what was not read yet.")


def notice_document(told: notices.Told, by: User) -> NoticeDocument:
    return {
        "id": str(told.notice.pk),
        "what": told.what,
        "about": told.about,
        "why": told.why or None,
        "page": told.page,
        "by": who(told.notice.by, by),
        "at": rfc3339(told.notice.at),
        "read": told.is_read,
    }


class NoticesView(DeskView):
    """One's own bell, the newest first: what happened, and where; never what was said."""

    rights = OWN
    answers: type = NoticeDocument
    paged = True
    filterset_class = NoticeFilters

    def get(self, request: Request) -> Response:
        rows: QuerySet[Notice] = Notice.objects.filter(person=self.person)
        asked = NoticeFilters.accept(self.asked, rows)
        if asked.values["unread"]:
            asked = NoticeFilters.accept(self.asked, rows.filter(read_at=None))
        page = asked.page("id")
        listed = Notice.objects.select_related("by").in_bulk([pk for (pk,) in page.rows])
        told = notices.told_of([listed[pk] for (pk,) in page.rows if pk in listed], self.person)
        results = [notice_document(each, self.person) for each in told]
        return Response({"next": page.next, "position": record_state("default").position, "results": results})


class ReadBody(StrictBody):
    """What was read, or, with `read` false, is to stand as unread again; null for all."""

    notices = serializers.ListField(
        child=serializers.UUIDField(), default=None, allow_null=True, max_length=MOST, help_text="Ids."
    )
    read = serializers.BooleanField(default=True, help_text="Whether it was read.")


class ReadDocument(TypedDict):
    """How many notices are not read yet; at most 100 are counted."""

    unread: int


class ReadView(DeskView):
    """How many notices are unread; a PUT marks some, or all, as read."""

    rights = OWN
    answers: type = ReadDocument
    accepts = ReadBody
    schema: ViewInspector | None = NamedByPath()

    def get(self, request: Request) -> Response:
        return Response({"unread": notices.unread(self.person)})

    def put(self, request: Request) -> Response:
        body = ReadBody(data=request.data)
        body.is_valid(raise_exception=True)
        ids: Sequence[UUID] | None = body.validated_data["notices"]
        notices.mark_read(person=self.person, notices=ids, read=body.validated_data["read"])
        return self.get(request)


class PreferenceBody(StrictBody):
    """How one is told, besides the bell."""

    mail = serializers.ChoiceField(choices=Mail.choices, help_text="When e-mail comes.")
    chat = serializers.ChoiceField(
        choices=Form.choices, default=None, allow_null=True, help_text="Which chat; or none."
    )
    chat_url = serializers.URLField(
        default=None,
        allow_null=True,
        max_length=1000,
        help_text="The address of its incoming webhook, a secret. Left out, it stays as it is.",
    )


class PreferenceDocument(TypedDict):
    """How one is told. Of the address of a chat its host alone is shown."""

    mail: str
    chat: str | None
    chat_host: str | None


class PreferenceView(DeskView):
    """How one is told of what happens: by e-mail at once, once a day or never, and in a chat."""

    rights = OWN
    answers: type = PreferenceDocument
    accepts = PreferenceBody
    schema: ViewInspector | None = NamedByPath()

    def get(self, request: Request) -> Response:
        chosen = preference_of(self.person)
        answer: PreferenceDocument = {
            "mail": chosen.mail,
            "chat": chosen.chat or None,
            "chat_host": urlsplit(chosen.chat_url).hostname if chosen.chat_url else None,
        }
        return Response(answer)

    def put(self, request: Request) -> Response:
        body = PreferenceBody(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        try:
            prefer(person=self.person, mail=given["mail"], chat=given["chat"] or "", chat_url=given["chat_url"])
        except ValidationError as error:
            raise serializers.ValidationError(error.message_dict) from error
        return self.get(request)


urlpatterns = [
    path("desk/queue/", QueueView.as_view()),
    path("desk/queue/many/", ManyView.as_view()),
    path("desk/notices/", NoticesView.as_view()),
    path("desk/notices/read/", ReadView.as_view()),
    path("desk/notices/preferences/", PreferenceView.as_view()),
]
