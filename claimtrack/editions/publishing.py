"""From a composed document to an edition: what publishing a claim, a source or a narrative has in common."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F, Q
from procrastinate.contrib.django import app
from psycopg.errors import RestrictViolation

from claimtrack.editions.chain import Document, ReviewValue, changed_members
from claimtrack.editions.composed import Composed, held_back, keep_back
from claimtrack.editions.models import Head, Kind
from claimtrack.editions.roots import Root, Stage
from claimtrack.editions.store import Draft, Published, Signature, advance, append, documents_at

#: Members that say how an edition came about, not what it says.
ABOUT_ITSELF = ("edition", "corrections")


class CannotPublish(ValidationError):
    """Publishing was refused; `messages` lists every reason, and what would help."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A locked root and the document it is to be published as.

    `kind` is None for what is published at first and updated from then on. `last_words` is what readers last had,
    where that is not the newest edition: of a retracted claim, what it said before its tombstone. `review` is as for
    a draft.
    """

    root: Root
    subject_type: str
    composed: Composed
    kind: Kind | None = None
    note: str | None = None
    last_words: Document | None = None
    review: ReviewValue | None = None


def says_the_same(previous: Document | None, document: Document) -> bool:
    """Would a new edition say nothing new?"""
    return previous is not None and _content(previous) == _content(document)


def _content(document: Document) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in ABOUT_ITSELF}


def refuse(reasons: Iterable[str]) -> None:
    """Raise CannotPublish with all of these reasons, if there are any."""
    if listed := list(reasons):
        raise CannotPublish(listed)


def issue(issues: Sequence[Issue], *, by: Signature | None) -> list[Published]:
    """Append those of these that say something new, note all roots as published, keep what they hold back."""
    heads = _heads(issues)
    previous = documents_at(heads.values())
    published = _appended(
        [
            Draft(
                subject_type=item.subject_type,
                subject_id=item.root.pk,
                slug=item.root.slug,
                kind=item.kind or (Kind.UPDATED if item.root.pk in heads else Kind.PUBLISHED),
                document=item.composed.document,
                note=item.note,
                changed=changed_members(item.last_words or previous.get(item.root.pk), item.composed.document),
                review=item.review,
            )
            for item in issues
            if not says_the_same(previous.get(item.root.pk), item.composed.document)
        ],
        by=by,
        heads=heads,
    )
    if not published:
        advance(0)  # the lock alone: a neighbour published at this moment must see what we hold back
    mark([item.root for item in issues], Stage.PUBLISHED)
    keep_back({item.root.pk: item.composed for item in issues})
    release_later([item.root.pk for item in issues])
    return published


def _appended(drafts: Sequence[Draft], *, by: Signature | None, heads: Mapping[UUID, Head]) -> list[Published]:
    """What was composed, appended; unless something that it names has gone meanwhile, of which the database tells."""
    try:
        return append(drafts, by=by, heads=heads)
    except IntegrityError as error:
        if not isinstance(error.__cause__, RestrictViolation):
            raise
        raise CannotPublish([error.__cause__.diag.message_primary or str(error)]) from error


def _heads(issues: Sequence[Issue]) -> dict[UUID, Head]:
    """The heads of those that were published before. Refuses a slug under which another subject was published.

    An address leads to one subject: a slug stays with whoever was published under it last.
    """
    own = {item.root.pk for item in issues}
    slugs: dict[str, list[str]] = defaultdict(list)
    for item in issues:
        slugs[item.subject_type].append(item.root.slug)
    here = reduce(or_, [Q(subject_type=type_, slug__in=wanted) for type_, wanted in slugs.items()], Q(pk__among=own))
    heads = {head.subject_id: head for head in Head.objects.filter(here)}
    refuse(
        f"The slug “{head.slug}” is the public address of another {head.subject_type}: choose another slug."
        for head in heads.values()
        if head.subject_id not in own
    )
    return heads


def release_later(subject_ids: Sequence[UUID]) -> None:
    """Queue the job `settle` for freshly published subjects, if anything is held back by them or for them.

    Called under the counter's lock: whoever published before us is seen here, and whoever publishes after us
    will see our fragments. So no pair of neighbours can miss each other.
    """
    if held_back(subject_ids).exists():
        app.configure_task("settle").defer(subject_ids=[str(pk) for pk in subject_ids])


def mark(roots: Iterable[Root], stage: Stage) -> None:
    """Note on the desk that these roots now stand at `stage`, with everything written so far taken in."""
    by_model: dict[type[Root], list[Root]] = defaultdict(list)
    for root in roots:
        by_model[type(root)].append(root)
    for model, members in by_model.items():
        model._default_manager.filter(pk__among=[root.pk for root in members]).update(
            stage=stage, published_version=F("version")
        )
