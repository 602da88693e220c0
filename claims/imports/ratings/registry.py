"""How publishers' labels are read: the registry, and the judgement that a reading makes of a label."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Final, TypeVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app

from claims.imports.models import ImportedReview, RatingLabel
from claims.imports.reviewed import digest
from claims.imports.values.hosts import domains_of
from claims.models import Assessment
from claims.scales import ChangeReason, NotCheckableReason, Status, verdict_from_label
from claims.writing.fields import JudgementFields
from claimtrack.database.waiting import hold
from claimtrack.editions.roots import audited
from claimtrack.words import words_of

#: The advisory lock of PostgreSQL between those who change readings and those who judge by them.
LOCK: Final = 0x636C_726C
_MAX_KEY: Final = 160
_WITH_DOTLESS_I: Final = frozenset({"az", "tr"})
_DOTTED_AND_DOTLESS: Final = str.maketrans("Iİ", "ıi")

#: Rows by host, language and key.
Registry = Mapping[tuple[str, str, str], RatingLabel]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label where it was met: at which host, in which language, under which `key_of`."""

    host: str
    language: str
    key: str
    label: str


# -- reading labels -------------------------------------------------------------------------------


def key_of(label: str, *publisher: str, language: str = "") -> str:
    """A label as labels are compared: its letters and digits, without the publisher's name before them.

    Case, punctuation, spaces and HTML entities do not count; accents do. A label without a letter, such as a
    check mark, is compared as it is.
    """
    key = words_of(_in_small_letters(unescape(label), language)) or unescape(label).strip()
    for name in publisher:
        prefix = words_of(_in_small_letters(name, language))
        if prefix and key.startswith(f"{prefix} "):
            key = key.removeprefix(prefix).strip()
    return key if len(key) <= _MAX_KEY else f"{key[:_MAX_KEY]} {digest(key)}"


def _in_small_letters(text: str, language: str) -> str:
    """I and İ as Turkish and Azerbaijani write them small; case of all else is no difference anyway."""
    return text.translate(_DOTTED_AND_DOTLESS) if language.split("-", maxsplit=1)[0] in _WITH_DOTLESS_I else text


def hosts_of(host: str) -> list[str]:
    """The host, the domains it belongs to, and any publisher (empty): most particular first."""
    return [*domains_of(host), ""] if host else [""]


def languages_of(language: str) -> list[str]:
    """The language, without its region, and any language (empty): most particular first."""
    return list(dict.fromkeys([language, language.split("-", maxsplit=1)[0], ""]))


def ratings_for(labelled: Iterable[Labelled]) -> dict[Labelled, RatingLabel]:
    """The row that reads each label; one that nothing reads is put in the queue. Must run inside a transaction.

    A label of nobody known is left out unless a row reads it: in the queue it would stand for any publisher's.
    """
    wanted = set(labelled)
    if not wanted:
        return {}
    hold_readings(to_change=False)
    chosen = readings_of(wanted)
    unlisted = [each for each, row in chosen.items() if row is None and each.host]
    places = {(each.host, each.language, each.key): each.label for each in unlisted}
    queued = [RatingLabel(host=h, language=tag, key=key, label=places[h, tag, key]) for h, tag, key in sorted(places)]
    # Another import or job may be queueing the same ones.
    RatingLabel.objects.bulk_create(queued, ignore_conflicts=True)
    return {each: row for each, row in (chosen | readings_of(unlisted)).items() if row is not None}


def readings_of(labelled: Iterable[Labelled]) -> dict[Labelled, RatingLabel | None]:
    """The row that reads each label, or that waits to; None where the label was never met."""
    wanted = set(labelled)
    found = _listed(wanted)
    return {each: _chosen(each, found) for each in wanted}


def _listed(wanted: Iterable[Labelled]) -> Registry:
    hosts = {host for each in wanted for host in hosts_of(each.host)}
    rows = RatingLabel.objects.filter(key__in={each.key for each in wanted}, host__in=hosts)
    return {(row.host, row.language, row.key): row for row in rows}


def _chosen(each: Labelled, found: Registry) -> RatingLabel | None:
    """The most particular row that reads the label; else the one that waits for a reading.

    Markup often leaves the language out or names another: then what all languages of a publisher agree on counts.
    """
    for host in hosts_of(each.host):
        for language in languages_of(each.language):
            row = found.get((host, language, each.key))
            if row and row.is_read:
                return row
        of_host = [row for (at, _, key), row in found.items() if (at, key) == (host, each.key) and row.is_read]
        if host and of_host and len({row.reading for row in of_host}) == 1:
            return min(of_host, key=lambda row: row.language)
    return found.get((each.host, each.language, each.key))


