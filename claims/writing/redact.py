"""Redaction: the one permitted change of the record, under a legal duty. `docs/erasure.md` is its handbook.

The database has the last word: `claimtrack/editions/redacting.py` checks the order and the two persons, finds the
audit trail and the captures that go, and takes them.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

import orjson
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model, Q

from claims.models import Answer, Appearance, Assessment, Attribution, Claim, Evidence, Rebuttal, Relation
from claims.record import listing
from claimtrack.accounts.pseudonyms import signed
from claimtrack.accounts.rights import may
from claimtrack.database.asking import ask
from claimtrack.editions.chain import Document
from claimtrack.editions.erasing import Erasure, erase
from claimtrack.editions.models import Edition, Head, HeldBack, Kind, RedactionOrder
from claimtrack.editions.publishing import mark, refuse
from claimtrack.editions.roots import Root, Stage, audited, lock
from claimtrack.editions.store import Draft, Published, advance, append, last_documents
from claimtrack.writing.works import desk_work, nameless_tombstone
from sources.models import Capture, Office, ReliabilityGrade, Source
from sources.models import Document as SourceDocument

ERASED = "[redacted]"


def order_redaction(
    *, root: Root, numbers: Sequence[int] | None, legal_basis: str, public_reason: str | None, by: User
) -> RedactionOrder:
    """Ask for a redaction of these editions of `root`, or, with `numbers` None, of all there are now.

    Nothing is taken away until another administrator carries the order out. Raises CannotPublish unless an
    active administrator asks, on a legal basis, for editions that exist.
    """
    with transaction.atomic():
        known = sorted(Edition.objects.filter(subject_id=root.pk).values_list("number", flat=True))
        ordered = known if numbers is None else sorted(set(numbers))
        refuse([*_against_ordering(root, known, ordered, legal_basis, by), *_repeating(root, ordered)])
        [(number,)] = ask(
            "SELECT editions_order_redaction(%s, %s, %s, %s, %s)",
            [root.pk, ordered, legal_basis, public_reason, by.pk],
        )
        return RedactionOrder.objects.get(pk=number)


def redact(*, root: Root, order: RedactionOrder, by: User) -> Published:
    """Carry out an order: take away the documents of the editions of `root` that it names. Once.

    Numbers, positions and hashes stay. What remains says `redacted`, with the public reason unless the order is
    itself secret. When the newest edition is among them the subject answers 451 from here on, and its desk rows
    are erased too. Raises CannotPublish unless another active administrator approves than the one who asked.
    """
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
        _forget_admin_log(locked)
        erase(Erasure(draft.subject_type, locked.pk, whole=whole))
        if whole:
            if isinstance(locked, Claim):
                ask("SELECT claims_take_frozen(%s, %s)", [order.pk, by.pk])
            _erase_desk(locked)
        ask("SELECT editions_redact(%s, %s)", [order.pk, by.pk])
        if whole:  # else they belong to the standing document
            HeldBack.objects.filter(subject_id=locked.pk).delete()
        _list(published, order.numbers)
        if whole:
            mark([locked], Stage.REDACTED)
    return published


def editions_naming(root: Root) -> list[tuple[UUID, int]]:
    """(subject, number) of the editions of others that print this root's id: they may have to go as well."""
    return list(
        Edition.objects.filter(text__contains=str(root.pk))
        .exclude(subject_id=root.pk)
        .order_by("position")
        .values_list("subject_id", "number")
    )


def _against_ordering(
    root: Root, known: Sequence[int], ordered: Sequence[int], legal_basis: str, by: User
) -> Iterable[str]:
    if not ordered or set(ordered) - set(known):
        yield f"Name editions that exist: {', '.join(map(str, known)) or 'there are none'}."
    if not legal_basis.strip():
        yield "Name the legal basis of the redaction."
    if not _may_redact(root, by.pk):
        yield "Only administrators redact: an active administrator asks."


def _against(root: Root, order: RedactionOrder, head: Head, by: User) -> Iterable[str]:
    if order.subject_id != head.subject_id:
        yield "This order is for another subject."
    if order.carried_out_at:
        yield f"This order was carried out on {order.carried_out_at:%Y-%m-%d}: what is to go now is ordered anew."
    if order.newest in order.numbers and head.number != order.newest:
        yield f"Edition {head.number} was published since this was ordered: order its redaction anew."
    if order.requested_by_id == by.pk:
        yield "A redaction is approved by somebody other than the person who asks for it."
    if not (_may_redact(root, order.requested_by_id) and _may_redact(root, by.pk)):
        yield "Only administrators redact: both persons must be active administrators."


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


