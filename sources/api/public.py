"""Sources as readers see them: their own editions."""

from django_countries import countries

from claimtrack.api.parameters import ChoiceListFilter
from claimtrack.api.record import DocumentView, EditionsView, EntryFilters, EntryListView, head_filter
from sources.documents import SOURCE, SourceDocument, SourceTombstone
from sources.vocabulary import SourceKind


class SourceFilters(EntryFilters):
    entry_kind = SOURCE

    kind = ChoiceListFilter("kind", method="by_key", choices=SourceKind.choices, help_text="What sort of party it is.")
    country = ChoiceListFilter(
        "country", method="by_key", choices=list(countries), help_text="Country of the source, ISO 3166-1 alpha-2."
    )
    part_of = head_filter(SOURCE, "part_of", method="by_key", help_text="The source it is part of, by id or slug.")


class Sources(EntryListView):
    """Published sources, newest published first."""

    filterset_class = SourceFilters
    with_claims = False
    answers = SourceDocument


class Source(DocumentView):
    """One source: its names, offices and ledger of reliability."""

    subject_type = SOURCE
    answers = SourceDocument
    gone = SourceTombstone


class SourceEditions(EditionsView):
    """The editions of a source, newest first."""

    subject_type = SOURCE
