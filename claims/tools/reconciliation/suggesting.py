"""What somebody may be about to type: entities by the beginning of a name, types and properties by theirs."""

from collections.abc import Sequence
from typing import Final

from claims.record.documents import CLAIM
from claims.record.query import ClaimFilters
from claims.record.reading import read_claims
from claims.tools.reconciliation.answering import type_of
from claims.tools.reconciliation.candidates import named_like, plain
from claims.tools.reconciliation.entities import NAMED, TYPES, Entity, EntityType, entities_with, of_claim
from claims.tools.reconciliation.extending import described
from claims.tools.reconciliation.properties import PROPERTIES
from claims.tools.reconciliation.shapes import ReconciliationEntity, ReconciliationWord
from claimtrack.analysis import fold
from claimtrack.query.asked import Asked

#: Suggestions of one answer, and how far into them one may go.
MOST: Final = 50

TYPE_DESCRIPTIONS: Final[dict[EntityType, str]] = {
    "source": "Whoever asserts, denies, publishes or judges: people, outlets, governments, organisations.",
    "subject": "What claims are about: people, organisations, places, events.",
    "claim": "A statement with how it stands.",
}


def suggested_entities(
    prefix: str, types: Sequence[EntityType], *, offset: int, limit: int, using: str
) -> list[ReconciliationEntity]:
    """Names that go on from here first, then those that are nearly so, then claims with these words."""
    found: dict[str, Entity] = entities_with([prefix.strip()], using=using)
    kinds = [each for each in NAMED if each in types]
    if kinds:
        for is_prefix in (True, False):
            found |= {each.id: each for each in named_like(prefix, kinds, using=using, prefix=is_prefix)}
    if CLAIM in types and len(found) < offset + limit:
        found |= {each.id: each for each in _claims(prefix, offset + limit, using)}
    told = [each for each in found.values() if each.type in types]
    return [_suggested(each) for each in told[offset : offset + limit]]


def _claims(prefix: str, limit: int, using: str) -> list[Entity]:
    words = plain(prefix)
    if not words:
        return []
    asked = ClaimFilters.ask(Asked({"q": [f"{words}*"], "ordering": ["relevance"]}, ""), using=using)
    page = asked.rows_after(("claim_id", "number"), after=None, page_size=limit)
    return [of_claim(each.document) for each in read_claims(page.rows, using=using)]


def _suggested(entity: Entity) -> ReconciliationEntity:
    return {
        "id": entity.id,
        "name": entity.name,
        "description": entity.description,
        "notable": [type_of(entity.type)],
    }


def suggested_types(prefix: str) -> list[ReconciliationWord]:
    return _beginning(prefix, [type_described(each) for each in TYPES])


def suggested_properties(prefix: str) -> list[ReconciliationWord]:
    return _beginning(prefix, [described(each) for each in PROPERTIES.values()])


def type_described(name: EntityType) -> ReconciliationWord:
    return {**type_of(name), "description": TYPE_DESCRIPTIONS[name]}


def _beginning(prefix: str, all_: Sequence[ReconciliationWord]) -> list[ReconciliationWord]:
    """Those of which the id or a word of the name begins so; an empty prefix is that of all."""
    begun = fold(prefix).strip()
    return [each for each in all_ if any(fold(word).startswith(begun) for word in (each["id"], *each["name"].split()))]
