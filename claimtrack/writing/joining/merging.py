"""Merging two works of one sort, and parting them again: the protocol that all sorts have in common.

A merger moves what names the one that goes, remembers each row, and publishes both: the one as `merged`, which sends
readers on, the other as it is now. The last merger is undone first, and none of whose rows somebody has changed.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claimtrack.accounts.hiding import hidden_among, hidden_rows
from claimtrack.accounts.pseudonyms import signed
from claimtrack.accounts.rights import demand
from claimtrack.editions.joining import Joined, Joining, MovedRow
from claimtrack.editions.models import Kind
from claimtrack.editions.publishing import mark, refuse
from claimtrack.editions.roots import Root, Stage, audited, lock
from claimtrack.editions.store import Draft, Published, append
from claimtrack.text import shortened
from claimtrack.writing.agreement import Reviewed, noting, owe
from claimtrack.writing.authors import noting_authors
from claimtrack.writing.book import RootKey
from claimtrack.writing.joining.conditions import (
    against_publishing,
    give_back,
    saying_otherwise,
    withheld,
    written_since,
)
from claimtrack.writing.joining.moving import Changed, Moves, changed_since, count_up, roots_moving, roots_of_moved
from claimtrack.writing.joining.sorts import JOINABLE
from claimtrack.writing.joining.waiting import Asked, Waits, agreed, done
from claimtrack.writing.under import count_roots_up, lock_roots
from claimtrack.writing.works import desk_work, model_of, tombstone

#: Stages at which works are merged.
MERGED_FROM: Final = (Stage.DRAFT, Stage.IN_REVIEW, Stage.PUBLISHED)
#: Where what stands against it is nothing that whoever asks may know of.
AS_THINGS_STAND: Final = "It cannot be undone as things stand."
#: What is said where nothing can be put back.
NEVER: Final = "It cannot be undone any more: make another one, and move to it by hand what belongs there."
FORGOTTEN: Final = (
    "What it moved is not known any more: one of the two was redacted, or it is from before this was kept."
)


def against_merging(kept: Root, gone: Root) -> Iterator[str]:
    """What stands against it, whoever asks."""
    if kept.pk == gone.pk:
        yield f"A {gone._meta.verbose_name} is not merged with itself."
        return
    found = [*_against_stages(kept, gone), *JOINABLE[type(gone)].against(kept, gone)]
    yield from found
    if gone.stage == Stage.PUBLISHED and not found:
        yield from against_publishing([kept, gone])


def _against_stages(kept: Root, gone: Root) -> Iterator[str]:
    name = str(gone._meta.verbose_name)
    for root in (kept, gone):
        if root.stage not in MERGED_FROM:
            called = f"“{shortened(str(root), 80)}”"
            yield f"{called} is {root.get_stage_display()}: only drafts and what is published are merged."
    if gone.stage == Stage.PUBLISHED and kept.stage in {Stage.DRAFT, Stage.IN_REVIEW}:
        yield f"Readers of a published {name} cannot be sent on to a draft: publish the draft first, or merge it here."


def merge(
    *, survivor: Root, duplicate: Root, by: AbstractBaseUser, note: str, shown: str | None = None
) -> list[Published] | Waits:
    """Continue `duplicate` under `survivor`.

    Where two people have to agree, whoever asks first waits (`Waits`); `shown` is the number of what they saw
    (`joining_sha256`). Raises NotAllowed, NotAsShown, and CannotPublish with all that stands against it.
    """
    with audited(by, reason=note), transaction.atomic():
        kept, gone = _locked(survivor, duplicate, roots_moving(duplicate))
        joinable = JOINABLE[type(gone)]
        demand(by, "merge", [kept, gone])
        unsaid = (
            [] if note.strip() else [f"Say why the two are the same {gone._meta.verbose_name}: the note is public."]
        )
        refuse([*against_merging(kept, gone), *unsaid])
        asked = Asked(kind=Joined.MERGE, root=gone, other=kept, by=by, note=note, shown=shown)
        found = agreed(asked, needs_two=needs_two(asked.kind, kept, gone))
        if isinstance(found, Waits):
            return found
        moves = Moves(done(asked))
        under = roots_moving(gone)
        with noting_authors([(type(kept), kept.pk)], by=by):
            joinable.take_over(kept, gone, moves)
            moves.along(kept, gone)
        was_public = gone.stage == Stage.PUBLISHED
        both = type(gone)._default_manager
        moves.change(both.filter(pk=gone.pk), merged_into_id=kept.pk, stage=Stage.MERGED)
        moves.change(both.filter(pk=kept.pk), edited_by_person=True)
        moves.keep()
        count_up(under - {(type(gone), gone.pk), (type(kept), kept.pk)})
        count_roots_up([(type(gone), gone.pk), (type(kept), kept.pk)], by=None)
        if not was_public:
            return []
        first = _sent_on(gone, kept, found, by, note)
        return [*first, *joinable.publish(lock(type(kept), [kept.pk]), None, found, by, note)]


def unmerge(*, root: Root, by: AbstractBaseUser, note: str, shown: str | None = None) -> list[Published] | Waits:
    """Part a work again from the one that it was merged into: every row is as it was, and both are published.

    Two people agree where they did for merging. Raises CannotPublish naming what was changed since.
    """
    with audited(by, reason=note), transaction.atomic():
        merger = merger_of(root)
        other = type(root)._default_manager.get(pk=merger.other_id) if merger else root
        under = roots_of_moved(merger) if merger else set()
        kept, gone = _locked(other, root, under)
        joinable = JOINABLE[type(gone)]
        demand(by, "unmerge", [kept, gone])
        merger = merger_of(gone)
        unsaid = (
            [] if note.strip() else [f"Say why the two are not the same {gone._meta.verbose_name}: the note is public."]
        )
        refuse([*against_parting(kept, gone, merger, by, locking=True), *unsaid])
        assert merger is not None
        asked = Asked(kind=Joined.UNMERGE, root=gone, other=kept, by=by, note=note, shown=shown)
        found = agreed(asked, needs_two=needs_two(asked.kind, kept, gone))
        if isinstance(found, Waits):
            return found
        done(asked)
        give_back(list(merger.moved.all()))
        Joining.objects.filter(pk=merger.pk).update(ended_at=timezone.now())
        count_up(under - {(type(gone), gone.pk), (type(kept), kept.pk)})
        count_roots_up([(type(gone), gone.pk), (type(kept), kept.pk)], by=None)
        kept, gone = _locked(kept, gone, set())
        if gone.stage != Stage.PUBLISHED:
            return []
        published = joinable.publish([gone, kept], Kind.RESTORED, found, by, note)
        _note_who_prints_the_other(type(gone), under - {(type(gone), gone.pk), (type(kept), kept.pk)})
        return published


def _note_who_prints_the_other(model: type[Root], under: set[RootKey]) -> None:
    """Works of the same sort that were published meanwhile, and print the one for the other, are ahead of that."""
    rows = model._default_manager.filter(pk__in=[pk for sort, pk in under if sort is model])
    count_roots_up([(model, root.pk) for root in saying_otherwise(rows)], by=None)


def merger_of(root: Root) -> Joining | None:
    """The merger by which a work goes on under another, if it does."""
    standing = Joining.objects.filter(kind=Joined.MERGE, subject_id=root.pk, done_at__isnull=False, ended_at=None)
    return standing.order_by("-pk").first()


def _locked(kept: Root, gone: Root, under: set[RootKey]) -> tuple[Root, Root]:
    """Both, with the roots of what moves: claims are locked before sources, as every writer does."""
    model = type(gone)
    lock_roots({*under, (model, kept.pk), (model, gone.pk)})
    by_id = {root.pk: root for root in model._default_manager.filter(pk__in=[kept.pk, gone.pk])}
    return by_id[kept.pk], by_id[gone.pk]


def _sent_on(gone: Root, kept: Root, found: Reviewed, by: AbstractBaseUser, note: str) -> list[Published]:
    """The edition that sends readers on."""
    work = desk_work(gone)
    draft = Draft(
        work.name,
        gone.pk,
        gone.slug,
        Kind.MERGED,
        tombstone(gone, merged_into=kept.pk),
        note=note.strip(),
        merged_into=kept.pk,
        tombstone=True,
        review=found.reviews[gone.pk],
    )
    with noting(found, by=by):
        published = append([draft], by=signed(by))
    owe(published, found, by=by, why=note)
    mark([gone], Stage.MERGED)
    work.lists.write(published)
    return published


# -- parting ----------------------------------------------------------------------------------------


def needs_two(kind: Joined, kept: Root, gone: Root) -> bool:
    """Whether two people have to agree: what a retracted one printed is brought back by as many as restore it."""
    brings_back = kind == Joined.UNMERGE and kept.stage == Stage.RETRACTED
    return brings_back or JOINABLE[type(gone)].needs_two(kept, gone)


def against_parting(
    kept: Root, gone: Root, merger: Joining | None, by: AbstractBaseUser, *, locking: bool = False
) -> list[str]:
    """What stands against it: that it is not the turn of this merger, else rows, else what else would be published.

    Of what does not exist for whoever asks, nothing is named.
    """
    if merger is None or gone.stage != Stage.MERGED:
        return _against_what_is_none(gone)
    moved = list(merger.moved.all())
    return (
        list(_against_ending(kept, gone, merger, moved))
        or _against_giving_back(gone, merger, changed_since(moved, locking=locking), by)
        or list(_against_readers_having(kept, gone, moved))
    )


def _against_what_is_none(gone: Root) -> list[str]:
    if gone.stage == Stage.MERGED:
        return [FORGOTTEN]
    return list(withheld([gone])) or [f"The {gone._meta.verbose_name} is not merged into another."]


def _against_ending(kept: Root, gone: Root, merger: Joining, moved: Sequence[MovedRow]) -> Iterator[str]:
    if not moved:
        yield FORGOTTEN
    ids = [merger.subject_id, merger.other_id]
    later = Joining.objects.filter(Q(subject_id__in=ids) | Q(other_id__in=ids), kind=Joined.MERGE, pk__gt=merger.pk)
    for each in later.filter(done_at__isnull=False, ended_at=None).order_by("-pk"):
        row = type(gone)._default_manager.get(pk=each.subject_id)
        yield f"The last merger is undone first: part “{shortened(str(row), 80)}” before."
    yield from withheld([kept, gone])


def _against_readers_having(kept: Root, gone: Root, moved: Sequence[MovedRow]) -> Iterator[str]:
    """What readers would get besides what moves back."""
    if gone.published_version is not None:
        yield from against_publishing([kept, gone])
        yield from written_since(gone, moved)


def _against_giving_back(gone: Root, merger: Joining, changes: Iterable[Changed], by: AbstractBaseUser) -> list[str]:
    """What was changed since, by name, and what to do about it."""
    found, unseen = [], False
    for changed in changes:
        row = changed.row
        # What a deleted row stood under, nobody can tell any more.
        if (row is None and _is_kept_from(by)) or (row is not None and hidden_among(type(row), [row.pk], by)):
            unseen = True
        else:
            found.append(_said(changed, merger, gone, by))
    return [*found, AS_THINGS_STAND] if unseen else found


def _said(changed: Changed, merger: Joining, gone: Root, by: AbstractBaseUser) -> str:
    """What was changed, and what to do, so that it can be undone."""
    table, row = changed.moved.table.split(".")[1].lower(), changed.row
    if row is None:
        return f"A row was deleted since they were merged: {table} {changed.moved.row}. {NEVER}"
    name = f"The {row._meta.verbose_name} “{shortened(str(row), 80)}” ({row.pk})"
    if later := _moved_again(changed.moved, merger):
        if hidden_among(type(later), [later.pk], by):
            return AS_THINGS_STAND
        return f"{name} was moved again as “{shortened(str(later), 80)}” was merged: part that one before."
    if changed.moved.after is None:
        return f"{name} was made anew since they were merged: delete it."
    what = ", ".join(str(row._meta.get_field(each).verbose_name) for each in changed.columns)
    by_hand = "" if isinstance(row, Root) else f", or move it by hand to “{shortened(str(gone), 80)}”"
    return f"{name} was changed since they were merged ({what}): put that back as its history has it{by_hand}."


def _moved_again(moved: MovedRow, merger: Joining) -> Root | None:
    """The work by whose merger, which stands, the row was moved after this one."""
    again = MovedRow.objects.filter(table=moved.table, row=moved.row, joining__pk__gt=merger.pk)
    later = Joining.objects.filter(
        pk__in=again.values("joining"), kind=Joined.MERGE, done_at__isnull=False, ended_at=None
    )
    last = later.order_by("-pk").first()
    model = model_of(last.subject_type) if last else None
    return model._default_manager.filter(pk=last.subject_id).first() if model and last else None


def _is_kept_from(by: AbstractBaseUser) -> bool:
    """Whether anything at all is restricted to others."""
    return any(rows.exists() for rows in hidden_rows(by))
