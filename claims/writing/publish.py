"""Publishing, correcting, retracting and restoring claims and narratives."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from claims.composing.compose import compose_desk, compose_narratives
from claims.composing.desk import Desk, desk_around, desk_of
from claims.composing.shown import desk_sha256, narratives_sha256
from claims.models import Claim, Narrative
from claims.record import listing
from claims.record.corrections import differences
from claims.record.documents import CLAIM, NARRATIVE, AssessmentDocument, ClaimDocument, CorrectionDocument
from claims.record.named import documents_printed
from claims.scales import ChangeReason
from claims.writing.replies import against_silence
from claims.writing.through import pass_on_later
from claimtrack.accounts.rights import demand
from claimtrack.editions.chain import Document, rfc3339
from claimtrack.editions.formats import document_of
from claimtrack.editions.models import REMOVALS, TOMBSTONES, Edition, Head, HeldBack, Kind
from claimtrack.editions.publishing import Issue, refuse, says_the_same
from claimtrack.editions.roots import Root, Stage, audited, lock
from claimtrack.editions.store import Published, heads_of, last_documents
from claimtrack.writing import verbs
from claimtrack.writing.agreement import Reviewed, issue_agreed, reviewed
from claimtrack.writing.shown import Shown, hold_to_what_was_shown
from sources import writing as source_actions
from sources.documents import SOURCE
from sources.models import Source

#: In the text of every tombstone, and of no other document: a quotation mark inside a text is escaped.
NO_STATEMENT = '"statement":null'
NOWHERE = "Add an appearance: a claim is published with at least one document it stands in."
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
    alone: str | None = None,
) -> list[Published]:
    """Publish these as they stand on the desk, together: what they name of each other is public at once.

    `shown` is the `document_sha256` of each as whoever publishes saw it; another by now raises NotAsShown. What they
    were shown they agree to by publishing it. `alone` is why they publish without a second person, to whom a look is
    owed then.

    Sources that claims name and that were never published are published first, under the same rule; the answer leaves
    them out. What would say nothing new gets no edition. Raises CannotPublish with every missing condition of every
    claim; then nothing is published.
    """
    asked = _Asked(by=by, note=note, shown=shown or {}, alone=alone)
    return _issue(claims, narratives, asked, against=_against_publishing)


def publish_joined(
    claims: Sequence[Claim], kind: Kind | None, found: Reviewed, by: AbstractBaseUser, note: str
) -> list[Published]:
    """Publish what comes of a merger or of its end, as `found` says it was agreed to: the first as of this kind.

    Nobody could be shown it before, so nothing else is in it (`claims.writing.joined`). Where one person alone agreed,
    a look is owed.
    """
    published: list[Published] = []
    for claim in claims:
        if claim.stage == Stage.PUBLISHED:
            asked = _Joined(by=by, note=note, shown={}, kind=kind, found=found)
            published += _issue([claim], [], asked, against=_against_publishing)
        kind = None
    return published


def publish_first(claim: Claim, found: Reviewed, by: AbstractBaseUser, note: str) -> list[Published]:
    """Publish a draft that a split made of a published claim, as `found` says it was agreed to."""
    asked = _Joined(by=by, note=note, shown={}, found=found)
    return _issue([claim], [], asked, against=_against_publishing)


def correct_split(claims: Sequence[Claim], found: Reviewed, by: AbstractBaseUser, note: str) -> list[Published]:
    """Correct these claims together, which named the wrong source or claim, as `found` says was agreed to."""
    asked = _Joined(by=by, note=note, shown={}, kind=Kind.CORRECTED, found=found)
    return _issue(claims, [], asked, against=_against_correcting) if claims else []


def correct(*, claim: Claim, by: AbstractBaseUser, note: str, shown: str | None = None) -> Published:
    """Publish a correction: we were wrong, and the public note says how. `shown` is as for `publish`.

    A correction waits for nobody: where no second person has agreed to it, a look is owed afterwards.
    """
    asked = _Asked(by=by, note=note, shown=_of_one(claim, shown), waits=False, kind=Kind.CORRECTED)
    published = _issue([claim], [], asked, against=_against_correcting)
    refuse([NOTHING_CHANGED] if not published else [])
    return published[-1]


def restore(
    *, claim: Claim, by: AbstractBaseUser, note: str | None = None, shown: str | None = None, alone: str | None = None
) -> Published:
    """Publish a retracted claim again, as it stands on the desk. `shown` and `alone` are as for `publish`."""
    asked = _Asked(by=by, note=note, shown=_of_one(claim, shown), alone=alone, kind=Kind.RESTORED)
    return _issue([claim], [], asked, against=_against_restoring)[-1]


def _of_one(root: Root, shown: str | None) -> Shown:
    return {root.pk: shown} if shown else {}


def correct_narrative(*, narrative: Narrative, by: AbstractBaseUser, note: str, shown: str | None = None) -> Published:
    """As `correct`, of a narrative."""
    asked = _Asked(by=by, note=note, shown=_of_one(narrative, shown), waits=False, kind=Kind.CORRECTED)
    published = _issue([], [narrative], asked, against=_against_correcting)
    refuse([NOTHING_CHANGED] if not published else [])
    return published[-1]


def restore_narrative(
    *,
    narrative: Narrative,
    by: AbstractBaseUser,
    note: str | None = None,
    shown: str | None = None,
    alone: str | None = None,
) -> Published:
    """As `restore`, of a narrative."""
    asked = _Asked(by=by, note=note, shown=_of_one(narrative, shown), alone=alone, kind=Kind.RESTORED)
    return _issue([], [narrative], asked, against=_against_restoring)[-1]


def retract(*, claim: Claim, by: AbstractBaseUser, reason: str) -> Published:
    """Withdraw a claim (`claimtrack.writing.verbs.retract`)."""
    return verbs.retract(root=claim, by=by, reason=reason)


# -- conditions -----------------------------------------------------------------------------------

#: What stands against a publication of this root: given it, what readers have, the public note, and its desk.
Against = Callable[[Root, Head | None, str | None, Desk], Iterable[str]]


def reasons_against(claim: Claim, at: datetime | None = None) -> list[str]:
    """Every condition that publishing this claim now, or at a time, still misses; empty when it can be published.

    Who has agreed to it is another question (`claimtrack.writing.agreement`).
    """
    desk = desk_of([claim.pk])
    head = heads_of([claim.pk]).get(claim.pk)
    against = _against_publishing(desk.claims[0], head, None, desk)
    return [*conditions(desk, desk.claims[0]), *against, *embargoed(desk, at, named=False)]


def embargoed(desk: Desk, at: datetime | None = None, *, named: bool = True) -> Iterator[str]:
    """The embargoes, now or at a time, on what these claims would cite and readers have not been told of already."""
    cited = {claim.pk: {row.pk for row in desk.documents_of(claim)} for claim in desk.claims}
    speaking = {source.document_id for source in _unpublished_sources(desk) if source.document_id}
    found = list(source_actions.against_citing(speaking.union(*cited.values()), at))
    if found:  # there are few
        told = last_documents(cited)
        fresh = {pk for claim, ids in cited.items() for pk in ids - _documents_told(told.get(claim))}
        yield from source_actions.against_citing(speaking | fresh, at, named=named)


def _documents_told(document: Document | None) -> set[UUID]:
    whole = document is not None and document["statement"] is not None
    return {UUID(pk) for pk in documents_printed(cast("ClaimDocument", document))} if whole else set()


def conditions(desk: Desk, claim: Claim) -> Iterable[str]:
    """What has to be so for an edition of this claim, whatever embargoes there are."""
    if claim.restriction_id:
        yield "The claim is restricted to named people: open it to everybody first."
    if not desk.appearances[claim.pk]:
        yield NOWHERE
    yield from against_silence(desk.inquiries[claim.pk], desk.rebuttals[claim.pk])
    for source in sorted(set(desk.sources_of(claim)), key=lambda source: source.name):
        yield from source_actions.stands_against(source)


def _against_publishing(root: Root, head: Head | None, note: str | None, desk: Desk) -> Iterable[str]:
    name = root._meta.verbose_name
    if root.stage == Stage.RETRACTED:
        yield f"The {name} was retracted: restore it."
    if root.stage == Stage.WITHHELD:
        yield f"The {name} is withheld while it is examined: lift that first."
    if root.stage in {Stage.MERGED, Stage.REDACTED}:
        yield f"The {name} was {root.get_stage_display()} and is not published any more."
    if head and head.readable and isinstance(root, Claim) and _admits_an_error(desk, root):
        yield "An assessment corrects our own error: publish it as a correction, with a public note."


def _against_correcting(root: Root, head: Head | None, note: str | None, desk: Desk) -> Iterable[str]:
    if not (note or "").strip():
        yield "Say what was wrong and what is right: the note of a correction is public."
    if root.stage != Stage.PUBLISHED:
        yield f"Only a published {root._meta.verbose_name} can be corrected."


def _against_restoring(root: Root, head: Head | None, note: str | None, desk: Desk) -> Iterable[str]:
    if root.stage != Stage.RETRACTED:
        yield f"Only a retracted {root._meta.verbose_name} can be restored."


def _admits_an_error(desk: Desk, claim: Claim) -> bool:
    """Is there an approved assessment for our own error that the public has not seen yet?"""
    admitted = {a.pk for a in desk.assessments[claim.pk] if a.change_reason == ChangeReason.OUR_ERROR}
    if not admitted:
        return False
    shown = last_documents([claim.pk]).get(claim.pk, {}).get("assessments", [])
    return bool({str(pk) for pk in admitted} - {cast("AssessmentDocument", a)["id"] for a in shown})


# -- issuing --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A publication as somebody asks for it; `waits` is whether it waits for a second person to agree."""

    by: AbstractBaseUser | None
    note: str | None
    shown: Shown
    alone: str | None = None
    waits: bool = True
    kind: Kind | None = None
    #: Whether it may cite what readers were not told of.
    cites_anew: bool = True

    @property
    def told(self) -> str | None:
        return (self.note or "").strip() or None

    def reviewed(self, roots: Sequence[Root], numbers: Mapping[UUID, str] | None = None) -> Reviewed:
        return reviewed(roots, by=self.by, shown=self.shown, alone=self.alone, waits=self.waits, numbers=numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Joined(_Asked):
    """A publication that follows from what people have agreed to already, and cites what readers had."""

    found: Reviewed
    cites_anew: bool = False

    def reviewed(self, roots: Sequence[Root], numbers: Mapping[UUID, str] | None = None) -> Reviewed:
        review = next(iter(self.found.reviews.values()))
        return Reviewed({root.pk: review for root in roots})


def _issue(
    claims: Sequence[Claim], narratives: Sequence[Narrative], asked: _Asked, *, against: Against
) -> list[Published]:
    with audited(asked.by, reason=asked.alone or asked.told), transaction.atomic():
        with_drafts = desk_around(lock(Claim, [claim.pk for claim in claims]), with_drafts=True)
        storylines = lock(Narrative, [narrative.pk for narrative in narratives])
        desk = with_drafts.without_drafts()
        roots = [*desk.claims, *storylines]
        demand(asked.by, ACTIONS.get(asked.kind, "publish"), roots)
        # Of the same reading: what is published was there when its number was taken.
        numbers = desk_sha256(with_drafts) | narratives_sha256(storylines) if asked.by else {}
        hold_to_what_was_shown(roots, asked.shown, numbers)
        heads = heads_of(root.pk for root in roots)
        found = asked.reviewed(roots, numbers)
        if against_it := list(_all_against(desk, storylines, heads, asked, against)):
            refuse([*against_it, *found.missing])
        _tell_wholes(desk.claims)
        first = _issues_along(desk)
        found |= asked.reviewed([each.root for each in first])
        issues = [
            *first,
            *_narrative_issues(storylines, [root.pk for root in roots], asked),
            *_claim_issues(desk, heads, [root.pk for root in roots], asked),
        ]
        published = issue_agreed(issues, found, by=asked.by, why=asked.alone or asked.told or "")
        listing.write(published)
        pass_on_later(published)
    return [item for item in published if item.edition.subject_type != SOURCE]


def _all_against(
    desk: Desk, storylines: Sequence[Narrative], heads: Mapping[UUID, Head], asked: _Asked, against: Against
) -> Iterator[str]:
    for claim in desk.claims:
        yield from conditions(desk, claim)
    if asked.cites_anew:
        yield from embargoed(desk)
    for root in (*desk.claims, *storylines):
        yield from against(root, heads.get(root.pk), asked.told, desk)


def _tell_wholes(rows: Sequence[Claim]) -> None:
    """A part says what it is part of; let the whole, published before the part was there, name it too."""
    wholes = last_documents({row.part_of_id for row in rows if row.part_of_id} - {row.pk for row in rows})
    HeldBack.objects.bulk_create(
        HeldBack(subject_id=row.part_of_id, neighbour_id=row.pk, path="parts", fragment=str(row.pk))
        for row in rows
        if row.part_of_id in wholes and str(row.pk) not in wholes[row.part_of_id].get("parts", [])
    )


def sources_along(claim: Claim) -> list[Source]:
    """The sources that this claim names and readers do not have yet: they are published with it."""
    return sorted(_unpublished_sources(desk_of([claim.pk])), key=lambda source: source.name)


def _unpublished_sources(desk: Desk) -> set[Source]:
    return {source for source in desk.sources_named() if source.stage != Stage.PUBLISHED}


def _issues_along(desk: Desk) -> list[Issue]:
    fresh = {source.pk for source in _unpublished_sources(desk)}
    return source_actions.issues_for(lock(Source, fresh)) if fresh else []


def _narrative_issues(rows: Sequence[Narrative], together: Sequence[UUID], asked: _Asked) -> list[Issue]:
    composed = compose_narratives(rows, also_public=together)
    return [Issue(row, NARRATIVE, composed[row.pk], asked.kind, asked.told) for row in rows]


def _claim_issues(desk: Desk, heads: Mapping[UUID, Head], together: Sequence[UUID], asked: _Asked) -> list[Issue]:
    kind, note = asked.kind, asked.told
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


def _last_words(heads: Mapping[UUID, Head]) -> dict[UUID, Document]:
    """The newest readable document of each claim: of a retracted one, what it said before its tombstone."""
    editions = (
        Edition.objects.filter(subject_id__in=list(heads), text__isnull=False)
        .exclude(kind__in=TOMBSTONES)
        .exclude(kind__in=REMOVALS, text__contains=NO_STATEMENT)
        .order_by("subject_id", "-number")
        .distinct("subject_id")
    )
    return {edition.subject_id: document_of(edition) for edition in editions}


def _correction(before: Document, after: Document, number: int, note: str | None) -> CorrectionDocument:
    """Of this edition; refused where things merely stand in another order."""
    paths = [each.path for each in differences(before, after)]
    refuse([NOTHING_CHANGED] if not paths else [])
    return {"at": rfc3339(timezone.now()), "note": note or "", "number": number, "paths": paths}
