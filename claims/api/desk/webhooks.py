"""Webhooks over HTTP: made, paused, their keys changed, their log read, and what was sent sent again.

The answer that makes a webhook, or its keys, tells the secret, once: it is no part of what is kept to be given again.
"""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, ClassVar, Final, TypedDict, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, Model, QuerySet
from django.urls import path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.tools.webhooks.events import Filters, message_id
from claims.tools.webhooks.posting import Outcome
from claims.tools.webhooks.signing import Keys
from claims.writing.webhooks import replaying, subscribing
from claims.writing.webhooks.models import (
    LONGEST_NAME,
    LONGEST_URL,
    Stand,
    State,
    Webhook,
    WebhookAttempt,
    WebhookDelivery,
    Why,
)
from claimtrack.accounts.models import Scope
from claimtrack.accounts.visible import visible
from claimtrack.addresses import CHANGES, DESK
from claimtrack.api.bodies import StrictBody
from claimtrack.api.desk import DeskSchema, DeskView
from claimtrack.api.rows.resource import who
from claimtrack.api.writing import WritingView, not_there, once
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.state import record_state
from claimtrack.notations import Instant
from claimtrack.query.asked import Asked, NotAsked
from claimtrack.query.filters import ChoiceListFilter
from claimtrack.query.keyset import Keyset, count_up_to
from claimtrack.query.lists import ListFilterSet
from claimtrack.vocabulary import value_of

ADDRESS: Final = f"{DESK}webhooks/"


class WebhookDocument(TypedDict):
    """A webhook. `position` is how far the feed was read for it, `waiting` how many events are still to be taken.

    `state` is running, paused, disabled or closed; `why` it stopped by itself is spent, gone, unreadable or redacted.
    `public_key` verifies `v1a`. Until `both_keys_until` events are signed with the keys of before as well.
    """

    id: str
    api_url: str
    name: str
    url: str
    filters: dict[str, list[str]]
    state: str
    why: str | None
    stopped_at: Instant | None
    resting_until: Instant | None
    position: int
    waiting: int
    public_key: str
    both_keys_until: Instant | None
    made_by: str | None
    made_at: Instant


class KeyedDocument(WebhookDocument):
    """A webhook with new keys. `secret` verifies `v1`; it is told this once: null where a request is sent again."""

    secret: str | None


class AttemptDocument(TypedDict):
    """One try: when, what came of it, the status that was answered, and how long it took."""

    at: Instant
    outcome: str
    status: int | None
    milliseconds: int | None


class DeliveryDocument(TypedDict):
    """One event in the log, by the position of its edition. `webhook_id` is the header that it was sent with.

    `state` is waiting, delivered or skipped: what was withheld before it was sent. `left` says that by it a claim left
    the selection. `due_at` is when it is tried next.
    """

    position: int
    webhook_id: str
    state: str
    left: bool
    read_at: Instant
    due_at: Instant | None
    ended_at: Instant | None
    attempts: list[AttemptDocument]


class ReplayedDocument(TypedDict):
    """How many events will be sent again."""

    events: int


class WebhookFilters(ListFilterSet):
    keyset = Keyset(("id",), descending=True)

    state = ChoiceListFilter("state", choices=State.choices, help_text="Whether anything is sent.")


class DeliveryFilters(ListFilterSet):
    keyset = Keyset(("position",), descending=True)

    state = ChoiceListFilter("stand", choices=Stand.choices, help_text="How far events are.")


class NewWebhook(StrictBody):
    name = serializers.CharField(max_length=LONGEST_NAME, help_text="What receives: “the newsroom's CMS”.")
    url = serializers.CharField(
        max_length=LONGEST_URL, help_text="Where events are sent: https, on the public network."
    )
    filters = serializers.DictField(
        default=dict,
        help_text="Parameters of `/changes/` that select claims, by name: texts, numbers, true, or lists of them.",
    )
    since = serializers.IntegerField(
        default=None, allow_null=True, min_value=0, help_text="The position after which to begin; none for now."
    )


class Replaying(StrictBody):
    first = serializers.IntegerField(min_value=1, help_text="The first position of the feed.")
    last = serializers.IntegerField(min_value=1, help_text="The last one, included.")


class Nothing(StrictBody):
    pass


def webhook_documents(webhooks: Iterable[Webhook], by: Any) -> list[WebhookDocument]:
    """Two queries more, however many they are."""
    rows = list(webhooks)
    now = timezone.now()
    waiting = dict(
        WebhookDelivery.objects.filter(webhook__in=rows, stand=Stand.WAITING)
        .order_by()
        .values_list("webhook")
        .annotate(Count("pk"))
    )
    return [_document(each, waiting.get(each.pk, 0), by, now) for each in rows]


