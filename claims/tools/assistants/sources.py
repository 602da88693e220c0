"""Sources: who asserts, denies, publishes or judges."""

from typing import Any, Final, TypedDict

import orjson
from django.db.models import QuerySet

from claims.dossier.blocks import Block, Item, Quotation, bullets, line, within
from claims.tools.assistants.answers import EditionTold, PageTold, Told, absolute, cut, edition_told, told
from claims.tools.assistants.arguments import Arguments
from claims.tools.assistants.naming import NamingArguments, read_named
from claims.tools.assistants.tool import Answer, Tool
from claims.tools.assistants.wording import edition_line, page
from claimtrack.editions.names import leads
from claimtrack.editions.state import snapshot
from claimtrack.notations import Day
from claimtrack.query.filters import IntegerFilter, TextFilter
from sources.documents import SOURCE, SourceDocument
from sources.lists import SourceFilters
from sources.reliability import Reliability, ReliabilityValue
from sources.vocabulary import SourceKind, SourceKindValue

MOST: Final = 50


class GradeTold(TypedDict):
    """A grade of the source's reliability (NATO Admiralty code); `by` is null for the newsroom itself."""

    grade: ReliabilityValue
    reasons: str
    by: str | None
    at: Day


class SourceTold(TypedDict):
    """A source as its own edition describes it. `grades` are the ledger of its reliability, the newest last."""

    name: str
    kind: SourceKindValue
    aliases: list[str]
    description: str
    country: str | None
    website: str | None
    same_as: list[str]
    grades: list[GradeTold]
    id: str
    slug: str
    url: str
    edition: EditionTold


class SourcesTold(PageTold):
    """Sources; with `q` those first whose names are nearest."""

    sources: list[SourceTold]


class OneSourceTold(Told):
    """The source; `merged_from` is the id that was asked for, where that source was merged into this one."""

    source: SourceTold
    merged_from: str | None


class SourcesArguments(Arguments, SourceFilters):
    taken = frozenset({"q", "kind", "part_of", "cursor", "page_size"})

    page_size = IntegerFilter(minimum=1, maximum=MOST, default=10, narrows=False, help_text="How many sources.")

    @classmethod
    def rows(cls, using: str) -> QuerySet[Any]:
        return leads(SOURCE).using(using)


class SourceArguments(NamingArguments):
    needed = frozenset({"source"})

    source = TextFilter(narrows=False, max_length=500, help_text="The id, the slug or the address of a source.")


def find_sources(asked: SourcesArguments, using: str) -> Answer:
    with snapshot(using) as now:
        found = asked.page("text")
    sources = [_source(orjson.loads(text)) for (text,) in found.rows]
    gaps = ["Who is named in no published claim: sources are published with the claims that name them."]
    gaps += ["More sources match; ask again with `next` as `cursor`."] if found.next else []
    answer: SourcesTold = {**told(now, gaps), "sources": sources, "next": found.next}
    return Answer(answer, page(f"Sources found: {len(sources)}", bullets([Item(_lines(each)) for each in sources])))


def get_source(asked: SourceArguments, using: str) -> Answer:
    with snapshot(using) as now:
        found, merged_from = read_named(SOURCE, asked, using)
    source = _source(found.document)
    gaps = ["Offices that it held, and claims that name it: search_claims finds these by `source`."]
    answer: OneSourceTold = {**told(now, gaps), "source": source, "merged_from": merged_from}
    return Answer(answer, page("Source", _lines(source)))


def _source(source: SourceDocument) -> SourceTold:
    return {
        "name": source["name"],
        "kind": source["kind"],
        "aliases": source["aliases"],
        "description": cut(source["description"]),
        "country": source["country"],
        "website": source["website"],
        "same_as": source["same_as"],
        "grades": [
            {"grade": each["grade"], "reasons": cut(each["reasons"]), "by": each["by"], "at": each["at"]}
            for each in source["reliability"]
        ],
        "id": source["id"],
        "slug": source["slug"],
        "url": absolute(source["api_url"]),
        "edition": edition_told(SOURCE, source["id"], source["edition"]),
    }


def _lines(source: SourceTold) -> tuple[Block, ...]:
    kind = SourceKind(source["kind"]).label
    blocks: list[Block] = [line(f"“{within(source['name'])}” ({kind}); slug {source['slug']}.")]
    if source["description"]:
        blocks.append(Quotation(source["description"]))
    for each in source["grades"][-1:]:
        grade = Reliability(each["grade"])
        blocks += [line(f"Reliability: {grade.value}, {grade.label} ({each['at']}). Reasons:")]
        blocks += [Quotation(each["reasons"])]
    return (*blocks, edition_line(source["edition"]))


FIND_SOURCES: Final = Tool(
    name="find_sources",
    title="Find sources",
    description=(
        "Who asserts, denies, publishes or judges: people, outlets, government bodies, organizations. By names, also "
        "misspelled or in other letters; each with the grades of its reliability."
    ),
    arguments=SourcesArguments,
    answers=SourcesTold,
    run=find_sources,
)
GET_SOURCE: Final = Tool(
    name="get_source",
    title="Read one source",
    description="One source as its own edition describes it: as it stands, as of a day, or in one edition.",
    arguments=SourceArguments,
    answers=OneSourceTold,
    run=get_source,
)
