"""Feeds for readers and newsrooms: Atom (RFC 4287) and JSON Feed 1.1, in pages (RFC 5005, section 3).

An entry is a claim as it stands now, or one event of its history: a correction, a retraction, a merge, a
restoration, a redaction. A claim's entry keeps its id and moves up when it is updated; an event's never moves.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Final, TypedDict

import orjson
from django.utils.feedgenerator import Atom1Feed

from claims.exports import told
from claims.exports.published import Heading, Site, claimants
from claims.record.corrections import Difference, told_of
from claims.record.documents import CLAIM, ClaimDocument
from claims.record.listing import current_assessment
from claims.scales import NotCheckableReason, Verdict
from claimtrack import addresses
from claimtrack.editions.chain import EditionGroundValue, rfc3339
from claimtrack.editions.models import Kind
from claimtrack.query.texts import UUID_FORM

#: Letters that XML 1.0 cannot hold (section 2.2); feeds in JSON leave them out as well, so that both say the same.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

TITLES: Final = {
    Kind.PUBLISHED: "Published",
    Kind.UPDATED: "Updated",
    Kind.CORRECTED: "Corrected",
    Kind.RETRACTED: "Retracted",
    Kind.MERGED: "Merged",
    Kind.RESTORED: "Restored",
    Kind.REDACTED: "Redacted",
    Kind.WITHHELD: "Withheld",
}
#: What became of a claim, if its edition gives no reason.
WITHOUT_NOTE: Final = {
    Kind.MERGED: "It is continued by another claim.",
    Kind.REDACTED: "The document was taken away under a legal duty.",
    Kind.WITHHELD: "It is withheld while it is examined.",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One edition of a claim. `event` is false for the claim as it stands.

    `document` is None where the edition shows none (a tombstone, a redaction); `before` is then what the claim
    said last, as far as that can still be read. `withheld` says why what stood there before is not told.
    """

    claim_id: str
    number: int
    kind: str
    note: str | None
    position: int
    published_at: datetime
    first_published_at: datetime
    event: bool
    document: ClaimDocument | None
    before: ClaimDocument | None = None
    withheld: EditionGroundValue | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A happening as both formats say it: plain texts, `paragraphs` of the summary apart; `about` says of what."""

    id: str
    link: str
    title: str
    paragraphs: list[str]
    published: datetime
    updated: datetime
    tags: list[str]
    language: str | None
    about: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Feed:
    """What happened, newest first; `first` and `next` are the full addresses of the newest and of the older page."""

    entries: Sequence[Entry]
    first: str
    next: str | None


# -- entries --------------------------------------------------------------------------------------


def entries(happenings: Iterable[Happening], site: Site) -> Iterator[Entry]:
    """What happened to claims, as entries."""
    for each in happenings:
        yield _event(each, site) if each.event else _standing(each, site)


def _standing(happening: Happening, site: Site) -> Entry:
    claim = happening.document
    return Entry(
        id=site.url(addresses.of(CLAIM, happening.claim_id)),
        link=site.page(claim) if claim else site.url(addresses.page(CLAIM, happening.claim_id)),
        title=clean(told.title(claim) if claim else happening.claim_id),
        paragraphs=list(map(clean, _summary(claim))) if claim else [],
        published=happening.first_published_at,
        updated=happening.published_at,
        tags=_tags(happening, claim),
        language=claim["language"] if claim else None,
        about=_about(happening),
    )


def _event(happening: Happening, site: Site) -> Entry:
    said = happening.document or happening.before
    note = happening.note or WITHOUT_NOTE.get(Kind(happening.kind))
    shown = happening.document
    title = told.title(shown) if shown else said["statement"] if said else happening.claim_id
    texts = (note, *_corrected(happening), *(_summary(said) if happening.document and said else ()))
    return Entry(
        id=site.url(addresses.of(CLAIM, happening.claim_id, edition=happening.number)),
        link=site.url(addresses.page(CLAIM, happening.claim_id, edition=happening.number)),
        title=clean(f"{TITLES[Kind(happening.kind)]}: {title}"),
        paragraphs=[clean(text) for text in texts if text],
        published=happening.published_at,
        updated=happening.published_at,
        tags=_tags(happening, said),
        language=said["language"] if said else None,
        about=_about(happening),
    )


def _about(happening: Happening) -> dict[str, str | int]:
    return {
        "claim": happening.claim_id,
        "edition": happening.number,
        "kind": happening.kind,
        "position": happening.position,
    }


def _corrected(happening: Happening) -> Iterator[str]:
    """What a correction corrected, one fact a paragraph, as long as both editions can be read."""
    if happening.kind == Kind.CORRECTED and happening.document and happening.before:
        corrected = told_of(happening.before, happening.document, happening.withheld)
        yield from (corrected_fact(each, withheld=happening.withheld) for each in corrected)


def corrected_fact(difference: Difference, *, withheld: EditionGroundValue | None) -> str:
    """What stood there before and since, in a sentence; of what has no short form, where it stands."""
    place = ", ".join(word.replace("_", " ") for word in difference.path.split(".") if not UUID_FORM.fullmatch(word))
    before = f"withheld ({withheld})" if withheld else _words(difference.before)
    after = _words(difference.after)
    return f"Corrected, {place}" + (f": {before} → {after}" if before and after else ".")


def _words(value: object) -> str | None:
    """A text, a date or nothing; None for what has no short form."""
    match value:
        case None | "":
            return "nothing"
        case str() if not UUID_FORM.fullmatch(value):
            return f"“{value}”"
        case {"edtf": str(edtf)}:
            return edtf
    return None


def _summary(claim: ClaimDocument) -> Iterator[str]:
    """How it stands, who said it, who answered, and why it was judged so: a paragraph each."""
    yield _outcome(claim)
    if names := [source["name"] for source in claimants(claim)]:
        yield f"Said by: {', '.join(names)}."
    if answered := [rebuttal["source"]["name"] for rebuttal in claim["rebuttals"]]:
        yield f"Answered by: {', '.join(dict.fromkeys(answered))}."
    current = current_assessment(claim)
    if current and current["rationale"]:
        yield from current["rationale"].split("\n\n")


def _outcome(claim: ClaimDocument) -> str:
    current, head = current_assessment(claim), claim["headline"]
    if claim["status"] == "not_checkable":
        reason = claim["not_checkable_reason"]
        return f"Not checkable: {NotCheckableReason(reason).label}." if reason else "Not checkable."
    if not head["verdict"]:
        return "Judged differently by different publishers." if head["disagree"] else "Under review."
    source = current["by"]["source"] if current else None
    judge = f" (judged by {source['name']}{_labelled(current)})" if current and source else ""
    return f"Verdict: {Verdict(head['verdict']).label}{judge}."


def _labelled(current: Any) -> str:
    return f": “{current['label']}”" if current["label"] else ""


def _tags(happening: Happening, claim: ClaimDocument | None) -> list[str]:
    verdict = claim["headline"]["verdict"] if claim else None
    return [happening.kind, *([verdict] if verdict else []), *(claim["topics"] if claim else [])]


def clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


# -- Atom -----------------------------------------------------------------------------------------


class _PagedAtom(Atom1Feed):
    """Django's Atom with what it leaves out: who made the feed, its licence, the page after this one."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed["next"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["next"]})
        handler.addQuickElement("link", "", {"rel": "license", "href": self.feed["license"]})

    def latest_post_date(self) -> datetime:
        """The time of the newest entry; of a feed without entries, that of the record."""
        dates = [item["updateddate"] for item in self.items]
        newest: datetime = max(dates, default=self.feed["updated"])
        return newest


