"""Lists as pages: each is a search that its address says whole, in the parameters of the API."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from urllib.parse import parse_qs, urlencode, urlsplit

import orjson
from babel import Locale
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from rest_framework.request import Request

from claims.api.public.claims import ClaimsView, beside
from claims.api.public.entries import NarrativesView
from claims.exports.formats import FEED_FORMATS
from claims.pages.cards import named
from claims.pages.spelled import spelled
from claims.pages.words import SCALES, word
from claims.record import lists
from claims.record.facets import FACETS
from claims.record.query import ClaimFilters
from claimtrack import addresses
from claimtrack.editions.lists import EntryFilters
from claimtrack.editions.names import leads
from claimtrack.editions.state import RecordState
from claimtrack.pages.languages import DEFAULT
from claimtrack.pages.views import PageView
from claimtrack.query.asked import Asked
from claimtrack.query.lists import ListPage
from sources.api.public import SourcesView
from sources.lists import SourceFilters

#: Values of a facet that a page offers.
MOST_VALUES: Final = 12


class ListPageView(PageView):
    """A list as a page. Fields of a form that were left empty ask for nothing."""

    template: ClassVar[str]

    @property
    def asked(self) -> Asked:
        given = {name: [value for value in values if value] for name, values in super().asked.parameters.items()}
        return Asked({name: values for name, values in given.items() if values}, self.request.path)

    def following(self, found: ListPage) -> str | None:
        """The address of the page of what is older."""
        if found.next is None:
            return None
        [cursor] = parse_qs(urlsplit(found.next).query)["cursor"]
        return self.with_(cursor=cursor)


# -- claims ---------------------------------------------------------------------------------------


class ClaimListPage(ListPageView):
    """Claims by words and by what they are filed under, counted."""

    as_json = ClaimsView
    filterset_class = ClaimFilters
    template = "pages/claims.html"

    def get(self, request: Request) -> HttpResponseBase:
        own = self.asked
        asked = ClaimFilters.ask(Asked({**own.parameters, **_counting(own)}, own.path), using=self.database)
        asked.values  # noqa: B018  # refuses what cannot be read, before anything is asked of the database
        return self.answer(asked.address, lambda now: self.page(self.template, self._context(asked)))

    def _context(self, asked: ClaimFilters) -> Mapping[str, Any]:
        found = asked.page("card", "claim_id", "number")
        cards = [orjson.loads(card) for card, *_ in found.rows]
        more = spelled(beside(asked, [(claim_id, number) for _, claim_id, number in found.rows]))
        shown = named(cards, using=self.database)
        return {
            "claims": [shown[card["id"]] for card in cards],
            "highlights": more.get("highlights", {}),
            "search": more.get("search"),
            "facets": list(self._facets(asked, more["facets"])),
            "chosen": list(self._chosen(asked)),
            "q": asked.values["q"] or "",
            "at": asked.values["as_of"],
            "ordering": self.asked.parameters.get("ordering", [""])[0],
            "next": self.following(found),
            "robots": "noindex" if self.asked.parameters else None,
            "own": self.request.path,
            "files": list(self._files()),
        }

    def _facets(self, asked: ClaimFilters, counts: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator["Facet"]:
        for name, rows in counts.items():
            values = [
                Value(
                    _named(name, row),
                    row["count"],
                    row["exact"],
                    self.with_(**{name: _value(row)}),
                )
                for row in rows[:MOST_VALUES]
            ]
            if values and name not in asked.filters:
                yield Facet(name, values)

    def _chosen(self, asked: ClaimFilters) -> Iterator["Chosen"]:
        """What narrows the list, each with the address of the list without it."""
        for name, values in self.asked.parameters.items():
            if name == "as_of" or (name in asked.base_filters and asked.base_filters[name].narrows and name != "q"):
                told = ", ".join(called(name, value) for each in values for value in each.split(","))
                yield Chosen(name, ",".join(values), told, self.with_(**{name: None}))

    def _files(self) -> Iterator[tuple[str, str, str]]:
        """Exactly this list as feeds and tables: what each is called, its type, its address."""
        kept = {
            name: ",".join(values)
            for name, values in self.asked.parameters.items()
            if name not in ClaimFilters.about_pages
        }
        query = f"?{urlencode(kept)}" if kept else ""
        feeds = {name: form.media_type for name, form in FEED_FORMATS.items()}
        for name, media_type in {**feeds, "csv": "", "xlsx": ""}.items():
            yield name, media_type.partition(";")[0], f"{addresses.export(name)}{query}"


@dataclass(frozen=True, slots=True)
class Value:
    called: str
    count: int
    exact: bool
    address: str


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Chosen:
    """`value` as the address has it, and as people read it; `without` is the address of the list without it."""

    name: str
    value: str
    told: str
    without: str


def called(name: str, value: str) -> str:
    """A value of a filter as people read it: a word of a scale, a language by its name, else as it is."""
    if name in SCALES and value in SCALES[name].values:
        return word(name, value)
    return Locale(get_language() or DEFAULT).languages.get(value, value) if name == "language" else value


def _counting(own: Asked) -> dict[str, list[str]]:
    """What a page shows beside its claims: counts and, of a search, where the words stand."""
    return {"facets": [",".join(FACETS.counted)], **({"highlight": ["true"]} if "q" in own.parameters else {})}


def _named(name: str, row: Mapping[str, Any]) -> str:
    return str(row.get("name") or called(name, row["value"]))


def _value(row: Mapping[str, Any]) -> str:
    return str(row.get("slug") or row["value"])


# -- sources and narratives -----------------------------------------------------------------------


class EntryListPage(ListPageView):
    """Works that are listed by their names."""

    filterset_class: ClassVar[type[EntryFilters]]

    def get(self, request: Request) -> HttpResponseBase:
        asked = self.filterset_class.accept(self.asked, leads(self.filterset_class.entry_kind))

        def make(now: RecordState) -> HttpResponse:
            found = asked.page("text")
            return self.page(
                self.template,
                {
                    "works": spelled([orjson.loads(text) for (text,) in found.rows]),
                    "next": self.following(found),
                    "q": asked.values["q"] or "",
                    "own": request.path,
                    "robots": "noindex" if self.asked.parameters else None,
                },
            )

        return self.answer(asked.address, make)


class SourceListPage(EntryListPage):
    as_json = SourcesView
    filterset_class = SourceFilters
    template = "pages/sources.html"


class NarrativeListPage(EntryListPage):
    as_json = NarrativesView
    filterset_class = lists.NarrativeFilters
    template = "pages/narratives.html"
