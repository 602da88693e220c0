"""Agreeing to what is published: approvals bound to what was seen, and what one person publishes alone.

The rule itself is `eyes.py`. Here its facts are read, approvals are written, and whoever publishes asks whether they
may (`review`), before an edition is made, and notes afterwards what a second person owes a look (`owe`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import orjson
import pghistory
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from claimtrack.accounts.models import is_program
from claimtrack.accounts.names import NOBODY, person_name
from claimtrack.accounts.pseudonyms import signed
from claimtrack.accounts.rights import demand
from claimtrack.accounts.roles import Role, role_of
from claimtrack.accounts.table import grant_for
from claimtrack.editions.agreement import Approval, ApprovedText, Authorship, SecondLook
from claimtrack.editions.chain import Document, ReviewValue, canonical
from claimtrack.editions.models import Edition
from claimtrack.editions.publishing import Issue, issue, refuse, says_the_same
from claimtrack.editions.roots import Root, Stage, audited, lock
from claimtrack.editions.shown import text_sha256
from claimtrack.editions.store import Published, last_documents
from claimtrack.text import shortened
from claimtrack.writing import eyes
from claimtrack.writing.authors import last_editions
from claimtrack.writing.shown import Shown, hold_to_what_was_shown
from claimtrack.writing.trail import last_writer
from claimtrack.writing.works import desk_work

#: How editions are marked that no person publishes.
AUTOMATIC: Final[ReviewValue] = "automatic"
ALONE: Final[ReviewValue] = "alone"


# -- approving ------------------------------------------------------------------------------------


def approve_root(*, root: Root, by: AbstractBaseUser, shown: str) -> Approval:
    """Agree to what a claim, a narrative or a source says as it stands; any change of that voids it.

    `shown` is its `document_sha256` as whoever approves saw it; another by now raises NotAsShown. Nothing is published.
    From here on no import changes it by itself. Raises NotAllowed, and CannotPublish with what stands against it.
    """
    with audited(by), transaction.atomic():
        [locked] = lock(type(root), [root.pk])
        demand(by, "approve", [locked])
        said = desk_work(locked).said([locked])[locked.pk]
        hold_to_what_was_shown([locked], {locked.pk: shown}, {locked.pk: text_sha256(said)})
        text = texts([locked], {locked.pk: text_sha256(said)})[locked.pk]
        refuse(_against_approving(locked, text, by))
        type(locked)._default_manager.filter(pk=locked.pk).update(edited_by_person=True)
        return _approved(locked, said, text, by)


def _against_approving(root: Root, text: eyes.Text, by: AbstractBaseUser) -> Iterator[str]:
    if root.stage in {Stage.MERGED, Stage.REDACTED}:
        yield f"It was {root.get_stage_display()}, and is not published any more."
    yield from eyes.against_approving(text, person_of(by))


def _approved(root: Root, said: Document, text: eyes.Text, by: AbstractBaseUser) -> Approval:
    ApprovedText.objects.bulk_create(
        [ApprovedText(subject_id=root.pk, sha256=text.sha256, text=canonical(said))], ignore_conflicts=True
    )
    role = role_of(by) or ""
    return Approval.objects.create(subject_id=root.pk, sha256=text.sha256, by_id=by.pk, role=role, after=text.since)


def approved_before(root: Root) -> Document | None:
    """What was approved last of a root, for whoever is to approve what it has become; None where nothing is kept."""
    last = Approval.objects.filter(subject_id=root.pk, edition=None).order_by("pk").last()
    kept = ApprovedText.objects.filter(pk=(root.pk, last.sha256)).first() if last else None
    return orjson.loads(kept.text) if kept else None


def has_standing_approval(roots: Sequence[Root]) -> dict[UUID, bool]:
    """Of each of these roots, whether a person approved it as it stands."""
    return {pk: any(map(text.counts, text.approved)) for pk, text in texts(roots).items()}


def against_own_judgement(row: Any, by: AbstractBaseUser) -> Iterator[str]:
    """Why this person does not approve this judgement: they wrote it first or last, and somebody else may approve it.

    A row of judgement has an `analyst`; who wrote it last, the audit trail says.
    """
    if by.pk in {row.analyst_id, last_writer(row)} and not is_relaxed(type(row), "approve"):
        yield "You wrote it: somebody else approves it."


# -- who has agreed -------------------------------------------------------------------------------


def person_of(account: AbstractBaseUser) -> eyes.Person:
    """An account as the rule knows it, in the role it has now."""
    return eyes.Person(account.pk, person_name(account), role_of(account), is_program(account))


def texts(roots: Sequence[Root], numbers: Mapping[UUID, str] | None = None) -> dict[UUID, eyes.Text]:
    """The text of each of these roots, its author and its approvals; `numbers` are theirs, where they are known."""
    ids = [root.pk for root in roots]
    numbers = numbers_of(roots) if numbers is None else numbers
    written = {row.subject_id: row for row in Authorship.objects.filter(subject_id__among=ids).order_by("pk")}
    approved: dict[UUID, list[Approval]] = defaultdict(list)
    for row in Approval.objects.filter(subject_id__among=ids, edition=None).order_by("pk"):
        approved[row.subject_id].append(row)
    people = _people([*written.values(), *(row for rows in approved.values() for row in rows)])
    since = last_editions(ids)
    return {
        pk: eyes.Text(
            numbers[pk],
            _agreed(written[pk], people) if pk in written else None,
            [_agreed(row, people) for row in approved[pk]],
            since.get(pk, 0),
        )
        for pk in ids
    }


def numbers_of(roots: Iterable[Root]) -> dict[UUID, str]:
    """The `document_sha256` of each of these roots, of whatever sorts."""
    by_model: dict[type[Root], list[Root]] = defaultdict(list)
    for root in roots:
        by_model[type(root)].append(root)
    return {pk: number for model, rows in by_model.items() for pk, number in desk_work(model).sha256(rows).items()}


def _people(rows: Iterable[Authorship | Approval]) -> dict[int, User]:
    ids = {row.by_id for row in rows}
    return User.objects.in_bulk(ids) if ids else {}


def _agreed(row: Authorship | Approval, people: Mapping[int, User]) -> eyes.Agreed:
    """As they were when they agreed: a role given or taken away later changes nothing of it."""
    role = Role(row.role) if row.role else None
    is_program = isinstance(row, Authorship) and row.is_program
    person = eyes.Person(row.by_id, person_name(people.get(row.by_id), NOBODY), role, is_program)
    return eyes.Agreed(person, row.sha256, row.after)


# -- whether it may be published ------------------------------------------------------------------


def is_relaxed(model: type[Model], action: str = "publish") -> bool:
    """Whether one person is enough: only one active person may do this at all, or a setting says so."""
    return not settings.FOUR_EYES or who_may(action, model)[:2].count() < eyes.PEOPLE


def who_may(action: str, model: type[Model]) -> "QuerySet[User]":
    """Active people, no programs, whose role may do this to some row of the model."""
    roles = [role for role in Role if grant_for(role, action, model)]
    named = User.objects.filter(is_active=True).exclude(profile__is_program=True)
    administrators = Q(is_superuser=True) if Role.ADMINISTRATOR in roles else Q()
    return named.filter(Q(groups__name__in=roles) | administrators).distinct()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How roots were agreed to, by their ids (None: not enough), and in sentences what is missing."""

    reviews: Mapping[UUID, ReviewValue | None]
    missing: Sequence[str] = ()

    def __or__(self, other: "Reviewed") -> "Reviewed":
        return Reviewed({**self.reviews, **other.reviews}, [*self.missing, *other.missing])


