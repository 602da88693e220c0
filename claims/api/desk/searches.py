"""One's own saved searches over HTTP: listed, made, changed and deleted.

Nobody else writes them, so nothing has to be named as it was seen. A query comes in a body, and stands in no log.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar, TypedDict

from django.db.models import Model
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector

from claims.tools.searches.places import places_of
from claims.writing.searches import keeping
from claims.writing.searches.models import SavedSearch
from claims.writing.searches.telling import faults_of
from claimtrack import addresses
from claimtrack.api.bodies import StrictBody
from claimtrack.api.desk import DeskSchema
from claimtrack.api.writing import WritingView, not_there, once
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.state import record_state
from claimtrack.notations import Instant
from claimtrack.query.faults import Fault
from claimtrack.query.keyset import Keyset, count_up_to
from claimtrack.query.lists import ListFilterSet
from claimtrack.query.texts import id_in
from claimtrack.workplace.models import Mail

TABLE = "searches"
QUERY = (
    "What is searched for: the filters of `/api/v1/claims/` and `q`, as they stand behind the question mark of its "
    "address; or such an address. What orders that list or is about its pages is left out. Empty: every claim."
)
MAIL = "When e-mail comes of it, to whoever wants any; null: as of any notice."


class SearchAddresses(TypedDict):
    """Where exactly what it finds is to be had by anybody; a webhook follows `changes`."""

    page: str
    api: str
    atom: str
    feed_json: str
    changes: str


class SavedSearchDocument(TypedDict):
    """A search that tells its person of what is published after the position `since`.

    `faults` are what it names that is no more: such a search finds nothing until it is changed.
    """

    id: str
    api_url: str
    name: str
    query: str
    mail: str | None
    since: int
    faults: list[Fault]
    finds: SearchAddresses
    created_at: Instant
    updated_at: Instant


def search_document(search: SavedSearch) -> SavedSearchDocument:
    there = places_of(search.query)
    return {
        "id": str(search.pk),
        "api_url": addresses.on_desk(TABLE, search.pk),
        "name": search.name,
        "query": search.query,
        "mail": search.mail or None,
        "since": search.since,
        "faults": faults_of(search),
        "finds": {
            "page": there.page,
            "api": there.api,
            "atom": there.atom,
            "feed_json": there.json_feed,
            "changes": there.changes,
        },
        "created_at": rfc3339(search.created_at),
        "updated_at": rfc3339(search.updated_at),
    }


class SavedSearchBody(StrictBody):
    """A search under a name; of a change, what is to be otherwise."""

    name = serializers.CharField(max_length=60, help_text="What it is called in what it tells.")
    query = serializers.CharField(allow_blank=True, max_length=4_000, help_text=QUERY)
    mail = serializers.ChoiceField(choices=Mail.choices, default=None, allow_null=True, help_text=MAIL)


class SavedSearchFilters(ListFilterSet):
    keyset = Keyset(("name", "id"))


class SearchSchema(DeskSchema):
    """`desk_searches_list`, `desk_searches_create`, `desk_searches_retrieve`, `desk_searches_change`, …"""

    def get_operation_id(self) -> str:
        return f"desk_{TABLE}_change" if self.method == "PATCH" else super().get_operation_id()

    def get_request_serializer(self) -> Any:
        return SavedSearchBody(partial=self.method == "PATCH") if self.method in {"POST", "PATCH"} else None


class SearchesView(WritingView):
    """What the addresses of saved searches have in common: they are one's own."""

    answers: type = SavedSearchDocument
    accepts = SavedSearchBody
    schema: ViewInspector | None = SearchSchema()


class SearchListView(SearchesView):
    """One's own saved searches, by name; a POST keeps another."""

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {
        "GET": ("view", SavedSearch),
        "POST": ("add", SavedSearch),
    }
    filterset_class = SavedSearchFilters
    paged = True

    def get(self, request: Request) -> Response:
        asked = SavedSearchFilters.accept(self.asked, keeping.searches_of(self.person))
        if asked.counts:
            return Response(count_up_to(asked.qs))
        position = record_state("default").position
        page = asked.page("id")
        listed = SavedSearch.objects.in_bulk([pk for (pk,) in page.rows])
        results = [search_document(listed[pk]) for (pk,) in page.rows if pk in listed]
        return Response({"next": page.next, "position": position, "results": results})

    @once
    def post(self, request: Request, /) -> Response:
        body = SavedSearchBody(data=request.data)
        body.is_valid(raise_exception=True)
        search = keeping.save_search(**_given(body.validated_data), by=self.person)
        made = search_document(search)
        return Response(made, status=HTTPStatus.CREATED, headers={"Location": made["api_url"]})


class SearchView(SearchesView):
    """One of one's own saved searches. With another query it begins anew; a DELETE takes what it told along."""

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {
        "GET": ("view", SavedSearch),
        "PATCH": ("change", SavedSearch),
        "DELETE": ("delete", SavedSearch),
    }

    def get(self, request: Request, id: str) -> Response:  # noqa: A002 - as addresses call it
        return Response(search_document(self._named(id)))

    def patch(self, request: Request, id: str) -> Response:  # noqa: A002
        search = self._named(id)
        body = SavedSearchBody(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        standing = {"name": search.name, "query": search.query, "mail": search.mail or None}
        try:
            changed = keeping.change_search(search=search, **_given(standing | body.validated_data), by=self.person)
        except SavedSearch.DoesNotExist:
            raise not_there("saved search") from None
        return Response(search_document(changed))

    def delete(self, request: Request, id: str) -> Response:  # noqa: A002
        keeping.delete_search(search=self._named(id), by=self.person)
        return Response(status=HTTPStatus.NO_CONTENT)

    def _named(self, name: str) -> SavedSearch:
        pk = id_in(name)
        search = keeping.searches_of(self.person).filter(pk=pk).first() if pk else None
        if search is None:
            raise not_there("saved search")
        return search


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    mail = values["mail"]
    return {"name": values["name"], "query": values["query"], "mail": Mail(mail) if mail else None}
