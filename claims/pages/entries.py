"""Pages of what claims name: sources and narratives, which are works; subjects and documents, which are entries."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Final

import orjson
from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from claims.api.public.entries import DocumentView, NarrativeView, SubjectView
from claims.pages.cards import listed
from claims.pages.spelled import spelled
from claims.pages.works import WorkPage, asks_for_now
from claims.record.documents import NARRATIVE
from claimtrack import addresses
from claimtrack.api.record import entries_named, no_entry
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.models import Entry
from claimtrack.editions.reading import Shown
from claimtrack.editions.state import RecordState
from claimtrack.pages.views import PageView
from claimtrack.query.filters import InstantFilter
from claimtrack.query.filterset import StrictFilterSet
from sources.api.public import SourceView
from sources.documents import SOURCE

#: So many claims are named one by one: those that cite a document, and those of an edition of before.
MOST_CITING: Final = 200


class NamedPage(WorkPage):
    """A work that claims are found by."""

    ordering: ClassVar[str]

    def chosen(self, found: Shown, values: Mapping[str, Any]) -> dict[str, str]:
        """By which parameters its claims are found."""
        return {self.subject_type: str(found.work_id)}

    def context(self, found: Shown, values: Mapping[str, Any]) -> Mapping[str, Any]:
        work = spelled(found.document)
        at = values["as_of"]
        chosen = {**self.chosen(found, values), "ordering": self.ordering, **_as_of(at)}
        claims, more = listed(self.database, self.request.path, **chosen)
        return {
            "work": work,
            "title": work["name"],
            "description": work["description"],
            "robots": None if asks_for_now(values) else "noindex",
            "claims": claims,
            "more": self.claims_at(at, **{self.subject_type: work["slug"]}) if more else None,
        }


class SourcePage(NamedPage):
    """Who somebody is, how reliable, and the claims that they have to do with."""

    as_json = SourceView
    subject_type = SOURCE
    template = "pages/source.html"
    ordering = "-published_at"


class NarrativePage(NamedPage):
    """A storyline and the claims that feed it, in the order in which they were said."""

    as_json = NarrativeView
    subject_type = NARRATIVE
    template = "pages/narrative.html"
    ordering = "made"

    def chosen(self, found: Shown, values: Mapping[str, Any]) -> dict[str, str]:
        """Of an edition of before those that it names, as far as they can be read."""
        if asks_for_now(values) or not found.document["claims"]:
            return super().chosen(found, values)
        return {"ids": ",".join(found.document["claims"][:MOST_CITING])}


def _as_of(at: datetime | None) -> dict[str, str]:
    return {"as_of": rfc3339(at)} if at else {}


# -- entries --------------------------------------------------------------------------------------


class AsOfFilters(StrictFilterSet):
    """Entries have no editions of their own: a time alone can be asked for."""

    as_of = InstantFilter(narrows=False, help_text="The claims that showed it at this time; a bare date is its end.")


class EntryPage(PageView):
    """A thing that published claims name, as the newest of them does, and those claims."""

    filterset_class = AsOfFilters
    kind: ClassVar[str]
    template: ClassVar[str]

    def get(self, request: Request, id_or_slug: str) -> HttpResponseBase:
        asked = AsOfFilters.accept(self.asked, entries_named(self.kind, id_or_slug))
        at = asked.values["as_of"]
        self.refuse_a_day_to_come(at)

        def make(now: RecordState) -> HttpResponse:
            text = entries_named(self.kind, id_or_slug).values_list("text", flat=True).first()
            if text is None:
                raise no_entry(self.kind, id_or_slug)
            entry = spelled(orjson.loads(text))
            return self.page(self.template, {**self.around(entry, at), **self.context(entry, at)})

        return self.answer(f"{request.path}?{at}", make)

    def around(self, entry: Mapping[str, Any], at: datetime | None) -> dict[str, Any]:
        own = addresses.page(self.kind, entry["id"])
        return {
            "own": own,
            "api": addresses.of(self.kind, entry["id"]),
            "canonical": f"{settings.PUBLIC_URL}{own}",
            "robots": "noindex" if at else None,
            "entry": entry,
            "at": at,
        }

    def context(self, entry: Mapping[str, Any], at: datetime | None) -> Mapping[str, Any]:
        raise NotImplementedError


class SubjectPage(EntryPage):
    as_json = SubjectView
    kind = "subject"
    template = "pages/subject.html"

    def context(self, entry: Mapping[str, Any], at: datetime | None) -> Mapping[str, Any]:
        claims, more = listed(self.database, self.request.path, about=entry["id"], **_as_of(at))
        return {
            "title": entry["name"],
            "claims": claims,
            "more": self.claims_at(at, about=entry["slug"]) if more else None,
        }


class DocumentPage(EntryPage):
    as_json = DocumentView
    kind = "document"
    template = "pages/document_page.html"

    def context(self, entry: Mapping[str, Any], at: datetime | None) -> Mapping[str, Any]:
        shown = Entry.objects.using(self.database).filter(kind=self.kind, item_id=entry["id"]).order_by("subject_id")
        citing = [str(pk) for pk in shown.values_list("subject_id", flat=True)[: MOST_CITING + 1]]
        asked = {"ids": ",".join(citing[:MOST_CITING]), "page_size": str(MOST_CITING), **_as_of(at)}
        claims, _ = listed(self.database, self.request.path, **asked)
        title = entry["title"] or entry["publisher"]["name"]
        return {"title": title, "claims": claims, "cut": MOST_CITING if len(citing) > MOST_CITING else None}
