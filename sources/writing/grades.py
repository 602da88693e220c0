"""Approving grades of reliability: as a judgement of a claim, by somebody else than who wrote it."""

from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from claimtrack.accounts.rights import demand
from claimtrack.database.waiting import locked
from claimtrack.editions.publishing import refuse
from claimtrack.editions.roots import writing
from claimtrack.editions.shown import text_sha256
from claimtrack.writing.agreement import against_own_judgement
from claimtrack.writing.shown import hold_to_what_was_shown
from sources.models import ReliabilityGrade, Source
from sources.reliability import Reliability


def approve_grade(*, grade: ReliabilityGrade, by: AbstractBaseUser, shown: str | None = None) -> ReliabilityGrade:
    """Freeze a grade: from here on another follows it. It becomes public with the source's next edition.

    `shown` is its `grade_sha256` as whoever approves saw it; another by now raises NotAsShown. Raises NotAllowed, and
    CannotPublish with what stands against it.
    """
    with writing(Source, [grade.source_id], by=by):
        [current] = locked(ReliabilityGrade.objects.filter(pk=grade.pk))
        demand(by, "approve", [current])
        if shown:
            hold_to_what_was_shown([current], {current.pk: shown}, {current.pk: grade_sha256(current)})
        refuse([*against_approving(current), *against_own_judgement(current, by)])
        current.approver_id, current.approved_at = by.pk, timezone.now()
        current.save(update_fields=["approver", "approved_at"])
    return current


def grade_sha256(grade: ReliabilityGrade) -> str:
    """The number of what the author of a grade wrote."""
    return text_sha256(
        {
            "source": str(grade.source_id),
            "grade": grade.grade,
            "reasons": grade.reasons,
            "by": str(grade.by_id) if grade.by_id else None,
            "at": grade.at.isoformat(),
            "evidence": sorted(str(document.pk) for document in grade.evidence.all()),
            "review_due": grade.review_due.isoformat() if grade.review_due else None,
        }
    )


def against_approving(grade: ReliabilityGrade) -> Iterator[str]:
    """What the grade itself lacks."""
    if grade.approved_at:
        yield "The grade is approved already."
    if grade.review_due is None:
        yield "Say when the grade is looked at again."
    if grade.grade != Reliability.F and not grade.evidence.exists():
        yield "Name a document that the grade rests on: only “cannot be judged” has nothing to judge by."