def _may_redact(root: Root, user_id: int) -> bool:
    """As the database has it today, whatever the caller's copy of the user says."""
    return any(may(person, "redact", root) for person in User.objects.filter(pk=user_id))


def _without_old_words(document: Document) -> Document:
    """The standing document, whose corrections no longer repeat what older editions said of them."""
    corrections = [item | {"note": ERASED} for item in document.get("corrections", [])]
    return {key: value for key, value in document.items() if key != "edition"} | (
        {"corrections": corrections} if "corrections" in document else {}
    )


# -- erasing --------------------------------------------------------------------------------------


def _list(published: Published, numbers: Sequence[int]) -> None:
    listing.unlist(published.edition.subject_id, numbers)
    listing.write([published])


def _forget_admin_log(root: Root) -> None:
    """The admin's own log keeps the names of the rows it changed."""
    rows: dict[type[Model], list[UUID]] = {type(root): [root.pk]}
    if isinstance(root, Claim):
        rows |= _claim_rows(root)
    elif isinstance(root, Source):
        rows[ReliabilityGrade] = list(root.grades.values_list("pk", flat=True))
        rows[Office] = list(root.offices.values_list("pk", flat=True))
    ids = [str(pk) for listed in rows.values() for pk in listed]
    LogEntry.objects.filter(object_id__in=ids).update(object_repr=ERASED, change_message="")


def _erase_desk(root: Root) -> None:
    """Blank the root's desk rows; what is frozen of them is gone already."""
    blank: dict[str, object] = {"slug": str(root.pk)}
    if isinstance(root, Claim):
        _delete_claim_rows(root)
        for links in (root.about, root.topics, root.narratives):
            links.clear()
        blank |= {"statement": ERASED, "context": "", "aspects": [], "made": None, "about_time": None, "countries": ""}
    elif isinstance(root, Source):
        root.grades.all().delete()
        root.offices.all().delete()
        blank |= {"name": ERASED, "aliases": [], "description": "", "website": "", "same_as": []}
    else:
        blank |= {"name": ERASED, "description": "", "period": None}
    type(root)._default_manager.filter(pk=root.pk).update(**blank)


def _own_rebuttals(claim: Claim) -> list[Rebuttal]:
    """Rebuttals that answer nothing but this claim."""
    answering = Rebuttal.objects.filter(answers__claim=claim).distinct()
    return [r for r in answering if not r.answers.exclude(claim=claim).exists()]


def _own_documents(claim: Claim) -> list[SourceDocument]:
    """Documents that no other claim appears in: their captures go with the claim."""
    shown = SourceDocument.objects.filter(appearances__claim=claim).distinct()
    return [d for d in shown if not d.appearances.exclude(claim=claim).exists()]


def _claim_rows(claim: Claim) -> dict[type[Model], list[UUID]]:
    rebuttals = [rebuttal.pk for rebuttal in _own_rebuttals(claim)]
    captures = Capture.objects.filter(document__in=_own_documents(claim))
    evidence = Evidence.objects.filter(target_claim=claim) | Evidence.objects.filter(target_rebuttal__in=rebuttals)
    assessments = Assessment.objects.filter(claim=claim) | Assessment.objects.filter(rebuttal__in=rebuttals)
    relations = Relation.objects.filter(Q(claim=claim) | Q(other=claim))
    answers = Answer.objects.filter(Q(claim=claim) | Q(rebuttal__in=rebuttals))
    return {
        Appearance: list(claim.appearances.values_list("pk", flat=True)),
        Attribution: list(Attribution.objects.filter(appearance__claim=claim).values_list("pk", flat=True)),
        Relation: list(relations.values_list("pk", flat=True)),
        Answer: list(answers.values_list("pk", flat=True)),
        Rebuttal: rebuttals,
        Evidence: list(evidence.values_list("pk", flat=True)),
        Assessment: list(assessments.values_list("pk", flat=True)),
        Capture: list(captures.values_list("pk", flat=True)),
    }


def _delete_claim_rows(claim: Claim) -> None:
    rows = _claim_rows(claim)
    Evidence.objects.filter(pk__in=rows[Evidence]).delete()
    claim.answers.all().delete()
    Rebuttal.objects.filter(in_reply_to__in=rows[Rebuttal]).update(in_reply_to=None)
    Rebuttal.objects.filter(pk__in=rows[Rebuttal]).delete()
    Appearance.objects.filter(derives_from__in=rows[Appearance]).update(derives_from=None)
    claim.appearances.all().delete()
    claim.relations.all().delete()
    claim.relations_from_others.all().delete()
