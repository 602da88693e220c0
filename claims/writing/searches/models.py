"""Searches of the public list that members of staff keep, in tables of the desk: readers' connections have no right
to them.

A kept filter (`claimtrack.models.KeptFilter`) is of a list of the desk, and tells nobody anything.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.tools.searches.firing import What
from claimtrack.ids import Identified
from claimtrack.workplace.models import Mail, Notice


class SavedSearch(Identified):
    """A search of the public list, under a name, that tells its person of what is found from now on.

    `query` is what selects claims, as it stands in an address of `/api/v1/claims/`. What was published up to `since`
    is no news to it. `lapsed_at` is when it was found to name what is no more.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", editable=False)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    mail = models.CharField(max_length=7, choices=Mail, blank=True)
    since = models.BigIntegerField(default=0, editable=False)
    lapsed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()
        verbose_name_plural = "saved searches"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name"],
                name="saved_search_name_once",
                violation_error_message="You have a saved search of this name already.",
            ),
            models.CheckConstraint(
                name="saved_search_has_a_name",
                condition=~Q(name=""),
                violation_error_message="Give the search a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SearchFiring(models.Model):
    """What a search told of an edition of a claim, and the notice that tells it. It has no words."""

    notice = models.OneToOneField(Notice, models.CASCADE, primary_key=True, related_name="+")
    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="firings", db_index=False)
    claim_id = models.UUIDField()
    number = models.PositiveIntegerField(help_text="Of the edition.")
    position = models.BigIntegerField(help_text="Of the edition.")
    what = models.CharField(max_length=9, choices=What)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["claim_id", "search", "position"], name="search_firing_of_a_claim")]
        constraints = [
            models.UniqueConstraint(
                fields=["search", "position"],
                name="search_firing_once",
                violation_error_message="The search has told of this edition already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}, edition {self.number}: {self.what}"


class SearchCursor(models.Model):
    """How far the record was looked through for saved searches: one row, locked by whoever looks."""

    id = models.SmallIntegerField(primary_key=True)
    position = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="search_cursor_is_one_row", condition=Q(id=1), violation_error_message="There is one cursor."
            )
        ]

    def __str__(self) -> str:
        return f"position {self.position}"
