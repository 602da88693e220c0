"""Two claims that may be the same, and what somebody said of that."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.models.claim import Claim
from claims.scales import PairAnswer
from claimtrack.ids import Identified


@pghistory.track()
class ClaimPair(Identified):
    """Two claims, the older first; proposed by a job with the probability that they are one, or decided on unasked."""

    one = models.ForeignKey(Claim, models.CASCADE, related_name="+")
    other = models.ForeignKey(Claim, models.CASCADE, related_name="+")
    score = models.FloatField(null=True, editable=False, help_text="How likely they are the same, as it was found.")
    answer = models.CharField(max_length=12, choices=PairAnswer, blank=True, help_text="Empty: nobody has said.")
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "possible duplicate"
        ordering = ["-created_at", "-score", "id"]
        indexes = [models.Index("created_at", "score", name="claimpair_open", condition=Q(answer=""))]
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                name="claimpair_once",
                violation_error_message="These two are paired already.",
            ),
            models.CheckConstraint(
                name="claimpair_older_first",
                condition=Q(one__lt=F("other")),
                violation_error_message="Of two claims the older stands first, and none is its own duplicate.",
            ),
            models.CheckConstraint(
                name="claimpair_decided_at_a_time",
                condition=Q(answer="", decided_at__isnull=True) | (~Q(answer="") & Q(decided_at__isnull=False)),
                violation_error_message="What is decided was decided at some time.",
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.one}” and “{self.other}”"
