"""Looking through new editions for saved searches, and telling their people.

How far that came is stored together with what it came to (`SearchCursor`): a worker that is killed has done all of a
batch or nothing of it, so each edition is looked at once, and each search tells of it once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Min
from django.utils import timezone

from claims.record.documents import CLAIM
from claims.record.query import ClaimConditions
from claims.tools.searches.asking import read
from claims.tools.searches.firing import Firing, What, firings
from claims.writing.searches.models import SavedSearch, SearchCursor, SearchFiring
from claims.writing.searches.telling import SEARCH
from claimtrack.accounts.rights import may
from claimtrack.database.waiting import locked
from claimtrack.editions.changes import editions_since
from claimtrack.editions.models import REMOVALS, Edition
from claimtrack.editions.state import record_state
from claimtrack.ids import uuid7
from claimtrack.query.faults import InvalidQuery
from claimtrack.workplace.models import Happening, Mail, Notice
from claimtrack.workplace.notices import may_be_told, ring

#: The job that looks.
TASK: Final = "tell_of_searches"
#: So many positions are looked at in one transaction.
BATCH: Final = 200


def look(*, most: int = BATCH) -> int:
    """Tell of all that was published since; returns how many notices that made."""
    made = 0
    while (told := _look_at_some(most)) is not None:
        made += told
    return made


def _look_at_some(most: int) -> int | None:
    """How many notices the next editions made; None once there are no more."""
    with transaction.atomic():
        SearchCursor.objects.get_or_create(pk=1, defaults={"position": 0})
        [cursor] = locked(SearchCursor.objects.all())
        # What every search was made after is no news to any.
        first = SavedSearch.objects.aggregate(first=Min("since"))["first"]
        start = max(cursor.position, record_state("default").position if first is None else first)
        editions = editions_since(start, using="default", limit=most)
        end = editions[-1].position if editions else start
        if end > cursor.position:
            SearchCursor.objects.filter(pk=cursor.pk).update(position=end)
        return _tell(editions) if editions else None


def _tell(editions: Sequence[Edition]) -> int:
    if not any(edition.subject_type == CLAIM for edition in editions):
        return 0
    people = _People()
    searches = {each.pk: each for each in SavedSearch.objects.order_by("pk") if people.has(each.person_id)}
    questions, lapsed = _read(searches.values())
    _tell_of_lapsed(lapsed, people)
    told = _told_of({edition.subject_id for edition in editions if edition.kind in REMOVALS})
    found = [
        each
        for each in firings(questions, editions, told=told, using="default")
        if each.edition.position > searches[each.search].since
    ]
    _ring(found, searches, people)
    return len(found)


class _People:
    """Who works here, each asked once."""

    def __init__(self) -> None:
        self._known: dict[int, User | None] = {}

    def has(self, person_id: int) -> bool:
        if person_id not in self._known:
            person = may_be_told(person_id)
            self._known[person_id] = person if person and may(person, "view", SavedSearch) else None
        return self._known[person_id] is not None

    def __getitem__(self, person_id: int) -> User:
        person = self._known[person_id]
        if person is None:
            raise KeyError(person_id)
        return person


def _read(searches: Iterable[SavedSearch]) -> tuple[dict[UUID, ClaimConditions], list[SavedSearch]]:
    """The questions of those that can be read; and those that have lapsed since they were read last."""
    questions: dict[UUID, ClaimConditions] = {}
    lapsed, again = [], []
    for search in searches:
        try:
            questions[search.pk] = read(search.query, using="default")
        except InvalidQuery:
            lapsed += [search] if search.lapsed_at is None else []
        else:
            again += [search] if search.lapsed_at else []
    if again:
        SavedSearch.objects.filter(pk__in=[each.pk for each in again]).update(lapsed_at=None)
        Notice.objects.filter(root_id__in=[each.pk for each in again], happening=Happening.LAPSED).delete()
    return questions, lapsed


def _tell_of_lapsed(searches: Sequence[SavedSearch], people: _People) -> None:
    if searches:
        SavedSearch.objects.filter(pk__in=[each.pk for each in searches]).update(lapsed_at=timezone.now())
        _ring_by_mail((each, _notice(SEARCH, each.pk, Happening.LAPSED, people[each.person_id])) for each in searches)


def _told_of(claims: Collection[UUID]) -> Mapping[UUID, Collection[UUID]]:
    """By search, those of these claims that it has told of, and not yet that they left."""
    standing: dict[UUID, set[UUID]] = defaultdict(set)
    rows = SearchFiring.objects.filter(claim_id__in=claims, position__gt=F("search__since")).order_by("position")
    for search, claim_id, what in rows.values_list("search", "claim_id", "what") if claims else ():
        if what == What.LEFT:
            standing[search].discard(claim_id)
        else:
            standing[search].add(claim_id)
    return standing


def _ring(found: Sequence[Firing[UUID]], searches: Mapping[UUID, SavedSearch], people: _People) -> None:
    told = [
        (each, _notice(CLAIM, each.edition.subject_id, Happening.FOUND, people[searches[each.search].person_id]))
        for each in found
    ]
    _ring_by_mail((searches[each.search], notice) for each, notice in told)
    SearchFiring.objects.bulk_create(
        [
            SearchFiring(
                notice=notice,
                search_id=each.search,
                claim_id=each.edition.subject_id,
                number=each.edition.number,
                position=each.edition.position,
                what=each.what,
            )
            for each, notice in told
        ],
        batch_size=1_000,
    )


def _notice(kind: str, root_id: UUID, happening: Happening, person: User) -> Notice:
    return Notice(id=uuid7(), kind=kind, root_id=root_id, person=person, happening=happening)


def _ring_by_mail(told: Iterable[tuple[SavedSearch, Notice]]) -> None:
    """Ring for all of them; each search says when e-mail comes of it."""
    by_mail: dict[str, list[Notice]] = defaultdict(list)
    for search, notice in told:
        by_mail[search.mail].append(notice)
    for mail, notices in by_mail.items():
        ring(notices, mail=Mail(mail) if mail else None)
