"""What dossiers let go of when editions leave: every rendition, for any may hold what leaves."""

from collections.abc import Mapping

from procrastinate.contrib.django import app

from claims.dossier import renditions
from claimtrack.editions.erasing import Erasure, forgetter


@forgetter
def forget_renditions(_: Erasure) -> Mapping[str, int]:
    """Queue the deletion of kept renditions."""
    app.configure_task("forget_renditions").defer()
    return {"renditions": renditions.number_kept()}
