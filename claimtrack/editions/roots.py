"""Roots: desk rows whose public form is an edition, and the lock every write under one takes."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Self, TypeVar
from uuid import UUID

import pghistory
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.db.models import F, Q

from claimtrack.database.waiting import locked
from claimtrack.editions.noted import notes_of
from claimtrack.ids import Identified, SlugField
from claimtrack.versions import Versioned
from claimtrack.vocabulary import Described


class Stage(Described):
    """Where a root stands in the newsroom's workflow."""

    DRAFT = "draft", "Seen by staff only.", "draft"
    IN_REVIEW = "in_review", "Handed to an editor.", "in review"
    PUBLISHED = "published", "Its newest edition is public; the desk may be ahead of it.", "published"
    RETRACTED = "retracted", "Withdrawn, with a public reason.", "retracted"
    MERGED = "merged", "Continued by another.", "merged"
    WITHHELD = "withheld", "Kept from readers while it is examined.", "withheld"
    REDACTED = "redacted", "Taken away under a legal duty.", "redacted"


AnyRoot = TypeVar("AnyRoot", bound="Root")


class RootQuerySet(models.QuerySet[AnyRoot]):
    def published(self) -> Self:
        return self.filter(stage=Stage.PUBLISHED)

    def with_unpublished_changes(self) -> Self:
        return self.published().exclude(version=F("published_version"))

    def untouched_by_people(self) -> Self:
        return self.filter(edited_by_person=False)


class Root(Versioned, Identified):
    """A desk row that is published as editions; `version` counts the writes under it."""

    slug = SlugField(unique=True)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    published_version = models.PositiveIntegerField(null=True, editable=False)
    edited_by_person = models.BooleanField(default=False, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="Who made it, and whose it is with all that stands under it; empty when an import did.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_published_version_exists",
                condition=Q(published_version__isnull=True) | Q(published_version__lte=F("version")),
                violation_error_message="The published version cannot be ahead of the desk.",
            ),
        ]
        # What waits is found, in its order, without looking at all the rest (`claimtrack.workplace.queue`).
        indexes = [
            models.Index(
                fields=["stage", "updated_at"],
                name="%(class)s_waiting",
                condition=Q(stage__in=[Stage.DRAFT, Stage.IN_REVIEW]),
            ),
            models.Index(
                fields=["updated_at"],
                name="%(class)s_ahead",
                condition=Q(stage=Stage.PUBLISHED) & ~Q(version=F("published_version")),
            ),
        ]

    @property
    def has_unpublished_changes(self) -> bool:
        return self.stage == Stage.PUBLISHED and self.version != self.published_version


def lock(model: type[AnyRoot], ids: Iterable[UUID]) -> list[AnyRoot]:
    """Lock these roots in id order, so that two writers never wait for each other in a ring. Raises Held."""
    return locked(model._default_manager.filter(pk__among=set(ids)).order_by("pk"))


def audited(by: AbstractBaseUser | None, *, reason: str | None = None) -> AbstractContextManager[object]:
    """Note in the audit trail who writes, and why; with None, for an import or a job, whoever is noted stays."""
    noted = notes_of(by, reason) if by else {}
    context: AbstractContextManager[object] = pghistory.context(**noted)
    return context


def acting(actor: str) -> AbstractContextManager[object]:
    """Note in the audit trail which program writes what no person does, in words: “an import”, “a case”."""
    context: AbstractContextManager[object] = pghistory.context(actor=actor)
    return context


@contextmanager
def writing(model: type[AnyRoot], ids: Iterable[UUID], *, by: AbstractBaseUser | None) -> Iterator[list[AnyRoot]]:
    """Write under these roots: one transaction that holds their locks and counts one version up.

    `by` is the person who writes, or None for an import or a job; the audit trail keeps it.
    """
    with audited(by), transaction.atomic():
        roots = lock(model, ids)
        yield roots
        model._default_manager.filter(pk__in=[root.pk for root in roots]).update(
            version=F("version") + 1, **({"edited_by_person": True} if by else {})
        )
