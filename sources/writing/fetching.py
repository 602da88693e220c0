"""Pages that somebody has fetched: a worker visits them, their markup is read, and they become captures of documents.

What is fetched is its asker's alone until it is the capture of a document, and goes by itself after a week.
"""

import zlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from claimtrack.accounts.hiding import existing_for
from claimtrack.accounts.rights import demand
from claimtrack.downloads import Bounds, Download, NotDownloaded, downloaded
from claimtrack.editions.erasing import Erasure, eraser
from sources.addresses import NoAddress, address_key, in_ascii, refuse_what_is_not_for_readers, without_tracking
from sources.copies import HTML, MAX_BYTES, Copy, decoded, of_bytes
from sources.media.looking import look_at
from sources.media.types import kind_of
from sources.models import Capture, Document, Fetch, FetchState, web_address
from sources.proposals import NOTHING, Proposed, proposals
from sources.vocabulary import Particulars
from sources.writing.captures import capture, hash_of, same_as

TASK: Final = "fetch_page"
KEPT_FOR: Final = timedelta(days=7)
BOUNDS: Final = Bounds(seconds=30, most=MAX_BYTES)
#: What a server answers to those whom it does not let in, or not yet.
CLOSED: Final = frozenset({401, 402, 403, 407, 429, 451})
INSTEAD: Final = "Open it in your browser, and paste or upload the page here instead."
#: Headers that are a key to somebody's session, and say nothing of the page.
PRIVATE: Final = frozenset({"set-cookie", "set-cookie2", "authorization", "www-authenticate"})


def fetch(*, url: str, by: User) -> Fetch:
    """Have a worker visit an address. Raises ValidationError."""
    asked = Fetch(url=without_tracking(url.strip()), by=by)
    demand(by, "add", [asked])
    asked.full_clean()
    _judged(asked.url)
    with transaction.atomic():
        asked.save()
        app.configure_task(TASK).defer(fetch_id=str(asked.pk))
    return asked


def take(fetch_id: str) -> None:
    """What the worker does, once: visit the address, and keep what came, or why nothing did."""
    asked = Fetch.objects.filter(pk=fetch_id, state=FetchState.WAITING).select_related("by").first()
    if asked is None:
        return
    try:
        with downloaded(asked.url, BOUNDS, read=_visited) as page:
            _keep(asked, page)
    except (NotDownloaded, ValidationError) as fault:
        asked.fault, asked.state = _why(fault), FetchState.REFUSED
    asked.taken_at = timezone.now()
    with transaction.atomic():
        asked.save()
        if asked.state == FetchState.DONE and (known := document_at(asked.url, by=asked.by)):
            keep(fetch=asked, document=known, by=asked.by)


def keep(*, fetch: Fetch, document: Document, by: User) -> Capture:
    """Make what was fetched a capture of this document; the same file twice is one. Raises ValidationError."""
    demand(by, "keep", [fetch])
    if fetch.state != FetchState.DONE or fetch.taken_at is None:
        raise ValidationError(fetch.fault or "It is not fetched yet: wait a moment, and try again.")
    if fetch.capture:
        return fetch.capture
    content = None if fetch.content is None else bytes(fetch.content)
    with transaction.atomic():
        copies = existing_for(document.captures.all(), by)
        kept = copies.filter(same_as(hash_of(fetch.text, content))).first() or capture(
            document=document,
            text=fetch.text,
            content=content,
            tool=fetch.tool,
            media_type=fetch.media_type,
            taken_at=fetch.taken_at,
            headers=fetch.headers,
            # What the web shows stays as it came; who asked for it has it already.
            particulars=Particulars.KEEP if kind_of(fetch.media_type) else "",
            nonetheless=True,
            by=by,
        )
        Fetch.objects.filter(pk=fetch.pk).update(capture=kept, content=None, text="", headers=[])
    return kept


def document_at(url: str, *, by: User) -> Document | None:
    """The document that the desk has at this address, however that is spelled, if it exists for this person."""
    return existing_for(Document.objects.filter(address_key=address_key(url)), by).first() if url else None


def forget_old() -> None:
    Fetch.objects.filter(asked_at__lt=timezone.now() - KEPT_FOR).delete()


@eraser
def forget_fetches(_: Erasure) -> Mapping[str, int]:
    """Delete all of them: nobody can tell what they hold of what was redacted, and a page is soon fetched again."""
    return {"sources_fetch": Fetch.objects.all().delete()[0]}


def _judged(url: str) -> None:
    try:
        in_ascii(url)
    except ValueError as error:
        raise ValidationError({"url": str(error)}) from error
    refuse_what_is_not_for_readers(url)


def _visited(url: str) -> str:
    """The address as it is visited, of redirects too. Raises NoAddress."""
    try:
        made = in_ascii(url)
        web_address(made)
        refuse_what_is_not_for_readers(made)
    except ValidationError as error:
        raise NoAddress(f"“{url[:200]}” is no address: {' '.join(error.messages)}") from error
    return made


def _keep(asked: Fetch, page: Download) -> None:
    content = _unpacked(page)
    copy = of_bytes(content, page.content_type)
    look = look_at(content, copy.media_type)  # what could not be kept later is refused now
    asked.final_url, asked.tool = without_tracking(page.url), f"claimtrack {settings.VERSION}"
    asked.headers = [(name, value.replace("\x00", "")) for name, value in page.headers if name not in PRIVATE]
    asked.media_type, asked.text, asked.content = (look or copy).media_type[:150], copy.text, content
    asked.proposed = _proposed(copy, page.content_type)
    asked.state = FetchState.DONE


def _proposed(copy: Copy, content_type: str) -> Proposed:
    if copy.content is None or copy.media_type != HTML:
        return NOTHING
    return proposals(decoded(copy.content, content_type))


def _unpacked(page: Download) -> bytes:
    """Its bytes, no more of them than are kept of uploads. Raises NotDownloaded."""
    content = page.file.read()
    if page.header("content-encoding"):
        try:
            content = zlib.decompressobj(wbits=31).decompress(content, MAX_BYTES + 1)
        except zlib.error as error:
            raise NotDownloaded(f"{page.url} is packed in a way that nobody can unpack") from error
    if len(content) > MAX_BYTES:
        raise NotDownloaded(f"it is larger than {MAX_BYTES} bytes")
    if not content:
        raise NotDownloaded(f"{page.url} answered with nothing")
    return content


def _why(fault: NotDownloaded | ValidationError) -> str:
    if isinstance(fault, ValidationError):
        return " ".join(fault.messages)
    if fault.status in CLOSED:
        return f"The page is not given to us (the server answered {fault.status}). {INSTEAD}"
    return f"Nothing was fetched: {fault}. {INSTEAD}"
