"""From bytes to records: NDJSON, JSON documents and feeds, HTML pages, told apart by how they begin.

A record is what is taken in or refused by itself. Lines and feeds are read one record at a time, whatever their
length; what is longer than a record may be is refused and passed over without being held in memory.
"""

import re
from collections.abc import Iterator, Mapping
from io import BufferedReader
from typing import Any, Final

import orjson

from claims.interchange.incoming import feeds
from claims.interchange.incoming.limits import KIB, LIMITS, InputFault, Limits
from claims.interchange.incoming.nodes import TOO_DEEP, Whole, reviews_within
from claims.interchange.incoming.pages import page_records
from claims.interchange.incoming.parsing import NotJSON, parsed
from claims.interchange.incoming.record import Record
from claims.interchange.incoming.streams import Input

_WINDOW: Final = 256 * KIB
#: What every record of a JSON text sequence begins with (RFC 7464, § 2.2).
_SEPARATOR: Final = b"\x1e"
_BYTE_ORDER_MARKS: Final = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"PK": "a zip archive", b"%PDF": "a PDF"}
#: Members that hold a feed's items: Data Commons, Google's answers, graphs and lists of schema.org.
LISTS: Final = ("dataFeedElement", "claims", "@graph", "itemListElement")
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[][}{]', re.DOTALL)
_LIST_BEGINS = re.compile(rb'"(?:' + "|".join(LISTS).encode() + rb')"\s*:\s*\[')
_GOES_ON_BELOW = (b"{", b"[", b",", b":")
FURTHER_PAGE: Final = "the answer has a further page (nextPageToken), which is not in this input"
_LOOKS_LIKE_A_LINE = re.compile(rb"\s*[\[{].*[\]}]\s*", re.DOTALL)


def records(source: Input, *, limits: Limits = LIMITS) -> Iterator[Record]:
    """Every record of an input, in its order. Raises `InputFault` when it cannot be read on."""
    stream = BufferedReader(source.stream, _WINDOW)
    start, blank_lines = _beginning(stream)
    if start == b"<":
        yield from page_records(_whole(stream, limits), source.base, source.content_type)
    elif start == _SEPARATOR:
        yield from _sequence(stream, limits)
    else:
        yield from _json_records(stream, blank_lines, limits)


def _beginning(stream: "BufferedReader[Any]") -> tuple[bytes, int]:
    """The first character that is no space, left in place, and how many lines lie before it.

    Raises `InputFault` where there is nothing to read.
    """
    head = stream.peek(4)
    for mark, name in _BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            raise InputFault(f"it is {name}: ClaimReview is read from HTML and from JSON in UTF-8")
    if head.startswith(b"\xef\xbb\xbf"):
        stream.read(3)
    blank_lines = 0
    while head := stream.peek(1):
        spaces = len(head) - len(head.lstrip())
        blank_lines += stream.read(spaces).count(b"\n")
        if spaces < len(head):
            return head[spaces : spaces + 1], blank_lines
    raise InputFault("it is empty")


def _whole(stream: "BufferedReader[Any]", limits: Limits) -> bytes:
    content = stream.read(limits.page + 1)
    if len(content) > limits.page:
        raise InputFault(f"the page is longer than {limits.page} bytes")
    return content


def _json_records(stream: "BufferedReader[Any]", blank_lines: int, limits: Limits) -> Iterator[Record]:
    """Lines when the first one is a value by itself and others follow; else one document."""
    line = stream.readline(limits.record + 1)
    if len(line) > limits.record:
        are_lines = not _opens_a_list(line[:_WINDOW])
    else:
        are_lines = _goes_on(stream) and (_is_by_itself(line) or _is_above_a_record(line, stream))
    if are_lines:
        yield from _lines(stream, line, blank_lines + 1, limits)
    else:
        yield from _document(stream, line, limits)


def _opens_a_list(begun: bytes) -> bool:
    """Whether a document that begins so is a list or has one of the members that hold a feed's items."""
    if begun.startswith(b"["):
        return True
    depth = 0
    for token in _TOKENS.finditer(begun):
        if depth == 1 and _LIST_BEGINS.match(begun, token.start()):
            return True
        depth += (token[0] in (b"[", b"{")) - (token[0] in (b"]", b"}"))
        if depth == 0:
            break
    return False


