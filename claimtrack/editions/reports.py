"""What an order to redact has come to: kept with it for good, and repeating nothing of what went."""

from django.db import models


class RedactionReport(models.Model):
    """What an order cleared, and what was still found when it was done: numbers by store, and not a word of it."""

    order_id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)
    cleared = models.JSONField(help_text="How many rows or files of which stores, as `{store: count}`.")
    found = models.JSONField(help_text="In how many places of which stores the subject or the words stand still.")

    def __str__(self) -> str:
        return f"report of order {self.order_id}"
