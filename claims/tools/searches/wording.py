"""Why a search found a claim, in words: which of its conditions hold, by which values, and the words that it found.

All of it is read from the record as it is now. Of an edition before nothing is told but what the search itself asked.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from claims.record.documents import NARRATIVE
from claims.record.facets import BY_FACET
from claims.record.models import FacetRow
from claims.record.query import ClaimConditions, facet_values
from claims.record.searched import Field, searched
from claims.tools.searches.selecting import Selection, listings_of, select
from claimtrack.analysis.marking import Marker
from claimtrack.analysis.vectors import stemmed_in
from claimtrack.editions.models import Entry
from claimtrack.editions.reading import EditionKey, Shown, read_editions
from claimtrack.query.parameters import StrictFilter
from claimtrack.query.texts import UUID_FORM
from sources.documents import SOURCE

#: So many of the words that were found are told, and so many values of one condition.
MOST: Final = 5
EVERYTHING: Final = "it asks for every claim"

_WHERE: Final[Mapping[Field, str]] = {
    "statement": "in the statement",
    "quote": "in a quotation",
    "rebuttal": "in an answer",
    "source": "in the name of a source",
    "subject": "in the name of a subject",
    "title": "in a title",
    "topic": "in a topic",
    "context": "in its context",
}
#: What is called by a name of its own where a value is its id.
_NAMED: Final = (SOURCE, NARRATIVE, "subject", "topic")

Key = TypeVar("Key", bound=Hashable)


class Why(NamedTuple):
    """Sentences without their ends: the conditions that hold, and those that do not."""

    holds: Sequence[str]
    fails: Sequence[str]


def whys(
    asked: Collection[tuple[Key, EditionKey]], questions: Mapping[Key, ClaimConditions], *, using: str
) -> dict[tuple[Key, EditionKey], Why]:
    """Why each of these searches finds, or does not find, this edition; those that are not listed are missing.

    A few queries, however many they are, and one for every few conditions.
    """
    listings = listings_of({edition for _, edition in asked}, using=using)
    selections = select(questions, listings.values(), using=using)
    wording = _Wording(questions, listings, using=using)
    return {
        (search, edition): wording.why(questions[search], selections[search], edition)
        for search, edition in asked
        if edition in listings and search in questions
    }


def in_words(question: ClaimConditions, *, using: str) -> list[str]:
    """What a search asks for, condition by condition."""
    return list(_Wording({"": question}, {}, using=using).asked(question))


class _Wording:
    """What is looked up once for all that is told."""

    def __init__(
        self, questions: Mapping[Any, ClaimConditions], listings: Mapping[EditionKey, int], *, using: str
    ) -> None:
        self._listings = listings
        self._values = _values(questions.values(), listings.values(), using=using)
        self._names = _names(questions.values(), using=using)
        with_words = [question for question in questions.values() if "q" in question.filters]
        self._found = read_editions(list(listings), using=using) if with_words else {}
        self._markers: dict[int, Marker] = {}

    def why(self, question: ClaimConditions, selection: Selection, edition: EditionKey) -> Why:
        listing = self._listings[edition]
        holds = [name for name in question.filters if listing in selection.each[name]]
        return Why(
            [self._held(question, name, edition) for name in holds] or [EVERYTHING],
            [self._condition(question, name) for name in question.filters if name not in holds],
        )

    def asked(self, question: ClaimConditions) -> Iterator[str]:
        yield from [self._condition(question, name) for name in question.filters] or [EVERYTHING]

    def _held(self, question: ClaimConditions, name: str, edition: EditionKey) -> str:
        if name == "q":
            return _sentence("words", question.values["q"], list(self._words(question, edition)))
        if not _is_facet(question.filters[name]):
            return self._condition(question, name)
        of_it = self._values[self._listings[edition], name]
        values = [value for value in _asked(question, name) if value in of_it]
        return f"{_called(name)}: {self._told(question.filters[name], values)}"

    def _condition(self, question: ClaimConditions, name: str) -> str:
        if _is_facet(question.filters[name]):
            return f"{_called(name)}: {self._told(question.filters[name], _asked(question, name))}"
        return f"{_called(name)}: {', '.join(question.asked.parameters[name])}"

    def _told(self, declared: StrictFilter, values: Sequence[str]) -> str:
        labels = {choice.value: choice.label for choice in declared.choices}
        told = list(dict.fromkeys(self._names.get(value) or labels.get(value, value) for value in values))
        return ", ".join(told[:MOST]) + (" …" if len(told) > MOST else "")

    def _words(self, question: ClaimConditions, edition: EditionKey) -> Iterator[str]:
        """What of the claim's texts was found, each once, and where it stands first."""
        shown = self._found.get(edition)
        if not isinstance(shown, Shown):
            return
        marker = self._marker(question)
        told: set[str] = set()
        for text in searched(shown.document):
            for start, end in marker.marks(text.text, text.language):
                word = text.text[start:end]
                if word.casefold() not in told and len(told) < MOST:
                    told.add(word.casefold())
                    yield f"“{word}” {_WHERE[text.field]}"

    def _marker(self, question: ClaimConditions) -> Marker:
        if id(question) not in self._markers:
            self._markers[id(question)] = Marker(question.words.reading, stemmed_in(question.languages))
        return self._markers[id(question)]


def _sentence(called: str, asked: str, found: Sequence[str]) -> str:
    return f"{called}: {asked}" + (f", found {', '.join(found)}" if found else "")


def _called(name: str) -> str:
    return "words" if name == "q" else name.replace("_", " ")


def _is_facet(declared: StrictFilter) -> bool:
    return bool(declared.narrowing_method == BY_FACET)


def _asked(question: ClaimConditions, name: str) -> list[str]:
    return facet_values(question.values[name])


def _values(
    questions: Collection[ClaimConditions], listings: Collection[int], *, using: str
) -> Mapping[tuple[int, str], Collection[str]]:
    """What these listings have of the facets that are asked for. One query."""
    facets = {name for question in questions for name, given in question.filters.items() if _is_facet(given)}
    rows = FacetRow.objects.using(using).filter(listing__in=list(listings), kind__in=facets)
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    for listing, kind, value in rows.values_list("listing", "kind", "value"):
        found[listing, kind].add(value)
    return found


def _names(questions: Collection[ClaimConditions], *, using: str) -> Mapping[str, str]:
    """By id, the names of what is asked for by one. One query."""
    ids = {
        value
        for question in questions
        for name, given in question.filters.items()
        if _is_facet(given)
        for value in _asked(question, name)
        if UUID_FORM.fullmatch(value)
    }
    if not ids:
        return {}
    rows = Entry.objects.using(using).filter(kind__in=_NAMED, item_id__in=ids, lead=True).exclude(name="")
    return dict(rows.values_list("item_id", "name"))
