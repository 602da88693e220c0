"""Redaction: the one permitted change of the record, under a legal duty. `docs/erasure.md` is its handbook.

The database has the last word: `claimtrack/editions/redacting.py` checks the order and the two persons, finds the
audit trail and the captures that go, and takes them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import orjson
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model, Q

from claims.models import Claim
from claims.record import listing
from claims.writing.erased import erase_desk, forget_log_of
from claims.writing.places import Found, look, look_again
from claimtrack.accounts.pseudonyms import signed
from claimtrack.accounts.rights import may
from claimtrack.database.asking import ask
from claimtrack.database.finding import fold
from claimtrack.editions.chain import Document
from claimtrack.editions.erasing import ERASED, Erasure, erase, sweep
from claimtrack.editions.models import Edition, Head, HeldBack, Kind
from claimtrack.editions.orders import Redaction, RedactionOrder, RedactionReport
from claimtrack.editions.publishing import mark, refuse
from claimtrack.editions.roots import Root, Stage, audited, lock
from claimtrack.editions.store import Draft, Published, advance, append, last_documents
from claimtrack.writing.erasing import forget_log
from claimtrack.writing.works import DESK_WORKS, desk_work, nameless_tombstone

#: What is searched for has so many letters: of less, everything would be found.
SHORTEST = 3


def order_redaction(
    *,
    root: Root,
    numbers: Sequence[int] | None,
    legal_basis: str,
    public_reason: str | None,
    by: User,
    words: Sequence[str] = (),
) -> RedactionOrder:
    """Ask for a redaction of these editions of `root`, or, with `numbers` None, of all there are now.

    `words` are to be found nowhere afterwards: they are searched for, what the desk keeps beside its rows goes where
    it has them, and they are kept until the order is carried out or ended. Nothing is taken away until another
    administrator carries the order out. Raises CannotPublish unless an active administrator asks, on a legal basis,
    for editions that exist.
    """
    with transaction.atomic():
        known = sorted(Edition.objects.filter(subject_id=root.pk).values_list("number", flat=True))
        ordered = known if numbers is None else sorted(set(numbers))
        refuse(
            [
                *_against_numbers(known, ordered),
                *_against_ordering(root, legal_basis, by),
                *_against_words(words, legal_basis, public_reason),
                *_repeating(root, ordered),
            ]
        )
        [(number,)] = ask(
            "SELECT editions_order_redaction(%s, %s, %s, %s, %s, %s, %s)",
            [root.pk, ordered, legal_basis, public_reason, by.pk, root._meta.label_lower, list(words)],
        )
        return RedactionOrder.objects.get(pk=number)


def order_clearing(
    *, model: type[Model], row_id: UUID, legal_basis: str, by: User, words: Sequence[str] = ()
) -> RedactionOrder:
    """Ask that the past of a row is cleared which no edition prints as its own: what the audit trail has of it.

    A document, a subject, a topic, a label, or a draft, there or deleted. The row as it stands now stays: it is changed
    or deleted at the desk first. Raises CannotPublish as `order_redaction` does.
    """
    with transaction.atomic():
        published = Edition.objects.filter(subject_id=row_id).exists()
        refuse(
            [
                *(["It was published: its editions are redacted."] if published else []),
                *_against_ordering(RedactionOrder, legal_basis, by),
                *_against_words(words, legal_basis, None),
            ]
        )
        [(number,)] = ask(
            "SELECT editions_order_clearing(%s, %s, %s, %s, %s)",
            [row_id, legal_basis, by.pk, model._meta.label_lower, list(words)],
        )
        return RedactionOrder.objects.get(pk=number)


def order_erasure(
    *,
    model: type[Model],
    row_id: UUID,
    numbers: Sequence[int] | None,
    legal_basis: str,
    public_reason: str | None,
    by: User,
    words: Sequence[str] = (),
) -> RedactionOrder:
    """Ask for what there is to ask for: a redaction of a work that was published, else that the past is cleared.

    Raises CannotPublish as `order_redaction` and `order_clearing` do.
    """
    root = _published(model, row_id)
    if root is None:
        return order_clearing(model=model, row_id=row_id, legal_basis=legal_basis, by=by, words=words)
    return order_redaction(
        root=root, numbers=numbers, legal_basis=legal_basis, public_reason=public_reason, by=by, words=words
    )


def _published(model: type[Model], row_id: UUID) -> Root | None:
    """The work that has editions, if the row is one."""
    if not issubclass(model, Root) or not Edition.objects.filter(subject_id=row_id).exists():
        return None
    return model._default_manager.filter(pk=row_id).first()


def end_order(*, order: RedactionOrder, by: User) -> RedactionOrder:
    """Decline an order, or withdraw one's own. What it searched for is not kept any longer. Raises CannotPublish."""
    with audited(by), transaction.atomic():
        order.refresh_from_db()
        refuse([*_against_what_is_closed(order), *_against_person(by)])
        ask("SELECT editions_end_order(%s, %s)", [order.pk, by.pk])
        order.refresh_from_db()
    return order


