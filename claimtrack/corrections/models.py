"""What is kept of a request: its state, which is public, and apart from it whoever asked and what they wrote.

A request names what it is about by its sort and id, as the record does: these tables know no subject. Of whoever asked
there is one row, for editors alone. It is in no audit trail and goes a while after the outcome.
"""

from typing import Literal

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

from claimtrack.ids import Identified
from claimtrack.vocabulary import Described

#: Characters, and addresses.
LONGEST_TEXT, LONGEST_NAME, LONGEST_EMAIL, LONGEST_ADDRESS, MOST_ADDRESSES = 4_000, 200, 254, 2_000, 20

web_address = URLValidator(schemes=["http", "https"], message="A web address begins with http:// or https://.")


RequestStateValue = Literal["received", "accepted", "declined"]


class State(Described):
    """How far a request is."""

    RECEIVED = "received", "It waits for an editor.", "received"
    ACCEPTED = "accepted", "Something is corrected, or was.", "accepted"
    DECLINED = "declined", "What is published stays as it is.", "declined"


class Asker(models.IntegerChoices):
    """Who asks, as they say; in the order in which requests are looked at."""

    CONCERNED = 0, "the person concerned"
    OTHER = 1, "somebody else"
    FORGOTTEN = 2, "not kept any more"


# The trail notes what editors decide. Nobody of the desk makes a request, and what the trail notes of whoever writes,
# such as an address on the network, would be the requester's.
@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["digest", "asker", "reason"])
class CorrectionRequest(Identified):
    """That somebody asked, and what came of it. `digest` is the SHA-256 of its number, which only they have."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField(max_length=20, editable=False)
    subject_id = models.UUIDField(editable=False)
    asker = models.PositiveSmallIntegerField("who asks", choices=Asker, default=Asker.OTHER, editable=False)
    received_at = models.DateTimeField("received", editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.RECEIVED, editable=False)
    decided_at = models.DateTimeField("decided", null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    reason = models.TextField(blank=True, editable=False, help_text="Public.")
    edition = models.PositiveIntegerField(null=True, editable=False, help_text="The edition that followed.")

    class Meta:
        default_permissions = ()
        verbose_name = "correction request"
        ordering = ["asker", "received_at", "id"]
        indexes = [
            models.Index(fields=["asker", "received_at", "id"], name="request_in_turn"),
            models.Index(
                fields=["asker", "received_at", "id"], name="request_that_waits", condition=Q(state=State.RECEIVED)
            ),
            models.Index(fields=["received_at"], name="request_waiting_since", condition=Q(state=State.RECEIVED)),
            models.Index(fields=["decided_at"], name="request_decided", condition=Q(decided_at__isnull=False)),
            models.Index(fields=["subject_id"], name="request_about"),
        ]
        constraints = [
            models.CheckConstraint(
                name="request_is_decided_once",
                condition=Q(state=State.RECEIVED, decided_at__isnull=True)
                | (~Q(state=State.RECEIVED) & Q(decided_at__isnull=False)),
                violation_error_message="It is decided at a time, or waits.",
            ),
            models.CheckConstraint(
                name="request_edition_follows_acceptance",
                condition=Q(edition__isnull=True) | Q(state=State.ACCEPTED),
                violation_error_message="An edition follows a request that was accepted.",
            ),
        ]

    def __str__(self) -> str:
        return f"about a {self.kind}, received {self.received_at:%Y-%m-%d %H:%M}"

    @property
    def concerns_them(self) -> bool | None:
        """Whether whoever asked is the person concerned, as they say; None once it is not kept any more."""
        return None if self.asker == Asker.FORGOTTEN else self.asker == Asker.CONCERNED


class Requester(models.Model):
    """Whoever asked, as far as they said, and what they wrote: plain text, for editors alone."""

    request = models.OneToOneField(CorrectionRequest, models.CASCADE, primary_key=True, related_name="requester")
    wrong = models.TextField()
    right = models.TextField(blank=True)
    evidence = ArrayField(models.CharField(max_length=LONGEST_ADDRESS), default=list, blank=True)
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    email = models.CharField(max_length=LONGEST_EMAIL, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return "whoever asked"


def requester_of(request: CorrectionRequest) -> Requester | None:
    """Whoever asked, until they are forgotten."""
    return getattr(request, "requester", None)


def of_the_web(address: str) -> None:
    """Raise ValidationError unless a browser could open it, without a name or password in it."""
    web_address(address)
    if "@" in address.partition("://")[2].partition("/")[0]:
        raise ValidationError("Leave out the name and the password.", code="malformed")
