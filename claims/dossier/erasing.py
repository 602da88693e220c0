"""What dossiers let go of when editions leave, or a name: every rendition, for any may hold what leaves."""

from procrastinate.contrib.django import app

from claimtrack.editions.erasing import Erasure, forgetter, name_forgetter


@forgetter
def forget_renditions(_: Erasure) -> None:
    """Queue the deletion of kept renditions."""
    forget_renditions_with_names()


@name_forgetter
def forget_renditions_with_names() -> None:
    app.configure_task("forget_renditions").defer()
