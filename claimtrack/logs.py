"""What the log says: of a refusal, that it was one, and not where in the code; and never what lets somebody in.

Whoever has the address of a guest's link, or of a correction request, reads what it leads to: so in the log that part
of an address is left out, whatever logs it and through whichever handler. Faults keep their traces.
"""

import logging
import re
from typing import Any, Final

from django.core.exceptions import PermissionDenied

LEFT_OUT: Final = "…"
#: Where the next part of an address is a secret. The desk's own requests go by their ids, which are none.
_PARTS: Final = re.compile(r"(guest/+|(?<!desk/)correction-requests/+)[^/\s?#\"'<>]+", re.IGNORECASE)
#: What is asked by: words that are searched for, and what a provider of sign-in sends along.
_ASKED: Final = re.compile(r"([?&](?:q|query|code|state|token)=)[^&\s\"'<>]+", re.IGNORECASE)


def without_secrets(text: str) -> str:
    """The text without what in addresses lets somebody in."""
    return _ASKED.sub(rf"\1{LEFT_OUT}", _PARTS.sub(rf"\1{LEFT_OUT}", text))


class SafeRecord(logging.LogRecord):
    """A record whose message and trace have no secrets, for every handler there is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.exc_info and self.exc_info[0]:
            # Formatters print this, and make none of their own.
            self.exc_text = without_secrets(logging.Formatter().formatException(self.exc_info))

    def getMessage(self) -> str:  # noqa: N802 - as logging calls it
        return without_secrets(super().getMessage())


class WithoutTraces(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass; of who may not, the sentence alone."""
        kind = record.exc_info[0] if record.exc_info else None
        if kind and issubclass(kind, PermissionDenied):
            record.msg, record.args = f"{record.getMessage()}: {record.exc_info and record.exc_info[1]}", ()
            record.exc_info = record.exc_text = None
        return True
