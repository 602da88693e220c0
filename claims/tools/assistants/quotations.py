"""Whether words stand in a quotation of a published edition, and in what they differ from the nearest that does.

Compared are the quotations that editions print: where a claim appeared, was answered, and is weighed. Copies of
documents, which the newsroom keeps for itself, are in no edition, and so are never looked at.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias, TypedDict
from uuid import UUID

from claims.dossier.blocks import Block, Item, Quotation, bullets, line, within
from claims.dossier.wording import ANCHORED
from claims.finding.index import Index, Stored
from claims.finding.match import Wanted, match
from claims.record.documents import ClaimDocument
from claims.record.query import ClaimFilters
from claims.record.terms import Variants
from claims.tools.assistants.answers import (
    MOST_ITEMS,
    ClaimTold,
    DocumentTold,
    Told,
    claim_told,
    cut,
    document_told,
    told,
)
from claims.tools.assistants.arguments import Arguments, WholeText
from claims.tools.assistants.comparing import (
    LEAST_ALIKE,
    Comparison,
    Likeness,
    WordsChanged,
    compared,
    folded,
)
from claims.tools.assistants.searching import published
from claims.tools.assistants.tool import Answer, NoAnswer, Tool
from claims.tools.assistants.wording import claim_items, page
from claimtrack.editions.state import snapshot
from claimtrack.query.asked import Asked
from claimtrack.query.filters import IntegerFilter
from sources.documents import CitedDocument

LONGEST_QUOTATION: Final = 2_000
#: Claims whose quotations are compared: those about the matter, and those that have some of the words in a row.
MOST_CLAIMS: Final = 40
#: Words in a row that are searched for, how many such rows, and letters of a word: of all together few enough for `q`.
IN_A_ROW, ROWS, LONGEST_WORD = 4, 4, 20

FoundValue: TypeAlias = Literal["exact", "near", "none"]
PlaceValue: TypeAlias = Literal["appearance", "answer", "evidence"]


class VerifyArguments(Arguments):
    needed = frozenset({"quotation"})

    quotation = WholeText(
        narrows=False,
        max_length=LONGEST_QUOTATION,
        help_text="The words that somebody is said to have said, without an introduction. Three words at least.",
    )
    limit = IntegerFilter(minimum=1, maximum=20, default=5, narrows=False, help_text="So many quotations at most.")


class QuotationTold(TypedDict):
    """A published quotation that has the words, or is near to them; that says nothing of whether they are true.

    `likeness`: the words are the `whole` of it, a `part` of it, or `near` to it; then `changes` are the differences
    between the words and its `passage`. `found_in_copy` says whether the newsroom found the quotation in a copy of
    the document; null where it keeps none. `claims` are those that it is quoted for.
    """

    likeness: Likeness
    alike: float
    quotation: str
    passage: str
    changes: list[WordsChanged]
    stands_in: PlaceValue
    by: str | None
    found_in_copy: bool | None
    document: DocumentTold | None
    claims: list[ClaimTold]


class VerifiedTold(Told):
    """`found` is `exact` where the words stand in a published quotation, letter for letter once both are folded."""

    found: FoundValue
    quotations: list[QuotationTold]


class Quoted(NamedTuple):
    """A quotation of a claim, and where it stands."""

    text: str
    place: PlaceValue
    by: str | None
    anchored: bool | None
    document: CitedDocument | None


def verify(asked: VerifyArguments, using: str) -> Answer:
    words = folded(asked.values["quotation"])
    if not any(letter.isalnum() for letter in words):
        raise NoAnswer("The quotation has no letters and no digits; give the words that are said to have been said.")
    with snapshot(using) as now:
        claims = _candidates(words, using)
    found = sorted(_compared(words, claims), key=lambda each: (each["likeness"] == "near", -each["alike"]))
    told_ = found[: asked.values["limit"]]
    result: FoundValue = "none" if not found else "near" if found[0]["likeness"] == "near" else "exact"
    answer: VerifiedTold = {
        **told(now, _not_covered(len(claims), len(found) - len(told_))),
        "found": result,
        "quotations": told_,
    }
    return Answer(answer, page(FOUND[result], bullets([Item(tuple(_in_words(each))) for each in told_])))


def _candidates(words: str, using: str) -> Mapping[UUID, ClaimDocument]:
    """Claims whose quotations may have the words: those about the matter, and those that have some of them in a row."""
    index = Stored(using)
    [about] = match([words], index, Wanted(limit=MOST_CLAIMS, least=0))
    asked = Asked({"q": [rows_of(words, index)], "page_size": [str(MOST_CLAIMS)]}, "q", in_body=True)
    having = [claim_id for (claim_id,) in ClaimFilters.ask(asked, using=using).page("claim_id").rows]
    return published([*having, *(each.claim_id for each in about.found)], using=using)


def rows_of(words: str, index: Index) -> str:
    """A search for any of some rows of words, those with the rarest: what else is usual stands in too many texts."""
    spaced = [word[:LONGEST_WORD] for word in words.replace('"', " ").split()]
    last = max(0, len(spaced) - IN_A_ROW)
    rows = dict.fromkeys(" ".join(spaced[at : at + IN_A_ROW]) for at in (*range(0, last + 1, IN_A_ROW), last))
    variants = Variants(index.languages)

    def usual(row: str) -> int:
        """In how many claims the rarest word of a row stands, in any of its forms."""
        forms = (max(map(index.frequency, each)) for each in variants.of(row))
        return min(forms, default=index.claims + 1)

    return " OR ".join(f'"{row}"' for row in sorted(rows, key=usual)[:ROWS])


def _compared(words: str, claims: Mapping[UUID, ClaimDocument]) -> Iterator[QuotationTold]:
    for quoted, having in _collected(claims.values()):
        comparison = compared(words, folded(quoted.text))
        if comparison:
            yield _told(comparison, quoted, having)


def _collected(claims: Iterable[ClaimDocument]) -> Iterable[tuple[Quoted, list[ClaimDocument]]]:
    """Each quotation once, with the claims that have it: one answer may be to many."""
    found: dict[tuple[str, str, str | None], tuple[Quoted, list[ClaimDocument]]] = {}
    for claim in claims:
        for quoted in _quotations(claim):
            where = quoted.document["id"] if quoted.document else None
            _, having = found.setdefault((quoted.text, quoted.place, where), (quoted, []))
            if claim not in having:
                having.append(claim)
    return found.values()


def _quotations(claim: ClaimDocument) -> Iterator[Quoted]:
    for each in claim["appearances"]:
        if each["quote"]:
            by = each["speaker"]["name"] if each["speaker"] else None
            yield Quoted(each["quote"], "appearance", by, each["anchored"], each["document"])
    for answer in claim["rebuttals"]:
        if answer["quote"]:
            by = (answer["speaker"] or answer["source"])["name"]
            yield Quoted(answer["quote"], "answer", by, answer["anchored"], answer["document"])
    for item in claim["evidence"]:
        if item["quote"]:
            yield Quoted(item["quote"], "evidence", None, item["anchored"], item["item"].get("document"))


def _told(found: Comparison, quoted: Quoted, claims: Sequence[ClaimDocument]) -> QuotationTold:
    return {
        "likeness": found.likeness,
        "alike": found.alike,
        "quotation": cut(quoted.text),
        "passage": cut(found.passage),
        "changes": list(found.changes),
        "stands_in": quoted.place,
        "by": quoted.by,
        "found_in_copy": quoted.anchored,
        "document": document_told(quoted.document) if quoted.document else None,
        "claims": [claim_told(claim) for claim in claims[:MOST_ITEMS]],
    }


def _not_covered(claims: int, more: int) -> Iterator[str]:
    if more:
        yield f"Further quotations, which are as near or less, of which there are {more}: ask with a larger `limit`."
    yield f"Quotations of other claims than the {claims} whose words come nearest; each in its newest edition alone."
    yield "Copies of documents that the newsroom keeps: they are not published, and were not searched."
    yield f"What is less alike than {LEAST_ALIKE} of 100 by its letters."
    yield "Quotations of evidence where nothing else of their claim has the words."
    yield "Whether anybody said it: what is not found here may have been said, and not be quoted in this record."


# -- in words -------------------------------------------------------------------------------------

FOUND: Final[dict[FoundValue, str]] = {
    "exact": "The words stand in a published quotation",
    "near": "The words stand in no published quotation as they are; these come near",
    "none": "The words stand in no published quotation of this record",
}
LIKENESS: Final[dict[Likeness, str]] = {
    "whole": "The words are the whole of this quotation.",
    "part": "The words are a part of this quotation, letter for letter.",
    "near": "The words differ from this quotation:",
}
PLACES: Final[dict[PlaceValue, str]] = {
    "appearance": "It is quoted where a claim was made",
    "answer": "It is quoted in an answer",
    "evidence": "It is quoted as evidence",
}


def _in_words(each: QuotationTold) -> Iterator[Block]:
    yield line(LIKENESS[each["likeness"]])
    yield Quotation(each["quotation"])
    yield from bullets([line(_change(change)) for change in each["changes"]])
    by = f", said by {within(each['by'])}" if each["by"] else ""
    yield line(f"{PLACES[each['stands_in']]}{by}{_document(each['document'])}. {ANCHORED[each['found_in_copy']]}")
    yield line("It is quoted for these claims, whose standing says nothing of whether the quotation is genuine:")
    yield from claim_items(each["claims"])


def _document(document: DocumentTold | None) -> str:
    if document is None:
        return ""
    title = f"“{within(document['title'])}”" if document["title"] else "a document"
    return f", in {title} published by {within(document['publisher'])}"


def _change(change: WordsChanged) -> str:
    asked, quoted = f"“{within(change['asked'])}”", f"“{within(change['quoted'])}”"
    match change["change"]:
        case "replaced":
            return f"{asked} was given where the quotation has {quoted}."
        case "added":
            return f"{asked} was given, and is not in the quotation."
        case "left_out":
            return f"The quotation has {quoted}, which was not given."


VERIFY: Final = Tool(
    name="verify_quotation",
    title="Verify a quotation",
    description=(
        "Do these words stand in a quotation of a published edition, and if not, what differs, word by word, from the "
        "nearest that does? Says where, by whom, and in which document. What is sent is not kept."
    ),
    arguments=VerifyArguments,
    answers=VerifiedTold,
    run=verify,
)
