"""What rows would become, a line each: they are taken in as by an import, and the transaction is taken back."""

from collections.abc import Iterable, Iterator

from django.db import transaction

from claims.imports.filing.reviews import Importer, Incoming
from claims.imports.filing.rows import Keyed
from claims.imports.filing.sources import take_in_sources
from claims.imports.models import ImportedReview
from claims.imports.ratings.table import have_ratings
from claims.imports.read import Read, Refused
from claims.imports.reviewed import Reviewed, SourceRow

_SHOWN = 90


def preview(reads: Iterable[Read]) -> list[str]:
    """What each would become; nothing of it is stored, and nothing published."""
    with transaction.atomic():
        have_ratings()
        importer = Importer()
        lines = [f"{read.place}: {'; '.join(_parts(read, importer))}" for read in reads]
        transaction.set_rollback(True)
    return lines


def _parts(read: Read, importer: Importer) -> Iterator[str]:
    for found in read.found:
        match found:
            case Refused():
                yield f"REFUSED, {found.reason}"
            case SourceRow():
                counts, _, _ = take_in_sources([found], importer.directory)
                yield f"{', '.join(+counts)}: {'; '.join(_source_parts(found))}"
            case Reviewed():
                outcome = importer.take_in([Incoming(found, says_again=read.says_again)])
                became = [f"REFUSED, {turned.reason}" for turned in outcome.refused] or list(+outcome.counts)
                yield f"{', '.join(became)}: {'; '.join(_review_parts(found))}"
    if read.note:
        yield f"note: {read.note}"


def _source_parts(row: SourceRow) -> Iterator[str]:
    yield f"source “{row.party.name}”" + (f" ({row.party.host})" if row.party.host else "")
    if row.grade:
        yield f"graded {row.grade.letter} by {row.grade.by.name}"


def _review_parts(review: Reviewed) -> Iterator[str]:
    yield f"“{_short(review.statement)}”"
    if review.claimants:
        yield f"said by {', '.join(party.name for party in review.claimants)}"
    if review.made:
        yield f"made {review.made.edtf}"
    for seen in review.seen:
        yield f"in {seen.page.url or seen.page.title}"
    if review.judgement and review.judgement.label:
        yield f"rated “{_short(review.judgement.label)}” by {review.judgement.judge.name}, {_reading_of(review)}"
    elif review.judgement:
        yield f"not rated in words by {review.judgement.judge.name}"
    for answer in review.answers:
        yield f"{answer.source.name} {answer.verb}: “{_short(answer.quote)}”"
    yield from (f"note: {note}" for note in review.notes)


def _reading_of(review: Reviewed) -> str:
    known = ImportedReview.objects.filter(key=Keyed.of(review).key).select_related("assessment").first()
    if known is None or known.assessment is None:
        return "which waits for a reading"
    judged = known.assessment
    return f"read as {judged.get_verdict_display() or judged.get_status_display()}"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
