"""What claims are about."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from claims.scales import SubjectKind
from claimtrack.ids import Identified, SlugField
from claimtrack.versions import Versioned, counts_versions
from sources.models import Source, web_address


@counts_versions
@pghistory.track()
class Subject(Versioned, Identified):
    """A person, organization, place or event that claims are about; it may never have said a word."""

    slug = SlugField(unique=True)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, choices=SubjectKind)
    aliases = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    description = models.TextField(blank=True)
    same_as = ArrayField(
        models.CharField(max_length=2000, validators=[web_address]),
        default=list,
        blank=True,
        help_text="Addresses that identify it elsewhere, Wikidata first (schema.org sameAs).",
    )
    source = models.OneToOneField(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="as_subject",
        help_text="The source that is the same party, when it also speaks.",
    )

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="subject_has_a_name",
                condition=~Q(name=""),
                violation_error_message="Give the subject a name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


@counts_versions
@pghistory.track()
class Topic(Versioned, Identified):
    """A heading claims are filed under."""

    slug = SlugField(unique=True)
    name = models.CharField(max_length=200, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
