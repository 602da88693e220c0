"""One try to hand over an event: to the public network alone, redirects not followed; what comes of it, in a word."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import httpcore

from claimtrack import guarded
from claimtrack.guarded import NotPublic
from claimtrack.vocabulary import Described

#: Seconds that a receiver has, from the look-up of its host to the head of its answer (“Request timeouts”: 15 to 30).
SECONDS: Final = 20.0


class Outcome(Described):
    """What came of a try."""

    UNDER_WAY = "under_way", "It was begun; if no worker is at it any more, nobody knows what came of it.", "under way"
    TAKEN = "taken", "The receiver answered 2xx.", "taken"
    REFUSED = "refused", "The receiver answered something else.", "refused"
    REDIRECTED = "redirected", "The receiver answered 3xx; redirects are not followed.", "redirected"
    GONE = "gone", "The receiver answered 410: it wants no more.", "gone"
    SILENT = "silent", "The receiver did not answer in time.", "no answer in time"
    UNREACHABLE = "unreachable", "No connection, or one that broke.", "not reached"
    NOT_PUBLIC = "not_public", "Its host has no address, or one that is not on the public network.", "not public"
    INSECURE = "insecure", "No secure connection: its certificate was not accepted.", "not secure"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a try. `status` is None where nobody answered."""

    outcome: Outcome
    status: int | None = None
    retry_after: str = ""

    @property
    def is_taken(self) -> bool:
        return self.outcome == Outcome.TAKEN


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send an event. Of what is answered nothing is kept but the status and `Retry-After`."""
    try:
        head = guarded.post(url, body, headers=headers, seconds=SECONDS)
    except NotPublic:
        return Answer(Outcome.NOT_PUBLIC)
    except httpcore.TimeoutException:
        return Answer(Outcome.SILENT)
    except ssl.SSLError:
        return Answer(Outcome.INSECURE)
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
        # The pool raises it without its cause; what it came of stands in its context.
        return Answer(Outcome.INSECURE if isinstance(error.__context__, ssl.SSLError) else Outcome.UNREACHABLE)
    return Answer(_outcome(head.status), head.status, head.headers.get("retry-after", "").strip())


def _outcome(status: int) -> Outcome:
    if HTTPStatus(200) <= status < HTTPStatus(300):
        return Outcome.TAKEN
    if HTTPStatus(300) <= status < HTTPStatus(400):
        return Outcome.REDIRECTED
    return Outcome.GONE if status == HTTPStatus.GONE else Outcome.REFUSED
