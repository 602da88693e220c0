"""Publishing, correcting, retracting and restoring sources."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from claimtrack.accounts.rights import demand
from claimtrack.editions.models import Kind
from claimtrack.editions.publishing import Issue, refuse
from claimtrack.editions.roots import Stage, audited, lock
from claimtrack.editions.store import Published
from claimtrack.writing import verbs
from claimtrack.writing.agreement import issue_agreed, reviewed
from claimtrack.writing.shown import Shown, hold_to_what_was_shown
from sources.composing import compose, sources_sha256
from sources.documents import SOURCE
from sources.models import ReliabilityGrade, Source
from sources.record import list_sources
from sources.writing.embargoes import against_citing

# -- publishing -----------------------------------------------------------------------------------


def publish(
    *,
    sources: Sequence[Source],
    by: AbstractBaseUser | None,
    note: str | None = None,
    shown: Shown | None = None,
    alone: str | None = None,
) -> list[Published]:
    """Publish these sources; one whose public facts have not changed gets no new edition.

    `shown` is the `document_sha256` of each as whoever publishes saw it; another by now raises NotAsShown. What they
    were shown they agree to by publishing it. `alone` is why they publish without a second person.
    """
    return _issued(sources, "publish", None, _Asked(by, note, shown or {}, alone))


def correct(*, source: Source, by: AbstractBaseUser, note: str, shown: str | None = None) -> Published:
    """Publish a correction: we were wrong about a source, and the public note says how. It waits for nobody."""
    published = _issued([source], "correct", Kind.CORRECTED, _Asked(by, note, _of_one(source, shown), waits=False))
    refuse(["Nothing has changed: change the source, then correct it."] if not published else [])
    return next(item for item in published if item.edition.subject_id == source.pk)


def restore(
    *, source: Source, by: AbstractBaseUser, note: str | None = None, shown: str | None = None, alone: str | None = None
) -> Published:
    """Publish a retracted source again, as it stands on the desk, with its graders who are not public yet.

    `shown` and `alone` are as for `publish`.
    """
    published = _issued([source], "restore", Kind.RESTORED, _Asked(by, note, _of_one(source, shown), alone))
    return next(item for item in published if item.edition.subject_id == source.pk)


def retract(*, source: Source, by: AbstractBaseUser, reason: str) -> Published:
    """Withdraw a source's public page; claims that printed its name keep what they printed."""
    return verbs.retract(root=source, by=by, reason=reason)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A publication as somebody asks for it; `waits` is whether it waits for a second person to agree."""

    by: AbstractBaseUser | None
    note: str | None
    shown: Shown
    alone: str | None = None
    waits: bool = True


def _of_one(source: Source, shown: str | None) -> Shown:
    return {source.pk: shown} if shown else {}


def _issued(sources: Sequence[Source], action: str, kind: Kind | None, asked: _Asked) -> list[Published]:
    """Publish them, as an edition of this kind, and with them graders who are not public yet."""
    with audited(asked.by, reason=asked.alone or asked.note), transaction.atomic():
        locked = lock(Source, [source.pk for source in sources])
        demand(asked.by, action, locked)
        if asked.shown:
            hold_to_what_was_shown(locked, asked.shown, sources_sha256(locked))
        refuse(reason for source in locked for reason in _against(source, kind, asked.note))
        restored = locked[0] if kind == Kind.RESTORED else None
        issues = [
            replace(item, kind=kind) if item.root in locked else item
            for item in issues_for(locked, note=asked.note, restored=restored)
        ]
        roots = [item.root for item in issues]
        found = reviewed(roots, by=asked.by, shown=asked.shown, alone=asked.alone, waits=asked.waits)
        published = issue_agreed(issues, found, by=asked.by, why=asked.alone or asked.note or "")
        list_sources(published)
    return published


def _against(source: Source, kind: Kind | None, note: str | None) -> Iterable[str]:
    if kind == Kind.RESTORED and source.stage != Stage.RETRACTED:
        yield "Only a retracted source can be restored."
    if kind == Kind.CORRECTED and not (note or "").strip():
        yield "Say what was wrong and what is right: the note of a correction is public."
    if kind == Kind.CORRECTED and source.stage != Stage.PUBLISHED:
        yield "Only a published source can be corrected."


def reasons_against(source: Source, at: datetime | None = None) -> Iterable[str]:
    """What stands against publishing a source now, or at a time."""
    yield from stands_against(source)
    if source.document_id and source.stage != Stage.PUBLISHED:
        yield from against_citing([source.document_id], at, named=False)


def stands_against(source: Source) -> Iterable[str]:
    """As `reasons_against`, whatever embargoes there are."""
    if source.stage in {Stage.RETRACTED, Stage.REDACTED, Stage.MERGED}:
        yield f"The source “{source.name}” was {source.get_stage_display()}: restore it, or name another."
    if source.stage == Stage.WITHHELD:
        yield f"The source “{source.name}” is withheld while it is examined: lift that first, or name another."


def against_graders(sources: Sequence[Source]) -> Iterable[str]:
    """What stands against publishing again sources that readers have, for the sake of those who graded them."""
    given = ReliabilityGrade.objects.approved().filter(source__in=sources)
    for grader in Source.objects.filter(grades_given__in=given).exclude(stage=Stage.MERGED).distinct().order_by("pk"):
        yield from stands_against(grader)


def issues_for(sources: Sequence[Source], *, note: str | None = None, restored: Source | None = None) -> list[Issue]:
    """What publishing these locked sources would append, graders who are not public yet included.

    `restored` is the one whose retraction is taken back, which does not stand against it.
    """
    together = _with_graders(sources)
    refuse(reason for source in together if source != restored for reason in stands_against(source))
    fresh = (source for source in together if source.stage != Stage.PUBLISHED)
    refuse(against_citing({source.document_id for source in fresh if source.document_id}))
    composed = compose(together, also_public={source.pk for source in together})
    return [Issue(source, SOURCE, composed[source.pk], note=note) for source in together]


def _with_graders(sources: Sequence[Source]) -> list[Source]:
    """Sources are printed with the names of who graded them, so those are published along."""
    together = {source.pk: source for source in sources}
    fresh = list(sources)
    while fresh:
        given = ReliabilityGrade.objects.approved().filter(source__in=fresh)
        graders = (
            Source.objects.filter(grades_given__in=given).exclude(stage__in=[Stage.PUBLISHED, Stage.MERGED]).distinct()
        )
        fresh = [source for source in lock(Source, graders.values_list("pk", flat=True)) if source.pk not in together]
        together |= {source.pk: source for source in fresh}
    return sorted(together.values(), key=lambda source: source.pk)