def redact(*, root: Root, order: RedactionOrder, by: User, found: Sequence[Found] | None = None) -> Published:
    """Carry out an order: take away the documents of the editions of `root` that it names. Once.

    Numbers, positions and hashes stay. What remains says `redacted`, with the public reason unless the order is
    itself secret. When the newest edition is among them the subject answers 451 from here on, and its desk rows
    are erased too. What is left of what was `found` before is written into the report. Raises CannotPublish unless
    another active administrator approves than the one who asked.
    """
    order.refresh_from_db()
    words = tuple(order.words)
    found = look(root.pk, words) if found is None else found
    with audited(by), transaction.atomic():
        [locked] = lock(type(root), [root.pk])
        order.refresh_from_db()
        head = Head.objects.get(pk=locked.pk)
        refuse(_against(locked, order, head, by))
        whole = head.number in order.numbers
        document = nameless_tombstone(locked) if whole else _without_old_words(last_documents([locked.pk])[locked.pk])
        draft = Draft(
            desk_work(locked).name,
            locked.pk,
            str(locked.pk) if whole else locked.slug,
            Kind.REDACTED,
            document,
            note=order.public_reason,
            merged_into=None if whole else head.merged_into,
            tombstone=whole or not head.readable,
        )
        [published] = append([draft], by=signed(by))
        advance(0, revision=1)
        cleared = Counter(forget_log_of(locked))
        cleared.update(erase(Erasure(draft.subject_type, locked.pk, whole=whole, words=words)))
        if whole:
            if isinstance(locked, Claim):
                ask("SELECT claims_take_frozen(%s, %s)", [order.pk, by.pk])
            cleared.update(erase_desk(locked))
        ask("SELECT editions_redact(%s, %s)", [order.pk, by.pk])
        if whole:  # else they belong to the standing document
            held_back = HeldBack.objects.filter(Q(subject_id=locked.pk) | Q(neighbour_id=locked.pk))
            cleared["editions_heldback"] += held_back.delete()[0]
        _list(published, order.numbers)
        if whole:
            mark([locked], Stage.REDACTED)
        _report(order, cleared, look_again(found, locked.pk, words))
    return published


def clear_past(*, order: RedactionOrder, by: User, found: Sequence[Found] | None = None) -> RedactionReport:
    """Carry out an order to clear the past of a row: its audit trail is blanked, and what the desk's log says of it.

    Once; the row as it stands now stays. Raises CannotPublish as `redact` does.
    """
    order.refresh_from_db()
    words = tuple(order.words)
    found = look(order.subject_id, words) if found is None else found
    with audited(by), transaction.atomic():
        refuse(_against_carrying_out(order, by))
        cleared = Counter({"django_admin_log": forget_log([str(order.subject_id)])})
        cleared.update(sweep(Erasure(order.sort, order.subject_id, whole=False, words=words)))
        ask("SELECT editions_clear_past(%s, %s)", [order.pk, by.pk])
        return _report(order, cleared, look_again(found, order.subject_id, words))


def _report(order: RedactionOrder, cleared: Mapping[str, int], left: Sequence[Found]) -> RedactionReport:
    """Numbers by store: those that the database has counted, and ours."""
    counts = Counter(cleared)
    counts.update(Redaction.objects.get(order_id=order.pk).rows)
    return RedactionReport.objects.create(
        order_id=order.pk,
        cleared={store: count for store, count in sorted(counts.items()) if count},
        found={each.store.name: len(each.rows) for each in left if each.rows},
    )


def editions_naming(root: Root) -> list[tuple[UUID, int]]:
    """(subject, number) of the editions of others that print this root's id: they may have to go as well."""
    return list(
        Edition.objects.filter(text__contains=str(root.pk))
        .exclude(subject_id=root.pk)
        .order_by("position")
        .values_list("subject_id", "number")
    )


def _against_numbers(known: Sequence[int], ordered: Sequence[int]) -> Iterable[str]:
    if not ordered or set(ordered) - set(known):
        yield f"Name editions that exist: {', '.join(map(str, known)) or 'there are none'}."


