"""Whom a query may mean, the likeliest first, and whether one of them is matched without anybody looking.

`match` is a promise: it is given to one candidate alone, and only where its name is the one asked for, or plainly that
name wrongly written. Whoever has a namesake, in whatever letters, is for a person to choose; so is whoever would be
matched by a spelling that is the right one of another name in the record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final, TypeAlias
from uuid import UUID

from claims.finding.index import Stored
from claims.finding.match import Wanted, match
from claims.record.documents import CLAIM
from claims.tools.reconciliation.asking import Condition, Query
from claims.tools.reconciliation.entities import (
    NAMED,
    TYPES,
    Entity,
    EntityType,
    claims_with,
    entities_with,
    leads_of,
    of_entry,
)
from claims.tools.reconciliation.likeness import Likeness, Name, likeness, name_of
from claims.tools.reconciliation.properties import PROPERTIES
from claimtrack.analysis import tokens
from claimtrack.analysis.names import ANY, keys_asked
from claimtrack.editions.searching import Words

#: Words of a name that it is looked for by, how many are looked at, and how few are too few to look no further.
MAX_WORDS, LOOKED_AT, TOO_FEW = 8, 60, 5
#: Less alike is nobody's candidate; nearer than this to the best is too near to be told apart from it.
LEAST: Final = 45
APART: Final = 4
#: What is lost by having another value of a property than the one asked for, in points of a hundred.
DISAGREES: Final = 30
#: Claims are suggested from this probability on where claims alone are asked for.
LEAST_PROBABLE: Final = 0.1
CERTAIN: Final = Likeness(100, exact=True, sure=True, same=True)

#: An entity, how alike it is, and by which of its names where it is by one.
Found: TypeAlias = tuple[Entity, Likeness, str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity with how alike it is by which of its names.

    `agrees` says whether it has what was asked of it, as far as that is known.
    """

    entity: Entity
    like: Likeness
    name: str
    agrees: bool | None
    matched: bool = False

    @property
    def score(self) -> float:
        return round(max(self.like.score - (DISAGREES if self.agrees is False else 0), 0), 2)


class Finder:
    """What the queries of a batch have in common; each is answered by itself."""

    def __init__(self, using: str) -> None:
        self.using = using
        self._index: Stored | None = None

    def find(self, query: Query) -> list[Candidate]:
        if query.strictness == "all" and len(query.types) > 1:
            return []  # nothing is of two types
        found = self._of_types(query, query.types)
        if found or query.strictness != "should":
            return self._matched(found)[: query.limit]
        others = [each for each in TYPES if each not in query.types]
        return self._of_types(query, others)[: query.limit]

    def _of_types(self, query: Query, types: Sequence[EntityType]) -> list[Candidate]:
        best: dict[str, Candidate] = {}
        asked = [(each, [PROPERTIES[each.pid].spelled(value) for value in each.values]) for each in query.conditions]
        for entity, like, name in chain(
            self._by_id(query), self._by_name(query, types), self._by_property(query, types)
        ):
            if entity.type not in types:
                continue
            held = [(condition, _holds(entity, condition, spelled)) for condition, spelled in asked]
            if any(condition.required and not holds for condition, holds in held):
                continue
            known = [holds for _, holds in held if holds is not None]
            if entity.id not in best or like.score > best[entity.id].like.score:
                best[entity.id] = Candidate(entity, like, name, all(known) if known else None)
        return sorted(best.values(), key=lambda each: (-each.score, each.entity.name, each.entity.id))

    def _by_id(self, query: Query) -> Iterable[Found]:
        """An id may be asked for as a name is: who pastes one means it."""
        named = entities_with([each.strip() for each in (*query.ids, *query.names)], using=self.using)
        return [(entity, CERTAIN, "") for entity in named.values()]

    def _by_name(self, query: Query, types: Sequence[EntityType]) -> Iterable[Found]:
        kinds = [each for each in NAMED if each in types]
        for text in query.names:
            asked = name_of(text)
            if kinds:
                named = named_like(text, kinds, using=self.using)
                told = ((each, *_closest(asked, each.called)) for each in named)
                yield from (pair for pair in told if pair[1].score >= LEAST)
            if CLAIM in types:
                yield from self._claims(text, alone=not kinds)

    def _claims(self, text: str, *, alone: bool) -> Iterable[Found]:
        """A claim is certain where the text is its statement, letter for letter; else it is about the same matter."""
        if self._index is None:
            self._index = Stored(self.using)
        [found] = match([text], self._index, Wanted(limit=LOOKED_AT, least=LEAST_PROBABLE if alone else None))
        probable = {str(each.claim_id): each.probability for each in found.found}
        for entity in claims_with([UUID(each) for each in probable], using=self.using):
            [statement] = entity.called
            is_it = plain(statement) == plain(text)
            yield entity, CERTAIN if is_it else Likeness(min(99, 100 * probable[entity.id])), ""

    def _by_property(self, query: Query, types: Sequence[EntityType]) -> Iterable[Found]:
        """Where nothing else is asked for: sources and subjects with these kinds and countries."""
        if query.names or query.ids:
            return []
        rows = leads_of([each for each in NAMED if each in types], using=self.using)
        keyed = [each for each in query.conditions if each.pid in {"kind", "country"} and each.quantifier == "any"]
        for condition in keyed:
            rows = rows.filter(keys__overlap=_keys(condition))
        if not keyed:
            return []
        found = rows.order_by("-position", "item_id").values_list("kind", "text")[:LOOKED_AT]
        return [(of_entry(kind, text), Likeness(50), "") for kind, text in found]

    # -- one without anybody looking ------------------------------------------------------------------

    def _matched(self, found: list[Candidate]) -> list[Candidate]:
        """The candidates, of which the first is matched where that is safe."""
        if not found or not self._is_safe(found[0], found[1:]):
            return found
        first = found[0]
        return [replace(first, matched=True), *found[1:]]

    def _is_safe(self, first: Candidate, others: Sequence[Candidate]) -> bool:
        if not first.like.sure or first.agrees is False or first.entity.body["kind"] == "anonymous":
            return False
        if any(_is_rival(other, first) for other in others if other.agrees is not False):
            return False
        return first.like.exact or not (
            self._has_namesake(first) or self._are_known(first.like.unlike, but=first.entity)
        )

    def _has_namesake(self, first: Candidate) -> bool:
        """Whether somebody else is called so who was not met, since the error stands where the two names differ."""
        own = name_of(first.name)
        others = named_like(first.name, [first.entity.type], using=self.using)
        return any(_closest(own, each.called)[0].same for each in others if each.id != first.entity.id)

    def _are_known(self, words: Sequence[str], *, but: Entity) -> bool:
        """Whether somebody else's name is spelled with one of these words: then it may be no error."""
        others = leads_of(NAMED, using=self.using).exclude(item_id=but.id)
        asked = [Words.of(word, lambda _: (), has_older=False) for word in words]
        return any(others.filter(each.found).exists() for each in asked)


