"""A batch of queries answered: every key, each query by itself, within the time that one request may take."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from django.db import OperationalError, transaction
from django.utils.text import capfirst
from psycopg.errors import QueryCanceled

from claims.tools.reconciliation.asking import FaultyQuery, Query, ReconciliationFault
from claims.tools.reconciliation.candidates import Candidate, Finder
from claims.tools.reconciliation.entities import EntityType
from claims.tools.reconciliation.shapes import ReconciliationCandidate, ReconciliationFeature, ReconciliationName

#: Seconds after which the queries that are left are answered with a fault, and not looked for.
SECONDS: Final = 5.0

_TOO_LATE: Final = "The batch took too long to come this far: send it again in a smaller one."
_TOO_HARD: Final = "It took more time of the database than a query may use: ask for fewer words."


@dataclass(frozen=True, slots=True)
class Answer:
    """What one query found; or what is wrong with it."""

    candidates: list[ReconciliationCandidate]
    fault: ReconciliationFault | None = None


def answers(
    queries: Iterable[Any], read: Callable[[Any], Query], *, using: str, clock: Callable[[], float] = monotonic
) -> list[Answer]:
    """An answer for each query, in their order."""
    finder, until = Finder(using), clock() + SECONDS
    return [_answer(given, read, finder, is_late=clock() > until) for given in queries]


def _answer(given: Any, read: Callable[[Any], Query], finder: Finder, *, is_late: bool) -> Answer:
    if is_late:
        return Answer([], {"pointer": "", "code": "too_late", "message": _TOO_LATE})
    try:
        query = read(given)
        with transaction.atomic(using=finder.using):  # what is stopped takes the others' transaction along else
            return Answer([candidate_document(each) for each in finder.find(query)])
    except FaultyQuery as faulty:
        return Answer([], faulty.fault)
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        return Answer([], {"pointer": "", "code": "overloaded", "message": _TOO_HARD})


def candidate_document(found: Candidate) -> ReconciliationCandidate:
    entity = found.entity
    return {
        "id": entity.id,
        "name": entity.name,
        "description": entity.description,
        "type": [type_of(entity.type)],
        "score": found.score,
        "features": [*_features(found)],
        "match": found.matched,
    }


def _features(found: Candidate) -> Iterable[ReconciliationFeature]:
    yield {"id": "likeness", "name": "How alike the names are", "value": round(found.like.score, 2)}
    yield {"id": "same_words", "name": "The same words", "value": found.like.exact}
    if found.agrees is not None:
        yield {"id": "agrees", "name": "It has the properties asked for", "value": found.agrees}


def type_of(name: EntityType) -> ReconciliationName:
    return {"id": name, "name": capfirst(name)}