def reviewed(
    roots: Sequence[Root],
    *,
    by: AbstractBaseUser | None,
    shown: Shown,
    alone: str | None = None,
    waits: bool = True,
    numbers: Mapping[UUID, str] | None = None,
) -> Reviewed:
    """How each of these locked roots was agreed to, for its edition to say, and all that is missing.

    `numbers` are those of their texts, where they are known. Whoever publishes agrees to what they were `shown`.
    `alone` is why somebody publishes without a second person; what does not wait for one (a correction, a merger)
    says why by itself.
    """
    if by is None:
        return Reviewed(dict.fromkeys((root.pk for root in roots), AUTOMATIC))
    if alone is not None and not alone.strip():
        return Reviewed({}, ["Say why it is published by one person alone."])
    agreed = {pk: agreed_with(pk, text, by, shown) for pk, text in texts(roots, numbers).items()}
    is_relaxed_for = {model: is_relaxed(model) for model in {type(root) for root in roots}}
    goes_alone = alone is not None or not waits
    reviews = {
        root.pk: eyes.review_of(agreed[root.pk].values(), is_relaxed=is_relaxed_for[type(root)], goes_alone=goes_alone)
        for root in roots
    }
    missing = [
        f"“{shortened(str(root), 80)}”: {sentence}"
        for root in roots
        if reviews[root.pk] is None
        for sentence in _still_missing(root, agreed[root.pk].values(), by, shown)
    ]
    return Reviewed(reviews, missing)


