"""The right of reply: silence that may be told, answers that come late, and what the desk has to look at in time.

`docs/decisions/right-of-reply.md` says why.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.db import transaction

from claims.composing import ledgers
from claims.composing.compose import compose
from claims.models import Claim, Inquiry, Rebuttal
from claims.record import listing
from claims.record.documents import CLAIM, InquiryDocument
from claims.scales import InquiryOutcome, RebuttalKind
from claimtrack.accounts.hiding import existing_for
from claimtrack.accounts.pseudonyms import signed
from claimtrack.accounts.rights import demand
from claimtrack.deadlines import everywhere
from claimtrack.editions import clocks
from claimtrack.editions.chain import Document, changed_members
from claimtrack.editions.models import Kind
from claimtrack.editions.publishing import mark, refuse, says_the_same
from claimtrack.editions.roots import Stage, audited, lock
from claimtrack.editions.store import Draft, Published, append, heads_of, last_documents
from claimtrack.writing.agreement import Reviewed, noting, owe, reviewed_alone
from sources.composing import current_grades

#: Where nobody waits for an answer any more.
WITHDRAWN: Final = (Stage.RETRACTED, Stage.MERGED, Stage.REDACTED)
LATE, IN_TIME = "{name} answered after the deadline.", "{name} answered."


# -- for the queue --------------------------------------------------------------------------------


def awaited(*, by: User, within: timedelta, most: int, now: datetime | None = None) -> list[Inquiry]:
    """Answers that are awaited whose deadline has passed, or passes within this time; the first to pass comes first.

    Those that exist for `by`, at most so many, with their claims and sources: one query, by an index of what is
    awaited alone.
    """
    until = (now or clocks.own_clock()) + within
    rows = Inquiry.objects.filter(outcome="", asked__isnull=False, passes_at__lte=until)
    rows = rows.exclude(claim__stage__in=WITHDRAWN).select_related("claim", "source")
    return list(existing_for(rows, by).order_by("passes_at", "id")[:most])


# -- silence --------------------------------------------------------------------------------------


def against_silence(inquiries: Iterable[Inquiry], rebuttals: Iterable[Rebuttal]) -> Iterator[str]:
    """Why silence that is recorded cannot be published yet: they may still answer."""
    now = clocks.own_clock()
    for row in inquiries:
        if row.outcome == InquiryOutcome.NO_RESPONSE and row.passes_at and now < row.passes_at:
            yield _not_yet(str(row.source), row.passes_at)
    for answer in rebuttals:
        last = answer.asked_deadline.latest if answer.asked_deadline else None
        if answer.kind == RebuttalKind.NO_RESPONSE and last and now < everywhere(last):
            yield _not_yet(answer.asked_of, everywhere(last))


def _not_yet(name: str, until: datetime) -> str:
    return f"{name} can still answer: silence is published once the deadline has passed, on {until:%Y-%m-%d %H:%M} UTC."


# -- an answer by itself --------------------------------------------------------------------------


def is_unpublished_answer(row: Inquiry, standing: Mapping[str, Any]) -> bool:
    """Whether readers know that they were asked, and have no answer of theirs: to exchange one takes a correction."""
    shown = _shown(row, standing)
    return row.outcome == InquiryOutcome.ANSWERED and shown is not None and not shown["answer"]


def _shown(row: Inquiry, standing: Mapping[str, Any]) -> InquiryDocument | None:
    """As readers have it."""
    known: dict[str, InquiryDocument] = {each["id"]: each for each in standing.get("inquiries", ())}
    return known.get(str(row.pk))


def _said(shown: InquiryDocument) -> object:
    """What came of it, whatever the source is called by now."""
    return {name: value for name, value in shown.items() if name != "source"}


def _printed(row: Inquiry) -> InquiryDocument:
    return ledgers.inquiry(row, current_grades({row.source_id}))


def publish_answer(*, inquiry: Inquiry, by: AbstractBaseUser) -> Published:
    """Publish what somebody answered, and nothing else that is being worked on: the standing edition with the answer.

    It waits for nobody, so that it is shown on the day it is entered; a second look is owed. Raises NotAllowed, and
    CannotPublish with what stands against it.
    """
    with audited(by, reason="An answer is published by itself."), transaction.atomic():
        [claim] = lock(Claim, [inquiry.claim_id])
        row = Inquiry.objects.select_related("source").get(pk=inquiry.pk)
        demand(by, "publish", [row])
        standing = last_documents([claim.pk]).get(claim.pk, {})
        refuse(_against_publishing(claim, row, standing))
        document = _with_answer(standing, _printed(row))
        found = reviewed_alone(claim)
        note = (LATE if row.is_late else IN_TIME).format(name=row.source.name)
        draft = _draft(claim, standing, document, note, found)
        with noting(found, by=by):
            published = append([draft], by=signed(by), heads=heads_of([claim.pk]))
        owe(published, found, by=by, why=note)
        listing.write(published)
        if says_the_same(document, compose([claim], also_public={claim.pk})[claim.pk].document):
            mark([claim], Stage.PUBLISHED)  # nothing else was written meanwhile
    return published[0]


def _against_publishing(claim: Claim, row: Inquiry, standing: Document) -> Iterator[str]:
    if claim.stage != Stage.PUBLISHED:
        yield "An answer is published by itself where the claim is published: publish the claim with it."
    elif row.outcome == InquiryOutcome.NO_RESPONSE:
        yield "They did not answer: silence is published with the claim."
    elif row.outcome != InquiryOutcome.ANSWERED:
        yield "There is no answer yet: enter it first."
    elif (shown := _shown(row, standing)) is None:
        yield "Readers do not know yet that they were asked: publish the claim with it."
    elif shown["answer"] and _said(shown) == _said(_printed(row)):
        yield "Readers have this answer already."
    elif shown["answer"]:
        yield "Readers have an answer of theirs: what it says instead is published as a correction of the claim."


def _with_answer(standing: Document, answered: InquiryDocument) -> Document:
    others = [each for each in standing["inquiries"] if each["id"] != answered["id"]]
    return standing | {"inquiries": sorted([*others, answered], key=itemgetter("id"))}


def _draft(claim: Claim, standing: Document, document: Document, note: str, found: Reviewed) -> Draft:
    changed, review = changed_members(standing, document), found.reviews[claim.pk]
    return Draft(CLAIM, claim.pk, claim.slug, Kind.UPDATED, document, note=note, changed=changed, review=review)
