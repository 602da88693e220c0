"""Storylines."""

import re
from collections.abc import Sequence
from typing import Final

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from claimtrack.dates import WorldDateField
from claimtrack.editions.roots import Root, RootQuerySet
from claimtrack.versions import counts_versions

#: A technique of DISARM, the framework of what disinformers do, and its sub-technique: `T0023`, `T0023.001`.
TECHNIQUE: Final = re.compile(r"T[0-9]{4}(\.[0-9]{3})?")


def of_disarm(techniques: Sequence[str]) -> None:
    """Raises `ValidationError` that names every one that is no id of a technique."""
    if twice := sorted({each for each in techniques if techniques.count(each) > 1}):
        raise ValidationError(f"Named more than once: {', '.join(twice)[:200]}.")
    if wrong := [f"‘{each}’" for each in techniques if not TECHNIQUE.fullmatch(each)]:
        raise ValidationError(
            f"No id of a technique of DISARM: {', '.join(wrong)}. Give T0023, or T0023.001 for a sub-technique."
        )


class NarrativeQuerySet(RootQuerySet["Narrative"]):
    """Questions about storylines."""


@counts_versions
@pghistory.track()
class Narrative(Root):
    """A storyline that claims feed, over years; published as editions of its own."""

    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    period = WorldDateField()
    techniques = ArrayField(
        models.CharField(max_length=9),
        validators=[of_disarm],
        default=list,
        db_default=[],
        blank=True,
        help_text="Ids of the DISARM techniques by which it was spread: T0023, T0023.001.",
    )

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
