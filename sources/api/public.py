"""Sources as readers see them: their own editions."""

from claimtrack.api.record import EditionsView, EntryListView, WorkView
from sources.documents import SOURCE, SourceDocument, SourceTombstone
from sources.lists import SourceFilters


class SourcesView(EntryListView):
    """Published sources, newest published first."""

    filterset_class = SourceFilters
    with_claims = False
    answers = SourceDocument


class SourceView(WorkView):
    """One source: its names, offices and ledger of reliability."""

    subject_type = SOURCE
    answers = SourceDocument
    gone = SourceTombstone


class SourceEditionsView(EditionsView):
    """The editions of a source, newest first."""

    subject_type = SOURCE
