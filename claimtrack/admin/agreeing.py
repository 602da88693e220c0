"""Steps by which two people agree: approving, what changed since, alone tonight, and the look afterwards."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from claimtrack.admin.due import until
from claimtrack.admin.reading import compare, ids_in
from claimtrack.admin.schedules import ends_with_it
from claimtrack.admin.steps import Given, Shown, Step
from claimtrack.editions.agreement import HOURS_TO_LOOK, SecondLook
from claimtrack.editions.chain import Document
from claimtrack.editions.formats import document_of
from claimtrack.editions.models import Edition
from claimtrack.editions.roots import Root, Stage
from claimtrack.text import shortened
from claimtrack.workplace import talk
from claimtrack.writing import agreement, eyes
from claimtrack.writing.works import DESK_WORKS, desk_work

APPROVABLE: Final = frozenset({Stage.DRAFT, Stage.IN_REVIEW, Stage.PUBLISHED, Stage.RETRACTED})
#: What a step asks for that somebody else goes on with.
MESSAGE: Final = "A message, if there is something to say: for the desk alone; with @name somebody is told"
RELAXED: Final = "One person is enough here: nobody else may publish, or a setting says so. The edition says so too."


def in_words(root: Root) -> Iterator[str]:
    """Who has agreed to what a root says as it stands."""
    text = agreement.texts([root])[root.pk]
    given = [("wrote", text.written)] if text.written else []
    told = [
        f"{each.by.name} ({each.by.role or 'no role'}) {verb} it as it stands."
        for verb, each in [*given, *(("approved", each) for each in text.approved)]
        if text.counts(each)
    ]
    yield from told or ["Nobody has agreed to it as it stands."]


def missing(root: Any) -> Iterator[str]:
    """What is missing before the reader of the page may publish what it shows."""
    shown = agreement.numbers_of([root])
    yield from agreement.reviewed([root], by=root.reader, shown=shown, numbers=shown).missing


def agreed(root: Root) -> Iterator[str]:
    """What whoever publishes has to know of who agreed."""
    yield from in_words(root)
    if agreement.is_relaxed(type(root)):
        yield RELAXED


# -- approving ------------------------------------------------------------------------------------


def _approve(root: Any, by: User, given: Given) -> str:
    if given.shown is None:
        raise ValidationError("Approve it on its page, which shows it.")
    talk.approve(root=root, by=by, shown=given.shown, message=given.words)
    return "Approved as it stands. Any change of it voids that, and the page shows what changed."


def _sha256(root: Root) -> str:
    return agreement.numbers_of([root])[root.pk]


APPROVE: Final = Step(
    name="approve",
    verb="Approve",
    right="approve",
    take=_approve,
    asks=MESSAGE,
    offered=lambda root: root.stage in APPROVABLE,
    against=lambda root: eyes.against_approving(agreement.texts([root])[root.pk], agreement.person_of(root.reader)),
    agreed=in_words,
    sha256=_sha256,
)


def approved_and_now(root: Root) -> Shown:
    """What was approved last beside what the root says now."""
    before, now = agreement.approved_before(root), desk_work(root).said([root])[root.pk]
    return Shown(
        comparison=compare(before, now, names_of_roots(before, now)),
        titles=("What was approved last", "What it says now") if before else ("", "What it says"),
    )


def names_of_roots(*documents: Document | None) -> Mapping[str, str]:
    """What the works are called that these documents name by their ids alone."""
    ids = [UUID(each) for each in ids_in(*documents)]
    return {
        str(pk): shortened(str(row), 200)
        for model in DESK_WORKS
        for pk, row in model._default_manager.in_bulk(ids).items()
    }


# -- alone ----------------------------------------------------------------------------------------


def alone_step(publish: Callable[[Any, User, Given], str], offered: Callable[[Any], bool], rest: Any) -> Step:
    """Publishing without a second person, for a reason; not offered where one person is enough."""
    return Step(
        name="publish-alone",
        verb="Publish alone",
        right="publish",
        take=publish,
        offered=lambda root: offered(root) and not agreement.is_relaxed(type(root)),
        asks=f"Why nobody else looks at it before; somebody does within {HOURS_TO_LOOK} hours",
        agreed=in_words,
        shows_preview=True,
        **rest,
    )


# -- the look afterwards --------------------------------------------------------------------------


def owed(root: Root) -> SecondLook | None:
    """The edition that waits longest for a second look."""
    return agreement.second_looks().filter(subject_id=root.pk).first()


def _look(root: Root, by: User, given: Given) -> str:
    look = owed(root)
    if look is None or given.shown is None:
        raise ValidationError("No second look is owed to it.")
    agreement.look_again(root=root, number=look.number, by=by, shown=given.shown)
    return f"Edition {look.number} was looked at by a second person."


def _told(root: Root) -> Iterator[str]:
    if look := owed(root):
        by = User.objects.filter(pk=look.by_id).values_list("username", flat=True).first() or "somebody"
        told = f"{by} published edition {look.number} alone: {look.reason or '…'}"
        yield f"{told} A second look is due {until(look.due)}."
        yield "Whoever does not agree corrects, retracts or withholds it instead."


LOOK_AGAIN: Final = Step(
    name="second-look",
    verb="Second look: it is right",
    right="approve",
    take=_look,
    offered=lambda root: root.stage not in {Stage.DRAFT, Stage.IN_REVIEW} and owed(root) is not None,
    hints=_told,
    sha256=lambda root: look.sha256 if (look := owed(root)) else "",
)


def before_and_after(root: Root) -> Shown:
    """The edition that a second look is owed to, beside the one before it."""
    look = owed(root)
    if look is None:
        return {}
    before, edition = _document(root, look.number - 1), _document(root, look.number)
    return Shown(
        comparison=compare(before, edition or {}, names_of_roots(before, edition)),
        titles=(f"Edition {look.number - 1}" if before else "", f"Edition {look.number}"),
    )


def _document(root: Root, number: int) -> Document | None:
    edition = Edition.objects.filter(pk=(root.pk, number), text__isnull=False).first()
    return document_of(edition) if edition else None


# -- handing on -----------------------------------------------------------------------------------


def _submit(root: Root, by: User, given: Given) -> str:
    talk.submit(root=root, by=by, message=given.words)
    return "Submitted for review."


def _send_back(root: Root, by: User, given: Given) -> str:
    talk.send_back(root=root, by=by, message=given.words)
    return "Sent back to its author."


SUBMIT: Final = Step(
    name="submit",
    verb="Submit for review",
    right="submit",
    take=_submit,
    asks=MESSAGE,
    offered=lambda root: root.stage == Stage.DRAFT,
)
SEND_BACK: Final = Step(
    name="return",
    verb="Send back",
    right="send_back",
    take=_send_back,
    asks=MESSAGE,
    hints=ends_with_it,
    offered=lambda root: root.stage == Stage.IN_REVIEW,
)
