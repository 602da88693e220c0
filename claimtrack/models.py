"""What the desk keeps for the people who work on it."""

from django.conf import settings
from django.db import models


class KeptFilter(models.Model):
    """A filter of one of the desk's lists, under a name.

    `page` is the model that is listed, as `app.model`; `query` the filter as it stands in the address.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_filters")
    page = models.CharField(max_length=100)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)
    shared = models.BooleanField(default=False, help_text="Everybody on the desk finds it above the list.")

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "page", "name"],
                name="kept_filter_name_once",
                violation_error_message="You have kept a filter of this list under this name already.",
            ),
            models.CheckConstraint(
                name="kept_filter_has_a_name",
                condition=~models.Q(name=""),
                violation_error_message="Give the filter a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
