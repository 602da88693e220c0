"""What a correction corrected: the facts in which an edition differs from the one before it, at any depth.

A document keeps of each correction the number of its edition and the paths of what it changed. What stood there before
and what stands there since is read from the two editions whenever it is told, so that no document repeats words of
another: what is taken away with an edition is gone from here as well.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from claims.record.documents import CLAIM, ClaimDocument, CorrectionDocument
from claimtrack.editions.befores import grounds
from claimtrack.editions.chain import Document, EditionGroundValue, canonical
from claimtrack.editions.formats import today
from claimtrack.editions.models import Edition, Kind
from claimtrack.editions.reading import EditionKey

#: In the text of every document without a correction, and of no other: a quotation mark inside a text is escaped.
NO_CORRECTION = '"corrections":[]'
#: Members that say how an edition came about, not what it says.
NO_FACTS = frozenset({"edition", "corrections", "format"})
#: A member that a value has which is corrected as one: a date, the place of a quotation, a finding.
ONE_VALUE = ("edtf", "exact", "current_assessment")
#: Lists whose order means something: who had it from whom.
IN_ORDER = "attributed_to"


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact in both editions; None is said where there was nothing, or is nothing any more.

    `path` leads through members and, in a list of rows, through their ids: `appearances.<id>.quote`. A list without
    ids is one fact: `topics`.
    """

    path: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """The facts that differ between two documents of one format, in order of their paths.

    Keys and rows in another order mean the same, but for chains of attribution.
    """
    members = (before.keys() | after.keys()) - NO_FACTS
    return [each for name in sorted(members) for each in _between(name, before.get(name), after.get(name))]


def _between(path: str, old: Any, new: Any) -> Iterator[Difference]:
    pairs = _inner(path, old, new)
    if pairs is None:
        if _meaning(old, path) != _meaning(new, path):
            yield Difference(path, old, new)
        return
    for name, (inner_old, inner_new) in pairs.items():
        yield from _between(f"{path}.{name}", inner_old, inner_new)


def _inner(path: str, old: Any, new: Any) -> Mapping[str, tuple[Any, Any]] | None:
    """What both are made of, pair by pair; None where each is one value."""
    match old, new:
        case dict(), dict() if _same_thing(old, new):
            return {name: (old[name], new[name]) for name in sorted(old)}
        case list(), list() if _are_rows(old) and _are_rows(new) and not _rearranged(path, old, new):
            were, are = _by_id(old), _by_id(new)
            return {row: (were.get(row), are.get(row)) for row in sorted(were.keys() | are.keys())}
    return None


def _same_thing(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    same = old.keys() == new.keys() and old.get("id") == new.get("id")
    return same and not any(member in old for member in ONE_VALUE)


def _are_rows(values: Sequence[Any]) -> bool:
    ids = [value.get("id") if isinstance(value, dict) else None for value in values]
    return None not in ids and len(set(ids)) == len(ids)


def _by_id(rows: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {row["id"]: row for row in rows}


def _rearranged(path: str, old: Sequence[Any], new: Sequence[Any]) -> bool:
    return path.endswith(IN_ORDER) and list(_by_id(old)) != list(_by_id(new))


def _meaning(value: Any, path: str) -> Any:
    """A value that equals another one where both mean the same."""
    if isinstance(value, dict):
        return {name: _meaning(inner, name) for name, inner in value.items()}
    if not isinstance(value, list):
        return value
    meant = [_meaning(item, "") for item in value]
    return meant if path.endswith(IN_ORDER) else sorted(meant, key=canonical)


# -- as they are told -----------------------------------------------------------------------------


def corrections_told(documents: Collection[ClaimDocument], *, using: str) -> dict[str, list[CorrectionDocument]]:
    """The corrections of each of these documents by the ids of their claims, with the words before and since.

    They are read from the editions, in one query where there is any correction. Where one of the two was taken
    away, `before` and `after` are empty.
    """
    corrected = {UUID(document["id"]) for document in documents if document["corrections"]}
    editions = _corrected_editions(corrected, using=using) if corrected else {}
    withheld = grounds(corrected, using=using) if corrected else {}
    return {
        document["id"]: [
            _told(correction, place, editions.get(document["id"], {}), withheld)
            for place, correction in enumerate(document["corrections"])
        ]
        for document in documents
    }


def _corrected_editions(claim_ids: Collection[UUID], *, using: str) -> dict[str, dict[int, list[Document | None]]]:
    """By claim and number of each edition that corrected: the document before, and its own; None where it is gone."""
    of_claims = Edition.objects.using(using).filter(subject_type=CLAIM)
    follows = of_claims.filter(subject_id=OuterRef("subject_id"), number=OuterRef("number") + 1, kind=Kind.CORRECTED)
    rows = of_claims.filter(Q(kind=Kind.CORRECTED) | Exists(follows), subject_id__in=claim_ids).order_by("number")
    read: dict[str, dict[int, Document | None]] = {}
    found: dict[str, dict[int, list[Document | None]]] = {}
    for pk, number, kind, format_, text in rows.values_list("subject_id", "number", "kind", "format", "text"):
        own = read.setdefault(str(pk), {})
        own[number] = today(text, subject_type=CLAIM, format_=format_) if text is not None else None
        if kind == Kind.CORRECTED:
            found.setdefault(str(pk), {})[number] = [own.get(number - 1), own[number]]
    return found


def _told(
    correction: CorrectionDocument,
    place: int,
    editions: Mapping[int, Sequence[Document | None]],
    withheld: Mapping[EditionKey, EditionGroundValue],
) -> CorrectionDocument:
    """Documents of earlier formats do not say which edition it was: their nth correction was the nth that corrected."""
    number = correction["number"] or next(iter(sorted(editions)[place:]), None)
    before, after = editions.get(number or 0, (None, None))
    ground = withheld.get((UUID(after["id"]), number)) if after and number else None
    told = told_of(before, after, ground)
    words: dict[str, Any] = {
        "number": number,
        "paths": [each.path for each in told] or correction["paths"],
        "before": {each.path: each.before for each in told},
        "after": {each.path: each.after for each in told},
    }
    return cast("CorrectionDocument", {**correction, **words, **({"withheld": ground} if ground else {})})


def told_of(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, ground: EditionGroundValue | None
) -> list[Difference]:
    """What readers are told of a correction: nothing once one of the editions is gone, and of one on whose `before` a
    ground stands, what it says since.
    """
    told = differences(before, after) if before and after else []
    return [Difference(each.path, None, each.after) for each in told] if ground else told
