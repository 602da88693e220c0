"""How far a claim spread: a ledger of figures, never changed, only followed by corrections."""

from typing import Final

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from claims.models.appearance import Appearance
from claims.models.claim import Claim
from claims.scales import Measure, Precision
from claimtrack.checked import all_at_once
from claimtrack.dates import WorldDateField
from claimtrack.deadlines import refuse_future
from claimtrack.ids import Identified
from claimtrack.versions import Versioned, counts_versions
from sources.models import Source

#: What others asked is counted by day, so that nobody is found by the hour at which they asked.
ASKED = frozenset({Measure.ASKED_BY_READERS, Measure.ASKED_BY_PARTNERS})
#: The largest whole number that every reader of JSON takes for itself (RFC 7493, section 2.2).
LARGEST: Final = 2**53 - 1
#: What stays as it was entered; whether readers see it is decided again at any time.
FACTS = ("figure", "precision", "counts", "place", "observed", "source", "note", "corrects", "reason")


class ObservationQuerySet(models.QuerySet["Observation"]):
    def standing(self) -> "ObservationQuerySet":
        """Those that no other corrects."""
        return self.filter(corrected_by__isnull=True)


@counts_versions
@pghistory.track()
class Observation(Versioned, Identified):
    """One figure: what it counts, where, when, and who measured it. A figure of None takes back what it corrects."""

    claim = models.ForeignKey(Claim, models.CASCADE, null=True, blank=True, related_name="observations")
    appearance = models.ForeignKey(Appearance, models.CASCADE, null=True, blank=True, related_name="observations")
    figure = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="How many. Empty in a correction that takes a figure back."
    )
    precision = models.CharField(max_length=8, choices=Precision, default=Precision.EXACT)
    counts = models.CharField(max_length=17, choices=Measure)
    place = models.CharField(
        max_length=200, help_text="Where it was counted: a platform, a channel, a tip line. Never a person."
    )
    observed = WorldDateField(null=False, blank=False, help_text="When it stood so, or the day that was counted.")
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
        help_text="Who measured it; empty where our desk did.",
    )
    note = models.TextField(blank=True, help_text="How it was counted, if that has to be known; shown with the figure.")
    shown = models.BooleanField(default=False, help_text="Whether readers see it, from the next edition on.")
    corrects = models.OneToOneField("self", models.CASCADE, null=True, blank=True, related_name="corrected_by")
    reason = models.TextField(blank=True, help_text="Of a correction: what was wrong. It is shown with the figure.")
    entered_at = models.DateTimeField(auto_now_add=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="observation_is_of_one_thing",
                condition=Q(claim__isnull=False, appearance__isnull=True)
                | Q(claim__isnull=True, appearance__isnull=False),
                violation_error_message="A figure is of the claim or of one appearance of it: choose one.",
            ),
            models.CheckConstraint(
                name="observation_has_a_figure",
                condition=Q(figure__isnull=False) | Q(corrects__isnull=False),
                violation_error_message="Say how many. Only a correction takes a figure back without another.",
            ),
            models.CheckConstraint(
                name="observation_correction_has_a_reason",
                condition=Q(corrects__isnull=True, reason="") | (Q(corrects__isnull=False) & ~Q(reason="")),
                violation_error_message="A correction says what was wrong; a first figure corrects nothing.",
            ),
            models.CheckConstraint(
                name="observation_does_not_correct_itself",
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("id")),
                violation_error_message="A figure does not correct itself.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="observation_stays_as_it_was_entered",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(*FACTS),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_counts_display()}: {self.figure if self.figure is not None else 'taken back'}, {self.place}"

    def clean(self) -> None:
        """Raises ValidationError for questions of others that are not counted by the day, and a stray correction."""
        super().clean()
        with all_at_once() as checked:
            with checked("figure"):
                if self.figure is not None and self.figure > LARGEST:
                    raise ValidationError(f"No figure of ours is beyond {LARGEST:,}.")
            with checked("observed"):
                refuse_future(self.observed)
        if self.counts in ASKED and self.observed and not _is_a_day(self.observed.edtf):
            raise ValidationError({"observed": "Questions are counted by the day: write it as 2026-11-01."})
        if self.corrects and (self.corrects.claim_id, self.corrects.appearance_id) != (
            self.claim_id,
            self.appearance_id,
        ):
            raise ValidationError({"corrects": "A correction is of the same claim, or of the same appearance."})


def _is_a_day(edtf: str) -> bool:
    return len(edtf) == len("2026-11-01") and edtf.replace("-", "").isdecimal()
