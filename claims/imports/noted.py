"""What is noted of a record, whatever kind of input it stood in; each is counted in the report."""

from typing import Final

NO_LABEL: Final = "the rating has no label"
UNREAD_DATE: Final = "a date could not be read: kept as worded, undated"
NO_CLAIMANT: Final = "the claim has no author"
PLATFORM: Final = "a platform is given as the claim's author: it is where something is said, and was left out"
LEFT_OUT: Final = "an address of an appearance was no address and was left out"
