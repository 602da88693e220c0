"""How rows of sources and documents are written: under which roots, and what stands against it."""

from collections.abc import Iterable

from claimtrack.editions.roots import Stage
from claimtrack.writing.book import RootKey, Writable, describe
from sources.models import Office, ReliabilityGrade, Source
from sources.writing.fields import DocumentFields, GradeFields, OfficeFields, SourceFields


def _itself(source: Source) -> Iterable[RootKey]:
    yield Source, source.pk


def _person(office: Office) -> Iterable[RootKey]:
    yield Source, office.person_id


def _graded(grade: ReliabilityGrade) -> Iterable[RootKey]:
    yield Source, grade.source_id


def _redacted(source: Source) -> Iterable[str]:
    if source.stage == Stage.REDACTED:
        yield "The source was redacted: nothing of it is written any more."


def _was_published(source: Source) -> Iterable[str]:
    if source.stage != Stage.DRAFT:
        yield "Only a draft is deleted. A published source is retracted: its history stays."


def _stays(grade: ReliabilityGrade) -> Iterable[str]:
    yield "A grade is never changed: another follows it."


def _of_a_published_source(grade: ReliabilityGrade) -> Iterable[str]:
    if grade.source.stage != Stage.DRAFT:
        yield "A grade of a source that was published stays in the ledger: another follows it."


describe(
    Writable(fields=SourceFields, roots=_itself, against_changing=_redacted, against_deleting=_was_published),
)
describe(Writable(fields=OfficeFields, roots=_person))
describe(
    Writable(fields=GradeFields, roots=_graded, against_changing=_stays, against_deleting=_of_a_published_source),
)
describe(Writable(fields=DocumentFields))
