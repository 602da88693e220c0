"""What exports let go of when editions leave: dumps of the whole record, on every machine that wrote some."""

from collections.abc import Mapping

from procrastinate.contrib.django import app

from claims.exports import dumps
from claimtrack.editions.erasing import Erasure, forgetter


@forgetter
def forget_dumps(erasure: Erasure) -> Mapping[str, int]:
    """Queue the deletion of the dumps that can hold the root."""
    app.configure_task("forget_dumps").defer(subject_id=str(erasure.subject_id))
    return {"dumps": len(dumps.holding(erasure.subject_id))}
