"""What people at the desk say to each other about a work, and whose it is: never public, and no part of any edition.

A work is named by its sort and its id, as in the record: these tables know no subject. Words about it stand in the rows
themselves and not in the audit trail, so that a redaction takes them for good; the trail has who did what, and when.
"""

from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from claimtrack.accounts.roles import Role
from claimtrack.ids import Identified
from claimtrack.vocabulary import Described


class OfAWork(models.Model):
    """A row about one work; `kind` is the name of its sort, such as `claim`."""

    kind = models.CharField(max_length=20, editable=False)
    root_id = models.UUIDField(editable=False)

    class Meta:
        abstract = True


class Said(Described):
    """On which occasion something was said."""

    COMMENT = "comment", "By the way.", "commented"
    SUBMIT = "submit", "Handing it to an editor.", "submitted it"
    RETURN = "return", "Returning it to its author.", "returned it"
    APPROVE = "approve", "Agreeing to what it says.", "approved it"
    ASSIGN = "assign", "Giving it to somebody.", "assigned it"
    PRIORITY = "priority", "Why it is as urgent as it is.", "said how urgent it is"


@pghistory.track(exclude=["text"])
class Comment(OfAWork, Identified):
    """What somebody said about a work. What is taken back leaves its place, without the words."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_role = models.CharField(max_length=13, choices=Role, blank=True, editable=False)
    at = models.DateTimeField(auto_now_add=True)
    occasion = models.CharField(max_length=8, choices=Said, default=Said.COMMENT, editable=False)
    text = models.TextField(blank=True)
    taken_back_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        default_permissions = ()
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["root_id", "at"], name="comment_of_a_work")]
        constraints = [
            models.CheckConstraint(
                name="comment_says_something",
                condition=~Q(text="") | Q(taken_back_at__isnull=False),
                violation_error_message="Say something.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_occasion_display()} on {self.at:%Y-%m-%d %H:%M}"


class Level(models.IntegerChoices):
    """How much, of harm, reach and the nearness of a deadline."""

    LOW = 1, "low"
    MEDIUM = 2, "medium"
    HIGH = 3, "high"


def _level(**more: Any) -> Any:
    return models.PositiveSmallIntegerField(choices=Level, null=True, blank=True, **more)


@pghistory.track(exclude=["reason", "tags"])
class Docket(OfAWork, Identified):
    """What is to be done about a work: whose it is, by when, and how urgent, for a reason. One a work.

    `priority` is the sum of the three levels, 0 where none was said.
    """

    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    due = models.DateField(null=True, blank=True, help_text="By when it is to be done.")
    harm = _level(help_text="What it may do to somebody if it is not answered.")
    reach = _level(help_text="How many it reaches, or will.")
    deadline = _level(help_text="How near the day is on which it is needed.")
    reason = models.TextField(blank=True, help_text="Why it is as urgent as that.")
    priority = models.PositiveSmallIntegerField(default=0, editable=False)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True, help_text="For the desk alone.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["assignee", "-priority", "due"], name="docket_of_somebody", condition=Q(assignee__isnull=False)
            ),
            models.Index(fields=["kind", "-priority"], name="docket_that_is_urgent", condition=Q(priority__gt=0)),
            GinIndex(fields=["tags"], name="docket_tags"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["root_id"], name="docket_once", violation_error_message="This work has one already."
            ),
            models.CheckConstraint(
                name="docket_priority_has_a_reason",
                condition=Q(priority=0) | ~Q(reason=""),
                violation_error_message="Say why it is as urgent as that.",
            ),
            models.CheckConstraint(
                name="docket_priority_is_the_sum",
                condition=Q(priority=Coalesce("harm", 0) + Coalesce("reach", 0) + Coalesce("deadline", 0)),
                violation_error_message="The priority is the sum of harm, reach and deadline.",
            ),
            *(
                models.CheckConstraint(
                    name=f"docket_{name}_is_a_level",
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (1, 3)}),
                    violation_error_message="A level is 1, 2 or 3.",
                )
                for name in ("harm", "reach", "deadline")
            ),
        ]

    def __str__(self) -> str:
        return f"the docket of a {self.kind}"


class Presence(OfAWork):
    """That somebody has a work open: told again every few seconds, and over when it is not."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["seen_at"], name="presence_seen")]
        constraints = [
            models.UniqueConstraint(
                fields=["root_id", "person"], name="presence_once", violation_error_message="They are here already."
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} since {self.since:%H:%M}"


class Watch(OfAWork):
    """That somebody wants to be told of what happens to a work."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["root_id", "person"], name="watch_once", violation_error_message="It is watched already."
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} watches a {self.kind}"


class Happening(Described):
    """What a notice is of."""

    MENTIONED = "mentioned", "Somebody named you in a comment.", "You were mentioned"
    ASSIGNED = "assigned", "It was given to you.", "It was assigned to you"
    COMMENTED = "commented", "Somebody said something about it.", "There is a comment"
    SUBMITTED = "submitted", "It was handed to an editor.", "It was submitted for review"
    RETURNED = "returned", "It went back to its author.", "It was returned to its author"
    APPROVED = "approved", "Somebody agreed to what it says.", "It was approved"
    EDITION = "edition", "It was published, withdrawn or withheld.", "What readers have of it changed"
    ALERTED = "alerted", "It did not go as somebody had ordered.", "Something did not go as planned: look at it"
    REQUESTED = "requested", "Somebody asks for a correction.", "A request waits, first in its queue"
    FOUND = "found", "A saved search has something to tell.", "A saved search tells"
    LAPSED = "lapsed", "A saved search names what is no more.", "A saved search finds nothing any more"


class Notice(OfAWork, Identified):
    """That something happened, for one person's bell. It has no words: what may be told is decided when it is read."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    happening = models.CharField(max_length=9, choices=Happening)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_newest"),
            models.Index(fields=["person", "-id"], name="notice_unread", condition=Q(read_at__isnull=True)),
            models.Index(fields=["root_id"], name="notice_of_a_work"),
        ]

    def __str__(self) -> str:
        return str(self.get_happening_display())


