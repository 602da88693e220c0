"""Claims that are searched for, and claims that are about the matter of a text."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, Literal, TypedDict
from uuid import UUID

from claims.dossier.blocks import Block, Item, Quotation, bullets, line
from claims.finding.differs import Difference
from claims.finding.index import Stored
from claims.finding.match import Match, Matches, Wanted, match
from claims.record.documents import ClaimDocument
from claims.record.facets import LanguageFilter
from claims.record.matched import Field
from claims.record.query import ClaimFilters, search_told
from claims.record.reading import public_among, read_claims
from claims.tools.assistants.answers import ClaimTold, PageTold, Told, claim_told, told
from claims.tools.assistants.arguments import Arguments, WholeText
from claims.tools.assistants.tool import Answer, Tool
from claims.tools.assistants.wording import claim_items, claim_lines, page
from claimtrack.editions.state import snapshot
from claimtrack.query.faults import Fault, fault
from claimtrack.query.filters import DayFilter, IntegerFilter

LONGEST_TEXT: Final = 50_000
MOST: Final = 50
MOST_MATCHES: Final = 20

NOT_FOUND: Final = (
    "What is not found here may be true or false, and may have been judged elsewhere: only claims that this newsroom "
    "has published are covered."
)


class SearchArguments(Arguments, ClaimFilters):
    """What of the parameters of `/claims/` an assistant may give."""

    taken = frozenset(
        {
            *("q", "about", "source", "speaker", "publisher", "topic", "narrative"),
            *("status", "verdict", "kind", "language", "rebutted"),
            *("made_after", "made_before", "updated_after", "as_of"),
            *("ordering", "cursor", "page_size"),
        }
    )

    page_size = IntegerFilter(minimum=1, maximum=MOST, default=10, narrows=False, help_text="How many claims.")


class ClaimsTold(PageTold):
    """Claims that match, in the order asked for; `next` goes on as `cursor`, null at the end."""

    claims: list[ClaimTold]


def search(asked: SearchArguments, using: str) -> Answer:
    with snapshot(using) as now:
        found = asked.page("claim_id", "number")
        claims = [claim_told(each.document) for each in read_claims(found.rows, using=using)]
        gaps = [*_of_search(asked, more=found.next is not None), NOT_FOUND]
    answer: ClaimsTold = {**told(now, gaps), "claims": claims, "next": found.next}
    return Answer(
        answer, page(f"Claims found: {len(claims)}{'' if found.next is None else ', and more'}", claim_items(claims))
    )


def _of_search(asked: SearchArguments, *, more: bool) -> Iterator[str]:
    if more:
        yield "More claims match; ask again with the same arguments and `next` as `cursor`."
    if asked.values["as_of"]:
        yield "What was published after the time asked for."
    if asked.values["language"]:
        yield f"Claims in other languages than these: {', '.join(asked.values['language'])}."
    if asked.values["q"]:
        search_ = search_told(asked)
        for each in search_["ignored"]:
            yield f"A part of q was not understood, from character {each['at']} on: {each['reason']}"
        if search_["ranked"] and not search_["ranked"]["exact"]:
            yield f"By relevance, only the newest {search_['ranked']['count']} matches were ranked."


SEARCH: Final = Tool(
    name="search_claims",
    title="Search published claims",
    description=(
        "Claims that this newsroom has published, by words and filters, the newest published first; each with its "
        "standing, its edition and hash. Use match_text to check a sentence or an article."
    ),
    arguments=SearchArguments,
    answers=ClaimsTold,
    run=search,
)


# -- matching -------------------------------------------------------------------------------------


class MatchArguments(Arguments):
    needed = frozenset({"text"})

    text = WholeText(
        narrows=False, max_length=LONGEST_TEXT, help_text="A statement, a post, a paragraph or an article."
    )
    language = LanguageFilter(narrows=False, help_text="Of the text, one BCP 47 tag.")
    date = DayFilter(narrows=False, help_text="When it was said.")
    limit = IntegerFilter(
        minimum=1, maximum=MOST_MATCHES, default=5, narrows=False, help_text="So many claims at most."
    )

    def conflicts(self, values: Any) -> Iterator[Fault]:
        yield from super().conflicts(values)
        if len(values.get("language") or ()) > 1:
            yield fault("language", "too_many_values", "A text is matched in one language, or in all of the record's.")


class WordsTold(TypedDict):
    """The part of the text that is answered, in characters: `text[start:end]`."""

    start: int
    end: int


class MatchTold(TypedDict):
    """A claim about the same matter: never a verdict on the text that was given.

    `probability` is that the claim answers the text. `differs` says in what the text departs from `words`, the words
    of the claim that matched: it turns them around (`negation`), or tells of another figure, day or person.
    """

    probability: float
    differs: Difference
    span: WordsTold
    words: str
    words_are: Field
    claim: ClaimTold


class MatchesTold(Told):
    """The likeliest first; none where no claim is likely enough."""

    matches: list[MatchTold]


def matched(asked: MatchArguments, using: str) -> Answer:
    values = asked.values
    language: str | None = next(iter(values["language"] or ()), None)
    said: date | None = values["date"]
    with snapshot(using) as now:
        index = Stored(using)
        [found] = match([values["text"]], index, Wanted(language, said, values["limit"]))
        claims = published([each.claim_id for each in found.found], using=using)
    matches = [_match_told(each, claims[each.claim_id]) for each in found.found if each.claim_id in claims]
    gaps = _of_matching(index.languages, language, found, values["limit"])
    answer: MatchesTold = {**told(now, [*gaps, NOT_FOUND]), "matches": matches}
    return Answer(answer, page(f"Claims about the matter: {len(matches)}", _matches_in_words(matches)))


def published(claim_ids: Sequence[UUID], *, using: str) -> dict[UUID, ClaimDocument]:
    """By their ids, those of these claims that are public now."""
    keys = public_among(claim_ids, using=using)
    return {UUID(each.document["id"]): each.document for each in read_claims(keys, using=using)}


def _match_told(found: Match, claim: ClaimDocument) -> MatchTold:
    return {
        "probability": round(found.probability, 4),
        "differs": found.differs,
        "span": {"start": found.span.start, "end": found.span.end},
        "words": found.matched.text,
        "words_are": found.matched.field,
        "claim": claim_told(claim),
    }


def _of_matching(languages: Iterable[str], language: str | None, found: Matches, limit: int) -> Iterator[str]:
    yield f"Claims that answer the text with a probability below {found.threshold:.2f}."
    if len(found.found) == limit:
        yield f"More than {limit} claims, should more match: `limit` is up to {MOST_MATCHES}."
    read_in = [language] if language else sorted(languages)
    yield f"Words were read in these languages: {', '.join(read_in) or 'none, as there are no claims'}."


DIFFERS: Final[dict[Difference, str]] = {
    "negation": "The text turns the words of this claim around, or denies them.",
    "number": "The text tells of another figure than this claim.",
    "date": "The text tells of another day than this claim.",
    "name": "The text names somebody or something else than this claim.",
    "none": "No difference in sense was seen between the text and the words of this claim.",
}


def _matches_in_words(matches: Sequence[MatchTold]) -> list[Block]:
    return bullets([Item(tuple(_match_in_words(each))) for each in matches])


def _match_in_words(each: MatchTold) -> Iterator[Block]:
    yield from claim_lines(each["claim"])
    percent = f"{100 * each['probability']:.0f} %"
    yield line(f"Probability that this claim answers the text: {percent}. {DIFFERS[each['differs']]}")
    if each["words_are"] != "statement":
        yield line(f"The words that matched are a {WORDS_ARE[each['words_are']]}:")
        yield Quotation(each["words"])


WORDS_ARE: Final[dict[Literal["statement", "quote", "title"], str]] = {
    "statement": "statement",
    "quote": "quotation in which the claim was made",
    "title": "title of a document that judges it",
}

MATCH: Final = Tool(
    name="match_text",
    title="Find published claims about a text",
    description=(
        "Has anybody checked this? Claims of this record about the same matter as a text, sentence by sentence. A "
        "match is never a verdict on the text: read `differs`, and the claim's standing. What is sent is not kept."
    ),
    arguments=MatchArguments,
    answers=MatchesTold,
    run=matched,
)
