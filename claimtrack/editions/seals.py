"""Seals of the audit trail: a chain of digests beside it, so that a row that is missing or changed shows.

Written by `editions_seal_trail` alone (`sealing.py`), checked by `sealed.py`.
"""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from claimtrack.editions.models import WrittenByTheDatabase

#: The table that says who wrote.
CONTEXTS: Final = "pghistory_context"


class SealForm(WrittenByTheDatabase):
    """Which columns of a table of the trail a seal covers: a migration that adds one leaves older seals as they are."""

    id = models.IntegerField(primary_key=True)
    trail = models.CharField(max_length=63, help_text="The table.")
    columns = ArrayField(models.CharField(max_length=63))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["trail", "columns"],
                name="seal_form_once",
                violation_error_message="This form is known already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.trail}: {', '.join(self.columns)}"


class Seal(WrittenByTheDatabase):
    """One sealed row of the trail.

    `digest` is the SHA-256 of the salt and the row's text; `hash` that of the seal before, the table, the row and the
    digest. A redaction takes the row's text and the salt; the digest, which nobody can guess a text from any more,
    stays, and with it the chain.
    """

    number = models.BigIntegerField(primary_key=True)
    form = models.ForeignKey(SealForm, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)
    row = models.CharField(max_length=36, help_text="The row's id: `pgh_id`, or that of a context.")
    salt = models.BinaryField(null=True)
    digest = models.BinaryField()
    previous = models.BinaryField(help_text="The hash of the seal before; empty in the first.")
    hash = models.BinaryField()
    erased_by = models.BigIntegerField(null=True, help_text="The order of the redaction that took the row's text.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form", "row"], name="seal_once_a_row", violation_error_message="This row is sealed already."
            ),
            models.CheckConstraint(
                name="seal_without_salt_was_redacted",
                condition=Q(salt__isnull=False, erased_by__isnull=True) | Q(salt__isnull=True, erased_by__isnull=False),
                violation_error_message="A redaction alone takes a salt.",
            ),
        ]
        indexes = [models.Index(fields=["erased_by"], condition=Q(salt__isnull=True), name="seal_erased")]

    def __str__(self) -> str:
        return f"seal {self.number}: row {self.row}"


class SealMark(models.Model):
    """How far sealing has come: one row, which sealers lock, and writers never look at.

    `sealed` has for each table the id up to which every row is sealed, `reach` the one that comes next, and `horizon`
    the first transaction that cannot have written a row up to there.
    """

    id = models.SmallIntegerField(primary_key=True)
    number = models.BigIntegerField(help_text="Of the last seal.")
    hash = models.BinaryField(help_text="Of the last seal.")
    horizon = models.BigIntegerField()
    reach = models.JSONField(default=dict)
    sealed = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="seal_mark_is_one_row", condition=Q(id=1), violation_error_message="There is one mark."
            )
        ]

    def __str__(self) -> str:
        return f"seal {self.number}"
