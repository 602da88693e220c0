"""One's own tokens over HTTP: listed, made and ended. The secret is told by the answer that made the token alone."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import ClassVar, NotRequired, TypedDict

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimtrack.accounts import tokens
from claimtrack.accounts.models import Scope, Token
from claimtrack.accounts.tokens import LONGEST
from claimtrack.addresses import DESK
from claimtrack.api.bodies import StrictBody
from claimtrack.api.desk import DeskView
from claimtrack.api.problems import NotFound
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.state import record_state
from claimtrack.notations import Instant
from claimtrack.query.keyset import Keyset, count_up_to
from claimtrack.query.lists import ListFilterSet

ADDRESS = f"{DESK}tokens/"


class TokenDocument(TypedDict):
    """A token: how its secret begins (its `id`), what uses it, what it is for, and until when.

    `secret` is told once, by the answer that made it; it goes into the header `Authorization: Bearer …`.
    """

    id: str
    name: str
    scopes: list[str]
    created: Instant
    expires: Instant | None
    last_used: Instant | None
    secret: NotRequired[str]


class TokenFilters(ListFilterSet):
    keyset = Keyset(("created", "token_key"), descending=True)


class NewToken(StrictBody):
    name = serializers.CharField(max_length=100, help_text="What uses it: “nightly feed”.")
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=Scope.choices),
        help_text="What it may be used for; through a token, none that this one lacks.",
    )
    days = serializers.IntegerField(
        default=90, min_value=1, max_value=LONGEST.days, help_text="How many days it lasts."
    )


def token_document(token: Token) -> TokenDocument:
    return {
        "id": token.token_key,
        "name": token.name,
        "scopes": list(token.scopes),
        "created": rfc3339(token.created),
        "expires": rfc3339(token.expiry) if token.expiry else None,
        "last_used": rfc3339(token.last_used) if token.last_used else None,
    }


class TokensView(DeskView):
    """What the addresses of tokens have in common: whose they are."""

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {"POST": ("add", Token)}
    answers: type = TokenDocument

    def mine(self) -> QuerySet[Token]:
        return Token.objects.filter(user=self.person)


class TokenListView(TokensView):
    """One's own tokens, the newest first; a POST makes another."""

    filterset_class = TokenFilters
    accepts = NewToken
    paged = True

    def get(self, request: Request) -> Response:
        asked = TokenFilters.accept(self.asked, self.mine())
        if asked.values["count"]:
            return Response(count_up_to(asked.qs))
        position = record_state("default").position
        page = asked.page("token_key")
        listed = {token.token_key: token for token in self.mine().filter(token_key__in=[key for (key,) in page.rows])}
        results = [token_document(listed[key]) for (key,) in page.rows if key in listed]
        return Response({"next": page.next, "position": position, "results": results})

    def post(self, request: Request) -> Response:
        wanted = NewToken(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = wanted.validated_data
        through = request.auth if isinstance(request.auth, Token) else None
        try:
            token, secret = tokens.issue(
                person=self.person,
                name=given["name"],
                scopes=given["scopes"],
                lasts=timedelta(days=given["days"]),
                by=self.person,
                through=through,
            )
        except ValidationError as error:
            raise serializers.ValidationError(error.message_dict) from error
        return Response({**token_document(token), "secret": secret}, status=HTTPStatus.CREATED)


class TokenView(TokensView):
    """One of one's own tokens; a DELETE ends it."""

    def get(self, request: Request, token_id: str) -> Response:
        return Response(token_document(self._named(token_id)))

    def delete(self, request: Request, token_id: str) -> Response:
        tokens.revoke(token=self._named(token_id), by=self.person)
        return Response(status=HTTPStatus.NO_CONTENT)

    def _named(self, token_key: str) -> Token:
        token = self.mine().filter(token_key=token_key).first()
        if token is None:
            raise NotFound("You have no such token.")
        return token
