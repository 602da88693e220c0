"""Errors of the API: problem details (RFC 9457), every fault of a request in one answer.

Raise a `Problem`; `claimtrack.api.answering` answers it, and the framework's own exceptions as one. A problem with a
meaning beyond its HTTP status has a `code`, and then its `type` is `/problems/<code>`, which tells a reader what it
means; every other problem is `about:blank` (section 4.2.1).
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar, NotRequired, TypedDict
from urllib.parse import quote

from django.http import HttpResponse
from rest_framework import exceptions

MEDIA_TYPE = "application/problem+json"


class ErrorItem(TypedDict):
    """One fault: its query `parameter` or its `pointer` into the body (`#/field/0`), a code, a sentence."""

    parameter: NotRequired[str]
    pointer: NotRequired[str]
    code: str
    message: str


class ProblemDocument(TypedDict):
    """The body of every error (RFC 9457, section 3.1); `errors` is empty where the fault has no place."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ErrorItem]


class Problem(exceptions.APIException):
    """An error as the API answers it. Subclasses are policy: status_code, code, title, default_detail."""

    code: ClassVar[str] = ""
    title: ClassVar[str] = ""
    registry: ClassVar[dict[str, type["Problem"]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.code:
            Problem.registry[cls.code] = cls

    def __init__(
        self,
        detail: str | None = None,
        *,
        status: int | None = None,
        errors: Sequence[ErrorItem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status_code = status or self.status_code
        self.errors = list(errors)
        self.headers = dict(headers or {})

    def document(self) -> ProblemDocument:
        return {
            "type": f"/problems/{self.code}" if self.code else "about:blank",
            "title": self.title or HTTPStatus(self.status_code).phrase,
            "status": self.status_code,
            "detail": str(self.detail),
            "errors": self.errors,
        }

    def unkept(self, response: HttpResponse) -> HttpResponse:
        """The response that says this, in whatever form: no cache keeps it, and it has the headers of the problem."""
        response["Cache-Control"] = "no-store"
        for name, value in self.headers.items():
            response[name] = value
        return response


class InvalidParameters(Problem):
    """Query parameters were unknown, repeated or malformed.

    Nothing was read: an answer that ignored a parameter could be mistaken for a filtered one. `errors` names
    each parameter at fault and says what it accepts.
    """

    status_code = HTTPStatus.BAD_REQUEST
    code = "invalid-parameters"
    title = "Invalid query parameters"

    def __init__(self, errors: Sequence[ErrorItem]) -> None:
        super().__init__(_counted(len(errors), "query parameters"), errors=errors)


class InvalidBody(Problem):
    """The body cannot be read, or members of it cannot be accepted; `errors` points at each fault."""

    status_code = HTTPStatus.BAD_REQUEST
    code = "invalid-body"
    title = "Invalid request body"

    def __init__(self, errors: Sequence[ErrorItem]) -> None:
        super().__init__(_counted(len(errors), "body"), errors=errors)


class InvalidValue(Problem):
    """A value cannot be stored or compared: a NUL character, a number or a date out of range."""

    status_code = HTTPStatus.BAD_REQUEST
    code = "invalid-value"
    title = "A value cannot be used"
    default_detail = "A value in the request cannot be stored or compared."


class NotFound(Problem):
    status_code = HTTPStatus.NOT_FOUND
    default_detail = "Nothing is published at this address."


class Gone(Problem):
    status_code = HTTPStatus.GONE
    default_detail = "What was published at this address has been withdrawn."


class RedactedProblem(Problem):
    """The document was taken away under a legal duty (RFC 7725).

    Its number, position and hash stay in the record. The detail is the reason the public may read, where the
    order may be spoken of.
    """

    status_code = HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS
    code = "redacted"
    title = "Redacted"
    default_detail = "This document was taken away under a legal duty."


class WithheldProblem(Problem):
    """The document is kept from readers while it is examined whether it may stand.

    Its number, position and hash stay in the record. It comes back as it was, is withdrawn, or is taken away.
    """

    status_code = HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS
    code = "withheld"
    title = "Withheld"
    default_detail = "This document is withheld while it is examined."


class RateLimited(Problem):
    """One client address asked more often than readers may; the detail names the limit.

    `Retry-After` says in how many seconds the next request will be answered.
    """

    status_code = HTTPStatus.TOO_MANY_REQUESTS
    code = "rate-limited"
    title = "Too many requests"


class LengthRequired(Problem):
    """A body was sent in chunks, without its length (RFC 9110, section 15.5.12); nothing was read of it.

    Send it again with `Content-Length`.
    """

    status_code = HTTPStatus.LENGTH_REQUIRED
    code = "length-required"
    title = "The body has no length"


class Overloaded(Problem):
    """The answer needed more database time than one request may use, and was stopped.

    Narrow the filters, or ask for a smaller page.
    """

    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    code = "overloaded"
    title = "The answer took too long"
    default_detail = (
        "The answer took more database time than one request may use. Narrow the filters, or ask for a smaller page."
    )


class StorageFull(Problem):
    """A disk is full, so that nothing can be written until an operator has made room. Nothing was saved.

    What is published can be read on. The detail says which disk it is.
    """

    status_code = HTTPStatus.INSUFFICIENT_STORAGE
    code = "storage-full"
    title = "A disk is full"


class Held(Problem):
    """Somebody else is writing what the request wanted to write, and did not let go in time. Nothing was written.

    Send the same request again after `Retry-After` seconds; the detail says who is in the way.
    """

    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    code = "held"
    title = "Somebody else is writing it"
    default_detail = "Somebody else is writing it at this moment. Nothing was written: send the request again."

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"Retry-After": "5"})


class Unavailable(Problem):
    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    default_detail = "The database does not answer."


def _counted(faults: int, where: str) -> str:
    return f"{faults} {'fault' if faults == 1 else 'faults'} in the {where}; nothing was read or written."


def pointer_token(key: object) -> str:
    return quote(str(key).replace("~", "~0").replace("/", "~1"), safe="~!$&'()*+,;=:@", errors="replace")
