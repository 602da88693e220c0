"""Copies that are seen or heard: what they are, what becomes of what they say besides, and which are like them.

Whoever stores one is told of the same file and of images like it before anything is kept, and chooses what becomes of
place, author and device. Nothing is asked of a job: it keeps what came.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypedDict

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app

from claimtrack.accounts.rights import demand, may
from claimtrack.accounts.visible import visible
from claimtrack.editions.roots import audited
from claimtrack.editions.store import advance
from claimtrack.text import shortened
from sources.copies import MAX_BYTES
from sources.media import reading
from sources.media.comparing import bits_apart
from sources.media.looking import Look, look_at
from sources.media.pictures import ALIKE, bare
from sources.media.told import Told
from sources.media.types import kind_of
from sources.models import HELD, Capture
from sources.vocabulary import FLAGS, Level, MediaKind, Particulars, Reading

TASK: Final = "read_words"
#: As many copies like one are told.
MOST_TOLD: Final = 10
TOO_LARGE: Final = f"More than {MAX_BYTES:,} bytes are not kept here. Archive it, and give the address."
CHOOSE: Final = (
    "The file says more than what is seen. {said} Choose what becomes of that: keep, strip, or original for editors"
    " only."
)
ONLY_KEPT: Final = (
    "What a film, a recording or such a file says besides can be neither read nor taken out here: keep it as it is, or"
    " take that out before you upload it."
)
FLAGGED: Final = "It is flagged as {flags}, so it never leaves the desk."
NO_IMAGE: Final = "Text is read out of images alone, of which the bytes are kept."


class OfMedia(TypedDict, total=False):
    """What is said of a new copy that is seen or heard (`CaptureFields`)."""

    particulars: str
    graphic: bool
    minor: bool
    intimate: bool
    nonetheless: bool


@dataclass(frozen=True, slots=True)
class Likeness:
    """A copy that is the same file, or in how many bits (of 128) the image differs."""

    capture: Capture
    apart: int | None

    def __str__(self) -> str:
        how = "the same file" if self.apart is None else "an image like it"
        where = shortened(str(self.capture.document), 80)
        return f"{how} in “{where}” at {self.capture.taken_at:%Y-%m-%d %H:%M}"


def complete(copy: Capture, by: AbstractBaseUser | None) -> None:
    """Note in memory what a new copy is that is seen or heard, as was chosen. Raises ValidationError.

    Its type is what its bytes are, whatever it is called; of other copies nothing is noted.
    """
    content = bytes(copy.content) if copy.content is not None else b""
    try:
        look = look_at(content, copy.media_type)
    except ValidationError as error:
        raise ValidationError({"content": error.messages}) from error
    if look is None:
        if copy.particulars or copy.is_flagged:
            raise ValidationError({"particulars": "It is no image, film or recording."})
        return
    if len(content) > MAX_BYTES:
        raise ValidationError({"content": TOO_LARGE})
    copy.media_type, copy.width, copy.height, copy.alike = look.media_type, look.width, look.height, look.alike
    copy.came_as = hashlib.sha256(content).hexdigest()
    _choose(copy, content, look, by)
    others = Capture.objects.exclude(document=copy.document_id)
    if by and not copy.nonetheless and (found := like(copy.came_as, copy.alike, by=by, among=others)):
        told = "; ".join(map(str, found))
        message = f"It is there already: {told}. Use that, or store it nonetheless."
        raise ValidationError({"nonetheless": ValidationError(message, code="alike")})


def _choose(copy: Capture, content: bytes, look: Look, by: AbstractBaseUser | None) -> None:
    if not copy.particulars and look.told and by:
        raise ValidationError({"particulars": ValidationError(CHOOSE.format(said=in_words(look.told)), code="choose")})
    copy.particulars = copy.particulars or Particulars.KEEP
    if copy.particulars == Particulars.KEEP:
        return
    if not look.is_read:
        raise ValidationError({"particulars": ONLY_KEPT})
    try:
        copy.content = bare(content)
    except ValidationError as error:
        raise ValidationError({"particulars": error.messages}) from error
    copy.original = content if copy.particulars == Particulars.EDITORS else None


def in_words(told: Told) -> str:
    """What a file says besides, the place, who made it and with what first."""
    named = (("Place", told.place), ("Author", ", ".join(told.authors)), ("Device", ", ".join(told.devices)))
    said = [f"{name}: {value}." for name, value in (*named, ("Taken", told.taken)) if value]
    return " ".join(said) or f"Among it is: {', '.join(name for name, _ in told.values[:5])}."


def like(
    came_as: str, alike: str, *, by: AbstractBaseUser | None, among: "QuerySet[Capture] | None" = None
) -> list[Likeness]:
    """Copies that exist for this person and are the same file, or images like it; the likest first."""
    all_of_them = Capture.objects.all() if among is None else among
    others = visible(all_of_them, by=by).select_related("document").defer(*HELD)
    # One index each: an OR of both would read the table.
    same = {row.pk: row for given in ({"came_as": came_as}, {"sha256": came_as}) for row in others.filter(**given)}
    found = [Likeness(row, None) for row in same.values()]
    return [*found, *_near(others, alike, but=same)][:MOST_TOLD]


def _near(copies: Any, alike: str, *, but: Collection[Any]) -> Iterator[Likeness]:
    if not alike:
        return
    near = copies.exclude(alike="").annotate(apart=bits_apart("alike", alike)).filter(apart__lte=ALIKE)
    yield from (Likeness(row, row.apart) for row in near.exclude(pk__in=but).order_by("apart", "pk")[:MOST_TOLD])


def may_see_original(copy: Capture, *, by: User) -> bool:
    return may(by, "see_original", copy)


# -- how it is shown ------------------------------------------------------------------------------


def flags_of(copy: Capture) -> list[str]:
    return [name for name in FLAGS if getattr(copy, name)]


def set_flags(*, captures: Sequence[Capture], by: User, **flags: bool) -> None:
    """Say of what is seen what it shows (`graphic`, `minor`, `intimate`); what is flagged is handed on to nobody.

    Editions made from now on tell nothing that it could be found by. Raises ValidationError for what is read.
    """
    demand(by, "flag", captures)
    if any(kind_of(copy.media_type) is None for copy in captures):
        raise ValidationError("Only an image, a film or a recording is flagged.")
    with audited(by), transaction.atomic():
        rows = Capture.objects.filter(pk__in=[copy.pk for copy in captures])
        kept_here = {"level": Level.DESK_ONLY} if any(flags.values()) else {}
        rows.update(**{name: flags[name] for name in FLAGS if name in flags}, **kept_here)
        advance(0, revision=1)


def against_handing_on(captures: Sequence[Capture]) -> Iterator[str]:
    """What stands against letting these go further than the desk."""
    flagged = next((copy for copy in captures if copy.is_flagged), None)
    if flagged:
        yield FLAGGED.format(flags=", ".join(flags_of(flagged)))


# -- the text in it -------------------------------------------------------------------------------


def ask_for_words(*, capture: Capture, by: User) -> None:
    """Have a worker read the text in an image. Raises ValidationError where that is not possible."""
    demand(by, "read_words", [capture])
    if not reading.is_installed():
        raise ValidationError(reading.MISSING)
    if kind_of(capture.media_type) != MediaKind.IMAGE or not capture.came_as:
        raise ValidationError(NO_IMAGE)
    with audited(by), transaction.atomic():
        Capture.objects.filter(pk=capture.pk).update(reading=Reading.WAITING, words="", read_with="")
        app.configure_task(TASK).defer(capture_id=str(capture.pk))


def read_words(capture_id: str) -> None:
    """What the worker does, once."""
    copy = Capture.objects.filter(pk=capture_id, reading=Reading.WAITING).select_related("document").first()
    if copy is None or copy.content is None:
        return
    try:
        words, read_with = reading.read_text(bytes(copy.content), copy.document.language)
        read = {"words": words, "read_with": read_with[:150], "reading": Reading.DONE}
    except reading.NotRead as fault:
        read = {"words": str(fault), "reading": Reading.FAILED}
    Capture.objects.filter(pk=copy.pk, reading=Reading.WAITING).update(**read)
