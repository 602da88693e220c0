"""What happens by itself after a publication: fragments held back are released, display names follow.

Nothing here reads the desk: last documents are transformed. The work is queued in the publication's own
transaction, so a crash loses neither or both.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction

from claims.record import listing
from claimtrack.editions.chain import changed_members
from claimtrack.editions.composed import held_back, with_fragments
from claimtrack.editions.models import Head, HeldBack, Kind
from claimtrack.editions.roots import acting, lock
from claimtrack.editions.store import Draft, Published, append, last_documents
from claimtrack.writing.works import DESK_WORKS


def release(subject_ids: Sequence[UUID]) -> list[Published]:
    """Show in the last documents around these subjects whatever has become public; returns the new editions."""
    with acting("a job that shows what has become public"), transaction.atomic():
        waiting = {row.subject_id for row in held_back(subject_ids)}
        types = dict(Head.objects.filter(pk__in=waiting, readable=True).values_list("subject_id", "subject_type"))
        for model, at_the_desk in DESK_WORKS.items():
            lock(model, [pk for pk, its_type in types.items() if its_type == at_the_desk.name])
        released = _released(types)
        published = append(_drafts(released), by=None)
        HeldBack.objects.filter(pk__in=[row.pk for rows in released.values() for row in rows]).delete()
        listing.write(published)
    return published


def _released(subject_ids: Iterable[UUID]) -> dict[UUID, list[HeldBack]]:
    """The fragments of these subjects whose neighbour is public by now, by subject."""
    rows = HeldBack.objects.filter(subject_id__in=list(subject_ids)).order_by("pk")
    neighbours = {row.neighbour_id for row in rows}
    public = set(Head.objects.filter(pk__in=neighbours, readable=True).values_list("subject_id", flat=True))
    released: dict[UUID, list[HeldBack]] = defaultdict(list)
    for row in rows:
        if row.neighbour_id in public:
            released[row.subject_id].append(row)
    return released


def _drafts(released: dict[UUID, list[HeldBack]]) -> list[Draft]:
    heads = Head.objects.in_bulk(list(released))
    drafts = []
    for subject_id, document in sorted(last_documents(released).items()):
        after = with_fragments(document, [(row.path, row.fragment) for row in released[subject_id]])
        head = heads[subject_id]
        if changed := changed_members(document, after):
            drafts.append(Draft(head.subject_type, subject_id, head.slug, Kind.UPDATED, after, changed=changed))
    return drafts
