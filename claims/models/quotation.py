"""What every row that may quote a document has in common."""

from django.db import models

from claimtrack.ids import Identified
from claimtrack.versions import Versioned


class Quotation(Versioned, Identified):
    """A verbatim passage and where it stands (W3C Web Annotation, TextQuoteSelector)."""

    quote = models.TextField(blank=True, help_text="Letter for letter, as short as the point needs.")
    prefix = models.CharField(max_length=300, blank=True, help_text="The words right before, when it occurs twice.")
    suffix = models.CharField(max_length=300, blank=True, help_text="The words right after, when it occurs twice.")
    anchored = models.BooleanField(
        null=True,
        editable=False,
        help_text="Found in a capture of the document; unknown while there is none.",
    )

    class Meta:
        abstract = True
