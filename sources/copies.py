"""What is pasted, uploaded or fetched as a copy of a document: its size and its text."""

import hashlib
import re
from dataclasses import dataclass
from html import unescape
from itertools import accumulate
from typing import Any

import nh3
from django.core.exceptions import ValidationError

#: Bytes of an uploaded copy. What is larger is kept by an archive, and its address here.
MAX_BYTES = 10_000_000
#: How deep elements lie in each other: what is deeper was made to keep a reader of it busy.
MAX_DEPTH = 2_000
#: The tool of whoever pastes or uploads a copy.
BY_HAND = "by hand"
HTML = "text/html"
TEXT = "text/plain"

_LINES = (
    "address article aside blockquote br caption dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr "
    "li main nav ol p pre section table td th tr ul"
)
_TAG = re.compile(r"<[^>]*>")
#: Elements that HTML closes by their end tags alone.
_NESTED = re.compile(r"<(/?)(?:a|b|article|aside|blockquote|div|em|i|main|nav|section|span|strong|table|ul|ol)\b", re.I)
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.I | re.S)
_LOOKS_LIKE_HTML = re.compile(r"\s*(<!doctype\s+html|<html|<head|<body|<article|<div|<p\b)", re.I)


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy as it will be stored: `text` is what people read of it."""

    text: str
    content: bytes | None
    media_type: str
    title: str = ""

    @property
    def sha256(self) -> str:
        """As the stored capture will have it."""
        return hashlib.sha256(self.content if self.content is not None else self.text.encode()).hexdigest()


def of_upload(upload: Any) -> Copy:
    """The copy in an uploaded file. Raises ValidationError when it is too large, too deep or nothing at all."""
    if not upload.size:
        raise ValidationError("The file is empty.")
    if upload.size > MAX_BYTES:
        raise ValidationError(
            f"The file has {upload.size:,} bytes; {MAX_BYTES:,} are kept at most. Archive it, and give the address."
        )
    upload.seek(0)
    content = upload.read()
    return of_bytes(content, upload.content_type or "")


def of_bytes(content: bytes, content_type: str) -> Copy:
    """The copy in bytes that were said to be of this type. Raises ValidationError when a page is too deep."""
    declared = content_type.split(";", maxsplit=1)[0].strip().lower()
    if not declared.startswith("text/") and declared not in {"application/xhtml+xml", "application/octet-stream", ""}:
        return Copy("", content, declared)
    source = decoded(content, content_type)
    if "\x00" in source:
        return Copy("", content, declared or "application/octet-stream")
    if declared in {HTML, "application/xhtml+xml"} or _LOOKS_LIKE_HTML.match(source):
        return Copy(readable(source), content, HTML, title_of(source))
    return Copy(source, content, declared if declared.startswith("text/") else TEXT)


def of_paste(pasted: str) -> Copy:
    """The copy in a pasted text; of pasted HTML the bytes are kept too. Raises ValidationError."""
    if _LOOKS_LIKE_HTML.match(pasted):
        return Copy(readable(pasted), pasted.encode(), HTML, title_of(pasted))
    return Copy(pasted, None, TEXT)


def decoded(content: bytes, content_type: str = "") -> str:
    """Bytes as text: by their byte-order mark, what their server or they themselves say of them, else UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    named = _CHARSET.search(content_type.encode()) or _CHARSET.search(content[:2048])
    try:
        return content.decode(named[1].decode() if named else "utf-8-sig", "replace")
    except LookupError:  # a charset nobody knows
        return content.decode("utf-8", "replace")


def readable(html: str) -> str:
    """The text of a page: without scripts and styles, a line for each paragraph. Raises ValidationError."""
    if _is_too_deep(html):
        raise ValidationError("The page's elements lie too deep in each other to be read. Paste its text alone.")
    kept = nh3.clean(
        html,
        tags=set(_LINES.split()),
        attributes={},
        link_rel=None,
        clean_content_tags={"script", "style", "title", "noscript", "template"},
    )
    text = unescape(_TAG.sub("\n", kept)).replace("\x00", "")
    return _BLANK_LINES.sub("\n", text).strip()


def _is_too_deep(html: str) -> bool:
    depths = accumulate(-1 if found[1] else 1 for found in _NESTED.finditer(html))
    return any(depth > MAX_DEPTH for depth in depths)


def title_of(html: str) -> str:
    found = _TITLE.search(html)
    return " ".join(unescape(nh3.clean(found[1], tags=set())).split()) if found else ""
