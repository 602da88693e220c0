"""What else there is to ask for: sources, what changed, and what the words of the scales mean."""

from collections.abc import Sequence
from typing import Any, Final, TypedDict

import orjson
from django.conf import settings
from django.db.models import QuerySet

from claims.dossier.blocks import Block, Item, Quotation, Section, Strong, bullets, line, within
from claims.record.following import ChangeDocument, ChangeFilters, changes
from claims.scales import scales_document
from claims.scales.document import SCALES, LevelDocument, ScaleDocument
from claims.tools.assistants.answers import (
    EditionTold,
    PageTold,
    Told,
    absolute,
    cut,
    edition_told,
    told,
)
from claims.tools.assistants.arguments import Arguments
from claims.tools.assistants.naming import NamingArguments, read_named
from claims.tools.assistants.tool import Answer, Tool
from claims.tools.assistants.wording import edition_line, page
from claimtrack.editions.names import leads
from claimtrack.editions.state import snapshot
from claimtrack.notations import Day
from claimtrack.query.filters import ChoiceListFilter, IntegerFilter, TextFilter
from sources.documents import SOURCE, SourceDocument
from sources.lists import SourceFilters
from sources.reliability import Reliability, ReliabilityValue
from sources.vocabulary import SourceKind, SourceKindValue

MOST: Final = 50

# -- sources --------------------------------------------------------------------------------------


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

# -- changes --------------------------------------------------------------------------------------


class ChangesArguments(Arguments, ChangeFilters):
    taken = frozenset({"since", "page_size", "about", "source", "topic", "narrative", "verdict", "status"})

    page_size = IntegerFilter(
        minimum=1, maximum=200, default=50, narrows=False, help_text="How many positions a page looks at."
    )


class ChangesTold(Told):
    """Editions in the order in which they were published, removals included; go on with `since` = `next`."""

    changes: list[ChangeDocument]
    next: int


def list_changes(asked: ChangesArguments, using: str) -> Answer:
    with snapshot(using) as now:
        page_ = changes(asked, position=now.position)
    gaps = ["What an edition says: get_claim and get_source read it by its id and number."]
    if page_["next"] < now.position:
        gaps.append(f"Changes after position {page_['next']}: ask again with that as `since`.")
    answer: ChangesTold = {**told(now, gaps), "changes": page_["results"], "next": page_["next"]}
    return Answer(
        answer, page(f"Changes: {len(page_['results'])}", bullets([_change(each) for each in page_["results"]]))
    )


def _change(each: ChangeDocument) -> Block:
    return line(
        f"{each['published_at'][:10]}, position {each['position']}: {each['subject_type']} {each['id']} "
        f"{each['kind']}, edition {each['number']}."
    )


CHANGES: Final = Tool(
    name="list_changes",
    title="Follow what changed",
    description=(
        "Every edition after a position, in order: published, updated, corrected, retracted, merged, restored, "
        "redacted, withheld. Each answer tells the newest position; for what changed lately, ask since a little less."
    ),
    arguments=ChangesArguments,
    answers=ChangesTold,
    run=list_changes,
)

# -- scales ---------------------------------------------------------------------------------------


class ScalesArguments(Arguments):
    scale = ChoiceListFilter(
        narrows=False, choices=[scale["name"] for scale in SCALES], help_text="These scales alone; left out: all."
    )


class WordTold(TypedDict):
    """A word of a scale, and what it means."""

    value: str | int
    label: str
    meaning: str


class ScaleTold(TypedDict):
    """A scale or vocabulary, its words in their order, and the standard that it is of."""

    name: str
    title: str
    description: str
    standard: str
    words: list[WordTold]


class ScalesTold(Told):
    """What the words of the record mean."""

    scales: list[ScaleTold]


def get_scales(asked: ScalesArguments, using: str) -> Answer:
    wanted = asked.values["scale"]
    with snapshot(using) as now:
        pass
    scales = [_scale(each) for each in scales_document()["scales"] if not wanted or each["name"] in wanted]
    gaps = [f"Equivalents in STIX and ClaimReview: {settings.PUBLIC_URL}/api/v1/scales/ has them."]
    answer: ScalesTold = {**told(now, gaps), "scales": scales}
    return Answer(answer, page("Scales and vocabularies", [_in_words(each) for each in scales]))


def _scale(scale: ScaleDocument) -> ScaleTold:
    return {
        "name": scale["name"],
        "title": scale["title"],
        "description": scale["description"],
        "standard": scale["source"]["standard"],
        "words": [_word(each) for each in scale["levels"]],
    }


def _word(level: LevelDocument) -> WordTold:
    return {"value": level["value"], "label": level["label"], "meaning": level["meaning"]}


def _in_words(scale: ScaleTold) -> Section:
    words: Sequence[Any] = [line(Strong(str(each["label"])), f": {each['meaning']}") for each in scale["words"]]
    intro = [line(scale["description"])] if scale["description"] else []
    return Section(scale["title"], (*intro, *bullets(words)))


SCALES_TOOL: Final = Tool(
    name="get_scales",
    title="What the words of the scales mean",
    description="Verdicts, likelihood, confidence, reliability, kinds of answers: each word with its meaning.",
    arguments=ScalesArguments,
    answers=ScalesTold,
    run=get_scales,
)