def agreed_with(root_id: UUID, text: eyes.Text, by: AbstractBaseUser, shown: Shown) -> dict[int, eyes.Person]:
    """Who has agreed once this person publishes it: they do if this text is what they were shown."""
    return eyes.agreed_to(text, publisher=person_of(by) if shown.get(root_id) == text.sha256 else None)


def _still_missing(root: Root, people: Collection[eyes.Person], by: AbstractBaseUser, shown: Shown) -> Iterator[str]:
    yield from eyes.missing(people)
    if root.pk not in shown and by.pk not in {person.id for person in people}:
        yield "Whoever publishes from a list has not been shown it: publish it from its own page."


def issue_agreed(issues: Sequence[Issue], found: Reviewed, *, by: AbstractBaseUser | None, why: str) -> list[Published]:
    """Append these, each with how it was agreed to; what one person publishes alone is owed a second look.

    `why` is the reason, or what stands in its place. Raises CannotPublish with what is missing.
    """
    refuse(found.missing if found.missing and _say_something_new(issues) else [])
    with noting(found, by=by):
        published = issue([replace(each, review=found.reviews[each.root.pk]) for each in issues], by=signed(by))
    owe(published, found, by=by, why=why)
    return published


def _say_something_new(issues: Sequence[Issue]) -> bool:
    """Whether any of them would get an edition: nobody has to agree to what readers have already."""
    standing = last_documents([each.root.pk for each in issues])
    return not all(says_the_same(standing.get(each.root.pk), each.composed.document) for each in issues)


def reviewed_alone(root: Root) -> Reviewed:
    """How a root is agreed to that one person withdraws, for which nobody waits."""
    return Reviewed({root.pk: "relaxed" if is_relaxed(type(root)) else ALONE})


def noting(found: Reviewed, *, by: AbstractBaseUser | None) -> AbstractContextManager[object]:
    """Note in the audit trail how what a person publishes now was agreed to."""
    said = {"review": sorted({str(each) for each in found.reviews.values()})} if by else {}
    context: AbstractContextManager[object] = pghistory.context(**said)
    return context


# -- alone, and looked at afterwards --------------------------------------------------------------


def owe(published: Iterable[Published], found: Reviewed, *, by: AbstractBaseUser | None, why: str) -> None:
    """Note of what was published alone that somebody else looks at it, within `HOURS_TO_LOOK`."""
    SecondLook.objects.bulk_create(
        SecondLook(
            subject_id=item.edition.subject_id,
            number=item.edition.number,
            subject_type=item.edition.subject_type,
            sha256=item.edition.sha256,
            by_id=by.pk,
            reason=why.strip(),
            at=item.edition.published_at,
        )
        for item in published
        if by and found.reviews.get(item.edition.subject_id) == ALONE
    )


def second_looks() -> "QuerySet[SecondLook]":
    """Those that are owed, the most urgent first: of editions that readers have, and nobody else has looked at."""
    of_it = {"subject_id": OuterRef("subject_id")}
    looked_at = Approval.objects.filter(edition=OuterRef("number"), **of_it)
    readable = Edition.objects.filter(number=OuterRef("number"), text__isnull=False, **of_it)
    return SecondLook.objects.filter(~Exists(looked_at), Exists(readable)).order_by("at")


def look_again(*, root: Root, number: int, by: AbstractBaseUser, shown: str) -> Approval:
    """Agree afterwards to an edition that somebody published alone; `shown` is its SHA-256.

    Who does not agree withholds, corrects or retracts it. Raises NotAllowed, NotAsShown, and CannotPublish.
    """
    with audited(by), transaction.atomic():
        [locked] = lock(type(root), [root.pk])
        demand(by, "approve", [locked])
        owed = second_looks().filter(subject_id=locked.pk, number=number).first()
        refuse(_against_looking(owed, by))
        assert owed is not None
        hold_to_what_was_shown([locked], {locked.pk: shown}, {locked.pk: owed.sha256})
        role = role_of(by) or ""
        return Approval.objects.create(
            subject_id=locked.pk, sha256=owed.sha256, by_id=by.pk, role=role, after=number, edition=number
        )


def _against_looking(owed: SecondLook | None, by: AbstractBaseUser) -> Iterator[str]:
    if owed is None:
        yield "No second look is owed to this edition."
    elif owed.by_id == by.pk:
        yield "You published it alone: somebody else looks at it."
    elif is_program(by):
        yield "A program looks at nothing: a person does."
