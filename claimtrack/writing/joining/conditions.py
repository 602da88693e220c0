"""What has to be so before works are joined, parted or split: no edition that follows says what nobody agreed to.

People agree to a joining by looking at who both are, not at the editions that follow from it. Those hold what readers
have already, and what the joining moves; whatever else is being written is published, or undone, before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from claimtrack.editions.chain import Document, canonical
from claimtrack.editions.composed import Composed
from claimtrack.editions.formats import document_of
from claimtrack.editions.joining import MovedRow
from claimtrack.editions.models import TOMBSTONES, Edition, HeldBack, Kind
from claimtrack.editions.publishing import refuse
from claimtrack.editions.roots import Root, Stage
from claimtrack.editions.store import last_documents
from claimtrack.ids import ID
from claimtrack.text import shortened
from claimtrack.writing.joining.moving import take_back
from claimtrack.writing.joining.sorts import JOINABLE
from claimtrack.writing.withholding import withholding_of
from claimtrack.writing.works import desk_work

#: What is said of a work that is being written.
UNPUBLISHED: Final = "at the desk it says what readers do not have yet, and nobody would be shown it here"
#: Where a whole names its parts: a part that is published says so by itself, whatever the whole was published with.
PARTS: Final = "parts"
STANDS_ALREADY: Final = "Another row stands by now where a moved one stood: delete that one first."


def half_written(roots: Iterable[Root]) -> Iterator[str]:
    """Sentences about those of these works that readers have, and that say something else at the desk."""
    for root in saying_otherwise(roots):
        yield f"“{shortened(str(root), 80)}”: {UNPUBLISHED}. Publish its changes, or undo them, before."


def saying_otherwise(roots: Iterable[Root]) -> Iterator[Root]:
    """Those of these works, all of one sort, that readers have, and that say something else at the desk."""
    public = [root for root in roots if root.stage == Stage.PUBLISHED]
    if not public:
        return
    model = type(public[0])
    standing = last_documents([root.pk for root in public])
    composed = _composed(public, standing.values())
    kept_back = _kept_back(composed)
    for root in public:
        now = composed[root.pk]
        held = [each for each in now.held_back if each.path != PARTS]
        fresh = {_fragment(root.pk, each.neighbour_id, each.path, each.value) for each in held} - kept_back
        if fresh or not JOINABLE[model].says_the_same(standing.get(root.pk), now.document):
            yield root


def _composed(roots: Sequence[Root], standing: Iterable[Document]) -> Mapping[UUID, Composed]:
    """These works as they are, with all that these documents name as if it were public: a neighbour may be gone."""
    named = {UUID(each) for document in standing for each in ID.findall(canonical(document))}
    return desk_work(roots[0]).compose(roots, named | {root.pk for root in roots})


def _kept_back(subject_ids: Iterable[UUID]) -> set[tuple[Any, ...]]:
    """What these were published with and readers get once a neighbour is public."""
    rows = HeldBack.objects.filter(subject_id__among=list(subject_ids))
    return {_fragment(*row) for row in rows.values_list("subject_id", "neighbour_id", "path", "fragment")}


def _fragment(subject_id: UUID, neighbour_id: UUID, path: str, value: Any) -> tuple[Any, ...]:
    return subject_id, neighbour_id, path, canonical(value)


def against_publishing(roots: Sequence[Root]) -> Iterator[str]:
    """What stands against new editions of these works as they are, all of one sort; each once."""
    found = [*half_written(roots), *JOINABLE[type(roots[0])].conditions(roots)] if roots else []
    yield from dict.fromkeys(found)


def withheld(roots: Iterable[Root]) -> Iterator[str]:
    """Those of these of which an edition is withheld: what readers may not have does not come back by another way."""
    for root in roots:
        if root.stage == Stage.WITHHELD or withholding_of(root):
            yield f"“{shortened(str(root), 80)}” is withheld while it is examined: lift that first."


def written_since(gone: Root, moved: Sequence[MovedRow]) -> Iterator[str]:
    """What was written under a merged work since, and would come to readers as it is parted again.

    Found by parting them, and taking that back, where anything was written at all: only then are rows touched.
    """
    if gone.published_version in {None, gone.version}:
        return
    before = _before_it_was_merged(gone)
    with transaction.atomic():
        give_back(moved)
        again = _composed([type(gone)._default_manager.get(pk=gone.pk)], [before] if before else [])
        transaction.set_rollback(True)
    if not JOINABLE[type(gone)].says_the_same(before, again[gone.pk].document):
        yield (
            f"“{shortened(str(gone), 80)}” was written on after it was merged, and readers would have that at once: "
            "undo it before. Its history has what it said."
        )


def _before_it_was_merged(gone: Root) -> Document | None:
    """What readers had last of a merged work."""
    editions = Edition.objects.filter(subject_id=gone.pk)
    merged = editions.filter(kind=Kind.MERGED).order_by("-number").values("number")[:1]
    earlier = editions.filter(number__lt=merged, text__isnull=False).exclude(kind__in=TOMBSTONES)
    last = earlier.order_by("-number").first()
    return document_of(last) if last else None


def give_back(moved: Sequence[MovedRow]) -> None:
    """Give every row the columns that it had. Raises CannotPublish where another stands in its place by now."""
    try:
        with transaction.atomic():
            take_back(moved)
    except IntegrityError:
        refuse([STANDS_ALREADY])
