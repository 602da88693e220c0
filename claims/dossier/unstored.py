"""The dossier of what is not published: the same sections, stamped, and without what only an edition has.

It is made of a document that was composed and is not stored, with what the record holds of its neighbours. It has no
edition, hash chain, digest, declaration or seal, and nothing in it claims one; nothing of it is kept.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson
from django.conf import settings
from django.template.loader import render_to_string

from claims.dossier import as_pdf
from claims.dossier.apparatus import exhibits, methods, sources
from claims.dossier.as_html import page
from claims.dossier.blocks import Block, Code, Quotation, Section, Strong, bullets, line, within
from claims.dossier.contents import OF_A_CLAIM
from claims.dossier.history import corrections
from claims.dossier.in_short import in_short
from claims.dossier.reading import readings
from claims.dossier.refusals import NotPublished
from claims.dossier.shapes import FORMAT, Bundle, Mentions
from claims.dossier.state import Record, claims_named
from claims.record.documents import ClaimDocument
from claims.record.named import sources_printed
from claimtrack.editions.bylines import bylines_of, persons_in
from claimtrack.editions.chain import Document, EditionStamp, rfc3339
from claimtrack.editions.state import snapshot

NOT_PUBLISHED: Final = "NOT PUBLISHED"
#: What a fresh record has of any neighbour.
NOTHING: Final[Mentions] = {"appearances": {}, "rebuttals": {}, "documents": {}}


@dataclass(frozen=True, slots=True)
class Draft:
    """What is shown: the composed document, its `document_sha256`, who reads it, and when."""

    document: Document
    sha256: str
    reader: str
    at: datetime

    @property
    def stamp(self) -> str:
        """What stands on each page."""
        return f"{NOT_PUBLISHED} · for {within(self.reader)} · {self.at:%Y-%m-%d %H:%M} UTC · {self.sha256}"


def html(draft: Draft, *, using: str) -> bytes:
    """UTF-8 HTML, with the stamp at the top of the window, and of each sheet that is printed."""
    made = _bundle(draft, using=using)
    return page(made, _contents(made, draft), stamp=draft.stamp).encode()


def pdf(draft: Draft, *, using: str) -> bytes:
    """PDF with the stamp on each page. Raises CannotPrint."""
    made = _bundle(draft, using=using)
    style = render_to_string("dossier/stamped.css", {"stamp": in_css(draft.stamp)})
    return as_pdf.printed(made, _contents(made, draft), style=style, stamp=draft.stamp)


def packed(draft: Draft, *, using: str) -> bytes:
    """A ZIP of these and of the document as JSON. It is not sealed: a seal vouches for what was published."""
    files = {
        "NOT-PUBLISHED.txt": f"{draft.stamp}\n".encode(),
        "NOT-PUBLISHED.html": html(draft, using=using),
        "NOT-PUBLISHED.json": orjson.dumps({"not_published": draft.stamp, "document": draft.document}),
    }
    if as_pdf.missing() is None:
        files["NOT-PUBLISHED.pdf"] = pdf(draft, using=using)
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as bag:
        for name, content in files.items():
            bag.writestr(ZipInfo(f"NOT-PUBLISHED-{draft.sha256[:12]}/{name}", draft.at.timetuple()[:6]), content)
    return kept.getvalue()


@dataclass(frozen=True, slots=True)
class Form:
    """A form of such a dossier."""

    media_type: str
    render: Callable[..., bytes]
    saved: bool = False


FORMS: Final[Mapping[str, Form]] = {
    "html": Form("text/html; charset=utf-8", html),
    "pdf": Form("application/pdf", pdf),
    "zip": Form("application/zip", packed, saved=True),
}

_PLAIN: Final = re.compile(r"[^A-Za-z0-9 ]")


def in_css(text: str) -> str:
    """A text as a string of CSS holds it (CSS Syntax, section 4.3.7): whatever could end the string is a number."""
    return _PLAIN.sub(lambda letter: f"\\{ord(letter[0]):x} ", text)


# -- what it is made of ---------------------------------------------------------------------------


def _bundle(draft: Draft, *, using: str) -> Bundle:
    """In the shape of a bundle, so that its sections can be written; what only an edition has stays empty."""
    claim = cast("ClaimDocument", {**draft.document, "edition": _stamp(draft)})
    with snapshot(using):
        around = _around(claim, using)
    bundle = {
        "format": FORMAT,
        "title": claim["statement"],
        "selection": None,
        "record": settings.PUBLIC_URL,
        "edition": None,
        "as_of": None,
        "position": 0,
        "published_at": rfc3339(draft.at),
        "claims": [claim],
        **around,
        "corrections": {},
        "editions": {claim["id"]: []},
        "merged_into": {},
        "bylines": bylines_of(persons_in(orjson.dumps(claim).decode()), using=using),
        "integrity": [],
        "digests": [],
        "sha256": draft.sha256,
    }
    return cast("Bundle", bundle)


def _around(claim: ClaimDocument, using: str) -> Mapping[str, Any]:
    """What the record says of those that the document names."""
    try:
        record = Record(using, None)
    except NotPublished:  # nothing was ever published
        return {"neighbours": {}, "mentions": NOTHING, "sources": {}}
    return {
        "neighbours": record.cards(set(claims_named([claim]))),
        "mentions": record.mentions([claim]),
        "sources": record.sources({source["id"] for source in sources_printed(claim)}),
    }


def _stamp(draft: Draft) -> EditionStamp:
    """It has none; sections of a claim ask it for no more than whose it is."""
    return {
        "by": None,
        "number": 0,
        "kind": "published",
        "note": None,
        "position": 0,
        "published_at": rfc3339(draft.at),
        "sha256": draft.sha256,
        "previous_sha256": None,
        "nonce": "",
        "changed": [],
        "license": settings.LICENSE,
        "credit": settings.CREDIT,
        "review": None,
    }


def _contents(bundle: Bundle, draft: Draft) -> Section:
    [reading] = readings(bundle)
    chapters = tuple(section(reading) for section in OF_A_CLAIM if section is not corrections)
    behind = (sources(bundle, [reading]), exhibits(bundle), methods())
    return Section("Dossier of a claim that is not published", (*_cover(reading.claim, draft), *chapters, *behind))


def _cover(claim: ClaimDocument, draft: Draft) -> Iterator[Block]:
    yield line(
        Strong(f"{NOT_PUBLISHED}. "),
        "This is a draft, as the desk has it now. It may be wrong, and it may change. Do not hand it on.",
    )
    yield Quotation(claim["statement"])
    yield from in_short(claim)
    yield from bullets(
        [
            line("Claim: ", Code(claim["id"])),
            line(f"Made for {within(draft.reader)}, on {draft.at:%Y-%m-%d at %H:%M} UTC"),
            line("Number of the text (document_sha256): ", Code(draft.sha256)),
        ]
    )