class Way(models.TextChoices):
    """How a notice reaches somebody besides the bell."""

    MAIL = "mail", "e-mail"
    CHAT = "chat", "chat"


class Delivery(models.Model):
    """A notice on its way. It is marked before it is sent: so it is sent once, or, if that fails, not at all."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    way = models.CharField(max_length=4, choices=Way)
    due_at = models.DateTimeField()
    marked_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["due_at"], name="delivery_waiting", condition=Q(marked_at__isnull=True))]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "way"], name="delivery_once", violation_error_message="It is on its way already."
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice} by {self.way}"


class Mail(models.TextChoices):
    """When somebody gets e-mail."""

    NEVER = "never", "never"
    AT_ONCE = "at_once", "at once"
    DIGEST = "digest", "once a day"


class Form(models.TextChoices):
    """In which form a chat takes a message."""

    SLACK = "slack", "Slack"
    TEAMS = "teams", "Microsoft Teams"
    MATTERMOST = "mattermost", "Mattermost"


class Preference(models.Model):
    """How somebody is told. The address of a chat is a secret: whoever has it may write there."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    mail = models.CharField(max_length=7, choices=Mail, default=Mail.AT_ONCE)
    chat = models.CharField(max_length=10, choices=Form, blank=True)
    chat_url = models.URLField(max_length=1000, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"e-mail {self.get_mail_display()}"

    def clean(self) -> None:
        if bool(self.chat) != bool(self.chat_url):
            raise ValidationError({"chat_url": "Give the address of the chat together with its kind, or neither."})
        if self.chat_url and not self.chat_url.startswith("https://"):
            raise ValidationError({"chat_url": "The address of an incoming webhook begins with https://."})