def _closest(asked: Name, called: Sequence[str]) -> tuple[Likeness, str]:
    """How alike the closest of these names is, and which that is."""
    told = [(likeness(asked, name_of(one)), one) for one in called]
    return max(told, key=lambda pair: (pair[0].score, pair[0].sure))


def _is_rival(other: Candidate, first: Candidate) -> bool:
    """Whether somebody might mean the other by what was asked for, as well as the first."""
    if first.like.exact:
        return other.like.same
    return other.like.sure or other.like.same or other.score >= first.score - APART


def _holds(entity: Entity, condition: Condition, spelled: Sequence[frozenset[str]]) -> bool | None:
    """Whether the entity meets a condition, of which each value is `spelled` so; None where nothing is known of it."""
    answers = [PROPERTIES[condition.pid].agrees(entity, each) for each in spelled]
    known = [each for each in answers if each is not None]
    if not known:
        return None
    if condition.quantifier == "all":
        return all(known)
    return any(known) != (condition.quantifier == "none")


def _keys(condition: Condition) -> list[str]:
    spelled = PROPERTIES[condition.pid].spellings
    return [f"{condition.pid}:{one}" for value in condition.values for one in {value, *spelled(value)}]


def plain(text: str) -> str:
    """A statement without its marks and case: what a spreadsheet changes."""
    return " ".join(token.word for token in tokens(text))


def named_like(text: str, kinds: Sequence[EntityType], *, using: str, prefix: bool = False) -> list[Entity]:
    """Those whose names have every word of the text, however spelled; where they are few, those with one as well."""
    words = tokens(text)[:MAX_WORDS]
    if not words:
        return []
    found = _looked_for(Words.of_tokens(words, prefix=prefix), kinds, using)
    telling = [word for word in words if keys_asked(word) != (ANY,)]
    if len(found) < TOO_FEW and len(telling) > 1:
        more = _looked_for(Words.of_tokens(telling, every=False), kinds, using)
        found += [each for each in more if each.id not in {known.id for known in found}]
    return found


def _looked_for(asked: Words, kinds: Sequence[EntityType], using: str) -> list[Entity]:
    rows = leads_of(kinds, using=using).filter(asked.found).annotate(rank=asked.rank)
    nearest = rows.order_by("-rank", "item_id").values_list("kind", "text")[:LOOKED_AT]
    return [of_entry(kind, text) for kind, text in nearest]
