"""Who wrote the text of a root as it stands: noted by every write of a person or a program, of every root it changes.

A write is of one row, which may stand under many roots, and print in them or not. So each root's number is taken before
and after: whoever made it another is the author of the new text, all of it, and nobody else is any more. What an import
or a job writes (`by` None) is noted nowhere and makes nobody an author. What is changed by a row that stands under no
root (a document, a subject, a topic) or past all actions has another number than the last that was noted: nobody has
written that text, and whoever agrees to it says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Max

from claimtrack.accounts.models import is_program
from claimtrack.accounts.roles import role_of
from claimtrack.editions.agreement import Authorship
from claimtrack.editions.models import REMOVALS, Edition
from claimtrack.editions.roots import Root
from claimtrack.writing.book import RootKey
from claimtrack.writing.works import DESK_WORKS


@contextmanager
def noting_authors(keys: Iterable[RootKey], *, by: AbstractBaseUser | None) -> Iterator[None]:
    """Note `by` as the author of each of these locked roots whose text is another one afterwards."""
    if by is None:
        yield
        return
    keys = set(keys)
    before = _numbers(keys)
    yield
    after = _numbers(keys)
    note_author({pk: number for pk, number in after.items() if before.get(pk) != number}, by=by)


def note_author(texts: Mapping[UUID, str], *, by: AbstractBaseUser) -> None:
    """Note `by` as the author of these texts: roots by their ids, each with its number.

    One write may lie in another, and is noted once.
    """
    noted = Authorship.objects.filter(subject_id__among=list(texts)).order_by("pk")
    newest = {row.subject_id: (row.sha256, row.by_id) for row in noted} if texts else {}
    texts = {pk: number for pk, number in texts.items() if newest.get(pk) != (number, by.pk)}
    if not texts:
        return
    editions = last_editions(texts)
    role, program = role_of(by), is_program(by)
    Authorship.objects.bulk_create(
        Authorship(
            subject_id=pk,
            sha256=number,
            by_id=by.pk,
            role=role or "",
            is_program=program,
            after=editions.get(pk, 0),
        )
        for pk, number in sorted(texts.items())
    )


def last_editions(subject_ids: Iterable[UUID]) -> dict[UUID, int]:
    """The number of the last edition that a person published of each of these, of those that have one.

    What a job publishes by itself says nothing new, and what is withheld or redacted is not published.
    """
    by_people = Edition.objects.filter(subject_id__among=list(subject_ids), by_id__isnull=False)
    numbers = by_people.exclude(kind__in=REMOVALS).values("subject_id").annotate(last=Max("number"))
    return dict(numbers.values_list("subject_id", "last"))


def _numbers(keys: Iterable[RootKey]) -> dict[UUID, str]:
    by_model: dict[type[Root], set[UUID]] = defaultdict(set)
    for model, pk in keys:
        by_model[model].add(pk)
    return {
        pk: number
        for model, ids in by_model.items()
        if (roots := list(model._default_manager.filter(pk__among=ids).order_by("pk")))
        for pk, number in DESK_WORKS[model].sha256(roots).items()
    }
