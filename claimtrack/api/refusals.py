"""What writes are refused with, as problems: the keys and tags that a request has to carry, and what actions say."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Final

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from claimtrack.api.problems import ErrorItem, InvalidBody, Problem, pointer_token
from claimtrack.writing.faults import Fault, Refused
from claimtrack.writing.shown import NotAsShown

#: Of a fault of no single place.
WHOLE: Final = "#"


class KeyMissing(Problem):
    """A POST by a token names itself in the header `Idempotency-Key`, so that it can be sent again safely.

    Any text of up to 255 characters will do, a new one for every request that is not the same one sent again.
    """

    status_code = HTTPStatus.BAD_REQUEST
    code = "idempotency-key-missing"
    title = "No Idempotency-Key"


class KeyReused(Problem):
    """The `Idempotency-Key` was used for another request in the last 24 hours: another body, address or method.

    Nothing was done. Send a new request with a key of its own.
    """

    status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "idempotency-key-reused"
    title = "The key was used for another request"
    default_detail = "This Idempotency-Key was used for another request. Nothing was done: use a new key."


class StillInFlight(Problem):
    """A request with the same `Idempotency-Key` is being answered at this moment.

    Send it again after `Retry-After` seconds: it is then answered as the first one is.
    """

    status_code = HTTPStatus.CONFLICT
    code = "idempotency-in-flight"
    title = "The same request is being answered"
    default_detail = "A request with this Idempotency-Key is being answered: send it again in a moment."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "1"})


class AnswerTakenAway(Problem):
    """The request was done before; its answer was taken away, along with all others, by a redaction.

    It is not done again. Look at what it made where it is.
    """

    status_code = HTTPStatus.GONE
    code = "answer-taken-away"
    title = "The answer is not kept any more"
    default_detail = "This request was done before, and is not done again. Its answer is not kept any more."


class TagMissing(Problem):
    """What is changed is named as it was seen: in `If-Match`, with the `ETag` that it was read with.

    `*` is not accepted: it would write over whatever somebody else has written meanwhile.
    """

    status_code = HTTPStatus.PRECONDITION_REQUIRED
    code = "if-match-missing"
    title = "No If-Match"
    default_detail = "Read it first, and send the ETag that it came with in If-Match."


class NotAsSeen(Problem):
    """Somebody else has written meanwhile what the request would have written, or decided, over.

    Nothing was written. Read it again, and decide anew. `errors` says who wrote, where the audit trail tells.
    """

    status_code = HTTPStatus.PRECONDITION_FAILED
    code = "changed-meanwhile"
    title = "Changed meanwhile"
    default_detail = "It is not as you saw it any more. Nothing was written: read it again first."

    def __init__(self, errors: Iterable[ErrorItem] = ()) -> None:
        super().__init__(errors=[*errors])


class ConditionsMissing(Problem):
    """What was asked for cannot be done as things stand; `errors` has every reason, and what would help.

    Nothing was written.
    """

    status_code = HTTPStatus.CONFLICT
    code = "conditions-missing"
    title = "Conditions are missing"

    def __init__(self, reasons: Iterable[str]) -> None:
        errors: list[ErrorItem] = [{"pointer": WHOLE, "code": "condition", "message": reason} for reason in reasons]
        super().__init__(" ".join(each["message"] for each in errors), errors=errors)


def problem_of(refused: ValidationError, *, deleting: bool = False) -> Problem:
    """What an action refuses, as it is answered: 412 for what was changed meanwhile, 409 or 400 with every reason.

    Where something stands against the deletion of a row, that is of the row and not of the request.
    """
    if isinstance(refused, Refused):
        items = [item_of(fault) for fault in refused.faults]
        if refused.is_stale:
            return NotAsSeen(items)
        return ConditionsMissing(refused.messages) if deleting else InvalidBody(items)
    if isinstance(refused, NotAsShown):
        return NotAsSeen({"pointer": WHOLE, "code": "stale", "message": message} for message in refused.messages)
    if hasattr(refused, "error_dict"):
        return InvalidBody([*_by_member(refused)])
    return ConditionsMissing(refused.messages)


def item_of(fault: Fault) -> ErrorItem:
    return {"pointer": f"{WHOLE}{fault.pointer}", "code": fault.code, "message": fault.message}


def _by_member(refused: ValidationError) -> Iterable[ErrorItem]:
    for member, errors in refused.error_dict.items():
        pointer = WHOLE if member == NON_FIELD_ERRORS else f"{WHOLE}/{pointer_token(member)}"
        for error in errors:
            yield from (
                {"pointer": pointer, "code": error.code or "invalid", "message": told} for told in error.messages
            )