def _document(webhook: Webhook, waiting: int, by: Any, now: Any) -> WebhookDocument:
    keys = {each.ends_at: each for each in webhook.keys.all()}
    standing = keys[None]
    ends = max((at for at in keys if at and at > now), default=None)
    return {
        "id": str(webhook.pk),
        "api_url": f"{ADDRESS}{webhook.pk}/",
        "name": webhook.name,
        "url": webhook.url,
        "filters": webhook.filters,
        "state": value_of(State, webhook.state),
        "why": value_of(Why, webhook.why),
        "stopped_at": rfc3339(webhook.stopped_at) if webhook.stopped_at else None,
        "resting_until": rfc3339(webhook.resting_until)
        if webhook.resting_until and webhook.resting_until > now
        else None,
        "position": webhook.position,
        "waiting": waiting,
        "public_key": Keys(standing.secret, standing.private).public,
        "both_keys_until": rfc3339(ends) if ends else None,
        "made_by": who(webhook.made_by, by),
        "made_at": rfc3339(webhook.made_at),
    }


def delivery_document(delivery: WebhookDelivery, attempts: Iterable[WebhookAttempt]) -> DeliveryDocument:
    waits = delivery.stand == Stand.WAITING
    return {
        "position": delivery.position,
        "webhook_id": message_id(delivery.webhook_id, delivery.position),
        "state": value_of(Stand, delivery.stand),
        "left": delivery.left,
        "read_at": rfc3339(delivery.read_at),
        "due_at": rfc3339(delivery.due_at) if waits else None,
        "ended_at": rfc3339(delivery.ended_at) if delivery.ended_at else None,
        "attempts": [
            {
                "at": rfc3339(each.at),
                "outcome": value_of(Outcome, each.outcome),
                "status": each.status,
                "milliseconds": each.milliseconds,
            }
            for each in attempts
        ],
    }


class _OfWebhooks(WritingView):
    """What the addresses of webhooks have in common."""

    scope = Scope.PUBLISH
    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {
        "GET": ("view", Webhook),
        "HEAD": ("view", Webhook),
        "POST": ("add", Webhook),
        "DELETE": ("delete", Webhook),
    }
    answers: type = WebhookDocument
    #: Those that were made just now.
    keys: Keys | None = None

    def rows(self) -> "QuerySet[Webhook]":
        return visible(Webhook.objects.select_related("made_by").prefetch_related("keys"), by=self.person)

    def one(self, webhook_id: UUID) -> Webhook:
        found = self.rows().filter(pk=webhook_id).first()
        if found is None:
            raise not_there("webhook")
        return found

    def document(self, webhook_id: UUID) -> WebhookDocument:
        [document] = webhook_documents([self.one(webhook_id)], self.person)
        return document

    def with_secret(self, response: Response) -> Response:
        """The secret stands beside what is kept of the answer, to be given again without it."""
        response.data = {**response.data, "secret": self.keys.secret if self.keys else None}
        return response


class MadeWithKeys(DeskSchema):
    """What is made is answered with its secret."""

    def get_response_serializers(self) -> Any:
        return {"201": self._component(KeyedDocument)} if self.method == "POST" else super().get_response_serializers()


class CalledByPath(DeskSchema):
    """What is done to a webhook is called by its address, and answered with 200."""

    def get_operation_id(self) -> str:
        return self.called_by_path()

    def get_response_serializers(self) -> Any:
        return {"200": self._component(cast("DeskView", self.view).answers)}


