"""The dossier of a claim as the desk has it, made for one reader and kept nowhere."""

from contextlib import nullcontext
from typing import Final

from django.conf import settings

from claims.dossier.renditions import alone
from claims.dossier.unstored import FORMS, Draft
from claims.models import Claim
from claimtrack.editions.clocks import told
from claimtrack.writing.agreement import numbers_of
from claimtrack.writing.works import desk_work

#: Those whose making takes seconds of a processor: one at a time.
SLOW: Final = frozenset({"pdf", "zip"})


def draft_dossier(*, claim: Claim, form: str, reader: str) -> bytes:
    """What publishing the claim now would print, stamped with its number and the reader's name.

    Whoever asks has seen to it that the reader may. Raises CannotPrint, and Busy while another dossier is being made.
    """
    draft = Draft(desk_work(claim).preview(claim), numbers_of([claim])[claim.pk], reader, told())
    with alone(settings.RECORD_DATABASE) if form in SLOW else nullcontext():
        return FORMS[form].render(draft, using=settings.RECORD_DATABASE)
