"""Withholding: what is public is kept from readers at once, while somebody examines whether it may stand.

One person withholds, and needs nobody for it. A second one confirms it, lifts it, or retracts the work instead;
a redaction ends it as well. The database moves the bytes (`claimtrack/editions/withholding.py`).
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from claimtrack.accounts.pseudonyms import signed
from claimtrack.accounts.rights import demand, may
from claimtrack.accounts.roles import staff
from claimtrack.database.asking import ask
from claimtrack.editions.chain import Document
from claimtrack.editions.erasing import Erasure, forget
from claimtrack.editions.formats import document_of
from claimtrack.editions.models import TOMBSTONES, Edition, Head, Kind, Withholding
from claimtrack.editions.publishing import refuse, release_later
from claimtrack.editions.roots import Root, Stage, audited, lock
from claimtrack.editions.store import Draft, Published, advance, append, last_documents
from claimtrack.writing.works import desk_work, nameless_tombstone, tombstone

WITHHOLD = "SELECT editions_withhold(%s, %s, %s, %s)"
#: Gives back what one act withheld.
END = "SELECT editions_end_withholding(%s, %s, %s)"
#: Where the desk says a work stands whose newest edition is a tombstone.
STAGES = {Kind.RETRACTED: Stage.RETRACTED, Kind.MERGED: Stage.MERGED}


def withholding_of(root: Root) -> Withholding | None:
    """What is withheld of this root now."""
    return Withholding.objects.filter(subject_id=root.pk, outcome="").first()


def withhold(*, root: Root, reason: str, by: User, numbers: Sequence[int] | None = None) -> Published:
    """Keep these editions of `root` from every reader, or, with `numbers` None, all that there are.

    As a whole the root shows nothing at all: its addresses answer 451, and lists, feeds, searches and dumps leave it
    out. Bytes, hashes and positions stay. What is withheld of it already is taken along. `reason` is for the desk.
    Raises NotAllowed, and CannotPublish with all that stands against it.
    """
    with audited(by, reason=reason), transaction.atomic():
        [locked] = lock(type(root), [root.pk])
        demand(by, "withhold", [locked])
        head = Head.objects.filter(pk=locked.pk).first()
        earlier = withholding_of(locked)
        readable = _numbers_with_documents(locked)
        chosen = readable if numbers is None else sorted(set(numbers))
        refuse(_against_withholding(head, earlier, readable, chosen, reason, whole=numbers is None))
        assert head is not None  # what has editions has a head
        whole = numbers is None
        if earlier:
            # Of one transaction: no reader sees them between. What was withheld of it before goes on with the rest.
            ask(END, [earlier.pk, Withholding.Outcome.WIDENED, by.pk])
            chosen = sorted({*chosen, *earlier.numbers})
        document = nameless_tombstone(locked) if whole else last_documents([locked.pk])[locked.pk]
        [published] = append(
            [_next(locked, Kind.WITHHELD, document, head, gone=whole or not head.readable)], by=signed(by)
        )
        advance(0, revision=1)
        ask(WITHHOLD, [locked.pk, chosen, reason.strip(), by.pk])
        forget(Erasure(head.subject_type, locked.pk, whole=whole))
        lists = desk_work(locked).lists
        lists.unlist(locked.pk, chosen)
        lists.write([published])
        if whole:
            _stands_at(locked, Stage.WITHHELD)
    return published


def confirm(*, root: Root, by: User) -> Withholding:
    """Say, as the second person, that it is rightly withheld: it stays so until somebody ends it.

    Raises NotAllowed, and CannotPublish with all that stands against it.
    """
    with audited(by), transaction.atomic():
        [locked] = lock(type(root), [root.pk])
        demand(by, "withhold", [locked])
        held = withholding_of(locked)
        refuse(_against_confirming(held, by))
        assert held is not None
        ask("SELECT editions_confirm_withholding(%s, %s)", [held.pk, by.pk])
        held.refresh_from_db()
    return held


def lift(*, root: Root, by: User) -> Published:
    """Give readers back what was withheld of `root`, byte for byte, with an edition that says so.

    Whoever withheld it lifts it only where nobody else could. Editions that had been withheld by themselves before the
    whole was stay withheld. Raises NotAllowed, and CannotPublish with all that stands against it.
    """
    with audited(by), transaction.atomic():
        locked, held, head = _to_be_ended(root, by)
        ask(END, [held.pk, Withholding.Outcome.LIFTED, by.pk])
        _withhold_as_before(held, by)
        [published] = append([_as_it_stood(locked, held, head)], by=signed(by))
        _listed_again(locked, published)
        if held.whole:
            _stands_at(locked, STAGES.get(Kind(published.edition.kind), Stage.PUBLISHED))
    return published


def retract_withheld(*, root: Root, by: User, reason: str) -> Published:
    """Withdraw what was withheld: readers get its tombstone with the reason, and its history is readable again.

    Raises as `lift` does.
    """
    with audited(by, reason=reason), transaction.atomic():
        locked, held, head = _to_be_ended(root, by)
        refuse(_against_retracting(held, reason))
        ask(END, [held.pk, Withholding.Outcome.RETRACTED, by.pk])
        _withhold_as_before(held, by)
        draft = _next(locked, Kind.RETRACTED, tombstone(locked), head, note=reason.strip(), gone=True)
        [published] = append([draft], by=signed(by))
        _listed_again(locked, published)
        _stands_at(locked, Stage.RETRACTED)
    return published


def _withhold_as_before(ended: Withholding, by: User) -> None:
    """What the withholding that ended had taken along is withheld by itself again: no reader sees it between.

    The newest edition tells of a withholding still, as the database wants it; the one that follows tells of the end.
    """
    before = Withholding.objects.filter(subject_id=ended.subject_id, pk__lt=ended.pk).order_by("-pk").first()
    if before and before.outcome == Withholding.Outcome.WIDENED:
        ask(WITHHOLD, [ended.subject_id, before.numbers, before.reason, by.pk])


# -- what stands against it -----------------------------------------------------------------------


def _against_withholding(
    head: Head | None,
    earlier: Withholding | None,
    readable: Sequence[int],
    chosen: Sequence[int],
    reason: str,
    *,
    whole: bool,
) -> Iterable[str]:
    if not reason.strip():
        yield "Say why it is withheld: the desk reads it, readers do not."
    if earlier and earlier.whole:
        yield "The whole is withheld already."
    elif head is None or not readable:
        yield "Nothing of it is public."
    elif not chosen or set(chosen) - set(readable):
        yield f"Name editions that readers can read: {', '.join(map(str, readable))}."
    elif not whole and head.number in chosen:
        yield f"Edition {head.number} is the newest: withhold the whole, or publish a better one first."


def _against_confirming(held: Withholding | None, by: User) -> Iterable[str]:
    if held is None:
        yield "Nothing of it is withheld."
    elif held.confirmed_at:
        yield "A second person has confirmed it already."
    elif held.by_id == by.pk:
        yield "Somebody else confirms it than the person who withheld it."


def _against_ending(held: Withholding | None, root: Root, by: User) -> Iterable[str]:
    if held is None:
        yield "Nothing of it is withheld."
    elif held.by_id == by.pk and _somebody_else_could(root, by):
        yield "Somebody else lifts or retracts it than the person who withheld it."


def _against_retracting(held: Withholding, reason: str) -> Iterable[str]:
    if not reason.strip():
        yield "Say why it is retracted: the reason is public."
    if not held.whole:
        yield "Only older editions are withheld: lift that, or have them redacted."


def _somebody_else_could(root: Root, by: User) -> bool:
    others = staff().exclude(pk=by.pk)
    return any(may(other, "withhold", root) for other in others)


def _to_be_ended(root: Root, by: User) -> tuple[Root, Withholding, Head]:
    [locked] = lock(type(root), [root.pk])
    demand(by, "withhold", [locked])
    held = withholding_of(locked)
    refuse(_against_ending(held, locked, by))
    assert held is not None
    return locked, held, Head.objects.get(pk=locked.pk)


# -- the editions that tell of it -----------------------------------------------------------------


def _numbers_with_documents(root: Root) -> list[int]:
    editions = Edition.objects.filter(subject_id=root.pk, text__isnull=False)
    return sorted(editions.values_list("number", flat=True))


def _next(root: Root, kind: Kind, document: Document, head: Head, *, gone: bool, note: str | None = None) -> Draft:
    return Draft(
        head.subject_type,
        root.pk,
        root.slug,
        kind,
        document,
        note=note,
        merged_into=None if "merged_into" in document and not document["merged_into"] else head.merged_into,
        tombstone=gone,
    )


def _as_it_stood(root: Root, held: Withholding, head: Head) -> Draft:
    """What readers had before, as the next edition: the work restored, or withdrawn again as it was."""
    number = max(held.numbers) if held.whole else head.number
    stood = Edition.objects.filter(pk=(root.pk, number), text__isnull=False).first()
    refuse(["What stood last was redacted: redact the whole."] if stood is None else [])
    assert stood is not None
    document = document_of(stood)
    if document[desk_work(root).work.title] is not None:
        return _next(root, Kind.RESTORED, document, head, gone=False)
    kind = Kind(stood.kind) if stood.kind in TOMBSTONES else Kind.RETRACTED
    survivor = document["merged_into"]
    head.merged_into = UUID(survivor) if survivor else None
    return _next(root, kind, document, head, gone=True, note=stood.note)


def _listed_again(root: Root, published: Published) -> None:
    lists = desk_work(root).lists
    lists.write([published])
    lists.relist([root.pk])
    release_later([root.pk])


def _stands_at(root: Root, stage: Stage) -> None:
    """Where it stands; what the desk has written since it was published stays unpublished."""
    type(root)._default_manager.filter(pk=root.pk).update(stage=stage)