def atom(heading: Heading, page: Feed) -> bytes:
    """One page as Atom. Summaries are HTML in which every text is escaped."""
    feed = _PagedAtom(
        title=clean(heading.title),
        link=f"{heading.site.address}/",
        description="",
        feed_url=heading.address,
        feed_guid=page.first,
        author_name=heading.site.name,
        next=page.next,
        license=heading.site.license,
        updated=heading.updated,
    )
    for entry in page.entries:
        feed.add_item(
            title=entry.title,
            link=entry.link,
            unique_id=entry.id,
            description="".join(f'<p dir="auto">{_html(text)}</p>' for text in entry.paragraphs),
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=entry.tags,
        )
    return feed.writeString("utf-8").encode()


def _html(text: str) -> str:
    return escape(text).replace("\n", "<br/>")


# -- JSON Feed ------------------------------------------------------------------------------------


class FeedAuthor(TypedDict):
    name: str
    url: str


class FeedItem(TypedDict, total=False):
    """`_claimtrack` says which edition of which work it is, and of which kind."""

    id: str
    url: str
    title: str
    content_text: str
    date_published: str
    date_modified: str
    tags: list[str]
    language: str
    _claimtrack: dict[str, str | int]


class JsonFeed(TypedDict, total=False):
    """JSON Feed 1.1; members as that standard names them."""

    version: str
    title: str
    home_page_url: str
    feed_url: str
    next_url: str
    authors: list[FeedAuthor]
    items: list[FeedItem]


def json_feed(heading: Heading, page: Feed) -> bytes:
    """One page as JSON Feed."""
    feed: JsonFeed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": clean(heading.title),
        "home_page_url": f"{heading.site.address}/",
        "feed_url": heading.address,
        "authors": [{"name": heading.site.name, "url": f"{heading.site.address}/"}],
        "items": [_item(entry) for entry in page.entries],
    }
    if page.next:
        feed["next_url"] = page.next
    return orjson.dumps(feed)


def _item(entry: Entry) -> FeedItem:
    item: FeedItem = {
        "id": entry.id,
        "url": entry.link,
        "title": entry.title,
        # An item has to have a content, if an empty one.
        "content_text": "\n\n".join(entry.paragraphs),
        "date_published": rfc3339(entry.published),
        "date_modified": rfc3339(entry.updated),
        "tags": entry.tags,
        "_claimtrack": entry.about,
    }
    if entry.language:
        item["language"] = entry.language
    return item
