"""What exports let go of when editions leave: dumps of the whole record, on every machine that wrote some."""

from procrastinate.contrib.django import app

from claimtrack.editions.erasing import Erasure, forgetter


@forgetter
def forget_dumps(erasure: Erasure) -> None:
    """Queue the deletion of the dumps that can hold the root."""
    app.configure_task("forget_dumps").defer(subject_id=str(erasure.subject_id))