def _is_by_itself(line: bytes) -> bool:
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return line.endswith(b"\n") and bool(_LOOKS_LIKE_A_LINE.fullmatch(line))
    return True


def _is_above_a_record(line: bytes, stream: "BufferedReader[Any]") -> bool:
    """Whether a first line that is broken is one of many all the same: a whole object stands below it."""
    if not line.startswith(b"{") or line.rstrip().endswith(_GOES_ON_BELOW):
        return False
    try:
        return isinstance(orjson.loads(stream.peek(_WINDOW).partition(b"\n")[0]), dict)
    except orjson.JSONDecodeError:
        return False


def _goes_on(stream: "BufferedReader[Any]") -> bool:
    while head := stream.peek(1):
        if head.lstrip():
            return True
        stream.read(len(head))
    return False


def _lines(stream: "BufferedReader[Any]", line: bytes, number: int, limits: Limits) -> Iterator[Record]:
    while line:
        place = f"line {number}"
        if len(line) > limits.record:
            _pass_over(stream, line)
            yield Record(place, line[: limits.kept], fault=f"the line is longer than {limits.record} bytes")
        elif line.strip():
            yield _parsed_record(place, line.strip())
        line = stream.readline(limits.record + 1)
        number += 1


def _sequence(stream: "BufferedReader[Any]", limits: Limits) -> Iterator[Record]:
    """The records of a JSON text sequence (RFC 7464); one that breaks off is refused and the next one read."""
    for number, raw in enumerate(_between_separators(stream, limits.record + 1), start=1):
        place = f"record {number}"
        if len(raw) > limits.record:
            yield Record(place, raw[: limits.kept], fault=f"the record is longer than {limits.record} bytes")
        else:
            yield _parsed_record(place, raw.strip())


def _between_separators(stream: "BufferedReader[Any]", most: int) -> Iterator[bytes]:
    """What stands between separators and is not empty; of what is longer, this many bytes."""
    held = b""
    while chunk := stream.read(_WINDOW):
        *ended, begun = chunk.split(_SEPARATOR)
        for piece in ended:
            held += piece[: most - len(held)]
            if held.strip():
                yield held
            held = b""
        held += begun[: most - len(held)]
    if held.strip():
        yield held


def _pass_over(stream: "BufferedReader[Any]", line: bytes) -> None:
    """Read to the end of this line, keeping nothing."""
    while line and not line.endswith(b"\n"):
        line = stream.readline(_WINDOW)


def _parsed_record(place: str, raw: bytes) -> Record:
    try:
        value, note = parsed(raw)
    except NotJSON as error:
        return Record(place, raw, fault=str(error))
    return Record(place, raw, value, note=note)


def _document(stream: "BufferedReader[Any]", begun: bytes, limits: Limits) -> Iterator[Record]:
    content = begun + stream.read(max(0, limits.page + 1 - len(begun)))
    if len(content) > limits.page:
        for number, raw, value in feeds.items(content, stream, LISTS, limits):
            yield Record(f"item {number}", raw, value)
        return
    whole = _parsed_record("the document", content)
    yield from [whole] if whole.fault else _items(whole)


def _items(whole: Record) -> Iterator[Record]:
    """The items of a feed or list, each by itself, and what reviews stand beside them; else the document is one."""
    value = whole.value
    members = value if isinstance(value, Mapping) and "claimReviewed" not in value else {}
    lists = [value] if isinstance(value, list) else [members[name] for name in LISTS if _is_list(members.get(name))]
    if not lists:
        yield whole
        return
    within = Whole(value)
    items = [item for listed in lists for item in listed]
    for number, item in enumerate(items, start=1):
        further = FURTHER_PAGE if number == len(items) and members.get("nextPageToken") else ""
        try:
            raw = orjson.dumps(item)
        except orjson.JSONEncodeError:  # it reads deeper than it writes
            yield Record(f"item {number}", whole.raw, fault=TOO_DEEP)
        else:
            yield Record(f"item {number}", raw, item, note=whole.note or further, within=within)
    rest = {name: member for name, member in members.items() if not (name in LISTS and _is_list(member))}
    if reviews_within(rest):
        yield Record("beside the items", orjson.dumps(rest), rest, note=whole.note, within=within)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)
