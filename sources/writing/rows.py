"""How rows of sources and documents are written: under which roots, and what stands against it."""

from collections.abc import Collection, Iterable, Sequence
from operator import attrgetter

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils import timezone

from claimtrack.editions.roots import Stage
from claimtrack.writing.book import RootKey, Writable, describe
from claimtrack.writing.slugs import give_slugs
from sources.addresses import address_key, without_tracking
from sources.models import Capture, Document, Office, ReliabilityGrade, Source
from sources.writing.captures import seal, tell
from sources.writing.fields import CaptureFields, DocumentFields, GradeFields, OfficeFields, SourceFields


def _themselves(sources: Sequence[Source]) -> Iterable[RootKey]:
    yield from ((Source, source.pk) for source in sources)


def _persons(offices: Sequence[Office]) -> Iterable[RootKey]:
    yield from ((Source, office.person_id) for office in offices)


def _graded(grades: Sequence[ReliabilityGrade]) -> Iterable[RootKey]:
    yield from ((Source, grade.source_id) for grade in grades)


def _slug(sources: Sequence[Source], by: AbstractBaseUser | None, given: Collection[str]) -> None:
    give_slugs(sources, attrgetter("name"))


def _looked_up_by(documents: Sequence[Document], by: AbstractBaseUser | None, given: Collection[str]) -> None:
    """Rows that are copied into the table are not saved one by one. What a person enters can be told from others.

    Of an address the page alone is kept: what tells of who opened it would be published along with it.
    """
    for document in documents:
        document.url = without_tracking(document.url)
        document.address_key = address_key(document.url)
        if by and not (document.title or document.url):
            raise ValidationError({"title": "Give its title, its address, or a short description in brackets."})


def _redacted(source: Source) -> Iterable[str]:
    if source.stage == Stage.REDACTED:
        yield "The source was redacted: nothing of it is written any more."


def _was_published(source: Source) -> Iterable[str]:
    if source.stage != Stage.DRAFT:
        yield "Only a draft is deleted. A published source is retracted: its history stays."


def _whose_grade(grades: Sequence[ReliabilityGrade], by: AbstractBaseUser | None, given: Collection[str]) -> None:
    """A grade is whoever's who gives it first; what an import or a case brings was decided on elsewhere."""
    for grade in grades:
        if grade._state.adding and by is None:
            grade.approved_at = timezone.now()
        elif grade._state.adding and by:
            grade.analyst_id = by.pk


def _stays(grade: ReliabilityGrade) -> Iterable[str]:
    if grade.approved_at:
        yield "A grade is never changed once it is approved: another follows it."


def _of_a_published_source(grade: ReliabilityGrade) -> Iterable[str]:
    if grade.approved_at and grade.source.stage != Stage.DRAFT:
        yield "A grade of a source that was published stays in the ledger: another follows it."


def _is_evidence(capture: Capture) -> Iterable[str]:
    yield "A copy is never changed or written over: take another, or discard this one."


describe(
    Writable(
        fields=SourceFields,
        roots=_themselves,
        complete=_slug,
        against_changing=_redacted,
        against_deleting=_was_published,
    ),
)
describe(Writable(fields=OfficeFields, roots=_persons))
describe(
    Writable(
        fields=GradeFields,
        roots=_graded,
        complete=_whose_grade,
        against_changing=_stays,
        against_deleting=_of_a_published_source,
    )
)
describe(Writable(fields=DocumentFields, complete=_looked_up_by))
describe(
    Writable(
        fields=CaptureFields,
        complete=seal,
        against_changing=_is_evidence,
        against_deleting=_is_evidence,
        afterwards=tell,
    )
)