def _against_ordering(what: Root | type[Model], legal_basis: str, by: User) -> Iterable[str]:
    if not legal_basis.strip():
        yield "Name the legal basis of the redaction."
    if not _may_redact(what, by.pk):
        yield "Only administrators redact: an active administrator asks."


def _against_words(words: Sequence[str], legal_basis: str, public_reason: str | None) -> Iterable[str]:
    """The basis and the reason are kept for good."""
    kept = fold(f"{legal_basis}\n{public_reason or ''}")
    for word in words:
        if len(word.strip()) < SHORTEST:
            yield f"Search for words of {SHORTEST} letters or more: “{word}” would be found everywhere."
        elif fold(word) in kept:
            yield "The legal basis and the public reason are kept for good: do not repeat in them what is to go."


def _against_person(by: User) -> Iterable[str]:
    if not _may_redact(RedactionOrder, by.pk):
        yield "Only administrators decide on a redaction."


def _against_what_is_closed(order: RedactionOrder) -> Iterable[str]:
    if order.carried_out_at:
        yield f"This order was carried out on {order.carried_out_at:%Y-%m-%d}: what is to go now is ordered anew."
    elif order.ended_at:
        yield f"This order was {order.state} on {order.ended_at:%Y-%m-%d}: what is to go now is ordered anew."


def _against_carrying_out(order: RedactionOrder, by: User) -> Iterable[str]:
    yield from _against_what_is_closed(order)
    if order.requested_by_id == by.pk:
        yield "A redaction is approved by somebody other than the person who asks for it."
    if not (_may_redact(RedactionOrder, order.requested_by_id) and _may_redact(RedactionOrder, by.pk)):
        yield "Only administrators redact: both persons must be active administrators."


def _against(root: Root, order: RedactionOrder, head: Head, by: User) -> Iterable[str]:
    if order.subject_id != head.subject_id:
        yield "This order is for another subject."
    if order.newest in order.numbers and head.number != order.newest:
        yield f"Edition {head.number} was published since this was ordered: order its redaction anew."
    yield from _against_carrying_out(order, by)


def _repeating(root: Root, ordered: Sequence[int]) -> Iterable[str]:
    """Editions whose corrections, in a format before 3, repeat words of one that is to go. The newest goes by itself:

    the redaction publishes another, and what stood until then is ordered next.
    """
    editions = Edition.objects.filter(subject_id=root.pk).order_by("number")
    corrected = editions.filter(kind=Kind.CORRECTED).values_list("number", flat=True)
    gone = {number for number in corrected if {number - 1, number} & set(ordered)}
    kept = editions.filter(format__lt=3, text__contains='"corrections":[{').exclude(number__in=ordered)
    for edition in [*kept][: -1 if kept and kept.last() == editions.last() else None]:
        repeats = any(item["before"] for item in orjson.loads(edition.text or "")["corrections"])
        if repeats and any(number <= edition.number for number in gone):
            yield f"Edition {edition.number} repeats words of these in its corrections: order it too."


def _may_redact(what: Root | type[Model], user_id: int) -> bool:
    """As the database has it today, whatever the caller's copy of the user says."""
    action = "decide" if what is RedactionOrder else "redact"
    return any(may(person, action, what) for person in User.objects.filter(pk=user_id))


def _without_old_words(document: Document) -> Document:
    """The standing document, whose corrections no longer repeat what older editions said of them."""
    corrections = [item | {"note": ERASED} for item in document.get("corrections", [])]
    return {key: value for key, value in document.items() if key != "edition"} | (
        {"corrections": corrections} if "corrections" in document else {}
    )


def _list(published: Published, numbers: Sequence[int]) -> None:
    listing.unlist(published.edition.subject_id, numbers)
    listing.write([published])


def root_of(order: RedactionOrder) -> Root | None:
    """The root whose editions an order names; None of an order to clear the past of a row."""
    if not order.numbers:
        return None
    roots = (model._default_manager.filter(pk=order.subject_id).first() for model in DESK_WORKS)
    return next((root for root in roots if root), None)


def carry_out(*, order: RedactionOrder, by: User, found: Sequence[Found] | None = None) -> RedactionReport:
    """Carry out an order, whichever it is: `redact`, or `clear_past`. Raises as they do."""
    root = root_of(order)
    if root is None:
        return clear_past(order=order, by=by, found=found)
    redact(root=root, order=order, by=by, found=found)
    return RedactionReport.objects.get(order_id=order.pk)
