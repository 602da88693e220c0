"""Two people for one merger: whoever asks for it first waits for somebody else who has seen the same.

The rule is that of publishing (`eyes.py`): two people, one of them an editor, where a newsroom has as many. What they
agree to is that these two are one, known by a number over what both say of themselves, and what readers are told of it,
in the same words: whoever sends other words asks anew. Which rows name them meanwhile does not count: the next
quotation that comes in would ask both again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.utils import timezone

from claimtrack.accounts.names import NOBODY, person_name
from claimtrack.accounts.roles import Role, role_of
from claimtrack.editions.joining import Joined, Joining
from claimtrack.editions.publishing import refuse
from claimtrack.editions.roots import Root
from claimtrack.editions.shown import text_sha256
from claimtrack.text import shortened
from claimtrack.writing import eyes
from claimtrack.writing.agreement import Reviewed, is_relaxed, numbers_of, person_of
from claimtrack.writing.shown import NotAsShown
from claimtrack.writing.works import desk_work

SEEN_FIRST: Final = "Two people agree to this. Look at both first, and name the number of what you saw."


@dataclass(frozen=True, slots=True)
class Waits:
    """That nothing was done yet: somebody else has to agree."""

    joining: Joining


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody asks for: `root` is the one in whose name it is done, `other` the one that goes on, or is meant."""

    kind: Joined
    root: Root
    other: Root
    by: AbstractBaseUser
    note: str
    shown: str | None = None
    chosen: Sequence[UUID] = ()

    @cached_property
    def sha256(self) -> str:
        """Taken once, while both stand as they were seen."""
        return joining_sha256(self.kind, self.root, self.other, self.chosen)

    def is_asked_by(self, row: Joining) -> bool:
        """Whether this is what somebody asked for before: the same, in the same words, however they are broken."""
        return row.sha256 == self.sha256 and row.note.split() == self.note.split()


def joining_sha256(kind: Joined, root: Root, other: Root, chosen: Iterable[UUID] = ()) -> str:
    """The number of what people agree to: who both are, by the numbers of what they say, and what is done."""
    numbers = numbers_of([root, other])
    said = {"root": numbers[root.pk], "other": numbers[other.pk], "ids": [str(root.pk), str(other.pk)]}
    return text_sha256({"kind": kind.value, "said": said, "chosen": sorted(map(str, chosen))})


def agreed(asked: Asked, *, needs_two: bool) -> Reviewed | Waits:
    """How many have agreed, for the editions to say; or that it waits for a second person, which is noted.

    Both roots are locked. Raises NotAsShown, and CannotPublish where one person asks twice.
    """
    number = asked.sha256
    if asked.shown and asked.shown != number:
        both = " or ".join(f"“{shortened(str(root), 80)}”" for root in (asked.root, asked.other))
        raise NotAsShown([f"{both} was changed after they were shown to you. Look at them as they stand now."])
    one_is_enough = is_relaxed(type(asked.root), asked.kind)
    refuse([SEEN_FIRST] if needs_two and not one_is_enough and not asked.shown else [])
    people = {each.id: each for each in _asking(asked)}
    review = eyes.review_of(people.values(), is_relaxed=one_is_enough, goes_alone=not needs_two)
    if review is None:
        return _wait(asked)
    return Reviewed({asked.root.pk: review, asked.other.pk: review})


def _asking(asked: Asked) -> Iterator[eyes.Person]:
    yield person_of(asked.by)
    for row in open_for(asked.root, asked.kind):
        if asked.is_asked_by(row) and row.by_id != asked.by.pk:
            role = Role(row.role) if row.role else None
            yield eyes.Person(row.by_id, asked_by(row), role)


def open_for(root: Root, kind: Joined) -> Sequence[Joining]:
    """What somebody has asked for of this root, and nobody has agreed to yet: one at most."""
    return list(Joining.objects.filter(subject_id=root.pk, kind=kind, done_at=None))


def asked_by(row: Joining) -> str:
    return person_name(User.objects.filter(pk=row.by_id).first(), NOBODY)


def _wait(asked: Asked) -> Waits:
    """Note who asks; what was asked before, and was not the same, is asked no more."""
    standing = open_for(asked.root, asked.kind)
    refuse(
        "You have asked for this already: somebody else agrees."
        for row in standing
        if row.by_id == asked.by.pk and asked.is_asked_by(row)
    )
    Joining.objects.filter(pk__in=[row.pk for row in standing]).delete()
    return Waits(noted(asked))


def noted(asked: Asked) -> Joining:
    return Joining.objects.create(
        kind=asked.kind,
        subject_type=desk_work(asked.root).name,
        subject_id=asked.root.pk,
        other_id=asked.other.pk,
        sha256=asked.sha256,
        chosen=sorted(map(str, asked.chosen)),
        note=asked.note.strip(),
        by_id=asked.by.pk,
        role=role_of(asked.by) or "",
    )


def done(asked: Asked) -> Joining:
    """The row of what is done now: that of whoever asked first, if somebody did; what else was asked for is not."""
    standing = open_for(asked.root, asked.kind)
    same = next((row for row in standing if asked.is_asked_by(row)), None)
    Joining.objects.filter(pk__in=[row.pk for row in standing if row is not same]).delete()
    row = same or noted(asked)
    row.done_at, row.done_by_id = timezone.now(), asked.by.pk
    row.save(update_fields=["done_at", "done_by_id"])
    return row
