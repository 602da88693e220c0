"""What readers' lists of claims are served from: derived from editions alone, without foreign keys."""

from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from claimtrack.editions.models import Derived

#: Where undated claims sort, so that they come last in either direction.
UNDATED_ASCENDING = date.max
UNDATED_DESCENDING = date.min


class Listing(Derived):
    """One claim during one span of its editions: closed when superseded, never overwritten.

    `card` is the JSON served in lists. `made_ascending` and `made_descending` are one sort key with the
    undated last in either direction.
    """

    rewritten = ("open", "closed_at", "card")

    claim_id = models.UUIDField()
    number = models.PositiveIntegerField()
    position = models.BigIntegerField()
    open = models.BooleanField(default=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(help_text="Of the first edition.")
    updated_at = models.DateTimeField(help_text="Of the newest edition within the span.")
    made_ascending = models.DateField()
    made_descending = models.DateField()
    made_earliest = models.DateField(null=True)
    made_latest = models.DateField(null=True)
    about_earliest = models.DateField(null=True)
    about_latest = models.DateField(null=True)
    search = SearchVectorField()
    analysis = models.SmallIntegerField(null=True, help_text="What `search` was made by; null: by PostgreSQL's parser.")
    card = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim_id", "number"], name="listing_once_an_edition")]
        indexes = [
            models.Index("published_at", "claim_id", name="listing_by_publication"),
            models.Index("updated_at", "claim_id", name="listing_by_update"),
            models.Index("made_ascending", "claim_id", name="listing_by_made"),
            models.Index("made_descending", "claim_id", name="listing_by_made_last"),
            models.Index(fields=["opened_at", "closed_at"], name="listing_span"),
            GinIndex(fields=["search"], condition=Q(open=True), name="listing_search"),
            models.Index(fields=["id"], condition=Q(analysis=None), name="listing_to_analyse"),
        ]

    def __str__(self) -> str:
        return f"listing of {self.claim_id}, edition {self.number}"


class FacetRow(Derived):
    """One value that one listing can be filtered by, with the listing's sort keys beside it."""

    rewritten = ("open",)

    listing = models.ForeignKey(Listing, models.DO_NOTHING, db_constraint=False, related_name="facets")
    claim_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=200)
    open = models.BooleanField(default=True)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "kind", "value"], name="facet_once_a_listing")]
        indexes = [
            models.Index(
                "kind",
                "value",
                "published_at",
                "claim_id",
                condition=Q(open=True),
                name="facet_by_publication",
            ),
            models.Index("kind", "value", "updated_at", "claim_id", condition=Q(open=True), name="facet_by_update"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}={self.value}"