class WebhooksView(_OfWebhooks):
    """Webhooks, the newest first; a POST makes another, and tells its secret once."""

    filterset_class = WebhookFilters
    accepts = NewWebhook
    paged = True
    schema = MadeWithKeys()

    def get(self, request: Request) -> Response:
        asked = WebhookFilters.accept(self.asked, visible(Webhook.objects.all(), by=self.person))
        if asked.values["count"]:
            return Response(count_up_to(asked.qs))
        position = record_state("default").position
        page = asked.page("id")
        found = self.rows().in_bulk([pk for (pk,) in page.rows])
        results = webhook_documents((found[pk] for (pk,) in page.rows if pk in found), self.person)
        return Response({"next": page.next, "position": position, "results": results})

    def post(self, request: Request) -> Response:
        return self.with_secret(self._made(request))

    post.is_once = True  # type: ignore[attr-defined]  # for the test that walks all addresses

    @once
    def _made(self, request: Request) -> Response:
        wanted = NewWebhook(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = wanted.validated_data
        webhook, self.keys = subscribing.make(**{**given, "filters": _filters(given["filters"])}, by=self.person)
        made = self.document(webhook.pk)
        return Response(made, status=HTTPStatus.CREATED, headers={"Location": made["api_url"]})


def _filters(given: object) -> Filters:
    try:
        return Asked.in_json(given, path=CHANGES).parameters
    except NotAsked as error:
        raise ValidationError({"filters": [str(error)]}) from error


class WebhookView(_OfWebhooks):
    """One webhook; a DELETE ends it, and forgets its log."""

    def get(self, request: Request, webhook_id: UUID) -> Response:
        return Response(self.document(webhook_id))

    def delete(self, request: Request, webhook_id: UUID) -> Response:
        subscribing.remove(webhook=self.one(webhook_id), by=self.person)
        return Response(status=HTTPStatus.NO_CONTENT)


class RotateView(_OfWebhooks):
    """Change the keys: told once, by this answer. Those of before sign along for a day."""

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {"POST": ("operate", Webhook)}
    accepts = Nothing
    answers: type = KeyedDocument
    schema = CalledByPath()

    def post(self, request: Request, webhook_id: UUID) -> Response:
        return self.with_secret(self._changed(request, webhook_id))

    post.is_once = True  # type: ignore[attr-defined]  # for the test that walks all addresses

    @once
    def _changed(self, request: Request, webhook_id: UUID) -> Response:
        Nothing(data=request.data).is_valid(raise_exception=True)
        self.keys = subscribing.rotate(webhook=self.one(webhook_id), by=self.person)
        return Response(self.document(webhook_id))


class _Doing(_OfWebhooks):
    """What is done to a webhook without a secret in the answer."""

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {"POST": ("operate", Webhook)}
    accepts: ClassVar[type[StrictBody]] = Nothing
    schema = CalledByPath()

    def do(self, webhook: Webhook, given: dict[str, Any]) -> Any:
        raise NotImplementedError

    @once
    def post(self, request: Request, webhook_id: UUID) -> Response:
        body = self.accepts(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(self.do(self.one(webhook_id), body.validated_data))


class PauseView(_Doing):
    """Send nothing until somebody resumes it: then all of it."""

    def do(self, webhook: Webhook, given: dict[str, Any]) -> WebhookDocument:
        subscribing.pause(webhook=webhook, by=self.person)
        return self.document(webhook.pk)


class ResumeView(_Doing):
    """Go on where it stopped."""

    def do(self, webhook: Webhook, given: dict[str, Any]) -> WebhookDocument:
        subscribing.resume(webhook=webhook, by=self.person)
        return self.document(webhook.pk)


class ReplayView(_Doing):
    """Have what the feed says of these positions sent again: one, or a range of them."""

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {"POST": ("replay", Webhook)}
    accepts: ClassVar[type[StrictBody]] = Replaying
    answers: type = ReplayedDocument

    def do(self, webhook: Webhook, given: dict[str, Any]) -> ReplayedDocument:
        return {"events": replaying.replay(webhook=webhook, **given, by=self.person)}


class DeliveriesView(_OfWebhooks):
    """The log of a webhook, the newest position first, with every try; what ended is kept for a month."""

    rights: ClassVar[Mapping[str, tuple[str, type[Model]]]] = {
        "GET": ("view", WebhookDelivery),
        "HEAD": ("view", WebhookDelivery),
    }
    filterset_class = DeliveryFilters
    answers: type = DeliveryDocument
    paged = True

    def get(self, request: Request, webhook_id: UUID) -> Response:
        asked = DeliveryFilters.accept(self.asked, WebhookDelivery.objects.filter(webhook=self.one(webhook_id)))
        if asked.values["count"]:
            return Response(count_up_to(asked.qs))
        position = record_state("default").position
        page = asked.page("pk")
        found = WebhookDelivery.objects.prefetch_related("attempts").in_bulk([pk for (pk,) in page.rows])
        listed = [found[pk] for (pk,) in page.rows if pk in found]
        results = [delivery_document(each, each.attempts.all()) for each in listed]
        return Response({"next": page.next, "position": position, "results": results})


urlpatterns = [
    path("desk/webhooks/", WebhooksView.as_view()),
    path("desk/webhooks/<uuid:webhook_id>/", WebhookView.as_view()),
    path("desk/webhooks/<uuid:webhook_id>/rotate/", RotateView.as_view()),
    path("desk/webhooks/<uuid:webhook_id>/pause/", PauseView.as_view()),
    path("desk/webhooks/<uuid:webhook_id>/resume/", ResumeView.as_view()),
    path("desk/webhooks/<uuid:webhook_id>/replay/", ReplayView.as_view()),
    path("desk/webhooks/<uuid:webhook_id>/deliveries/", DeliveriesView.as_view()),
]
