"""The parameters of the list of sources."""

from django_countries import countries

from claimtrack.editions.lists import NamedFilters
from claimtrack.editions.names import head_filter
from claimtrack.query.filters import ChoiceListFilter
from sources.documents import SOURCE
from sources.vocabulary import SourceKind


class SourceFilters(NamedFilters):
    entry_kind = SOURCE

    kind = ChoiceListFilter("kind", method="by_key", choices=SourceKind.choices, help_text="What sort of party it is.")
    country = ChoiceListFilter(
        "country", method="by_key", choices=list(countries), help_text="Country of the source, ISO 3166-1 alpha-2."
    )
    part_of = head_filter(SOURCE, "part_of", method="by_key", help_text="The source it is part of, by id or slug.")
