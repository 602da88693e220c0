"""Reading the record over HTTP: one subject's documents, and lists of entries. Knows no subject but by its word."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import orjson
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from claimtrack import addresses
from claimtrack.api.conditional import etag_of, json_bytes, names_tags, not_modified
from claimtrack.api.keeping import keep
from claimtrack.api.problems import NotFound, RedactedProblem, WithheldProblem
from claimtrack.api.views import PublicView, list_body
from claimtrack.editions.bylines import bylines_of, persons_in
from claimtrack.editions.chain import canonical, rfc3339
from claimtrack.editions.lists import EditionFilters, EditionListFilters, EntryFilters
from claimtrack.editions.models import Edition, Entry, Head
from claimtrack.editions.names import leads
from claimtrack.editions.reading import (
    EDITION_COLUMNS,
    EditionDocument,
    Merged,
    Redacted,
    Retracted,
    Shown,
    Unknown,
    Withheld,
    edition_document,
    histories,
    read,
)
from claimtrack.editions.state import RecordState, record_state, snapshot
from claimtrack.query.asked import Asked, NotAsked
from claimtrack.query.faults import InvalidQuery
from claimtrack.query.filterset import unknown_parameters
from claimtrack.query.keyset import COUNT_LIMIT, CountDocument, count_up_to
from claimtrack.query.lists import ListFilterSet
from claimtrack.query.texts import UUID_FORM

# -- one state of the record ------------------------------------------------------------------------


def etag_at(now: RecordState, address: str) -> str:
    """The entity tag of what an address answers while the record stands so."""
    return etag_of(now.position, now.revision, address, settings.VERSION)


def answer_at(
    request: Request, address: str, answer: Callable[[RecordState, str], HttpResponseBase], *, using: str
) -> HttpResponseBase:
    """304 by one query for who holds what the record still says; else an answer of which all is read from one state.

    `answer` is called with that state, and the entity tag.
    """
    if names_tags(request) and (unchanged := not_modified(request, etag_at(record_state(using), address))):
        return unchanged
    with snapshot(using) as now:
        etag = etag_at(now, address)
        answered = answer(now, etag)
        keep(request, answered, now)
        return not_modified(request, etag) or answered


def survivor_at(request: Request, address: str) -> HttpResponse:
    """The way on from a work that was merged; the parameters go along, but for `edition`: the number was its own.

    Browsers keep a permanent redirection for good unless they are told to ask again: a merger can be undone.
    """
    kept = [(name, values) for name, values in request.query_params.lists() if name != "edition"]
    query = f"?{urlencode(kept, doseq=True)}" if kept else ""
    return HttpResponsePermanentRedirect(f"{address}{query}", headers={"Cache-Control": "no-cache"})


# -- one subject ----------------------------------------------------------------------------------


class WorkView(PublicView):
    """The current edition's document, or that of a time, in today's format; by its number, the bytes as stored."""

    filterset_class = EditionFilters
    subject_type: ClassVar[str]

    def get(self, request: Request, id_or_slug: str) -> HttpResponse:
        values = EditionFilters.accept(self.asked, Edition.objects.none()).values
        found = readable(self.subject_type, id_or_slug, values["edition"], values["as_of"], using=self.database)
        if isinstance(found, Merged):
            return survivor_at(request, addresses.of(self.subject_type, found.survivor))
        if values["edition"] is not None:  # it can be held against its hash
            return document_answer(request, found, found.text)
        if isinstance(found, Shown) and (added := {**self.added(found), **self._bylines(found)}):
            return document_answer(request, found, canonical({**found.document, **added}), added)
        return document_answer(request, found, found.today)

    def _bylines(self, found: Shown) -> Mapping[str, Any]:
        bylines = bylines_of(persons_in(found.text), using=self.database)
        return {"bylines": bylines} if bylines else {}

    def added(self, found: Shown) -> Mapping[str, Any]:
        """Members that a document has more to tell of than what is stored, with all of it; most have none."""
        return {}


def document_answer(
    request: Request, found: Shown | Retracted, text: str, added: Mapping[str, Any] | None = None
) -> HttpResponse:
    """`added` is what the text tells besides the edition: it may change without one."""
    beside = [sha256(canonical(added).encode()).hexdigest()] if added else []
    etag = etag_of(found.sha256, found.format, settings.VERSION, *beside)
    if isinstance(found, Retracted):
        return json_bytes(text.encode(), etag=etag, status=HTTPStatus.GONE)
    return not_modified(request, etag) or json_bytes(text.encode(), etag=etag)


def readable(
    subject_type: str, name: str, number: int | None = None, at: datetime | None = None, *, using: str
) -> Shown | Retracted | Merged:
    """What a work has to read, by its id or slug. Raises NotFound, RedactedProblem and WithheldProblem."""
    found = read(subject_type, name, number=number, at=at, using=using)
    match found:
        case Unknown():
            raise NotFound(f"No {subject_type} “{name[:120]}” is published{_when(number, at)}.")
        case Redacted():
            raise RedactedProblem(found.note)
        case Withheld():
            raise WithheldProblem
    return found


def _when(number: int | None, at: datetime | None) -> str:
    if number is not None:
        return f" with an edition {number}"
    return f" as of {rfc3339(at)}" if at else ""


# -- lists ----------------------------------------------------------------------------------------


def answer_list(
    now: RecordState,
    etag: str,
    results: Iterable[str | bytes],
    *,
    next_: str | None,
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    return json_bytes(list_body(results, next=next_, position=now.position, extra=extra), etag=etag)


def answer_count(counted: CountDocument, etag: str) -> HttpResponse:
    return json_bytes(orjson.dumps(counted), etag=etag)


class ListView(PublicView):
    """A list in pages. What counts its results is made of the same view: `list_patterns`."""

    filterset_class: ClassVar[type[ListFilterSet]]
    answers: type
    paged = True


class SearchedListView(ListView):
    """A list that is searched by words: they can be sent in the body of a POST, and then stand in no address.

    An address is written into logs on its way, and kept by caches; such an answer is not.
    """

    posted = True

    @property
    def asked(self) -> Asked:
        if self.request.method != "POST":
            return super().asked
        if unknown := list(unknown_parameters(self.request.query_params, accepted=[])):
            raise InvalidQuery(unknown)
        try:
            asked = Asked.in_json(self.request.data, path=self.request.path)
        except NotAsked as error:
            raise ParseError(str(error)) from error
        if "count" in asked.parameters:
            raise ParseError(
                "The member 'count' is not read here; send the same question to count/ below this address."
            )
        return asked

    def post(self, request: Request) -> HttpResponseBase:
        """The same list, with the parameters as the members of a JSON object; `next` is the next `cursor`."""
        response = self.get(request)
        del response["ETag"]
        response["Cache-Control"] = "no-store"
        return response

    def get(self, request: Request) -> HttpResponseBase:
        raise NotImplementedError


List = TypeVar("List", bound=ListView)


def list_patterns(route: str, view: type[ListView]) -> Iterator[URLPattern]:
    """The address of a list, and below it that of the number of its results."""
    yield path(f"{route}count/", counting(view).as_view())  # first: the list's own things are named below it, too
    yield path(route, view.as_view())


def counting(view: type[List]) -> type[List]:
    """The view that answers how many results a list has: the same question but for pages and order."""
    members = {
        "__doc__": f"How many results the list has, counted up to {COUNT_LIMIT:,}.",
        "filterset_class": view.filterset_class.counting(),
        "answers": CountDocument,
        "paged": False,
    }
    return type(f"{view.__name__.removesuffix('View')}CountView", (view,), members)


class EditionsView(ListView):
    """The editions of one subject, newest first; also of a merged or retracted one."""

    filterset_class = EditionListFilters
    subject_type: ClassVar[str]
    answers: type = EditionDocument

    def get(self, request: Request, id_or_slug: str) -> HttpResponseBase:
        heads = Head.objects.using(self.database).filter(subject_type=self.subject_type)
        by_id = UUID_FORM.fullmatch(id_or_slug)
        known = heads.filter(subject_id=id_or_slug) if by_id else heads.filter(slug=id_or_slug)
        editions = Edition.objects.using(self.database).filter(subject_id__in=known.values("subject_id"))
        filters = self.filterset_class.accept(self.asked, histories(editions))
        never = NotFound(f"No {self.subject_type} “{id_or_slug[:120]}” was ever published.")

        def answer(now: RecordState, etag: str) -> HttpResponse:
            if filters.counts:
                counted = count_up_to(filters.qs)
                if not counted["count"]:  # whatever was published has an edition
                    raise never
                return answer_count(counted, etag)
            page = filters.page(*EDITION_COLUMNS)
            if not page.rows and not known.exists():
                raise never
            results = (
                orjson.dumps(edition_document(dict(zip(EDITION_COLUMNS, row, strict=True)))) for row in page.rows
            )
            return answer_list(now, etag, results, next_=page.next)

        return answer_at(request, filters.address, answer, using=self.database)


class EntryListView(SearchedListView):
    """A list of entries of one kind, newest published first."""

    filterset_class: ClassVar[type[EntryFilters]]
    #: Entries of claims say which published claims show them.
    with_claims: ClassVar[bool] = True

    def get(self, request: Request) -> HttpResponseBase:
        entries = leads(self.filterset_class.entry_kind).annotate(claims=_claims_showing())
        filters = self.filterset_class.accept(self.asked, entries)

        def answer(now: RecordState, etag: str) -> HttpResponse:
            if filters.counts:
                return answer_count(count_up_to(filters.qs), etag)
            text = "as_asked" if filters.values.get("claim") else "text"
            page = filters.page(text, *(["claims"] if self.with_claims else []))
            results = (_with_claims(text, *claims) for text, *claims in page.rows)
            return answer_list(now, etag, results, next_=page.next)

        return answer_at(request, filters.address, answer, using=self.database)


class EntryView(PublicView):
    """One entry by its id, or by its slug where it has one: whichever its address names."""

    kind: ClassVar[str]

    def get(self, request: Request, **names: str) -> HttpResponseBase:
        [name] = names.values()
        found = entries_named(self.kind, name).annotate(claims=_claims_showing())

        def answer(now: RecordState, etag: str) -> HttpResponse:
            entry = found.values_list("text", "claims").first()
            if entry is None:
                raise no_entry(self.kind, name)
            return json_bytes(_with_claims(*entry), etag=etag)

        return answer_at(request, request.path, answer, using=self.database)


def entries_named(kind: str, name: str) -> "QuerySet[Entry]":
    """The entry of this kind with this id or slug, where it is published."""
    rows = leads(kind)
    return rows.filter(item_id=name.lower()) | rows.filter(slug=name)


def no_entry(kind: str, name: str) -> NotFound:
    return NotFound(f"No {kind} “{name[:120]}” is published.")


#: A topic may have hundreds of thousands of claims; the list of claims tells all of them.
CLAIMS_TOLD = 200


def _claims_showing() -> ArraySubquery:
    """The first claims that show an item, by id."""
    showing = Entry.objects.filter(kind=OuterRef("kind"), item_id=OuterRef("item_id"))
    return ArraySubquery(showing.order_by("subject_id").values("subject_id")[:CLAIMS_TOLD])


def _with_claims(text: str, claims: Sequence[UUID] | None = None) -> bytes:
    """The stored text of an entry; with the claims that show it, where they are given."""
    if claims is None:
        return text.encode()
    listed = orjson.dumps([str(claim) for claim in claims])
    return text.encode()[:-1] + b',"claims":' + listed + b"}"
