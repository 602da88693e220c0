"""Webhooks at the desk: made, paused, their keys changed, and the log of what was sent, which can be sent again."""

import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import parse_qs

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from unfold.widgets import UnfoldAdminTextInputWidget

from claims.tools.webhooks.signing import Keys
from claims.writing.webhooks import replaying, subscribing
from claims.writing.webhooks.models import Stand, State, Webhook, WebhookDelivery
from claimtrack.admin.base import person
from claimtrack.admin.forms import DeskForm
from claimtrack.admin.steps import Given, Step, SteppedAdmin
from claimtrack.query.texts import number

#: Of the log, so many are shown on the page of a webhook.
NEWEST: Final = 20
#: What the page of one shows first.
SHOWN: Final = (
    "name", "url", "query", "state", "why", "stopped_at", "position", "resting_until", "public_key",
)  # fmt: skip
ROTATE: Final = "rotate"
RANGE: Final = re.compile(r"\s*(\d+)\s*(?:[-–]\s*(\d+)\s*)?")


class WebhookForm(DeskForm):
    filters = forms.CharField(
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="As behind the question mark of /api/v1/changes/, or the whole address: verdict=false&language=en. "
        "Nothing for everything that is published.",
    )

    class Meta:
        model = Webhook
        fields = ("name", "url")


def _rotate(row: Webhook, by: User, given: Given) -> str:
    """The secret is told by the page that follows, and in no log."""
    row.told = subscribing.rotate(webhook=row, by=by)  # type: ignore[attr-defined]  # read by `_taken`, in the same request
    return "The keys were changed."


def _pause(row: Webhook, by: User, given: Given) -> str:
    subscribing.pause(webhook=row, by=by)
    return "Paused: nothing is sent, and nothing is lost, until it is resumed."


def _resume(row: Webhook, by: User, given: Given) -> str:
    subscribing.resume(webhook=row, by=by)
    return "It goes on where it stopped."


def _replay(row: Webhook, by: User, given: Given) -> str:
    found = RANGE.fullmatch(given.words)
    first = number(found[1]) if found else None
    last = number(found[2]) if found and found[2] else first
    if first is None or last is None:
        raise ValidationError("Write one position, as in “812”, or two of them, as in “800-850”.")
    count = replaying.replay(webhook=row, first=first, last=last, by=by)
    return f"{count} {'event is' if count == 1 else 'events are'} sent again."


def _replay_one(row: WebhookDelivery, by: User, given: Given) -> str:
    replaying.replay(webhook=row.webhook, first=row.position, last=row.position, by=by)
    return "It is sent again."


STEPS: Final = (
    Step(name="pause", verb="Pause", right="operate", take=_pause, offered=lambda row: row.state == State.RUNNING),
    Step(
        name="resume",
        verb="Resume",
        right="operate",
        take=_resume,
        offered=lambda row: row.state in {State.PAUSED, State.DISABLED},
        hints=lambda row: ("What waits is tried at once, in order.",),
    ),
    Step(
        name=ROTATE,
        verb="Change the keys",
        right="operate",
        take=_rotate,
        offered=lambda row: row.state != State.CLOSED,
        hints=lambda row: (
            "The new secret is shown once. For a day, events are signed with the keys of before as well.",
        ),
    ),
    Step(
        name="replay",
        verb="Send again",
        right="replay",
        take=_replay,
        offered=lambda row: row.state != State.CLOSED,
        asks="Which position of the feed, or which range of them",
        hints=lambda row: (f"The feed was read for it up to position {row.position}.",),
    ),
)


