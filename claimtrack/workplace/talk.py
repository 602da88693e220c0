"""Saying something about a work: comments, and the message with which it is submitted, returned or approved."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from claimtrack.accounts.answers import empty_answers_with
from claimtrack.accounts.rights import demand
from claimtrack.accounts.roles import role_of, staff
from claimtrack.accounts.visible import visible
from claimtrack.database.waiting import locked
from claimtrack.editions.roots import Root, Stage, audited
from claimtrack.workplace.models import Comment, Happening, Said
from claimtrack.workplace.notices import followers, notify, who_may_talk
from claimtrack.workplace.roots import naming
from claimtrack.writing import verbs
from claimtrack.writing.agreement import approve_root

#: Characters of one comment.
LONGEST: Final = 10_000
#: So many people are named in one comment: a whole desk is not called together by a slip.
MOST_MENTIONS: Final = 20
#: `@anna` and `@anna.berg`, where it is no address of e-mail.
MENTION: Final = re.compile(r"(?<![\w@./+-])@([\w.+@-]+)")

NOTHING_SAID: Final = "Say something."
REDACTED: Final = "It was redacted: nothing is said of it any more."


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said. `unaware` are those who were named and are told nothing: they may not see the work, or talk."""

    comment: Comment
    unaware: Sequence[User] = ()


def comment(*, root: Root, text: str, by: User, occasion: Said = Said.COMMENT) -> Spoken:
    """Say something about a work; whoever is named in it with @ is told, and so is whoever follows the work.

    Raises NotAllowed, NotThere, and ValidationError.
    """
    text = text.strip()
    with audited(by), transaction.atomic():
        demand(by, "view", [root])
        demand(by, "add", [Comment])
        _refuse({"text": list(_against(root, text))})
        said = Comment(**naming(root), by=by, by_role=role_of(by) or "", text=text, occasion=occasion)
        said.save(force_insert=True)
        named = set(mentioned(text)) - {by}
        aware = who_may_talk(named, root)
        notify(root=root, happening=Happening.MENTIONED, people=aware, by=by)
        if occasion == Said.COMMENT:
            notify(root=root, happening=Happening.COMMENTED, people=followers(root) - aware, by=by)
    return Spoken(said, sorted(named - aware, key=lambda each: each.username))


def take_back(*, comment: Comment, by: User) -> None:
    """Take the words of a comment away, for good: that something was said stays. Raises NotAllowed and NotThere."""
    with audited(by), transaction.atomic():
        demand(by, "delete", [comment])
        [stored] = locked(Comment.objects.filter(pk=comment.pk))
        stored.text, stored.taken_back_at = "", stored.taken_back_at or timezone.now()
        stored.save(update_fields=["text", "taken_back_at"])
        empty_answers_with([stored.pk])


def comments_on(root: Root, *, by: User) -> "QuerySet[Comment]":
    """What was said, the oldest first, as far as this person may know of it."""
    said = visible(Comment.objects.filter(root_id=root.pk), by=by)
    return said.select_related("by").order_by("at", "id")


def mentioned(text: str) -> "QuerySet[User]":
    """The people who are named with @ by their user names. A full stop behind a name ends the sentence."""
    names: dict[str, None] = {}
    for found in MENTION.findall(text):
        names |= dict.fromkeys((found, found.rstrip(".-+@")))
    few: Collection[str] = list(names)[: 2 * MOST_MENTIONS]
    return staff().filter(username__in=few)


def _against(root: Root, text: str) -> Iterator[str]:
    if root.stage == Stage.REDACTED:
        yield REDACTED
    if not text:
        yield NOTHING_SAID
    if len(text) > LONGEST:
        yield f"It has {len(text):,} characters; at most {LONGEST:,} are kept."


def _refuse(faults: dict[str, list[str]]) -> None:
    if any(faults.values()):
        raise ValidationError(faults)


# -- with a message -------------------------------------------------------------------------------


def submit(*, root: Root, by: User, message: str | None = None) -> None:
    """Hand a draft to an editor. Raises as `verbs.submit` does."""
    with transaction.atomic():
        verbs.submit(root=root, by=by)
        _say(root, by, message, Said.SUBMIT, Happening.SUBMITTED)


def send_back(*, root: Root, by: User, message: str | None = None) -> None:
    """Return what is in review to its author. Raises as `verbs.send_back` does."""
    with transaction.atomic():
        verbs.send_back(root=root, by=by)
        _say(root, by, message, Said.RETURN, Happening.RETURNED)


def approve(*, root: Root, by: User, shown: str, message: str | None = None) -> None:
    """Agree to what a root says as it was shown. Raises as `approve_root` does."""
    with transaction.atomic():
        approve_root(root=root, by=by, shown=shown)
        _say(root, by, message, Said.APPROVE, Happening.APPROVED)


def _say(root: Root, by: User, message: str | None, occasion: Said, happening: Happening) -> None:
    named: set[Any] = set()
    if message and message.strip():
        named = set(mentioned(message))
        comment(root=root, text=message, by=by, occasion=occasion)
    notify(root=root, happening=happening, people=followers(root) - named, by=by)
