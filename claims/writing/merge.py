"""The same claim twice becomes one."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import F

from claims.models import Claim
from claims.record import listing
from claims.record.documents import CLAIM
from claims.writing.publish import publish_at_once
from claimtrack.accounts.pseudonyms import signed
from claimtrack.accounts.rights import demand
from claimtrack.editions.models import Kind
from claimtrack.editions.publishing import mark, refuse
from claimtrack.editions.roots import Stage, audited, lock
from claimtrack.editions.store import Draft, Published, append
from claimtrack.writing.agreement import noting, owe, reviewed_alone
from claimtrack.writing.authors import noting_authors
from claimtrack.writing.works import tombstone


def merge(*, survivor: Claim, duplicate: Claim, by: AbstractBaseUser, note: str) -> list[Published]:
    """Continue `duplicate` under `survivor`: what was said, answered and found moves over, and both are published.

    Readers of the duplicate are sent on to the survivor; its own editions stay readable. Assessments stay with
    the statement they judged: they are frozen, and a statement is judged as it was worded. What comes of a merger
    nobody can be shown beforehand: it waits for no second person, and a look is owed afterwards.
    """
    with audited(by, reason=note), transaction.atomic():
        locked = {claim.pk: claim for claim in lock(Claim, [survivor.pk, duplicate.pk])}
        kept, gone = locked[survivor.pk], locked[duplicate.pk]
        demand(by, "merge", [kept, gone])
        refuse(_against(kept, gone, note))
        with noting_authors([(Claim, kept.pk)], by=by):
            _move_rows(kept, gone)
        Claim.objects.filter(pk=gone.pk).update(merged_into=kept, version=F("version") + 1)
        Claim.objects.filter(pk=kept.pk).update(version=F("version") + 1, edited_by_person=True)
        return [_merged(gone, kept, by, note), *publish_at_once(claim=kept, by=by, note=note)]


def _merged(gone: Claim, kept: Claim, by: AbstractBaseUser, note: str) -> Published:
    """The edition that sends readers on."""
    found, document = reviewed_alone(gone), tombstone(gone, merged_into=kept.pk)
    draft = Draft(
        CLAIM,
        gone.pk,
        gone.slug,
        Kind.MERGED,
        document,
        note=note,
        merged_into=kept.pk,
        tombstone=True,
        review=found.reviews[gone.pk],
    )
    with noting(found, by=by):
        published = append([draft], by=signed(by))
    owe(published, found, by=by, why=note)
    mark([gone], Stage.MERGED)
    listing.write(published)
    return published[0]


def _against(kept: Claim, gone: Claim, note: str) -> list[str]:
    reasons = []
    if kept.pk == gone.pk:
        reasons.append("A claim is not merged with itself.")
    if not note.strip():
        reasons.append("Say why the two are the same claim: the note is public.")
    if kept.stage != Stage.PUBLISHED or gone.stage != Stage.PUBLISHED:
        reasons.append("Only published claims are merged.")
    return reasons


def _move_rows(kept: Claim, gone: Claim) -> None:
    gone.appearances.filter(first_known=True).update(first_known=False)
    gone.appearances.update(claim=kept)
    gone.answers.exclude(rebuttal__answers__claim=kept).update(claim=kept)
    gone.inquiries.update(claim=kept)
    gone.observations.update(claim=kept)
    gone.evidence.exclude(claim=kept).update(target_claim=kept)
    gone.evidence_of.exclude(target_claim=kept).update(claim=kept)
    gone.parts.exclude(pk=kept.pk).update(part_of=kept)
    for name in ("about", "topics", "narratives", "made_by_rebuttals"):
        getattr(kept, name).add(*getattr(gone, name).all())
    for relation in gone.relations.exclude(other=kept):
        if not kept.relations.filter(other=relation.other_id, kind=relation.kind).exists():
            gone.relations.filter(pk=relation.pk).update(claim=kept)
