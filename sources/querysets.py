"""Questions a newsroom asks about sources."""

from typing import TYPE_CHECKING

from claimtrack.editions.roots import RootQuerySet

if TYPE_CHECKING:
    from sources.models import Source  # noqa: F401 - parameter of the base below


class SourceQuerySet(RootQuerySet["Source"]):
    """Questions about sources: so far those about any root."""
