"""Which numbers stand in dossiers of a claim: for whoever notes that one was handed over."""

from typing import Final

from django.conf import settings

from claims.dossier.bundle import bundle
from claims.dossier.refusals import NotPublished, NotReadable, RedactedEdition, WithheldEdition
from claims.models import Claim
from claimtrack.editions.models import Edition
from claimtrack.editions.roots import Root
from claimtrack.writing.handovers import know_more

#: So many of the last editions are looked at.
LAST: Final = 5


@know_more
def is_of_a_dossier(root: Root, sha256: str) -> bool:
    """Whether a dossier of the claim, or of one of its last editions, has this number as the record stands now."""
    if not isinstance(root, Claim):
        return False
    numbers = Edition.objects.filter(subject_id=root.pk).order_by("-number").values_list("number", flat=True)[:LAST]
    return any(_number_of(root, edition) == sha256 for edition in (None, *numbers))


def _number_of(claim: Claim, edition: int | None) -> str:
    try:
        return bundle([claim.pk], edition=edition, using=settings.RECORD_DATABASE)["sha256"]
    except (NotPublished, NotReadable, RedactedEdition, WithheldEdition):  # there is no such dossier
        return ""
