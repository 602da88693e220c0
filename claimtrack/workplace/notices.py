"""The bell: what happened to the works that somebody has to do with.

A notice has no words. Of what is not public it tells a number and a link, and of what somebody may not see any more,
nothing: that is asked whenever it is read, and again when it is sent.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from claimtrack.accounts.models import is_program
from claimtrack.accounts.rights import may
from claimtrack.accounts.roles import role_of, staff
from claimtrack.accounts.visible import visible
from claimtrack.editions.roots import Root, Stage
from claimtrack.ids import uuid7
from claimtrack.workplace.models import Comment, Docket, Happening, Mail, Notice, Watch
from claimtrack.workplace.outbox import on_their_way
from claimtrack.workplace.roots import names_of, naming, page_of, roots_of

#: So many are looked through for the bell; its number is exact up to here.
MOST: Final = 100


#: What nobody is told of who may not read what was said.
OF_TALK: Final = frozenset({Happening.MENTIONED, Happening.ASSIGNED, Happening.COMMENTED})


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as its person may read it: `what` in a sentence, `about` by its number unless readers know its name.

    `why` is why they are told, where that is not plain.
    """

    notice: Notice
    what: str
    about: str
    page: str
    why: str = ""

    @property
    def is_read(self) -> bool:
        return self.notice.read_at is not None


#: How an app tells of notices in words of its own: those that may be told to their person, by id.
Teller = Callable[[Sequence[Notice], User], Mapping[UUID, Told]]
#: By the word that notices name it with, and what happened.
_TELLERS: Final[dict[tuple[str, str], Teller]] = {}


def tells_of(kind: str, happening: Happening) -> Callable[[Teller], Teller]:
    """Let a function say what is told of this: a decorator. What it is about need not be a work of the desk."""

    def enter(teller: Teller) -> Teller:
        _TELLERS[kind, happening] = teller
        return teller

    return enter


# -- who is told ----------------------------------------------------------------------------------


def followers(root: Root) -> set[User]:
    """Whoever has to do with a work: its author, whose it is now, and who watches it."""
    return followers_of([root])[root]


def followers_of(roots: Sequence[Root]) -> Mapping[Root, set[User]]:
    """As `followers`, of each of these; three queries, however many they are."""
    ids = {root.pk: {root.author_id} for root in roots}
    pairs = [
        *Watch.objects.filter(root_id__in=ids).values_list("root_id", "person"),
        *Docket.objects.filter(root_id__in=ids).values_list("root_id", "assignee"),
    ]
    for root_id, person in pairs:
        ids[root_id].add(person)
    people = User.objects.in_bulk({pk for each in ids.values() for pk in each if pk})
    return {root: {people[pk] for pk in ids[root.pk] if pk in people} for root in roots}


def may_be_told(person_id: int) -> User | None:
    """The person as they are now; None where they do not work here any more."""
    person = staff().filter(pk=person_id).first()
    return person if person and role_of(person) and not is_program(person) else None


def who_may_be_told(people: Iterable[User], root: Root) -> set[User]:
    """Those of them who still work here and may see the work, as the database has it now."""
    model = type(root)
    here = filter(None, map(may_be_told, {each.pk for each in people}))
    return {each for each in here if visible(model._default_manager.filter(pk=root.pk), by=each).exists()}


def may_talk(person: User) -> bool:
    """Whether somebody reads what is said of works, and so can be named there and given work."""
    return may(person, "view", Comment)


def who_may_talk(people: Iterable[User], root: Root) -> set[User]:
    """Those of them who may be told, and who may read what is said."""
    return {each for each in who_may_be_told(people, root) if may_talk(each)}


def notify(*, root: Root, happening: Happening, people: Iterable[User], by: User | None) -> Sequence[Notice]:
    """Ring the bell of these people, but for whoever did it; and send word to those who want it by other ways."""
    others = [each for each in people if by is None or each.pk != by.pk]
    if root.stage == Stage.REDACTED or not others:
        return ()
    told = (who_may_talk if happening in OF_TALK else who_may_be_told)(others, root)
    rows = [Notice(id=uuid7(), **naming(root), person=each, happening=happening, by=by) for each in _in_order(told)]
    return ring(rows)


