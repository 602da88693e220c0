"""Everything that writes sources and documents. Keyword-only, atomic, `by=` whom."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import orjson
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from procrastinate.contrib.django import app

from claimtrack.editions import entries
from claimtrack.editions.entries import Item
from claimtrack.editions.models import Kind
from claimtrack.editions.publishing import Issue, issue, mark, refuse
from claimtrack.editions.roots import Stage, audited, lock, writing
from claimtrack.editions.store import Draft, Published, advance, append
from sources.compose import FORMAT, SourceDocument, compose
from sources.models import Capture, Document, Source

SOURCE = "source"

#: What a capture holds, which may be large.
HELD = ("text", "content")
NAMED = "published editions name this copy, so it stays as it is: only a redaction takes it away."

#: Sent inside the transaction, with `documents`, when a document gained or lost a capture: whoever quotes it,
#: in apps this one does not know, checks the quotations again.
captures_changed = Signal()


@contextmanager
def editing(ids: Collection[UUID], *, by: AbstractBaseUser | None) -> Iterator[list[Source]]:
    """Write under the sources with these ids: they are locked in id order and count one version up."""
    with writing(Source, ids, by=by) as sources:
        yield sources


def save_source(*, source: Source, by: AbstractBaseUser | None) -> Source:
    """Create or change a source after checking every rule; raises ValidationError with all that is wrong."""
    with writing(Source, [source.pk], by=by):
        source.full_clean()
        source.save()
    return source


def save_document(*, document: Document, by: AbstractBaseUser | None) -> Document:
    """Create or change a document after checking every rule, as `save_source` does."""
    with audited(by), transaction.atomic():
        document.full_clean()
        document.save()
    return document


def capture(
    *,
    document: Document,
    text: str = "",
    content: bytes | None = None,
    tool: str,
    media_type: str = "text/plain",
    taken_at: datetime | None = None,
    archived_url: str = "",
    by: AbstractBaseUser | None,
) -> Capture:
    """Store a copy of the document; its SHA-256 is over `content`, or over the UTF-8 of `text`."""
    copy = Capture(
        document=document,
        taken_at=taken_at or timezone.now(),
        taken_by=by.get_username() if by else "",
        tool=tool,
        media_type=media_type,
        text=text,
        content=content,
        archived_url=archived_url,
        sha256=hashlib.sha256(content if content is not None else text.encode()).hexdigest(),
    )
    if content is None and not text:
        raise ValidationError({"text": "A capture holds a text or the bytes of the document."})
    with audited(by), transaction.atomic():
        copy.full_clean()
        copy.save()
        captures_changed.send(Capture, documents=[document])
    return copy


def discard(*, captures: Sequence[Capture], by: AbstractBaseUser | None) -> None:
    """Delete captures that were stored by mistake; sealed dossiers that hold them are not handed on again.

    Raises ValidationError when an edition names one of them: then it is evidence, and none is deleted.
    """
    with audited(by), transaction.atomic():
        named = Capture.objects.filter(pk__in=[copy.pk for copy in captures], namings__isnull=False).defer(*HELD)
        if kept := [f"{copy}: {NAMED}" for copy in named.distinct()]:
            raise ValidationError(kept)
        Capture.objects.filter(pk__in=[copy.pk for copy in captures]).delete()
        documents = Document.objects.filter(pk__in=[copy.document_id for copy in captures])
        captures_changed.send(Capture, documents=list(documents))
        advance(0, revision=1)


# -- publishing -----------------------------------------------------------------------------------


def publish(*, sources: Sequence[Source], by: AbstractBaseUser | None, note: str | None = None) -> list[Published]:
    """Publish these sources; one whose public facts have not changed gets no new edition."""
    with audited(by), transaction.atomic():
        locked = lock(Source, [source.pk for source in sources])
        published = issue(issues_for(locked, note=note), by=by)
        list_sources(published)
    return published


def reasons_against(source: Source) -> Iterable[str]:
    if source.stage in {Stage.RETRACTED, Stage.REDACTED, Stage.MERGED}:
        yield f"The source “{source.name}” was {source.get_stage_display()}: restore it, or name another."


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
    with audited(by), transaction.atomic():
        [locked] = lock(Source, [source.pk])
        refuse(_against_retracting(locked, reason))
        tombstone = {
            "format": FORMAT,
            "id": str(locked.pk),
            "slug": locked.slug,
            "api_url": f"/api/v1/sources/{locked.pk}/",
            "name": None,
            "merged_into": None,
        }
        published = append(
            [Draft(SOURCE, locked.pk, locked.slug, Kind.RETRACTED, tombstone, note=reason, tombstone=True)],
            by_id=by.pk,
        )
        mark([locked], Stage.RETRACTED)
        list_sources(published)
    return published[0]


def restore(*, source: Source, by: AbstractBaseUser, note: str | None = None) -> Published:
    """Publish a retracted source again, as it stands on the desk, with its graders who are not public yet."""
    with audited(by), transaction.atomic():
        [locked] = lock(Source, [source.pk])
        refuse(["Only a retracted source can be restored."] if locked.stage != Stage.RETRACTED else [])
        issues = [
            replace(item, kind=Kind.RESTORED) if item.root == locked else item
            for item in issues_for([locked], note=note, restored=locked)
        ]
        published = issue(issues, by=by)
        list_sources(published)
    return next(item for item in published if item.edition.subject_id == source.pk)


def _against_retracting(source: Source, reason: str) -> Iterable[str]:
    if not reason.strip():
        yield "Say why the source is retracted: the reason is public."
    if source.stage != Stage.PUBLISHED:
        yield "Only a published source can be retracted."


def list_sources(published: Sequence[Published]) -> None:
    """Derive the rows of the public list of sources from these editions, and tell who prints their names."""
    entries.derive(published, lambda item: [source_item(orjson.loads(item.edition.text or ""))])
    tell_of_new_names(published)


def tell_of_new_names(published: Sequence[Published]) -> None:
    """Cards that print the name of one of these sources are brought up to date: editions keep names as printed."""
    renamed = [
        str(item.edition.subject_id)
        for item in published
        if {"name", "slug"} & set(item.edition.changed) or not item.head.readable
    ]
    if renamed:
        app.configure_task("refresh_names").defer(source_ids=[*renamed])


def source_item(document: dict[str, Any]) -> Item:
    """The row of a source in the public list of sources, from its stored document."""
    source = cast("SourceDocument", document)
    keys = [f"kind:{source['kind']}"]
    keys += [f"country:{source['country']}"] if source["country"] else []
    keys += [f"part_of:{source['part_of']}"] if source["part_of"] else []
    return Item(
        kind=SOURCE,
        item_id=source["id"],
        body=document,
        slug=source["slug"],
        name=" ".join([source["name"], *source["aliases"]]),
        keys=keys,
    )
