"""The base of the desk's API where it writes: each request once, and only over what its sender saw."""

import json
import re
from collections.abc import Callable, Mapping
from functools import wraps
from hashlib import sha256
from typing import Any, ClassVar, Concatenate, Final, ParamSpec, TypeAlias, TypeVar

import orjson
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Model
from django.http import QueryDict
from rest_framework.request import Request
from rest_framework.response import Response

from claimtrack.accounts.answers import InFlight, Keyed, OtherRequest, earlier_answer, keep, keyed
from claimtrack.accounts.models import KeptAnswer, Scope, Token
from claimtrack.api.desk import DeskView
from claimtrack.api.problems import NotFound, Problem
from claimtrack.api.refusals import (
    AnswerTakenAway,
    KeyMissing,
    KeyReused,
    NotAsSeen,
    StillInFlight,
    TagMissing,
    problem_of,
)
from claimtrack.writing.seen import Version, version_of

KEY: Final = "Idempotency-Key"
LONGEST_KEY: Final = 255
#: What an answer says besides its body, again when it is given again.
KEPT_HEADERS: Final = ("ETag", "Location")
#: A strong entity tag (RFC 9110, section 8.8.3) of a version, and of the stage of a root.
TAG: Final = re.compile(r'"([0-9]{1,9})(?:\.([a-z_]+))?"')

View = TypeVar("View", bound=DeskView)
Given = ParamSpec("Given")
Post: TypeAlias = Callable[Concatenate[View, Request, Given], Response]


def etag_of_row(row: Model) -> str:
    """The entity tag of a row as it stands: it changes with everything that is written of it, or under it."""
    version = version_of(row)
    return f'"{version.number}.{version.stage}"' if version.stage else f'"{version.number}"'


def once(post: "Post[View, Given]") -> "Post[View, Given]":
    """Do what a POST asks for in one transaction, and answer the same request the same when it comes again.

    A decorator of `post`: which request is the same, its `Idempotency-Key` says. Obligatory for tokens.
    """
    return _once(post, obligatory=True)


def once_if_named(post: "Post[View, Given]") -> "Post[View, Given]":
    """As `once`, at addresses that are older than keys: nobody has to give one."""
    return _once(post, obligatory=False)


def _once(post: "Post[View, Given]", *, obligatory: bool) -> "Post[View, Given]":
    @wraps(post)
    def answered(view: View, request: Request, /, *args: Given.args, **names: Given.kwargs) -> Response:
        to = _keyed(view, request, obligatory=obligatory)
        with transaction.atomic():
            if to is None:
                return post(view, request, *args, **names)
            try:
                earlier = earlier_answer(to)
            except InFlight:
                raise StillInFlight from None
            except OtherRequest:
                raise KeyReused from None
            if earlier:
                return _again(earlier)
            response = post(view, request, *args, **names)
            headers = {name: response[name] for name in KEPT_HEADERS if name in response}
            keep(to, status=response.status_code, headers=headers, body=orjson.dumps(response.data).decode())
            return response

    answered.is_once = True  # type: ignore[attr-defined]  # for the test that walks all addresses
    return answered


def _again(earlier: KeptAnswer) -> Response:
    if earlier.body is None:
        raise AnswerTakenAway
    return Response(orjson.loads(earlier.body), status=earlier.status, headers=earlier.headers)


def _keyed(view: DeskView, request: Request, *, obligatory: bool) -> Keyed | None:
    key = request.headers.get(KEY, "").strip()
    if not key and obligatory and isinstance(request.auth, Token):
        raise KeyMissing(f"Name the request in the header {KEY}: a new text for each, the same when it is sent again.")
    if len(key) > LONGEST_KEY:
        raise KeyMissing(f"The {KEY} has {len(key)} characters; at most {LONGEST_KEY} are accepted.")
    if not key:
        return None
    # Python's own writer: it has signs for what UTF-8 has no bytes for, which a body may hold.
    asked = json.dumps([request.method, request.get_full_path(), _said(request.data)], sort_keys=True)
    return keyed(person=view.person, key=key, request=asked.encode())


def _said(data: Any) -> Any:
    """A body as it is told from others: of a form, its fields, and of a file what is in it."""
    if not isinstance(data, QueryDict):
        return data
    return [[name, [_content(value) for value in values]] for name, values in sorted(data.lists())]


def _content(value: Any) -> str:
    if not isinstance(value, File):
        return str(value)
    digest = sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return f"{value.name} {digest.hexdigest()}"


class WritingView(DeskView):
    """A resource of the desk that is written. Its `post` is `once`; what alters or decides asks for `seen`."""

    scope: ClassVar[Scope] = Scope.WRITE

    @property
    def seen(self) -> Version:
        """What the sender saw, from `If-Match` (RFC 9110, section 13.1.1): 428 without it, 412 for no tag of ours."""
        given = self.request.headers.get("If-Match", "").strip()
        if given in {"", "*"}:
            raise TagMissing
        found = TAG.fullmatch(given)
        if found is None:
            raise NotAsSeen
        return Version(int(found[1]), found[2] or "")

    def handle_exception(self, exc: Exception) -> Response:
        """What actions refuse is told with every reason."""
        return super().handle_exception(self.as_problem(exc) or exc)

    def as_problem(self, exc: Exception) -> Problem | None:
        if isinstance(exc, ValidationError):
            return problem_of(exc, deleting=self.request.method == "DELETE")
        return None


def tagged(row: Model, document: Mapping[str, Any], *, status: int = 200, location: str = "") -> Response:
    """The answer that shows a row, with the tag that its next change has to name."""
    headers = {"ETag": etag_of_row(row)} | ({"Location": location} if location else {})
    return Response(document, status=status, headers=headers)


def not_there(what: str) -> NotFound:
    """That there is no such row, for whoever asks: they may not know of all that there are."""
    return NotFound(f"There is no such {what}.")
