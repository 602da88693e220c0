"""From a composed document to an edition: what publishing a claim, a source or a narrative has in common."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import F
from procrastinate.contrib.django import app

from claimtrack.editions.chain import Document, changed_members
from claimtrack.editions.composed import Composed, held_back, keep_withheld
from claimtrack.editions.models import Head, Kind
from claimtrack.editions.roots import Root, Stage
from claimtrack.editions.store import Draft, Published, advance, append, last_documents

#: Members that say how an edition came about, not what it says.
ABOUT_ITSELF = ("edition", "corrections")


class CannotPublish(ValidationError):
    """Publishing was refused; `messages` lists every reason, and what would help."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A locked root and the document it is to be published as."""

    root: Root
    subject_type: str
    composed: Composed
    kind: Kind
    note: str | None = None


def says_the_same(previous: Document | None, document: Document) -> bool:
    """Would a new edition say nothing new?"""
    return previous is not None and _content(previous) == _content(document)


def _content(document: Document) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in ABOUT_ITSELF}


def ordinary_kind(head: Head | None) -> Kind:
    return Kind.UPDATED if head else Kind.PUBLISHED


def refuse(reasons: Iterable[str]) -> None:
    """Raise CannotPublish with all of these reasons, if there are any."""
    if listed := list(reasons):
        raise CannotPublish(listed)


def issue(issues: Sequence[Issue], *, by: AbstractBaseUser | None) -> list[Published]:
    """Append those of these that say something new, note all roots as published, keep what they hold back."""
    refuse(_slugs_taken(issues))
    previous = last_documents(item.root.pk for item in issues)
    published = append(
        [
            Draft(
                subject_type=item.subject_type,
                subject_id=item.root.pk,
                slug=item.root.slug,
                kind=item.kind,
                document=item.composed.document,
                note=item.note,
                changed=changed_members(previous.get(item.root.pk), item.composed.document),
            )
            for item in issues
            if not says_the_same(previous.get(item.root.pk), item.composed.document)
        ],
        by_id=by.pk if by else None,
    )
    if not published:
        advance(0)  # the lock alone: a neighbour published at this moment must see what we hold back
    mark([item.root for item in issues], Stage.PUBLISHED)
    keep_withheld({item.root.pk: item.composed for item in issues})
    settle_later([item.root.pk for item in issues])
    return published


def _slugs_taken(issues: Sequence[Issue]) -> Iterable[str]:
    """An address leads to one subject: a slug stays with whoever was published under it last."""
    wanted = {(item.subject_type, item.root.slug) for item in issues}
    own = {item.root.pk for item in issues}
    for head in Head.objects.filter(slug__in=[slug for _, slug in wanted]):
        if (head.subject_type, head.slug) in wanted and head.subject_id not in own:
            yield f"The slug “{head.slug}” is the public address of another {head.subject_type}: choose another slug."


def settle_later(subject_ids: Sequence[UUID]) -> None:
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
