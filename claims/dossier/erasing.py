"""What a redaction takes away of what dossiers keep: every rendition, for any may hold what was taken away."""

from procrastinate.contrib.django import app

from claimtrack.editions.erasing import Erasure, eraser


@eraser
def forget_renditions(_: Erasure) -> None:
    """Queue the deletion of kept renditions."""
    app.configure_task("forget_renditions").defer()
