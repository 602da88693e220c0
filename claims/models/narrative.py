"""Storylines."""

import pghistory
from django.db import models
from django.db.models import Q

from claimtrack.dates import WorldDateField
from claimtrack.editions.roots import Root, RootQuerySet
from claimtrack.versions import counts_versions


class NarrativeQuerySet(RootQuerySet["Narrative"]):
    """Questions about storylines."""


@counts_versions
@pghistory.track()
class Narrative(Root):
    """A storyline that claims feed, over years; published as editions of its own."""

    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    period = WorldDateField()

    objects = NarrativeQuerySet.as_manager()

    class Meta(Root.Meta):
        ordering = ["name", "id"]
        permissions = [("publish_narrative", "Can publish narratives")]
        constraints = [
            *Root.Meta.constraints,
            models.CheckConstraint(
                name="narrative_has_a_name",
                condition=~Q(name=""),
                violation_error_message="Give the narrative a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
