"""Copies of documents: stored, and discarded, with the reason, while no edition names them."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Unpack

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone

from claimtrack.accounts.answers import empty_answers_with
from claimtrack.accounts.pseudonyms import pseudonym_of
from claimtrack.accounts.rights import demand
from claimtrack.accounts.roles import role_of
from claimtrack.editions.roots import audited
from claimtrack.editions.store import advance
from claimtrack.writing.restricting import follows
from sources.models import HELD, Capture, Document, Fetch
from sources.vocabulary import Level
from sources.writing import media
from sources.writing.media import OfMedia

RESTRICTED = "It is restricted to named people, so it stays at the desk: open it to everybody first."
WHY = "Say why it goes: of what is deleted, the history keeps the SHA-256, who deleted it and the reason."
NAMED = "published editions name this copy, so it stays as it is: only a redaction takes it away."


#: Sent inside the transaction, with `documents`, when a document gained or lost a capture: whoever quotes it,
#: in apps this one does not know, checks the quotations again.
captures_changed = Signal()


def capture(
    *,
    document: Document,
    text: str = "",
    content: bytes | None = None,
    tool: str,
    media_type: str = "text/plain",
    taken_at: datetime | None = None,
    archived_url: str = "",
    headers: Sequence[tuple[str, str]] = (),
    by: AbstractBaseUser | None,
    **of_media: Unpack[OfMedia],
) -> Capture:
    """Store a copy of the document; its SHA-256 is over `content`, or over the UTF-8 of `text`.

    `of_media` is for what is seen or heard.
    """
    copy = Capture(
        document=document,
        taken_at=taken_at or timezone.now(),
        tool=tool,
        media_type=media_type,
        text=text,
        content=content,
        archived_url=archived_url,
        headers=list(headers),
        **of_media,
    )
    seal([copy], by, {"taken_at"})
    demand(by, "view", [document])
    demand(by, "add", [copy])
    with audited(by), transaction.atomic():
        copy.full_clean()
        copy.save()
        tell([copy], by)
    return copy


def seal(copies: Sequence[Capture], by: AbstractBaseUser | None, given: Collection[str]) -> None:
    """Note of new copies when and by whom they were taken, and their SHA-256. Raises ValidationError."""
    for copy in copies:
        if copy.content is None and not copy.text:
            raise ValidationError({"text": "A capture holds a text or the bytes of the document."})
        media.complete(copy, by)
        if "taken_at" not in given:
            copy.taken_at = timezone.now()
        copy.taken_by = by.get_username() if by else ""
        copy.taken_by_person = pseudonym_of(by)
        copy.taken_in_role = (role_of(by) or "") if by else ""
        copy.sha256 = hash_of(copy.text, copy.content)


def hash_of(text: str, content: bytes | memoryview | None = None) -> str:
    """What a copy is known by: the SHA-256 of its bytes, or of the UTF-8 of its text."""
    return hashlib.sha256(content if content is not None else text.encode()).hexdigest()


def same_as(digest: str) -> Q:
    """Copies of the file with this SHA-256, whatever was taken out of it before it was kept."""
    return Q(sha256=digest) | Q(came_as=digest)


def tell(copies: Sequence[Capture], by: AbstractBaseUser | None) -> None:
    """Have quotations from the documents of these copies checked again."""
    documents = Document.objects.filter(pk__among={copy.document_id for copy in copies})
    captures_changed.send(Capture, documents=list(documents))


def set_level(*, captures: Sequence[Capture], level: Level, by: AbstractBaseUser | None) -> None:
    """Say how far these copies may go; sealed dossiers that were made before are not handed on again.

    Raises ValidationError for what is restricted to named people: it stays at the desk.
    """
    demand(by, "set_level", captures)
    with audited(by), transaction.atomic():
        rows = Capture.objects.filter(pk__in=[copy.pk for copy in captures])
        restricted = rows.filter(Q(restriction__isnull=False) | Q(document__restriction__isnull=False))
        if level != Level.DESK_ONLY and restricted.exists():
            raise ValidationError(RESTRICTED)
        if level != Level.DESK_ONLY and (against := [*media.against_handing_on(list(rows.defer(*HELD)))]):
            raise ValidationError(against)
        rows.update(level=level)
        advance(0, revision=1)


def _checked_again(captures: Sequence[Capture]) -> None:
    """What is found in a copy is told to everybody, so a restricted one says nothing; nor is it handed on."""
    Capture.objects.filter(pk__in=[copy.pk for copy in captures if copy.restriction_id]).update(level=Level.DESK_ONLY)
    captures_changed.send(Capture, documents=[copy.document for copy in captures])
    advance(0, revision=1)


follows(Capture, _checked_again)


def discard(*, captures: Sequence[Capture], reason: str, by: AbstractBaseUser | None) -> None:
    """Delete captures that were stored by mistake, for a reason, which the audit trail keeps with their SHA-256.

    Their bytes and texts are in no other place: the trail never held them, and answers that were kept to be given
    again lose them. Sealed dossiers that hold them are not handed on again. Raises ValidationError without a reason,
    and when an edition names one of them: then it is evidence, and none is deleted.
    """
    demand(by, "delete", captures)
    if not reason.strip():
        raise ValidationError({"reason": WHY})
    with audited(by, reason=reason), transaction.atomic():
        named = Capture.objects.filter(pk__in=[copy.pk for copy in captures], namings__isnull=False).defer(*HELD)
        if kept := [f"{copy}: {NAMED}" for copy in named.distinct()]:
            raise ValidationError(kept)
        Fetch.objects.filter(capture__in=[copy.pk for copy in captures]).delete()
        Capture.objects.filter(pk__in=[copy.pk for copy in captures]).delete()
        empty_answers_with([copy.pk for copy in captures])
        documents = Document.objects.filter(pk__in=[copy.document_id for copy in captures])
        captures_changed.send(Capture, documents=list(documents))
        advance(0, revision=1)