def ring(rows: Sequence[Notice], *, mail: Mail | None = None) -> Sequence[Notice]:
    """Put these on the bells of their people, who may be told, and on their way.

    `mail` is when e-mail comes of them, to those who want any at all; None: as each of them chose.
    """
    made = Notice.objects.bulk_create(rows)
    on_their_way(made, mail=mail)
    return made


def notify_about(kind: str, row_id: UUID, *, happening: Happening, people: Iterable[User]) -> Sequence[Notice]:
    """As `notify`, of something that is no work and happened by itself; `kind` is one that `tells_of` entered."""
    told = filter(None, (may_be_told(each.pk) for each in people))
    rows = [Notice(id=uuid7(), kind=kind, root_id=row_id, person=each, happening=happening) for each in _in_order(told)]
    return ring(rows)


def _in_order(people: Iterable[User]) -> list[User]:
    return sorted(people, key=lambda each: each.pk)


# -- the bell -------------------------------------------------------------------------------------


def bell(person: User, *, unread: bool = False, most: int = MOST) -> Sequence[Told]:
    """The newest notices, as far as this person may know of them now. A query for each sort of work."""
    rows = Notice.objects.filter(person=person).select_related("by").order_by("-id")
    if unread:
        rows = rows.filter(read_at=None)
    return told_of(rows[:most], person)


def unread(person: User) -> int:
    """The number on the bell, at most `MOST`."""
    columns = ("kind", "root_id", "happening")
    rows: Any = Notice.objects.filter(person=person, read_at=None).only(*columns).order_by("-id")[:MOST]
    there = roots_of(rows := list(rows), by=person)
    return sum(row.root_id in there or _of(row) in _TELLERS for row in rows)


def told_of(notices: Iterable[Notice], person: User) -> Sequence[Told]:
    """Those of them that may be told, each in words."""
    notices = list(notices)
    of_works = [each for each in notices if _of(each) not in _TELLERS]
    there = roots_of(of_works, by=person)
    names = names_of(there.values())
    told = _told_elsewhere(notices, person) | {
        each.pk: _of_requests(each) or Told(each, happened(each), names[each.root_id], page_of(there[each.root_id]))
        for each in of_works
        if each.root_id in there
    }
    return [told[each.pk] for each in notices if each.pk in told]


def _told_elsewhere(notices: Sequence[Notice], person: User) -> dict[UUID, Told]:
    told: dict[UUID, Told] = {}
    for of, teller in _TELLERS.items():
        if its := [each for each in notices if _of(each) == of]:
            told |= teller(its, person)
    return told


def _of(notice: Notice) -> tuple[str, str]:
    return notice.kind, notice.happening


def _of_requests(notice: Notice) -> Told | None:
    """Of a request for a correction it is told that it waits: what it is about could say who asks."""
    if notice.happening != Happening.REQUESTED:
        return None
    page = reverse("admin:corrections_correctionrequest_changelist")
    return Told(notice, happened(notice), "requests for corrections", page)


def happened(notice: Notice) -> str:
    return str(Happening(notice.happening).label)


def mark_read(*, person: User, notices: Collection[UUID] | None, read: bool = True) -> int:
    """Mark one's own notices as read, or as not read; None for all. Answers how many were not so before."""
    rows = Notice.objects.filter(person=person, read_at__isnull=read)
    if notices is not None:
        rows = rows.filter(pk__in=notices)
    now: datetime | None = timezone.now() if read else None
    return rows.update(read_at=now)


def withdraw(*, happening: Happening, root_id: UUID) -> None:
    """Take back what was told of this, read or not."""
    Notice.objects.filter(root_id=root_id, happening=happening).delete()


def mark_read_of(*, person: User, root: Root) -> None:
    """Whoever opens a work has read what was to be told of it."""
    Notice.objects.filter(person=person, root_id=root.pk, read_at=None).update(read_at=timezone.now())
