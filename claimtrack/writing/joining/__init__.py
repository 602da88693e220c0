"""Two works that are one: merged, remembered row by row, and parted again. It knows no table; apps enter theirs."""

from claimtrack.writing.joining import erasing  # noqa: F401 - joins the list of erasers
from claimtrack.writing.joining.merging import merge, unmerge
from claimtrack.writing.joining.moving import Moves, moves_along
from claimtrack.writing.joining.sorts import JOINABLE, Joinable, enter
from claimtrack.writing.joining.waiting import Waits, joining_sha256

__all__ = ["JOINABLE", "Joinable", "Moves", "Waits", "enter", "joining_sha256", "merge", "moves_along", "unmerge"]
