"""Reading the record as a stranger does: every public address, every parameter, every page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from claims.api.public.reconcile_asked import JSONFilter, PrefixFilter
from claims.record.facets import LanguageFilter
from claimtrack.api.metadata import parameters_of
from claimtrack.query.filters import (
    BooleanFilter,
    ChoiceListFilter,
    DayFilter,
    InstantFilter,
    IntegerFilter,
    ReferenceFilter,
    TextFilter,
    UUIDListFilter,
)
from claimtrack.query.lists import CursorFilter, OrderingFilter
from claimtrack.query.parameters import StrictFilter

ROOT = "api/v1/"
#: Addresses of staff under the same root: none of a reader's business.
DESK = "api/v1/desk/"
#: What came of requests for corrections: readers are told it by the application, as it is no part of the record.
REQUESTS = "api/v1/correction-requests/"
#: What names a thing in a path: its id, its slug, or either.
NAME = re.compile(r"<str:\w+>")
#: Answers that tell which dossiers there are, where there is none.
UNKNOWN_DOSSIER = "dossier.<str:extension>"
DOSSIERS = ("json", "md")
#: What is sent to be reconciled, or to be told more of.
BATCHES = {
    "queries": '{"q0": {"query": "russia"}, "q1": {"query": "Russia sent arms", "type": "claim"}}',
    "extend": '{"ids": ["01a20725-d9a8-72c0-a7ed-aed590eedce0"], "properties": [{"id": "judgement"}]}',
}
#: What answers as the same address with a slash does, for forms that are posted to it.
WITHOUT_SLASH = "api/v1/reconcile"
#: Longer vocabularies, which are countries, are tried by two of their words.
MANY = 20


@dataclass(frozen=True)
class Route:
    """A pattern of the resolver, such as `api/v1/claims/<str:id_or_slug>/`, and the view that answers it."""

    pattern: str
    view: Any

    def __str__(self) -> str:
        return self.pattern.removeprefix(ROOT)

    @property
    def filters(self) -> Mapping[str, StrictFilter]:
        filterset = getattr(self.view, "filterset_class", None)
        return filterset.base_filters if filterset else {}

    @property
    def list_of(self) -> str:
        """`claims` of claims/, of claims/NAME/ and of claims/NAME/editions/."""
        return str(self).split("/", maxsplit=1)[0]

    @property
    def names_one(self) -> bool:
        return bool(NAME.search(self.pattern))

    @property
    def is_slow(self) -> bool:
        """Whether it is a dossier that is not simply a text."""
        return "dossier." in self.pattern and not self.pattern.endswith(DOSSIERS)

    def address(self, name: str = "", **parameters: object) -> str:
        path = "/" + NAME.sub(name, self.pattern)
        assert "<" not in path, f"{self.pattern} has a parameter that these tests cannot fill"
        return f"{path}?{urlencode(parameters)}" if parameters else path


def public_routes() -> list[Route]:
    """Every address of the public API that is read from, as the resolver has it; one is only sent to."""
    routes = [Route(pattern, view) for pattern, view in _walk(get_resolver(), "") if pattern.startswith(ROOT)]
    routes = [route for route in routes if hasattr(route.view, "get") or not hasattr(route.view, "post")]
    return [
        route
        for route in routes
        if not route.pattern.startswith((DESK, REQUESTS))
        and UNKNOWN_DOSSIER not in route.pattern
        and route.pattern != WITHOUT_SLASH
    ]


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        path = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield path, getattr(pattern.callback, "cls", getattr(pattern.callback, "view_class", None))
        else:
            yield from _walk(pattern, path)


def accepted_values(name: str, declared: StrictFilter, known: Mapping[str, str]) -> list[str]:
    """Values that a parameter accepts. `known` has a slug or an id for each parameter that refers to something."""
    match declared:
        case CursorFilter():
            return []  # made by the list itself: see `pages`
        case OrderingFilter() | ChoiceListFilter():
            values = [choice.value for choice in declared.choices]
            return values if len(values) <= MANY else [values[0], "LY"]
        case BooleanFilter():
            return ["true", "false"]
        case IntegerFilter():
            return [str(max(declared.minimum, 1))]
        case DayFilter():
            return ["2018-10-08"]
        case InstantFilter():
            return ["2018-10-08", "2100-01-01T00:00:00Z"]
        case LanguageFilter():
            return ["en"]
        case JSONFilter():
            return [BATCHES[name]]
        case PrefixFilter():
            return ["", "russia"]
        case TextFilter():
            return ["russia", '"naval base" -coal']
        case UUIDListFilter():
            return ["01a20725-d9a8-72c0-a7ed-aed590eedce0"]
        case ReferenceFilter():
            return [known[name]]
    raise AssertionError(f"no test knows what {name}, a {type(declared).__name__}, accepts")


def queries(route: Route, known: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """One query for each accepted value of each parameter, and one with several at once."""
    yield {}
    for name, declared in route.filters.items():
        for value in accepted_values(name, declared, known):
            yield {name: value} | ({"q": "russia"} if value == "relevance" or name == "highlight" else {})
    choices = (name for name, declared in route.filters.items() if isinstance(declared, ReferenceFilter))
    several = list(choices)[:3]
    if several:
        yield {name: known[name] for name in several} | ({"page_size": "1"} if "page_size" in route.filters else {})


def pages(reader: APIClient, address: str) -> Iterator[Any]:
    """The pages of a list, from this address on."""
    following: str | None = address
    while following:
        response = reader.get(following)
        assert response.status_code == 200, response.content
        yield response.json()
        following = response.json()["next"]


def results(reader: APIClient, address: str) -> list[Any]:
    """All items of a list."""
    return [item for page in pages(reader, address) for item in page["results"]]


def ids(reader: APIClient, address: str) -> list[str]:
    return [item["id"] for item in results(reader, address)]


def described_parameters(route: Route) -> set[str]:
    return {parameter["name"] for parameter in parameters_of(route.view())}


# -- everything -----------------------------------------------------------------------------------

LISTS = (
    "claims",
    "sources",
    "narratives",
    "rebuttals",
    "assessments",
    "appearances",
    "documents",
    "topics",
    "subjects",
)
WITH_EDITIONS = ("claims", "sources", "narratives")
#: What people read pages of.
WITH_PAGES = (*WITH_EDITIONS, "documents", "subjects")
FACETS = "verdict,language,topic,source,narrative"


def everything(reader: APIClient) -> dict[str, HttpResponseBase]:
    """Every answer a stranger gets by following what the API itself tells: address → response."""
    walked: dict[str, Any] = {}

    def ask(address: str) -> Any:
        walked[address] = reader.get(address)
        return walked[address]

    def follow(address: str) -> list[Any]:
        items: list[Any] = []
        following: str | None = address
        while following:
            body = ask(following).json()
            items += body["results"]
            following = body["next"]
        return items

    for name in LISTS:
        for item in follow(f"/{ROOT}{name}/?page_size=200"):
            _details(name, item, ask, follow)
        walked[f"OPTIONS {name}"] = reader.options(f"/{ROOT}{name}/")
    since = 0
    while True:
        page = ask(f"/{ROOT}changes/?since={since}&page_size=200").json()
        if not page["results"]:
            break
        since = page["next"]
    for address in (
        f"claims/?facets={FACETS}",
        "claims/?q=a",
        "claims/?count=true",
        "claims/count/",
        "digests/",
        "scales/",
    ):
        ask(f"/{ROOT}{address}")
    for address in ("/", "/claims/?page_size=200", "/claims/?q=a", "/sources/", "/narratives/", "/corrections/"):
        ask(address)
    return walked


def _details(kind: str, item: Any, ask: Any, follow: Any) -> None:
    ask(f"/{ROOT}{kind}/{item.get('id') or item['slug']}/")
    if kind in WITH_PAGES:
        ask(f"/{kind}/{item['id']}/")
    if kind in WITH_EDITIONS:
        for edition in follow(f"/{ROOT}{kind}/{item['id']}/editions/"):
            ask(f"/{ROOT}{kind}/{item['id']}/?edition={edition['number']}")
            ask(f"/{kind}/{item['id']}/?edition={edition['number']}")
    if kind == "claims":
        for extension in DOSSIERS:
            ask(f"/{ROOT}{kind}/{item['id']}/dossier.{extension}")


def text_of(response: HttpResponseBase) -> str:
    """Everything a response says, headers included."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return f"{headers}\n\n{getattr(response, 'content', b'').decode()}"


def words_in(text: str, words: Mapping[str, str]) -> set[str]:
    """The keys of the words that occur in the text."""
    return {key for key, word in words.items() if re.search(re.escape(word), text)}
