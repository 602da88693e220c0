"""Saying how a label is read: the change of a row, and what follows for the claims that carry the label."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from claims.imports.models import RatingLabel
from claims.imports.ratings.registry import Labelled, hold_readings, key_of, readings_of, remap_later
from claimtrack.editions.roots import audited
from claimtrack.writing import KEEP, Create, Fields, Keep, Update, Writable, Written, demand, describe, write


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingFields(Fields):
    """How one publisher's label is read; an empty `host` is any publisher, an empty `language` any language."""

    model: ClassVar[type[Model]] = RatingLabel

    host: str | Keep = KEEP
    language: str | Keep = KEEP
    label: str | Keep = KEEP
    verdict: str | Keep = KEEP
    not_checkable_reason: str | Keep = KEEP
    media_category: str | Keep = KEEP
    scale: str | Keep = KEEP
    explained_at: str | Keep = KEEP
    note: str | Keep = KEEP


def read_label(*, change: Create[RatingFields] | Update[RatingFields], by: AbstractBaseUser | None) -> Written:
    """Store how a label is read, and queue what follows for the claims that carry it. Raises as `write` does."""
    demand(by, "change", [RatingLabel])
    with audited(by), transaction.atomic():
        hold_readings(to_change=True)
        before = RatingLabel.objects.filter(pk=change.row).first() if isinstance(change, Update) else None
        written = write([change], by=by)
        [rating] = written.rows
        _refuse_to_unread(rating)
        remap_later({(each.key, each.host) for each in (before, rating) if each})
    return written


def _compared(ratings: Sequence[RatingLabel], by: AbstractBaseUser | None, given: Collection[str]) -> None:
    for rating in ratings:
        _compare_by(rating)


def _compare_by(rating: RatingLabel) -> None:
    """Keep the host and the key as labels are found by."""
    host, slash, account = rating.host.partition("/")  # in some accounts the case tells one from another
    rating.host = host.lower().removeprefix("www.").strip(".") + slash + account
    before = None if rating._state.adding else RatingLabel.objects.get(pk=rating.pk)
    if before and before.label != rating.label and before.reviews.exists():
        raise ValidationError({"label": "Reviews carry this label as it stands: add another one instead."})
    # What came with the publisher's name before it is compared without: such a key is not to be made again.
    is_same = before and (before.label, before.language) == (rating.label, rating.language)
    rating.key = before.key if before and is_same else key_of(rating.label, language=rating.language)


def _refuse_to_unread(rating: RatingLabel) -> None:
    """A judgement is superseded by another one, never taken back: whatever was read must stay so."""
    judged = rating.reviews.filter(assessment__isnull=False)
    labels = [
        Labelled(*place, label=rating.label) for place in judged.values_list("host", "language", "label_key").distinct()
    ]
    if any(row is None or not row.is_read for row in readings_of(labels).values()):
        raise ValidationError("Claims are judged by this label already: say how else to read it.")


describe(Writable(fields=RatingFields, complete=_compared))
