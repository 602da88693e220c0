"""Subscriptions, their keys, and what is sent to them: positions and times, never a body.

An event is made of the record when it is sent, so these tables hold nothing that a redaction or withholding takes away
but what people typed: the name of a subscription and its filters.
"""

from urllib.parse import urlencode

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.tools.webhooks.posting import Outcome
from claimtrack.ids import Identified
from claimtrack.vocabulary import Described

LONGEST_NAME, LONGEST_URL = 100, 1_000


class State(Described):
    """Whether anything is sent to a subscription."""

    RUNNING = "running", "What is published is sent.", "running"
    PAUSED = "paused", "Somebody paused it; nothing is lost meanwhile.", "paused"
    DISABLED = "disabled", "It stopped by itself; nothing is lost meanwhile.", "disabled"
    CLOSED = "closed", "A redaction took what it was about: make another.", "closed"


class Why(Described):
    """Why a subscription stopped by itself."""

    SPENT = "spent", "An event was refused until its schedule of retries was spent.", "an event was never taken"
    GONE = "gone", "The receiver answered 410: it wants no more.", "the receiver answered 410"
    UNREADABLE = "unreadable", "Its filters name what readers have no more.", "its filters cannot be read any more"
    REDACTED = "redacted", "A redaction took its name and filters.", "a redaction took its filters"


# The trail has who made, paused and resumed it. What was typed stands in the row alone, where a redaction reaches it,
# and how far it has been told is nobody's decision.
@pghistory.track(exclude=["name", "url", "filters", "position", "resting_until", "busy_until"])
class Webhook(Identified):
    """A subscription. `position` is the last of the feed that was read for it."""

    name = models.CharField(max_length=LONGEST_NAME, help_text="What receives: “the newsroom's CMS”.")
    url = models.CharField(max_length=LONGEST_URL, help_text="Where events are sent: https.")
    filters = models.JSONField(default=dict, blank=True, help_text="Parameters of /changes/, by name.")
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING, editable=False)
    why = models.CharField(max_length=10, choices=Why, blank=True, editable=False)
    stopped_at = models.DateTimeField(null=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)
    made_at = models.DateTimeField(editable=False)
    position = models.BigIntegerField(editable=False)
    resting_until = models.DateTimeField(null=True, editable=False, help_text="The receiver is left alone until then.")
    busy_until = models.DateTimeField(null=True, editable=False, help_text="A worker is sending, at most until then.")

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="webhook_says_why_it_stopped",
                condition=Q(why="", state__in=("running", "paused"))
                | (~Q(why="") & Q(state__in=("disabled", "closed"))),
                violation_error_message="What stopped by itself says why.",
            )
        ]

    def __str__(self) -> str:
        return self.name or "a webhook"

    @property
    def query(self) -> str:
        """Its filters as an address has them."""
        return urlencode(self.filters, doseq=True, safe=",:")


class WebhookKey(models.Model):
    """The keys that events are signed with: one pair that stands, and after a change, for a while, the one before."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="keys")
    secret = models.CharField(max_length=120)
    private = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["webhook"],
                condition=Q(ends_at__isnull=True),
                name="webhook_has_one_standing_key",
                violation_error_message="It has a key that stands.",
            )
        ]

    def __str__(self) -> str:
        return f"keys of {self.made_at:%Y-%m-%d %H:%M}"


class Stand(Described):
    """How far an event is."""

    WAITING = "waiting", "It is still to be sent, or sent again.", "waiting"
    DELIVERED = "delivered", "The receiver took it.", "delivered"
    SKIPPED = "skipped", "Readers may not have it any more: it was withheld or redacted before it was sent.", "skipped"


class WebhookDelivery(models.Model):
    """One event for one subscription: the position of its edition, and whether the claim left the selection by it.

    `failures` are counted since it last began; a replay, and a subscription that is resumed, begin anew.
    """

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", db_index=False)
    position = models.BigIntegerField()
    subject_id = models.UUIDField()
    left = models.BooleanField(default=False)
    stand = models.CharField(max_length=9, choices=Stand, default=Stand.WAITING)
    due_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    read_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-position"]
        verbose_name = "delivery"
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["webhook", "due_at", "position"], condition=Q(stand="waiting"), name="webhook_due"),
            models.Index(
                fields=["webhook", "subject_id", "position"], condition=Q(stand="waiting"), name="webhook_in_order"
            ),
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="webhook_ended"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "position"],
                name="webhook_told_once",
                violation_error_message="It is to be told of this already.",
            )
        ]

    def __str__(self) -> str:
        return f"position {self.position}"


class WebhookAttempt(models.Model):
    """One try to hand over an event: when, how long it took, and what came of it. Of what was answered, the status."""

    delivery = models.ForeignKey(WebhookDelivery, models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=11, choices=Outcome, default=Outcome.UNDER_WAY)
    status = models.PositiveSmallIntegerField(null=True)
    milliseconds = models.PositiveIntegerField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.get_outcome_display())
