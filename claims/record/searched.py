"""What of a claim's document is searched: each text with what it is called, its weight and its language."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, TypeAlias

from claims.record.documents import ClaimDocument
from claims.record.named import judging, sources_named
from claimtrack.analysis.vectors import Text, Weight, vector

#: What a text is in the document.
Field: TypeAlias = Literal["statement", "quote", "rebuttal", "source", "subject", "title", "topic", "context"]

WEIGHTS: dict[Field, Weight] = {
    "statement": "A",
    "quote": "B",
    "rebuttal": "B",
    "source": "C",
    "subject": "C",
    "title": "C",
    "topic": "C",
    "context": "D",
}


class Searched(NamedTuple):
    """A text that `q` searches."""

    field: Field
    text: str
    language: str | None = None


def searched(claim: ClaimDocument) -> list[Searched]:
    """The statement first, then quotations and what answers say, then names and titles, then context; none twice."""
    return list(dict.fromkeys(each for each in _searched(claim) if each.text))


def search_vector(texts: Iterable[Searched]) -> str:
    """What is searched by these texts, as a tsvector's text."""
    return vector(Text(each.text, WEIGHTS[each.field], each.language) for each in dict.fromkeys(texts))


def _searched(claim: ClaimDocument) -> Iterator[Searched]:
    language = claim["language"]
    yield Searched("statement", claim["statement"], language)
    for appearance in claim["appearances"]:
        yield Searched("quote", appearance["quote"] or "", appearance["document"]["language"] or language)
        yield Searched("quote", appearance["transcript"] or "", appearance["document"]["language"] or language)
        yield Searched("context", appearance["description"] or "", language)
    for rebuttal in claim["rebuttals"]:
        yield Searched("rebuttal", rebuttal["statement"], language)
        yield Searched("quote", rebuttal["quote"] or "", rebuttal["document"]["language"] or language)
    yield from (Searched("source", name) for name in sorted({source["name"] for source in sources_named(claim)}))
    yield from (Searched("subject", subject["name"]) for subject in claim["about"])
    yield from _titles(claim)
    yield from (Searched("topic", slug.replace("-", " "), language) for slug in claim["topics"])
    yield Searched("context", claim["context"], language)


def _titles(claim: ClaimDocument) -> Iterator[Searched]:
    """Of the documents in which it stands, is answered and is judged."""
    documents = [appearance["document"] for appearance in claim["appearances"]]
    documents += [rebuttal["document"] for rebuttal in claim["rebuttals"]]
    documents += [*judging(claim["assessments"])]
    documents += [each for rebuttal in claim["rebuttals"] for each in judging(rebuttal["assessments"])]
    yield from (Searched("title", each["title"] or "", each["language"] or claim["language"]) for each in documents)
