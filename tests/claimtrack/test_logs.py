"""What the log says of refusals."""

import logging
import sys

from django.core.exceptions import PermissionDenied

from claimtrack.logs import WithoutTraces


def record_of(error: Exception) -> logging.LogRecord:
    try:
        raise error
    except type(error):
        return logging.LogRecord(
            "django.request", logging.WARNING, "", 0, "Forbidden: %s", ("/admin/",), sys.exc_info()
        )


def test_who_may_not_is_told_in_a_sentence_and_a_fault_with_its_trace() -> None:
    refused, fault = record_of(PermissionDenied("Editors publish.")), record_of(ValueError("What is this?"))
    for each in (refused, fault):
        assert WithoutTraces().filter(each)
    assert (refused.getMessage(), refused.exc_info) == ("Forbidden: /admin/: Editors publish.", None)
    assert fault.exc_info