@admin.register(Webhook)
class WebhookAdmin(SteppedAdmin):
    """Made and deleted, never changed: what was told one selection is not told another under the same ids."""

    form = WebhookForm
    search_fields = ("name",)
    list_display = ("name", "state", "why", "position", "made_by", "made_at")
    list_filter = ("state",)
    list_select_related = ("made_by",)
    fields = ("name", "url", "filters")
    naming_people = ("made_by",)

    def get_steps(self) -> Sequence[Step]:
        return STEPS

    def get_fields(self, request: HttpRequest, obj: Webhook | None = None) -> Any:
        if obj is None:
            return self.fields
        return (*SHOWN, ("made_by", "made_at"), "newest")

    def get_readonly_fields(self, request: HttpRequest, obj: Webhook | None = None) -> Any:
        if obj is None:
            return ()
        return (*SHOWN, "made_by", "made_at", "newest")

    @admin.display(description="filters")
    def query(self, row: Webhook) -> str:
        return row.query or "none: all that is published"

    @admin.display(description="public key")
    def public_key(self, row: Webhook) -> str:
        [keys] = row.keys.filter(ends_at=None)
        return Keys(keys.secret, keys.private).public

    @admin.display(description="log")
    def newest(self, row: Webhook) -> str:
        log = reverse("admin:claims_webhookdelivery_changelist")
        lines = row.deliveries.order_by("-position").prefetch_related("attempts")[:NEWEST]
        return format_html(
            '{}<p><a href="{}?webhook__id__exact={}">The whole log</a></p>',
            format_html_join("", "<div>{}</div>", ((_line(each, link=True),) for each in lines)),
            log,
            row.pk,
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        given = form.cleaned_data
        filters = parse_qs(given["filters"].strip().rpartition("?")[2], keep_blank_values=True)
        made, keys = subscribing.make(name=given["name"], url=given["url"], filters=filters, by=person(request))
        form.instance.pk, form.instance.told = made.pk, keys

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._told(request, obj, obj.told)

    def _taken(self, request: HttpRequest, step: Step, row: Any, given: Given) -> HttpResponse:
        if step.name != ROTATE:
            return super()._taken(request, step, row, given)
        self.log_change(request, row, step.take(row, person(request), given))
        return self._told(request, row, row.told)

    def _told(self, request: HttpRequest, row: Webhook, keys: Keys) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": row.name,
            "keys": keys,
            "page": reverse("admin:claims_webhook_change", args=[row.pk]),
        }
        response = TemplateResponse(request, "admin/desk/webhook_keys.html", context)
        response["Cache-Control"] = "no-store"
        return response

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Its log goes along, which nobody may delete by itself."""
        rows, counts, needed, protected = super().get_deleted_objects(objs, request)
        return rows, counts, needed - {WebhookDelivery._meta.verbose_name}, protected

    def delete_rows(self, request: HttpRequest, rows: Sequence[Webhook]) -> None:
        for row in rows:
            subscribing.remove(webhook=row, by=person(request))


def _line(row: WebhookDelivery, *, link: bool = False) -> str:
    """A line of the log: when it was tried, and what came of it."""
    tries = ", ".join(
        f"{each.at:%Y-%m-%d %H:%M:%S} {each}{f' ({each.status})' if each.status else ''}" for each in row.attempts.all()
    )
    told = f"{row}: {row.get_stand_display()}"
    if row.stand == Stand.WAITING:
        late = row.due_at <= timezone.now()
        told += ", due" if late else f", tried again at {row.due_at:%Y-%m-%d %H:%M:%S} UTC"
    name = format_html('<a href="{}">{}</a>', reverse(DELIVERY, args=[row.pk]), told) if link else told
    return format_html("{}{}", name, f" – {tries}" if tries else "")


DELIVERY: Final = "admin:claims_webhookdelivery_change"


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(SteppedAdmin):
    """The log of webhooks: what each was told of, with every try."""

    search_fields = ("webhook__name",)
    list_display = ("position", "webhook", "stand", "failures", "read_at", "due_at", "ended_at")
    list_filter = ("stand", "webhook")
    list_select_related = ("webhook",)
    ordering = ("-position", "-id")
    fields = ("webhook", "position", "left", "stand", "read_at", "due_at", "ended_at", "tries")
    readonly_fields = fields

    def get_steps(self) -> Sequence[Step]:
        return (
            Step(
                name="replay",
                verb="Send again",
                right="replay",
                take=_replay_one,
                offered=lambda row: row.webhook.state != State.CLOSED,
            ),
        )

    @admin.display(description="tries")
    def tries(self, row: WebhookDelivery) -> str:
        return _line(row)
