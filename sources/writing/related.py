"""What belongs to the story of a source: its grades and offices. Of a document: its copies and embargoes."""

from django.db.models import Q

from claimtrack.writing.story import enter_related
from sources.models import Capture, Document, Embargo, Office, ReliabilityGrade, Source

# pghistory gives each model its trail when it is loaded.
enter_related(
    Source,
    lambda source: {
        ReliabilityGrade.pgh_event_model: Q(source=source),  # type: ignore[attr-defined]
        Office.pgh_event_model: Q(person=source),  # type: ignore[attr-defined]
    },
)
enter_related(
    Document,
    lambda document: {
        Capture.pgh_event_model: Q(document=document),  # type: ignore[attr-defined]
        Embargo.pgh_event_model: Q(document=document),  # type: ignore[attr-defined]
    },
)
