"""Reading the record: one subject's documents, and lists of entries. Knows no subject but by its word."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, ClassVar, TypedDict
from urllib.parse import urlencode
from uuid import UUID

import orjson
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery
from django.db import connections
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse, HttpResponsePermanentRedirect
from rest_framework.request import Request

from claimtrack.api.conditional import etag_of, json_bytes, not_modified
from claimtrack.api.cors import allow_any_origin
from claimtrack.api.paging import Keyset, ListFilterSet, count_up_to
from claimtrack.api.parameters import (
    UUID_FORM,
    InstantFilter,
    IntegerFilter,
    ReferenceFilter,
    StrictFilterSet,
    TextFilter,
    UUIDListFilter,
    fault,
)
from claimtrack.api.problems import NotFound, RedactedProblem
from claimtrack.api.views import PublicView, list_body
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.formats import in_current_format
from claimtrack.editions.models import Counter, Edition, Entry, Head, Kind

# -- where the record stands ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """The position a list was read at, and the revision of the rows derived since."""

    position: int
    revision: int

    def etag(self, address: str) -> str:
        return etag_of(self.position, self.revision, address, settings.VERSION)


def standing(using: str) -> Standing:
    """Read before the rows are: what is newer than its position is shown early, never missed."""
    return Standing(*Counter.objects.using(using).values_list("position", "revision").get())


# -- ids and slugs --------------------------------------------------------------------------------


def resolve_heads(subject_type: str) -> Callable[[Sequence[str]], Mapping[str, UUID]]:
    """Ids of published subjects of one type, by id or slug; those since retracted are still known."""

    def resolve(values: Sequence[str]) -> Mapping[str, UUID]:
        heads = Head.objects.using(settings.RECORD_DATABASE).filter(subject_type=subject_type)
        return _resolved(heads, "subject_id", values)

    return resolve


def resolve_entries(kind: str) -> Callable[[Sequence[str]], Mapping[str, UUID]]:
    """Ids of listed items of one kind, by id or slug."""

    def resolve(values: Sequence[str]) -> Mapping[str, UUID]:
        return _resolved(_leads(kind), "item_id", values)

    return resolve


def _resolved(rows: QuerySet[Any], id_column: str, values: Sequence[str]) -> Mapping[str, Any]:
    ids = [value for value in values if UUID_FORM.fullmatch(value)]
    slugs = [value for value in values if value not in ids]
    found = rows.filter(slug__in=slugs) | rows.filter(**{f"{id_column}__in": ids})
    known = list(found.values_list(id_column, "slug"))
    by_id = {str(pk): pk for pk, _ in known}
    by_slug = {slug: pk for pk, slug in known}
    return {value: (by_id | by_slug)[value] for value in values if value in by_id or value in by_slug}


def nearest_heads(subject_type: str) -> Callable[[str], Sequence[str]]:
    def nearest(value: str) -> Sequence[str]:
        heads = Head.objects.using(settings.RECORD_DATABASE).filter(subject_type=subject_type, readable=True)
        return _nearest(heads, value)

    return nearest


def nearest_entries(kind: str) -> Callable[[str], Sequence[str]]:
    def nearest(value: str) -> Sequence[str]:
        return _nearest(_leads(kind), value)

    return nearest


def _nearest(rows: QuerySet[Any], value: str) -> Sequence[str]:
    """The ten slugs most like the value, among those that share a beginning or a word with it."""
    words = [word for word in value.lower().split("-") if len(word) > 2]  # noqa: PLR2004 - shorter words are in every slug
    candidates = rows.filter(slug__startswith=value[:2].lower())
    for word in words[:5]:
        candidates = candidates | rows.filter(slug__contains=word)
    slugs = list(candidates.order_by("slug").values_list("slug", flat=True).distinct()[:1000])
    if not slugs:
        slugs = list(rows.order_by("slug").values_list("slug", flat=True).distinct()[:1000])
    return sorted(slugs, key=lambda slug: -SequenceMatcher(None, value, slug).ratio())[:10]


def head_filter(subject_type: str, field_name: str, **options: Any) -> ReferenceFilter:
    return ReferenceFilter(
        field_name, resolve=resolve_heads(subject_type), nearest=nearest_heads(subject_type), **options
    )


def entry_filter(kind: str, field_name: str, **options: Any) -> ReferenceFilter:
    return ReferenceFilter(field_name, resolve=resolve_entries(kind), nearest=nearest_entries(kind), **options)


# -- one subject ----------------------------------------------------------------------------------


class EditionFilters(StrictFilterSet):
    edition = IntegerFilter(
        minimum=1, maximum=2**31 - 1, narrows=False, help_text="The edition with this number, whatever came later."
    )
    as_of = InstantFilter(
        narrows=False,
        help_text="What was published at this time; a bare date is the end of that UTC day.",
    )

    def conflicts(self, values: Mapping[str, Any]) -> Any:
        if values.get("edition") is not None and values.get("as_of") is not None:
            yield fault("as_of", "conflict", "Ask for an edition or for a time, not for both.")


EDITION_COLUMNS = "e.text, e.kind, e.note, e.format, e.sha256, e.number, h.kind, h.readable, h.merged_into"


@dataclass(frozen=True, slots=True)
class StoredEdition:
    """An edition as a reader asked for it, and how its subject stands today."""

    text: str | None
    kind: str
    note: str | None
    format: int
    sha256: str
    number: int
    head_kind: str
    readable: bool
    merged_into: UUID | None


def find_edition(using: str, subject_type: str, name: str, *, number: int | None, as_of: Any) -> StoredEdition | None:
    """One query: the subject by id or slug, and its newest edition, the one numbered, or that of a time."""
    by_id = UUID_FORM.fullmatch(name)
    where = "h.subject_id = %s" if by_id else "h.slug = %s"
    chosen = "e.number = h.number"
    parameters: list[Any] = [subject_type, name.lower() if by_id else name]
    if number is not None:
        chosen = "e.number = %s"
        parameters.append(number)
    elif as_of is not None:
        chosen = "e.published_at <= %s"
        parameters.append(as_of)
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT {EDITION_COLUMNS} FROM editions_head h"  # noqa: S608 - fixed texts, values apart
            f" JOIN editions_edition e ON e.subject_id = h.subject_id"
            f" WHERE h.subject_type = %s AND {where} AND {chosen} ORDER BY e.number DESC LIMIT 1",
            parameters,
        )
        row = cursor.fetchone()
    return StoredEdition(*row) if row else None


class DocumentView(PublicView):
    """The current edition's document, or that of a time, in today's format; by its number, the bytes as stored."""

    filterset_class = EditionFilters
    subject_type: ClassVar[str]

    def get(self, request: Request, name: str) -> HttpResponse:
        values = EditionFilters.accept(request, Edition.objects.none()).values
        found = find_edition(self.database, self.subject_type, name, number=values["edition"], as_of=values["as_of"])
        if found is None:
            raise NotFound(f"No {self.subject_type} “{name[:120]}” is published{_when(values)}.")
        return self.answer(request, found)

    def answer(self, request: Request, found: StoredEdition) -> HttpResponse:
        if found.text is None:
            raise RedactedProblem(found.note)
        if found.merged_into and found.kind in {Kind.MERGED, Kind.REDACTED}:
            return self._survivor(request, found.merged_into)
        if found.kind == Kind.REDACTED and not found.readable:
            raise RedactedProblem(found.note)
        etag = etag_of(found.sha256, found.format, settings.VERSION)
        status = 410 if found.kind == Kind.RETRACTED else 200
        if status == 200 and (unchanged := not_modified(request, etag)):  # noqa: PLR2004 - the status itself
            return unchanged
        text = found.text
        if "edition" not in request.query_params:  # one asked for by its number can be held against its hash
            text = in_current_format(text, subject_type=self.subject_type, format_=found.format)
        return json_bytes(text.encode(), etag=etag, status=status)

    def _survivor(self, request: Request, survivor: UUID) -> HttpResponse:
        query = f"?{urlencode(request.query_params, doseq=True)}" if request.query_params else ""
        response = HttpResponsePermanentRedirect(f"/api/v1/{self.subject_type}s/{survivor}/{query}")
        allow_any_origin(response)
        return response


def _when(values: Mapping[str, Any]) -> str:
    if values["edition"] is not None:
        return f" with an edition {values['edition']}"
    return f" as of {rfc3339(values['as_of'])}" if values["as_of"] else ""


class EditionDocument(TypedDict):
    """One edition in the history of a subject; `redacted` when its document was taken away."""

    number: int
    kind: str
    note: str | None
    position: int
    published_at: str
    sha256: str
    previous_sha256: str | None
    changed: list[str]
    redacted: bool


EDITION_LIST_COLUMNS = (
    "number", "kind", "note", "position", "published_at", "sha256", "previous_sha256", "changed", "redacted",
)  # fmt: skip


class EditionListFilters(ListFilterSet):
    keyset = Keyset(("number",), descending=True)


class EditionsView(PublicView):
    """The editions of one subject, newest first; also of a merged or retracted one."""

    filterset_class = EditionListFilters
    subject_type: ClassVar[str]
    answers = EditionDocument
    paged = True

    def get(self, request: Request, name: str) -> HttpResponse:
        now = standing(self.database)
        heads = Head.objects.using(self.database).filter(subject_type=self.subject_type)
        known = heads.filter(subject_id=name) if UUID_FORM.fullmatch(name) else heads.filter(slug=name)
        editions = Edition.objects.using(self.database).filter(subject_id__in=known.values("subject_id"))
        filters = EditionListFilters.accept(request, editions.annotate(redacted=Q(text__isnull=True)))
        page = filters.page(*EDITION_LIST_COLUMNS)
        if not page.rows and not known.exists():
            raise NotFound(f"No {self.subject_type} “{name[:120]}” was ever published.")
        if unchanged := not_modified(request, now.etag(filters.address)):
            return unchanged
        if filters.values["count"]:
            return answer_count(filters, now)
        results = (orjson.dumps(_edition_document(row)) for row in page.rows)
        return answer_list(request, filters, now, results, next_=page.next)


def _edition_document(row: tuple[Any, ...]) -> EditionDocument:
    number, kind, note, position, published_at, sha256, previous, changed, redacted = row
    return {
        "number": number,
        "kind": kind,
        "note": note,
        "position": position,
        "published_at": rfc3339(published_at),
        "sha256": sha256,
        "previous_sha256": previous,
        "changed": changed,
        "redacted": redacted,
    }


# -- lists ----------------------------------------------------------------------------------------


def answer_list(
    request: Request,
    filters: ListFilterSet,
    now: Standing,
    results: Any,
    *,
    next_: str | None,
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    body = list_body(results, next=next_, position=now.position, extra=extra)
    return json_bytes(body, etag=now.etag(filters.address))


def answer_count(filters: ListFilterSet, now: Standing, *, besides: int = 0) -> HttpResponse:
    """The number of rows that match, and of `besides`: results of the list that are no rows."""
    counted = count_up_to(filters.qs)
    counted["count"] += besides
    return json_bytes(orjson.dumps(counted), etag=now.etag(filters.address))


class EntryFilters(ListFilterSet):
    """What every list of entries takes; subclasses add the keys of their kind."""

    keyset = Keyset(("position", "item_id"), descending=True)
    entry_kind: ClassVar[str]

    q = TextFilter(method="by_words", max_length=400, help_text="Words to search for; all must occur.")
    ids = UUIDListFilter("item_id", help_text="Only the items with these ids.")

    def by_words(self, queryset: QuerySet[Entry], _: str, value: str) -> QuerySet[Entry]:
        return queryset.filter(search=SearchQuery(value, config="simple", search_type="websearch"))

    def by_key(self, queryset: QuerySet[Entry], name: str, value: Any) -> QuerySet[Entry]:
        """Items of which any showing has one of these keys."""
        values = value if isinstance(value, list) else [str(value).lower()]
        shown = Entry.objects.filter(
            kind=OuterRef("kind"), item_id=OuterRef("item_id"), keys__overlap=[f"{name}:{each}" for each in values]
        )
        return queryset.filter(Exists(shown))

    def by_claim(self, queryset: QuerySet[Entry], _: str, value: Any) -> QuerySet[Entry]:
        shown = Entry.objects.filter(kind=OuterRef("kind"), item_id=OuterRef("item_id"), subject_id__in=value)
        return queryset.filter(Exists(shown))


def _leads(kind: str) -> QuerySet[Entry]:
    return Entry.objects.using(settings.RECORD_DATABASE).filter(kind=kind, lead=True)


class EntryListView(PublicView):
    """A list of entries of one kind, newest published first."""

    filterset_class: ClassVar[type[EntryFilters]]
    paged = True
    #: Entries of claims say which published claims show them.
    with_claims: ClassVar[bool] = True

    def get(self, request: Request) -> HttpResponse:
        now = standing(self.database)
        leads = _leads(self.filterset_class.entry_kind).annotate(claims=_claims_showing())
        filters = self.filterset_class.accept(request, leads)
        if unchanged := not_modified(request, now.etag(filters.address)):
            return unchanged
        if filters.values["count"]:
            return answer_count(filters, now)
        if not self.with_claims:
            page = filters.page("text")
            return answer_list(request, filters, now, (text for (text,) in page.rows), next_=page.next)
        page = filters.page("text", "claims")
        results = (_with_claims(text, claims) for text, claims in page.rows)
        return answer_list(request, filters, now, results, next_=page.next)


class EntryView(PublicView):
    """One entry by its id, or by its slug where it has one."""

    kind: ClassVar[str]

    def get(self, request: Request, name: str) -> HttpResponse:
        now = standing(self.database)
        rows = _leads(self.kind).annotate(claims=_claims_showing())
        found = rows.filter(item_id=name.lower()) | rows.filter(slug=name)
        entry = found.values_list("text", "claims").first()
        if entry is None:
            raise NotFound(f"No {self.kind} “{name[:120]}” is published.")
        etag = now.etag(request.path)
        return not_modified(request, etag) or json_bytes(_with_claims(*entry), etag=etag)


def _claims_showing() -> ArraySubquery:
    showing = Entry.objects.filter(kind=OuterRef("kind"), item_id=OuterRef("item_id"))
    return ArraySubquery(showing.order_by("subject_id").values("subject_id"))


def _with_claims(text: str, claims: Sequence[UUID]) -> bytes:
    listed = orjson.dumps([str(claim) for claim in claims])
    return text.encode()[:-1] + b',"claims":' + listed + b"}"
