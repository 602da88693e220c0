"""What the log says of a refusal: that it was one, and not where in the code; faults keep their traces."""

import logging

from django.core.exceptions import PermissionDenied


class WithoutTraces(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass; of who may not, the sentence alone."""
        kind = record.exc_info[0] if record.exc_info else None
        if kind and issubclass(kind, PermissionDenied):
            record.msg, record.args = f"{record.getMessage()}: {record.exc_info and record.exc_info[1]}", ()
            record.exc_info = record.exc_text = None
        return True
