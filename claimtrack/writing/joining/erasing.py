"""What a redaction takes of mergers: what their rows said, and why they were made. That they were made stays."""

from collections.abc import Mapping

from django.db.models import Q

from claimtrack.database.finding import rows_having
from claimtrack.editions.erasing import Erasure, eraser
from claimtrack.editions.joining import Joining, MovedRow


@eraser
def erase_joinings(erasure: Erasure) -> Mapping[str, int]:
    """A merger of which the rows are not known any more is not undone."""
    of_it = Q(subject_id=erasure.subject_id) | Q(other_id=erasure.subject_id)
    joinings = Joining.objects.filter(of_it) if erasure.whole else Joining.objects.none()
    rows = MovedRow.objects.filter(joining__in=joinings)
    joinings |= rows_having(Joining, ("note",), erasure.words)
    rows |= rows_having(MovedRow, ("before", "after"), erasure.words)
    forgotten = MovedRow.objects.filter(joining__in=rows.values("joining")).delete()[0]
    return {"editions_movedrow": forgotten, "editions_joining": joinings.exclude(note="").update(note="")}
