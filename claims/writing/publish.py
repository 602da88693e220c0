"""Publishing, correcting, retracting and restoring claims; publishing narratives."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, cast
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from claims.composing.compose import compose_desk, compose_narratives
from claims.composing.desk import Desk, desk_around, desk_of
from claims.composing.shown import claims_sha256, narratives_sha256
from claims.models import Claim, Narrative
from claims.record import listing
from claims.record.corrections import differences
from claims.record.documents import CLAIM, NARRATIVE, AssessmentDocument, CorrectionDocument
from claims.scales import ChangeReason
from claims.writing.through import pass_on_later
from claimtrack.accounts.pseudonyms import signed
from claimtrack.accounts.rights import demand
from claimtrack.editions.chain import Document, rfc3339
from claimtrack.editions.formats import today
from claimtrack.editions.models import REMOVALS, TOMBSTONES, Edition, Head, HeldBack, Kind
from claimtrack.editions.publishing import Issue, issue, mark, refuse, says_the_same
from claimtrack.editions.roots import Stage, audited, lock
from claimtrack.editions.store import Draft, Published, append, heads_of, last_documents
from claimtrack.writing.shown import Shown, hold_to_what_was_shown
from claimtrack.writing.works import tombstone
from sources import writing as source_actions
from sources.documents import SOURCE
from sources.models import Source

#: In the text of every tombstone, and of no other document: a quotation mark inside a text is escaped.
NO_STATEMENT = '"statement":null'
NOTHING_CHANGED = "Nothing has changed: change the claim, then correct it."
#: What the permission table calls the publication of an edition of this kind.
ACTIONS: Final[Mapping[Kind | None, str]] = {Kind.CORRECTED: "correct", Kind.RESTORED: "restore"}


def publish(
    *,
    claims: Sequence[Claim] = (),
    narratives: Sequence[Narrative] = (),
    by: AbstractBaseUser | None,
    note: str | None = None,
    shown: Shown | None = None,
) -> list[Published]:
    """Publish these as they stand on the desk, together: what they name of each other is public at once.

    `shown` is the `document_sha256` of each as whoever publishes saw it; another by now raises NotAsShown. Without
    it they are published whatever stands, as an import or a case does.

    Sources that claims name and that were never published are published first; the answer leaves them out.
    What would say nothing new gets no edition. Raises CannotPublish with every missing condition of every
    claim; then nothing is published.
    """
    return _issue(claims, narratives, by=by, note=note, against=_against_publishing, shown=shown or {})


def correct(*, claim: Claim, by: AbstractBaseUser, note: str, shown: str | None = None) -> Published:
    """Publish a correction: we were wrong, and the public note says how. `shown` is as for `publish`."""
    seen = _of_one(claim, shown)
    published = _issue([claim], [], by=by, note=note, kind=Kind.CORRECTED, against=_against_correcting, shown=seen)
    refuse([NOTHING_CHANGED] if not published else [])
    return published[-1]


def restore(*, claim: Claim, by: AbstractBaseUser, note: str | None = None, shown: str | None = None) -> Published:
    """Publish a retracted claim again, as it stands on the desk. `shown` is as for `publish`."""
    seen = _of_one(claim, shown)
    return _issue([claim], [], by=by, note=note, kind=Kind.RESTORED, against=_against_restoring, shown=seen)[-1]


def _of_one(claim: Claim, shown: str | None) -> Shown:
    return {claim.pk: shown} if shown else {}


def retract(*, claim: Claim, by: AbstractBaseUser, reason: str) -> Published:
    """Withdraw a claim: readers get its tombstone with the reason, and its history stays readable."""
    with audited(by, reason=reason), transaction.atomic():
        [locked] = lock(Claim, [claim.pk])
        demand(by, "retract", [locked])
        refuse(_against_retracting(locked, reason))
        published = append(
            [
                Draft(
                    CLAIM,
                    locked.pk,
                    locked.slug,
                    Kind.RETRACTED,
                    tombstone(locked),
                    note=reason.strip(),
                    tombstone=True,
                )
            ],
            by=signed(by),
        )
        mark([locked], Stage.RETRACTED)
        listing.write(published)
    return published[0]


# -- conditions -----------------------------------------------------------------------------------

Against = Callable[[Desk, Claim, Head | None, str | None], Iterable[str]]


def reasons_against(claim: Claim) -> list[str]:
    """Every condition that publishing this claim still misses; empty when it can be published."""
    desk = desk_of([claim.pk])
    head = heads_of([claim.pk]).get(claim.pk)
    return [*_conditions(desk, desk.claims[0]), *_against_publishing(desk, desk.claims[0], head, None)]


def _conditions(desk: Desk, claim: Claim) -> Iterable[str]:
    if claim.restriction_id:
        yield "The claim is restricted to named people: open it to everybody first."
    if not desk.appearances[claim.pk]:
        yield "Add an appearance: a claim is published with at least one document it stands in."
    for source in sorted(set(desk.sources_of(claim)), key=lambda source: source.name):
        yield from source_actions.reasons_against(source)


def _against_publishing(desk: Desk, claim: Claim, head: Head | None, note: str | None) -> Iterable[str]:
    if claim.stage == Stage.RETRACTED:
        yield "The claim was retracted: restore it."
    if claim.stage == Stage.WITHHELD:
        yield "The claim is withheld while it is examined: lift that first."
    if claim.stage in {Stage.MERGED, Stage.REDACTED}:
        yield f"The claim was {claim.get_stage_display()} and is not published any more."
    if head and head.readable and _admits_an_error(desk, claim):
        yield "An assessment corrects our own error: publish it as a correction, with a public note."


def _against_correcting(desk: Desk, claim: Claim, head: Head | None, note: str | None) -> Iterable[str]:
    if not (note or "").strip():
        yield "Say what was wrong and what is right: the note of a correction is public."
    if claim.stage != Stage.PUBLISHED:
        yield "Only a published claim can be corrected."


def _against_restoring(desk: Desk, claim: Claim, head: Head | None, note: str | None) -> Iterable[str]:
    if claim.stage != Stage.RETRACTED:
        yield "Only a retracted claim can be restored."


def _against_retracting(claim: Claim, reason: str) -> Iterable[str]:
    if not reason.strip():
        yield "Say why the claim is retracted: the reason is public."
    if claim.stage != Stage.PUBLISHED:
        yield "Only a published claim can be retracted."


def _against_storyline(narrative: Narrative) -> Iterable[str]:
    if narrative.stage == Stage.REDACTED:
        yield "The narrative was redacted and is not published any more."
    if narrative.stage == Stage.WITHHELD:
        yield "The narrative is withheld while it is examined: lift that first."


def _admits_an_error(desk: Desk, claim: Claim) -> bool:
    """Is there an approved assessment for our own error that the public has not seen yet?"""
    admitted = {a.pk for a in desk.assessments[claim.pk] if a.change_reason == ChangeReason.OUR_ERROR}
    if not admitted:
        return False
    shown = last_documents([claim.pk]).get(claim.pk, {}).get("assessments", [])
    return bool({str(pk) for pk in admitted} - {cast("AssessmentDocument", a)["id"] for a in shown})


# -- issuing --------------------------------------------------------------------------------------


def _issue(
    claims: Sequence[Claim],
    narratives: Sequence[Narrative],
    *,
    by: AbstractBaseUser | None,
    note: str | None,
    against: Against,
    shown: Shown,
    kind: Kind | None = None,
) -> list[Published]:
    note = (note or "").strip() or None
    with audited(by, reason=note), transaction.atomic():
        desk = desk_around(lock(Claim, [claim.pk for claim in claims]))
        storylines = lock(Narrative, [narrative.pk for narrative in narratives])
        demand(by, ACTIONS.get(kind, "publish"), [*desk.claims, *storylines])
        if shown:
            now = claims_sha256(desk.claims) | narratives_sha256(storylines)
            hold_to_what_was_shown([*desk.claims, *storylines], shown, now)
        ids = [claim.pk for claim in desk.claims]
        heads = heads_of([*ids, *(root.pk for root in storylines)])
        refuse(
            [
                *(
                    reason
                    for claim in desk.claims
                    for reason in (*_conditions(desk, claim), *against(desk, claim, heads.get(claim.pk), note))
                ),
                *(reason for storyline in storylines for reason in _against_storyline(storyline)),
            ]
        )
        together = [*ids, *(root.pk for root in storylines)]
        _tell_wholes(desk.claims)
        published = issue(
            [
                *_unpublished_sources(desk),
                *_narrative_issues(storylines, together, note),
                *_claim_issues(desk, heads, together, note, kind),
            ],
            by=signed(by),
        )
        listing.write(published)
        pass_on_later(published)
    return [item for item in published if item.edition.subject_type != SOURCE]


def _tell_wholes(rows: Sequence[Claim]) -> None:
    """A part says what it is part of; let the whole, published before the part was there, name it too."""
    wholes = last_documents({row.part_of_id for row in rows if row.part_of_id} - {row.pk for row in rows})
    HeldBack.objects.bulk_create(
        HeldBack(subject_id=row.part_of_id, neighbour_id=row.pk, path="parts", fragment=str(row.pk))
        for row in rows
        if row.part_of_id in wholes and str(row.pk) not in wholes[row.part_of_id].get("parts", [])
    )


def _unpublished_sources(desk: Desk) -> list[Issue]:
    fresh = {source.pk for source in desk.sources_named() if source.stage != Stage.PUBLISHED}
    return source_actions.issues_for(lock(Source, fresh)) if fresh else []


def _narrative_issues(rows: Sequence[Narrative], together: Sequence[UUID], note: str | None) -> list[Issue]:
    composed = compose_narratives(rows, also_public=together)
    return [Issue(row, NARRATIVE, composed[row.pk], note=note) for row in rows]


def _claim_issues(
    desk: Desk,
    heads: dict[UUID, Head],
    together: Sequence[UUID],
    note: str | None,
    kind: Kind | None,
) -> list[Issue]:
    composed = compose_desk(desk, also_public=together)
    before = _last_words(heads)
    issues = []
    for row in desk.claims:
        result = composed[row.pk]
        earlier = before.get(row.pk)
        corrections = earlier["corrections"] if earlier else []
        if kind == Kind.CORRECTED and earlier and not says_the_same(earlier, result.document):
            corrections = [*corrections, _correction(earlier, result.document, heads[row.pk].number + 1, note)]
        result.document["corrections"] = corrections
        last_words = before.get(row.pk) if kind == Kind.RESTORED else None
        issues.append(Issue(row, CLAIM, result, kind, note, last_words))
    return issues


def _last_words(heads: dict[UUID, Head]) -> dict[UUID, Document]:
    """The newest readable document of each claim: of a retracted one, what it said before its tombstone."""
    editions = (
        Edition.objects.filter(subject_id__in=list(heads), text__isnull=False)
        .exclude(kind__in=TOMBSTONES)
        .exclude(kind__in=REMOVALS, text__contains=NO_STATEMENT)
        .order_by("subject_id", "-number")
        .distinct("subject_id")
    )
    return {
        edition.subject_id: today(edition.text or "", subject_type=edition.subject_type, format_=edition.format)
        for edition in editions
    }


def _correction(before: Document, after: Document, number: int, note: str | None) -> CorrectionDocument:
    """Of this edition; refused where things merely stand in another order."""
    paths = [each.path for each in differences(before, after)]
    refuse([NOTHING_CHANGED] if not paths else [])
    return {"at": rfc3339(timezone.now()), "note": note or "", "number": number, "paths": paths}
