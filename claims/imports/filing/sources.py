"""Taking in sources and how others grade them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims.imports.filing.keys import key_of_party
from claims.imports.filing.ours import is_ours
from claims.imports.filing.publishing import NOT_LISTED
from claims.imports.filing.recognising import Directory
from claims.imports.publishers import listed
from claims.imports.reviewed import Party, SourceRow
from claimtrack.editions.roots import Stage, audited, lock
from claimtrack.writing import Create, Update, insert, write
from sources import writing as source_actions
from sources.models import ReliabilityGrade, Source
from sources.vocabulary import SourceKind
from sources.writing import GradeFields, SourceFields

_UNKNOWN: Final = ("", SourceKind.UNKNOWN)
LEFT_TO_PEOPLE: Final = "a grade was added on the desk and left for a person to publish"


def take_in_sources(rows: Sequence[SourceRow], directory: Directory) -> tuple[Counter[str], Counter[str], int]:
    """Take in and publish a batch; returns the counts of the report, its notes, and how many editions were made.

    What is known of a source stays, and gaps are filled. A grade is added to the ledger when its grader has not
    given the same before; it never replaces one. Published is what listed publishers have graded, but for what a person
    has edited.
    """
    counts: Counter[str] = Counter()
    with audited(None), transaction.atomic():
        named = [row.party for row in rows] + [row.grade.by for row in rows if row.grade]
        met = directory.known(named)
        ids = directory.sources(named, as_listed=True)
        sources = {source.pk: source for source in lock(Source, {ids[key_of_party(row.party)] for row in rows})}
        standing = _standing(set(sources))
        changed: set[UUID] = set()
        graded = _graded_by_listed(rows, ids)
        gaps: dict[UUID, dict[str, Any]] = defaultdict(dict)
        grades: list[Create[GradeFields]] = []
        for row in rows:
            key = key_of_party(row.party)
            source = sources[ids[key]]
            is_new = key not in met and is_ours(source) and source.stage == Stage.DRAFT
            new_grades = _new_grades(source.pk, ids, row, standing)
            new_gaps = _gaps(source, row.party, gaps[source.pk])
            grades += new_grades
            gaps[source.pk] |= new_gaps
            changed |= {source.pk} if new_grades or new_gaps else set()
            counts["created" if is_new else "updated" if new_grades or new_gaps else "unchanged"] += 1
            met.add(key)
        filled = {pk: SourceFields(**said) for pk, said in gaps.items() if said}
        write([Update(row=pk, fields=said, seen=SourceFields()) for pk, said in filled.items()], by=None)
        insert(grades, by=None)
        notes, editions = _publish(sources.values(), changed, graded)
    return counts, notes, editions


def _gaps(source: Source, party: Party, filled: Mapping[str, str]) -> dict[str, str]:
    """What nobody has said of the source yet, and the party says; `filled` was said earlier in the batch."""
    if not is_ours(source):
        return {}
    said = {"kind": party.kind, "country": party.country, "description": party.description}
    standing = {name: filled.get(name) or getattr(source, name) for name in said}
    return {name: now for name, now in said.items() if now not in _UNKNOWN and standing[name] in _UNKNOWN}


#: Source, grader, letter and reasons of the grades there are.
Standing = set[tuple[UUID, UUID | None, str, str]]


def _standing(source_ids: set[UUID]) -> Standing:
    rows = ReliabilityGrade.objects.filter(source__pk__among=source_ids)
    return set(rows.values_list("source_id", "by_id", "grade", "reasons"))


def _new_grades(
    source_id: UUID, ids: Mapping[str, UUID], row: SourceRow, standing: Standing
) -> list[Create[GradeFields]]:
    """The row's grade, unless its grader has given the same before."""
    grade = row.grade
    if grade is None:
        return []
    by_id = ids[key_of_party(grade.by)]
    entry = (source_id, by_id, grade.letter, grade.reasons)
    if entry in standing:
        return []
    standing.add(entry)
    fields = GradeFields(source=source_id, by=by_id, grade=grade.letter, reasons=grade.reasons, at=timezone.localdate())
    return [Create(fields=fields, place=row.party.name)]


def _graded_by_listed(rows: Sequence[SourceRow], ids: Mapping[str, UUID]) -> set[UUID]:
    """The sources that listed publishers have graded, and nobody else in this batch."""
    hosts = listed(row.grade.by.host for row in rows if row.grade)
    graders: dict[UUID, set[str]] = defaultdict(set)
    for row in rows:
        graders[ids[key_of_party(row.party)]].add(row.grade.by.host if row.grade else "")
    return {pk for pk, of_source in graders.items() if of_source <= hosts}


def _publish(sources: Collection[Source], changed: set[UUID], graded: set[UUID]) -> tuple[Counter[str], int]:
    """Publish what is new and what was changed, as listed publishers have graded it, and nothing that people edited."""
    fresh = [each for each in sources if is_ours(each) and (each.pk in changed or each.stage == Stage.DRAFT)]
    left = sum(1 for each in sources if each.pk in changed and not is_ours(each))
    waiting = sum(each.pk not in graded for each in fresh)
    notes = Counter({LEFT_TO_PEOPLE: left, f"not published: {NOT_LISTED}": waiting})
    published = source_actions.publish(sources=[each for each in fresh if each.pk in graded], by=None)
    return +notes, len(published)
