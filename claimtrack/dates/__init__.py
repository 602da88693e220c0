"""Dates of the world: Extended Date/Time Format (EDTF, ISO 8601-2), read by the `edtf` library.

A document rarely gives a clean day. It says "in the late 1970s", "on 7 February" of no year, "at the outset
of the visit". `WorldDate` keeps what can be said in EDTF, the document's own wording beside it and, where the
dating is ours, its basis. Precision the document does not give is never made up (`bounds`).

Not accepted, though EDTF has them: instants (ours are `occurred_at`), years with significant digits
(`1950S2`, whose strict bounds would claim the year 1950 itself), and months or days of which one digit is
known (`2008-1X`, which the library cannot bound).

Whoever works with them imports them from here, wherever in the package they stand; migrations do so too.
"""

from claimtrack.dates.field import WorldDateField
from claimtrack.dates.forms import WorldDateFormField, WorldDateWidget
from claimtrack.dates.parsing import ACCEPTED, InvalidDate
from claimtrack.dates.value import DateDocument, WorldDate, describe, read_out

__all__ = [
    "ACCEPTED",
    "DateDocument",
    "InvalidDate",
    "WorldDate",
    "WorldDateField",
    "WorldDateFormField",
    "WorldDateWidget",
    "describe",
    "read_out",
]
