"""Everything that writes sources and documents. Keyword-only, atomic, `by=` whom."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from claimtrack.accounts.pseudonyms import signed
from claimtrack.accounts.rights import demand
from claimtrack.editions.models import Kind
from claimtrack.editions.publishing import Issue, issue, mark, refuse
from claimtrack.editions.roots import Stage, audited, lock
from claimtrack.editions.store import Draft, Published, append
from claimtrack.writing.shown import Shown, hold_to_what_was_shown
from claimtrack.writing.works import tombstone
from sources.composing import compose, sources_sha256
from sources.documents import SOURCE
from sources.models import Source
from sources.record import list_sources

# -- publishing -----------------------------------------------------------------------------------


def publish(
    *, sources: Sequence[Source], by: AbstractBaseUser | None, note: str | None = None, shown: Shown | None = None
) -> list[Published]:
    """Publish these sources; one whose public facts have not changed gets no new edition.

    `shown` is the `document_sha256` of each as whoever publishes saw it; another by now raises NotAsShown.
    """
    with audited(by, reason=note), transaction.atomic():
        locked = lock(Source, [source.pk for source in sources])
        demand(by, "publish", locked)
        if shown:
            hold_to_what_was_shown(locked, shown, sources_sha256(locked))
        published = issue(issues_for(locked, note=note), by=signed(by))
        list_sources(published)
    return published


def reasons_against(source: Source) -> Iterable[str]:
    if source.stage in {Stage.RETRACTED, Stage.REDACTED, Stage.MERGED}:
        yield f"The source “{source.name}” was {source.get_stage_display()}: restore it, or name another."
    if source.stage == Stage.WITHHELD:
        yield f"The source “{source.name}” is withheld while it is examined: lift that first, or name another."


def issues_for(sources: Sequence[Source], *, note: str | None = None, restored: Source | None = None) -> list[Issue]:
    """What publishing these locked sources would append, graders who are not public yet included.

    `restored` is the one whose retraction is taken back, which does not stand against it.
    """
    together = _with_graders(sources)
    refuse(reason for source in together if source != restored for reason in reasons_against(source))
    composed = compose(together, also_public={source.pk for source in together})
    return [Issue(source, SOURCE, composed[source.pk], note=note) for source in together]


def _with_graders(sources: Sequence[Source]) -> list[Source]:
    """Sources are printed with the names of who graded them, so those are published along."""
    together = {source.pk: source for source in sources}
    fresh = list(sources)
    while fresh:
        graders = Source.objects.filter(grades_given__source__in=fresh).exclude(stage=Stage.PUBLISHED).distinct()
        fresh = [source for source in lock(Source, graders.values_list("pk", flat=True)) if source.pk not in together]
        together |= {source.pk: source for source in fresh}
    return sorted(together.values(), key=lambda source: source.pk)


def retract(*, source: Source, by: AbstractBaseUser, reason: str) -> Published:
    """Withdraw a source's public page; claims that printed its name keep what they printed."""
    with audited(by, reason=reason), transaction.atomic():
        [locked] = lock(Source, [source.pk])
        demand(by, "retract", [locked])
        refuse(_against_retracting(locked, reason))
        gone = tombstone(locked)
        published = append(
            [Draft(SOURCE, locked.pk, locked.slug, Kind.RETRACTED, gone, note=reason, tombstone=True)], by=signed(by)
        )
        mark([locked], Stage.RETRACTED)
        list_sources(published)
    return published[0]


def restore(*, source: Source, by: AbstractBaseUser, note: str | None = None, shown: str | None = None) -> Published:
    """Publish a retracted source again, as it stands on the desk, with its graders who are not public yet.

    `shown` is as for `publish`.
    """
    with audited(by, reason=note), transaction.atomic():
        [locked] = lock(Source, [source.pk])
        demand(by, "restore", [locked])
        if shown:
            hold_to_what_was_shown([locked], {locked.pk: shown}, sources_sha256([locked]))
        refuse(["Only a retracted source can be restored."] if locked.stage != Stage.RETRACTED else [])
        issues = [
            replace(item, kind=Kind.RESTORED) if item.root == locked else item
            for item in issues_for([locked], note=note, restored=locked)
        ]
        published = issue(issues, by=signed(by))
        list_sources(published)
    return next(item for item in published if item.edition.subject_id == source.pk)


def _against_retracting(source: Source, reason: str) -> Iterable[str]:
    if not reason.strip():
        yield "Say why the source is retracted: the reason is public."
    if source.stage != Stage.PUBLISHED:
        yield "Only a published source can be retracted."
