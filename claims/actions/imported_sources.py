"""Taking in sources and how others grade them."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from claims.actions.recognising import Directory, key_of_party
from claims.actions.reviewed import Party
from claimtrack.editions.roots import Stage, audited, lock
from sources import actions as source_actions
from sources.models import ReliabilityGrade, Source, SourceKind

_OURS: Final = (Stage.DRAFT, Stage.PUBLISHED)
_UNKNOWN: Final = ("", SourceKind.UNKNOWN)
LEFT_TO_PEOPLE: Final = "a grade was added on the desk and left for a person to publish"


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade of reliability: the letter, why, and whose it is."""

    letter: str
    reasons: str
    by: Party


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source, and how somebody grades it."""

    party: Party
    grade: Graded | None


def take_in_sources(rows: Sequence[SourceRow], directory: Directory) -> tuple[Counter[str], Counter[str], int]:
    """Take in and publish a batch; returns the counts of the report, its notes, and how many editions were made.

    What is known of a source stays, and gaps are filled. A grade is added to the ledger when its grader has not
    given the same before; it never replaces one. A source that a person has edited is not published here.
    """
    counts: Counter[str] = Counter()
    with audited(None), transaction.atomic():
        named = [row.party for row in rows] + [row.grade.by for row in rows if row.grade]
        met = directory.known(named)
        ids = directory.sources(named, as_listed=True)
        sources = {source.pk: source for source in lock(Source, {ids[key_of_party(row.party)] for row in rows})}
        standing = _standing(set(sources))
        changed: set[UUID] = set()
        for row in rows:
            key = key_of_party(row.party)
            source = sources[ids[key]]
            is_new = key not in met and _is_ours(source) and source.stage == Stage.DRAFT
            added = row.grade and _add(source.pk, ids[key_of_party(row.grade.by)], row.grade, standing)
            filled = _fill_gaps(source, row.party)
            changed |= {source.pk} if added or filled else set()
            counts["created" if is_new else "updated" if added or filled else "unchanged"] += 1
            met.add(key)
        notes, editions = _publish(sources.values(), changed)
    return counts, notes, editions


def _is_ours(source: Source) -> bool:
    """Whether an import may write to it and publish it."""
    return not source.edited_by_person and source.stage in _OURS


def _fill_gaps(source: Source, party: Party) -> bool:
    """Say of the source what nobody has said yet; whether there was anything."""
    said = {"kind": party.kind, "country": party.country, "description": party.description}
    gaps = [name for name, now in said.items() if now not in _UNKNOWN and getattr(source, name) in _UNKNOWN]
    if not gaps or not _is_ours(source):
        return False
    for name in gaps:
        setattr(source, name, said[name])
    source.save(update_fields=[*gaps, "updated_at"])
    return True


#: Source, grader, letter and reasons of the grades there are.
Standing = set[tuple[UUID, UUID | None, str, str]]


def _standing(source_ids: set[UUID]) -> Standing:
    rows = ReliabilityGrade.objects.filter(source__pk__among=source_ids)
    return set(rows.values_list("source_id", "by_id", "grade", "reasons"))


def _add(source_id: UUID, by_id: UUID, grade: Graded, standing: Standing) -> bool:
    entry = (source_id, by_id, grade.letter, grade.reasons)
    if entry in standing:
        return False
    standing.add(entry)
    ReliabilityGrade.objects.create(
        source_id=source_id, by_id=by_id, grade=grade.letter, reasons=grade.reasons, at=timezone.localdate()
    )
    return True


def _publish(sources: Collection[Source], changed: set[UUID]) -> tuple[Counter[str], int]:
    """Publish what is new and what was changed, but for what a person has edited."""
    Source.objects.filter(pk__among=changed).update(version=F("version") + 1)
    fresh = [each for each in sources if _is_ours(each) and (each.pk in changed or each.stage == Stage.DRAFT)]
    left = sum(1 for each in sources if each.pk in changed and not _is_ours(each))
    published = source_actions.publish(sources=fresh, by=None) if fresh else []
    return Counter({LEFT_TO_PEOPLE: left}) if left else Counter(), len(published)
