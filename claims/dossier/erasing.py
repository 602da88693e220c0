"""What dossiers let go of when editions leave: every rendition, for any may hold what leaves."""

from procrastinate.contrib.django import app

from claimtrack.editions.erasing import Erasure, forgetter


@forgetter
def forget_renditions(_: Erasure) -> None:
    """Queue the deletion of kept renditions."""
    app.configure_task("forget_renditions").defer()