def hold_readings(*, to_change: bool) -> None:
    """Until the end of the transaction, let many judge by the readings or one change them.

    So whoever changes a reading sees every review that was judged by the old one, and later ones see the new.
    """
    hold(LOCK, shared=not to_change)


# -- changing how they are read -------------------------------------------------------------------


def add_readings(*, ratings: Iterable[RatingLabel], by: AbstractBaseUser | None) -> int:
    """Add rows that read labels; returns how many. Labels that somebody has read already stay as they are."""
    with audited(by), transaction.atomic():
        hold_readings(to_change=True)
        listed = {(row.host, row.language, row.key): row for row in RatingLabel.objects.all()}
        fresh: dict[tuple[str, str, str], RatingLabel] = {}
        for rating in ratings:
            rating.key = key_of(rating.label, language=rating.language)
            place = (rating.host, rating.language, rating.key)
            waiting = listed.get(place)
            if waiting and waiting.is_read:
                continue
            if waiting:
                _take_the_place(rating, waiting)
            rating.full_clean(validate_unique=False, validate_constraints=False)
            fresh.setdefault(place, rating)
        added = [rating for place, rating in fresh.items() if place not in listed]
        RatingLabel.objects.bulk_create(added)
        for place in fresh.keys() & listed.keys():
            fresh[place].save(force_update=True)
        remap_later({(key, host) for host, _, key in fresh})
    return len(fresh)


def _take_the_place(rating: RatingLabel, waiting: RatingLabel) -> None:
    """Let a reading become that of a row in the queue, which reviews point to."""
    rating.pk, rating.label, rating.created_at = waiting.pk, waiting.label, waiting.created_at
    rating._state.adding = False


def remap_later(changed: Iterable[tuple[str, str]]) -> None:
    """Queue the judging of what carries these labels (key and host), where anything does."""
    changed = sorted(changed)
    reviews = ImportedReview.objects.filter(label_key__in={key for key, _ in changed})
    carried = set(reviews.values_list("label_key", flat=True).distinct())
    for key, host in changed:
        if key in carried and carrying(key, host).exists():
            app.configure_task("remap").defer(key=key, host=host)


def carrying(key: str, host: str) -> QuerySet[ImportedReview]:
    """The reviews that carry a label of this host, its subdomains included; of any host where it is empty."""
    reviews = ImportedReview.objects.filter(label_key=key, redacted=False)
    return reviews.at(host) if host else reviews


def labelled(review: ImportedReview) -> Labelled:
    return Labelled(review.host, review.language, review.label_key, review.label)


# -- what a reading makes of a review ---------------------------------------------------------------


def judgement_by(
    rating: RatingLabel, review: ImportedReview, *, supersedes: Assessment | None = None
) -> JudgementFields:
    """The review's judgement as its label is read."""
    before = supersedes
    return JudgementFields(
        claim=review.claim_id,
        source=review.judge_id,
        document=review.document_id,
        status=Status.RATED if rating.verdict else Status.NOT_CHECKABLE,
        verdict=rating.verdict,
        not_checkable_reason=rating.not_checkable_reason,
        label=review.label,
        scale=rating.scale,
        rationale=before.rationale if before else review.reasons,
        assessed_at=before.assessed_at if before else review.assessed_at,
        approved_at=timezone.now(),
        supersedes=before.pk if before else None,
        change_reason=ChangeReason.REMAPPED if before else "",
    )


def judgement_in_our_words(review: ImportedReview) -> JudgementFields | None:
    """The judgement of a review whose label is one of our own, as our exports write them; None for any other."""
    words = words_of(review.label)
    verdict = verdict_from_label(review.label).value
    reason = next((each for each in NotCheckableReason if each.meaning == review.reasons), None)
    if verdict is None and (words != words_of(str(Status.NOT_CHECKABLE.label)) or reason is None):
        return None
    reading = RatingLabel(verdict=verdict or "", not_checkable_reason="" if verdict else reason or "")
    return judgement_by(reading, review)


_Appearing = TypeVar("_Appearing")


def showing_media(
    appearances: Sequence[_Appearing], page_id: UUID | None, *, document_of: Callable[[_Appearing], object]
) -> Sequence[_Appearing]:
    """The appearances that a label about media speaks of: those in the claim's documents, else in the review."""
    return [each for each in appearances if document_of(each) != page_id] or appearances
