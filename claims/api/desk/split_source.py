"""Splitting a source over HTTP: the claims that name it, and the verb that corrects the chosen ones."""

from collections.abc import Iterable, Iterator
from typing import Any, TypedDict
from uuid import UUID

from django.contrib.auth.models import User
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector

from claims.api.desk.splitting import SidesDocument, sides
from claims.models import Claim
from claims.writing.split_source import Naming, against_splitting, naming, split
from claimtrack import addresses
from claimtrack.accounts.visible import visible
from claimtrack.api.rows.joining import JOINING_SHA256
from claimtrack.api.rows.members import Reference, References, Text
from claimtrack.api.rows.roots import PreviewSchema
from claimtrack.api.rows.verbs import Given, Verb, verb_patterns
from claimtrack.api.rows.views import ResourceView
from claimtrack.api.writing import tagged
from claimtrack.editions.store import Published
from claimtrack.query.filters import TextFilter, UUIDListFilter
from claimtrack.query.filterset import StrictFilterSet
from claimtrack.writing.book import RootKey
from claimtrack.writing.joining.waiting import Waits
from sources.api.desk import SOURCES
from sources.models import Source


class NamingDocument(TypedDict):
    """A claim that names the source: at the desk, in its standing edition (its number), or in earlier ones."""

    id: str
    api_url: str
    statement: str
    stage: str
    at_desk: bool
    edition: int | None
    earlier_editions: list[int]


class SplitDocument(SidesDocument):
    """Every claim that names the source. Of a choice (`into`, `claims`), what stands `against` it, and the number

    of what was seen, `joining_sha256`.
    """

    claims: list[NamingDocument]
    against: list[str]


class SplitFilters(StrictFilterSet):
    into = TextFilter(narrows=False, max_length=120, help_text="The source that is meant instead, by id or slug.")
    claims = UUIDListFilter(narrows=False, help_text="The claims in which it is meant, by id.")


class SplitPreviewView(ResourceView):
    """Every claim whose editions, or whose rows at the desk, name the source."""

    resource = SOURCES
    rights = {"GET": ("view", Source), "HEAD": ("view", Source)}
    answers: type = SplitDocument
    schema: ViewInspector | None = PreviewSchema()
    filterset_class = SplitFilters

    def get(self, request: Request, id_or_slug: str) -> Response:
        source = self.resource.one(id_or_slug, self.person)
        asked = SplitFilters.accept(self.asked, Source.objects.none()).values
        other = self.resource.one(asked["into"], self.person) if asked["into"] else None
        chosen: list[UUID] = asked["claims"] or []
        known = visible(Claim.objects.filter(pk__in=chosen), by=self.person).order_by("pk")
        answer: SplitDocument = {
            **sides(source, other, chosen, self.person),
            "claims": [_naming(each) for each in naming(source, by=self.person)],
            "against": against_splitting(source, other, list(known)) if other and chosen else [],
        }
        return tagged(source, answer)


def _naming(each: Naming) -> NamingDocument:
    return {
        "id": str(each.claim.pk),
        "api_url": addresses.on_desk("claims", each.claim.pk),
        "statement": each.claim.statement,
        "stage": each.claim.stage,
        "at_desk": each.at_desk,
        "edition": each.stands,
        "earlier_editions": list(each.earlier),
    }


def _split(source: Any, by: User, given: Given) -> Iterable[Published] | Waits:
    into = Source.objects.get(pk=given["into"])
    shown = given["joining_sha256"]
    return split(source=source, into=into, claims=given["claims"], by=by, note=given["note"], shown=shown)


def _along(source: Any, given: Given) -> Iterable[RootKey]:
    return [(Source, given["into"]), *((Claim, pk) for pk in given["claims"])]


SPLIT = Verb(
    name="split",
    right="split",
    meaning="Let the chosen claims name another source, which was meant, and correct them: all in one step.",
    take=_split,
    along=_along,
    members=(
        Reference(name="into", model=Source, required=True, meaning="The source that is meant, by id or slug."),
        References(name="claims", model=Claim, required=True, meaning="The claims in which it is, by id or slug."),
        Text(name="note", required=True, meaning="What was wrong and what is right; it stands with every correction."),
        JOINING_SHA256,
    ),
    waits=True,
)


def patterns() -> Iterator[URLPattern]:
    yield from verb_patterns(SOURCES, [SPLIT])
    yield path("desk/sources/<str:id_or_slug>/split/preview/", SplitPreviewView.as_view())
