"""What requests are about, as readers have it: its title in the record, where it still has one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

import orjson

from claimtrack import addresses
from claimtrack.corrections.models import CorrectionRequest
from claimtrack.editions.models import Entry
from claimtrack.editions.store import last_documents
from claimtrack.editions.works import WORKS


def titles_of(requests: Iterable[CorrectionRequest]) -> Mapping[UUID, str]:
    """Titles by the ids of what these requests are about; what has none is missing. Two queries for each sort."""
    ids: dict[str, set[UUID]] = defaultdict(set)
    for each in requests:
        ids[each.kind].add(each.subject_id)
    titles = {pk: title for kind, pks in ids.items() for pk, title in _titles(kind, pks)}
    return {pk: str(title) for pk, title in titles.items() if title}


def _titles(kind: str, ids: Iterable[UUID]) -> Iterator[tuple[UUID, object]]:
    if kind in WORKS:
        yield from ((pk, document.get(WORKS[kind].title)) for pk, document in last_documents(ids).items())
        return
    entries = Entry.objects.filter(kind=kind, lead=True, item_id__in=[str(pk) for pk in ids])
    for item_id, text in entries.values_list("item_id", "text"):
        yield UUID(item_id), orjson.loads(text).get("title")


def address_of(request: CorrectionRequest) -> str:
    """The root-relative address of what it is about."""
    return addresses.of(request.kind, request.subject_id)
