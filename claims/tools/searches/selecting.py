"""Which of a few listings each of many questions selects.

A question is a conjunction: its parameters narrow one after the other. So each condition is asked once, by the filter
that declares it, whichever questions share it, and a question selects what all of its conditions do.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

from django.db.models import IntegerField, QuerySet, Value

from claims.record.models import Listing
from claims.record.query import ClaimConditions, languages_listed
from claimtrack.editions.reading import EditionKey

#: So many conditions are asked in one statement.
TOGETHER: Final = 50

Key = TypeVar("Key", bound=Hashable)


class Condition(NamedTuple):
    """One parameter of a question in its one spelling; for `q` also the languages that its words are read in."""

    name: str
    value: str
    read_in: tuple[str, ...] = ()


#: The keys of the listings that a condition selects.
Selected: TypeAlias = frozenset[int]


class Selection(NamedTuple):
    """Of one question: what each of its conditions selects, by parameter, and what all of them do."""

    each: Mapping[str, Selected]
    all: Selected


def select(questions: Mapping[Key, ClaimConditions], listings: Collection[int], *, using: str) -> dict[Key, Selection]:
    """What each of these questions selects of the listings with these keys, current or closed."""
    _tell_languages(questions.values(), using=using)
    asked = {key: _conditions(question) for key, question in questions.items()}
    by_condition = {condition: questions[key] for key, conditions in asked.items() for condition in conditions.values()}
    found = _asked(by_condition, listings, using=using)
    every = frozenset(listings)
    return {key: _selection({name: found[each] for name, each in its.items()}, every) for key, its in asked.items()}


def listings_of(editions: Collection[EditionKey], *, using: str) -> dict[EditionKey, int]:
    """The keys of the listings of these editions; those that are not listed are missing. One query."""
    rows = Listing.objects.using(using).filter(claim_id__among={claim_id for claim_id, _ in editions})
    found = rows.filter(number__in={number for _, number in editions}).values_list("claim_id", "number", "pk")
    return {(claim_id, number): pk for claim_id, number, pk in found if (claim_id, number) in editions}


def _selection(each: Mapping[str, Selected], every: Selected) -> Selection:
    return Selection(each, every.intersection(*each.values()))


def _tell_languages(questions: Collection[ClaimConditions], *, using: str) -> None:
    """Which languages there are is asked once, and not by every question that has words."""
    with_words = [question for question in questions if "q" in question.filters]
    if with_words:
        listed = languages_listed(using)
        for question in with_words:
            question.listed = listed


def _conditions(question: ClaimConditions) -> dict[str, Condition]:
    return {
        name: Condition(name, value, tuple(question.languages) if name == "q" else ())
        for name, value in question.canonical()
    }


def _asked(
    by_condition: Mapping[Condition, ClaimConditions], listings: Collection[int], *, using: str
) -> dict[Condition, Selected]:
    """One query for every few conditions. The question that a condition comes with is any that has it."""
    rows = Listing.objects.using(using).filter(pk__among=listings)
    found: dict[Condition, set[int]] = {condition: set() for condition in by_condition}
    for some in _in_parts(list(by_condition)) if listings else ():
        one, *others = (_narrowed(rows, place, each, by_condition[each]) for place, each in enumerate(some))
        for place, pk in one.union(*others, all=True):
            found[some[place]].add(pk)
    return {condition: frozenset(keys) for condition, keys in found.items()}


def _in_parts(conditions: Sequence[Condition]) -> Iterator[Sequence[Condition]]:
    for start in range(0, len(conditions), TOGETHER):
        yield conditions[start : start + TOGETHER]


def _narrowed(
    rows: QuerySet[Listing], place: int, condition: Condition, question: ClaimConditions
) -> "QuerySet[Any, tuple[int, int]]":
    name = condition.name
    narrowed: QuerySet[Any] = question.filters[name].narrow(rows, question.values[name], question)
    placed: QuerySet[Any, tuple[int, int]] = narrowed.annotate(place=Value(place, IntegerField())).values_list(
        "place", "pk"
    )
    return placed
