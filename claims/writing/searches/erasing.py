"""What a redaction takes of saved searches: those whose name or query has the words of the order."""

from collections.abc import Mapping

from claims.writing.searches.models import SavedSearch, SearchFiring
from claimtrack.database.finding import rows_having
from claimtrack.editions.erasing import Erasure, eraser
from claimtrack.workplace.models import Notice


@eraser
def erase_searches(erasure: Erasure) -> Mapping[str, int]:
    """With them goes what they told."""
    having = rows_having(SavedSearch, ("name", "query"), erasure.words)
    gone = list(having.values_list("pk", flat=True))
    Notice.objects.filter(pk__in=SearchFiring.objects.filter(search__in=gone).values("notice")).delete()
    Notice.objects.filter(root_id__in=gone).delete()
    SavedSearch.objects.filter(pk__in=gone).delete()
    return {SavedSearch._meta.db_table: len(gone)}
