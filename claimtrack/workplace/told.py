"""What the workplace adds elsewhere: to stories of works what was said of them, and a notice to each new edition."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.db.models import Q

from claimtrack.accounts.visible import visible
from claimtrack.editions.roots import Root
from claimtrack.editions.store import Published, Signature, follow_editions
from claimtrack.workplace.models import Comment, Docket, Happening
from claimtrack.workplace.notices import followers, followers_of, notify
from claimtrack.writing.alerts import follow_alerts
from claimtrack.writing.decisions import Decision, enter_decisions
from claimtrack.writing.story import Related, Writer, enter_related_to_roots
from claimtrack.writing.works import model_of

COMMENT = "comment"


def _said(root: Root, by: AbstractBaseUser | None) -> Iterator[Decision]:
    """What people said of a work; of what they took back, that they did."""
    for each in visible(Comment.objects.filter(root_id=root.pk), by=by):
        writer = Writer("person", person=each.by_id, role=each.by_role)
        name = "taken back since" if each.taken_back_at else ""
        yield Decision(each.at, COMMENT, str(each.get_occasion_display()), name, writer, each.text)


def _dockets(root_id: Any) -> Related:
    # It is made empty, with the first thing that is written there.
    return {Docket.pgh_event_model: Q(root_id=root_id, pgh_label="update")}  # type: ignore[attr-defined]  # made by pghistory


def _new_editions(published: Sequence[Published], by: Signature | None) -> None:
    """Those who follow a work are told of what a person did with it; what a job updates by itself says nothing new."""
    if by is None:
        return
    by_model: dict[type[Root], list[UUID]] = defaultdict(list)
    for each in published:
        if model := model_of(each.edition.subject_type):
            by_model[model].append(each.edition.subject_id)
    person = User.objects.filter(pk=by.account).first()
    for model, ids in by_model.items():
        for root, people in followers_of(list(model._default_manager.filter(pk__in=ids))).items():
            notify(root=root, happening=Happening.EDITION, people=people, by=person)


@follow_alerts
def _alerted(root: Root, people: Collection[int]) -> None:
    """Those who follow a work, and whoever had ordered it, are told that something did not go as planned."""
    concerned = set(User.objects.in_bulk(people).values())
    notify(root=root, happening=Happening.ALERTED, people=followers(root) | concerned, by=None)


enter_decisions(_said)
enter_related_to_roots(_dockets)
follow_editions(_new_editions)
