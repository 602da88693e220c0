"""Sources as readers see them: their own editions."""

from django_countries import countries

from claimtrack.api.record import EditionsView, EntryListView, WorkView
from claimtrack.editions.lists import NamedFilters
from claimtrack.editions.names import head_filter
from claimtrack.query.filters import ChoiceListFilter
from sources.documents import SOURCE, SourceDocument, SourceTombstone
from sources.vocabulary import SourceKind


class SourceFilters(NamedFilters):
    entry_kind = SOURCE

    kind = ChoiceListFilter("kind", method="by_key", choices=SourceKind.choices, help_text="What sort of party it is.")
    country = ChoiceListFilter(
        "country", method="by_key", choices=list(countries), help_text="Country of the source, ISO 3166-1 alpha-2."
    )
    part_of = head_filter(SOURCE, "part_of", method="by_key", help_text="The source it is part of, by id or slug.")


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
