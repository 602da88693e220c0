"""The base of the desk's API: staff, with a session or a token, and nobody else.

What a person may do is said by their rights, as on the pages of the desk; a token may do less, by its scopes.
Nothing here is public, so nothing may be kept by caches or read by pages of other sites.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from django.contrib.auth.models import User
from django.db.models import Model
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import BaseParser
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector
from rest_framework.serializers import Serializer
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from claimtrack.accounts.bearer import TokenAuthentication
from claimtrack.accounts.factors import GIVE_IT
from claimtrack.accounts.models import Scope, Token, is_program
from claimtrack.accounts.rights import NotAllowed, demand
from claimtrack.accounts.tokens import PUBLISHES_NOTHING
from claimtrack.api.parsers import BoundedJSONParser
from claimtrack.api.schema import PublicSchema
from claimtrack.api.throttles import DeskRateThrottle
from claimtrack.api.views import StrictView
from claimtrack.database.waiting import name_writer
from claimtrack.editions.noted import by_token


class BearerScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]  # drf-spectacular types its hooks only
    """How the API's description tells of them."""

    target_class = "claimtrack.accounts.bearer.TokenAuthentication"


class IsStaffWithTheRight(BasePermission):
    """Staff with the right the view names for the method, and a token that is for that."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not request.user.is_authenticated:
            if hasattr(request, "half_signed_in"):
                raise PermissionDenied(GIVE_IT)
            return False  # answered as 401
        if not request.user.is_staff:
            raise PermissionDenied("The desk is for staff.")
        asked = cast("DeskView", view)
        right = asked.rights.get(str(request.method))
        if right:
            demand(request.user, right[0], [right[1]])
        scope = Scope.READ if request.method in SAFE_METHODS else asked.scope
        if isinstance(request.auth, Token) and scope not in request.auth.scopes:
            raise PermissionDenied(f"This token is not for that: it would need the scope {scope}.")
        if scope == Scope.PUBLISH and is_program(request.user):
            raise PermissionDenied(PUBLISHES_NOTHING)
        return True


PROBLEMS = """A problem (RFC 9457): `errors` says what is at fault, every fault of a request at once. Among them are

* `400` parameters or members of the body are unknown or malformed, or a POST by a token has no `Idempotency-Key`;
* `401` nobody has signed in; `403` whoever has may not do this, or the token is not for it;
* `404` there is no such row for whoever asks;
* `409` conditions are missing, all of them told; or the same request is being answered at this moment;
* `410` the request was done before, and its answer is not kept any more;
* `412` it is not as it was seen any more; `428` it was not said how it was seen (`If-Match`);
* `422` the `Idempotency-Key` was used for another request;
* `429` too many requests; `Retry-After` says in how many seconds to ask again;
* `503` somebody else is writing it, or what would answer it is busy."""


class DeskSchema(PublicSchema):
    """As of public views; what a POST makes is answered with 201."""

    problems = PROBLEMS

    def get_request_serializer(self) -> "type[Serializer[Any]] | None":
        accepts: type[Serializer[Any]] | None = getattr(self.view, "accepts", None)
        return accepts if self.method == "POST" else None

    def get_response_serializers(self) -> Any:
        if self.method == "POST" and getattr(self.view, "accepts", None):
            return {"201": self._component(cast("DeskView", self.view).answers)}
        if self.method == "DELETE":
            return {"204": None}
        return super().get_response_serializers()

    def get_operation_id(self) -> str:
        """`desk_imports_list`, `desk_imports_create`, `desk_imports_cancel`."""
        if self.method == "POST" and not getattr(self.view, "accepts", None):
            return self.called_by_path()
        return super().get_operation_id()

    def called_by_path(self) -> str:
        """The words of its address that no row fills in: `desk_claims_publish`."""
        return "_".join(part for part in self.path.split("/")[3:] if part and not part.startswith("{"))

    def _is_list_view(self, serializer: Any = None) -> bool:
        return False


class DeskView(StrictView):
    """A resource of the desk.

    `rights` has what each method does, as the permission table calls it, and to which rows; `scope` what a token needs
    for methods that write. A view says what it `answers` (a TypedDict, `paged` for a page of them) and what a POST
    `accepts` (a serializer).
    """

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {}
    scope: ClassVar[Scope] = Scope.WRITE
    answers: type

    authentication_classes: Sequence[type[BaseAuthentication]] = (TokenAuthentication, SessionAuthentication)
    permission_classes = (IsStaffWithTheRight,)
    throttle_classes: Sequence[type[BaseThrottle]] = (DeskRateThrottle,)
    renderer_classes: Sequence[type[BaseRenderer]] = (JSONRenderer,)
    parser_classes: Sequence[type[BaseParser]] = (BoundedJSONParser,)
    schema: ViewInspector | None = DeskSchema()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method not in SAFE_METHODS:
            name_writer(self.person.pk, request.path.removeprefix("/api/v1/"))
            if isinstance(request.auth, Token):
                by_token(request.auth.name)

    @property
    def person(self) -> User:
        """Who asks: nobody else gets this far."""
        user: User = self.request.user  # type: ignore[assignment]  # never anonymous
        return user

    def handle_exception(self, exc: Exception) -> Response:
        """What an action refuses is told in its words: who may."""
        return super().handle_exception(PermissionDenied(str(exc)) if isinstance(exc, NotAllowed) else exc)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response["Cache-Control"] = "no-store"
        return super().finalize_response(request, response, *args, **kwargs)
