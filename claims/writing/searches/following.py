"""A worker looks for saved searches soon after a person published something: a job is queued with it."""

from collections.abc import Sequence

from procrastinate.contrib.django import app

from claims.record.documents import CLAIM
from claims.writing.searches.looking import TASK
from claims.writing.searches.models import SavedSearch
from claimtrack.editions.store import Published, Signature, follow_editions


def look_soon(published: Sequence[Published], by: Signature | None) -> None:
    """What imports and jobs publish is found within a minute."""
    if by and any(each.edition.subject_type == CLAIM for each in published) and SavedSearch.objects.exists():
        app.configure_task(TASK).defer()


follow_editions(look_soon)
