"""A document as people read it: in words and in order, so that two editions can be laid side by side."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import chain
from typing import Any, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claimtrack.dates import InvalidDate, WorldDate, describe
from claimtrack.editions.chain import Document
from claimtrack.glossary import name_of
from claimtrack.ids import ID

#: Members that say nothing to a reader of the page: machinery, or what the heading says already.
UNREAD = frozenset({"format", "id", "slug", "api_url", "edition", "same_as", "sha256", "earliest", "latest"})
#: What an id is called that nobody can name any more.
UNNAMED = "one that is no longer on the desk"
#: A value of a scale: `mostly_false`.
WORD = re.compile(r"[a-z]+(_[a-z]+)+")
#: An instant as documents have it, always in UTC.
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z")
WORDS = re.compile(r"\s+|\w+|[^\w\s]+")


class Entry(NamedTuple):
    """One fact of a document: its place, stable between editions, and how it reads."""

    place: tuple[str, ...]
    heading: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One fact in both editions; `mark` is `same`, `changed`, `gone` or `new`. A first edition has nothing new."""

    label: str
    before: SafeString
    after: SafeString
    mark: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rows under each heading, in the order of the edition that would follow."""

    headings: Sequence[tuple[str, Sequence[Row]]]

    @property
    def changes(self) -> int:
        return sum(row.mark != "same" for _, rows in self.headings for row in rows)

    @property
    def changed(self) -> Sequence[tuple[str, Sequence[Row]]]:
        """The headings with the rows that differ alone."""
        differing = [(heading, [row for row in rows if row.mark != "same"]) for heading, rows in self.headings]
        return [(heading, rows) for heading, rows in differing if rows]


def ids_in(*documents: Document | None) -> set[str]:
    """Every id the documents name, so that whoever shows them can look up what these are called."""
    return {found for document in documents if document for found in ID.findall(str(document))}


def compare(before: Document | None, after: Document, names: Mapping[str, str]) -> Comparison:
    """Both documents fact by fact. `names` says what is called how that they refer to by id alone."""
    names = {**items_named(before or {}, names), **items_named(after, names), **names}
    old = {entry.place: entry for entry in entries(before or {}, names)}
    new = {entry.place: entry for entry in entries(after, names)}
    headings: dict[str, list[Row]] = {}
    for place in _in_order(old, new):
        entry = new.get(place) or old[place]
        row = _row(entry, old.get(place), new.get(place)) if before else _plain(entry)
        headings.setdefault(entry.heading, []).append(row)
    return Comparison(list(headings.items()))


def _in_order(old: Mapping[Any, Entry], new: Mapping[Any, Entry]) -> Iterable[Any]:
    """The places of both: what is gone stays under its heading."""
    gone: dict[str, list[Any]] = {}
    for place, entry in old.items():
        if place not in new:
            gone.setdefault(entry.heading, []).append(place)
    headings = list(dict.fromkeys(entry.heading for entry in chain(new.values(), old.values())))
    for heading in headings:
        yield from (place for place, entry in new.items() if entry.heading == heading)
        yield from gone.get(heading, ())


def _plain(entry: Entry) -> Row:
    return Row(entry.label, SafeString(""), format_html("{}", entry.text), "same")


def _row(entry: Entry, old: Entry | None, new: Entry | None) -> Row:
    before, after = (old.text if old else ""), (new.text if new else "")
    if before == after:
        return Row(entry.label, format_html("{}", before), format_html("{}", after), "same")
    mark = "changed" if old and new else "new" if new else "gone"
    return Row(entry.label, *marked(before, after), mark)


def marked(before: str, after: str, *, alike: Callable[[str], str] = str) -> tuple[SafeString, SafeString]:
    """Both texts with the words that differ in `del` and `ins`; words that `alike` makes equal do not differ."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    left: list[tuple[str, str]] = []
    right: list[tuple[str, str]] = []
    for tag, i, j, k, n in _changes([*map(alike, old)], [*map(alike, new)]):
        left.append(("" if tag == "equal" else "del", "".join(old[i:j])))
        right.append(("" if tag == "equal" else "ins", "".join(new[k:n])))
    return _html(left), _html(right)


def _changes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _html(pieces: Sequence[tuple[str, str]]) -> SafeString:
    parts = (
        format_html("<{0}>{1}</{0}>", tag, text) if tag else format_html("{}", text) for tag, text in pieces if text
    )
    return format_html_join("", "{}", ((part,) for part in parts))


# -- a document in words --------------------------------------------------------------------------


def entries(document: Document, names: Mapping[str, str]) -> Iterator[Entry]:
    """Every fact of the document, members in their own order, items of lists known by their ids."""
    thing = thing_of(document)
    for member, value in document.items():
        if member in UNREAD:
            continue
        label = label_of_member(member, thing)
        heading = label[:1].upper() + label[1:]
        if _is_items(value):
            for number, item in enumerate(value, 1):
                yield from _item(member, f"{heading} {number}: {_title(item, names)}", item, names)
        elif isinstance(value, Mapping) and "edtf" not in value:
            yield from _members((member,), heading, value, names)
        elif text := said(value, names):
            yield Entry((member,), "The claim" if member in {"statement", "context"} else "Facts", label, text)


def _is_items(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping) and "name" not in value[0]


def _item(member: str, heading: str, item: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Entry]:
    place = (member, str(item.get("id") or _title(item, names)))
    yield from _members(place, heading, item, names)


def _members(
    place: tuple[str, ...], heading: str, value: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[Entry]:
    for member, inner in value.items():
        if member not in UNREAD and (text := said(inner, names)):
            yield Entry((*place, member), heading, label_of_member(member, place[0]), text)


def items_named(document: Document, names: Mapping[str, str]) -> dict[str, str]:
    """The document's own items by their ids: other places in it refer to them."""
    return {
        item["id"]: _title(item, names)
        for value in _lists_in(document)
        for item in value
        if "id" in item and _title(item, names)
    }


def _lists_in(document: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Its lists of items, and those of its items: a rebuttal has judgements of its own."""
    for value in document.values():
        if _is_items(value):
            yield value
            yield from (inner for item in value for inner in _lists_in(item))


def _title(item: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What tells an item of a list from its neighbours at a glance."""
    named = next(filter(None, map(item.get, ("source", "speaker", "by", "document", "item", "claim"))), None)
    match named:
        case {"title": title} | {"document": {"title": title}}:
            named = title
        case {"type": "desk" | "source", "source": source}:
            named = source or "our desk"
    kind = next(filter(None, map(item.get, ("verdict", "kind", "role", "bearing", "status"))), None)
    return ", ".join(filter(None, (said(named, names), said(kind, names))))


def said(value: Any, names: Mapping[str, str]) -> str:
    """A value in words; empty for what says nothing."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return _word(value, names)
        case list():
            return "; ".join(filter(None, (said(item, names) for item in value)))
        case Mapping():
            return _said_of(value, names)
        case _:
            return str(value)


def _word(value: str, names: Mapping[str, str]) -> str:
    if ID.fullmatch(value):
        return names.get(value, UNNAMED)
    if INSTANT.fullmatch(value):
        return f"{datetime.fromisoformat(value):%-d %B %Y, %H:%M:%S} UTC"
    return value.replace("_", " ") if WORD.fullmatch(value) else value


def _said_of(value: Mapping[str, Any], names: Mapping[str, str]) -> str:
    match value:
        case {"edtf": str()}:
            return _date(value)
        case {"exact": str()}:
            around = (("after", value.get("prefix")), ("before", value.get("suffix")))
            return ", ".join(f"{where} “{words}”" for where, words in around if words)
        case {"type": "desk" | "source" as judge, **rest}:
            name = "our desk" if judge == "desk" else said(rest.pop("source"), names)
            return _with(name, rest, names)
        case {"person": str(pseudonym), "role": role}:
            return f"{role or 'member of staff'} {pseudonym[:8]}"
        case {"name": str(name), **rest}:
            return f"{name} (reliability {rest['reliability']})" if rest.get("reliability") else name
        case {"title": str(title), "publisher": publisher, **rest}:
            return _with(f"“{title}”, {said(publisher, names)}", rest, names)
        case {"claim": str(claim), "scope": scope, **through} | {"document": str(claim), "scope": scope, **through}:
            report = f", through {_word(through['through'], names)}" if through.get("through") else ""
            return f"{_word(claim, names)} ({said(scope, names)}{report})"
    return _with("", value, names)


def _with(first: str, members: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The members after what is said first, in one order: that of the document means nothing."""
    parts = ((label_of_member(key), said(members[key], names)) for key in sorted(members) if key not in UNREAD)
    return ", ".join(filter(None, (first, *(f"{label}: {text}" for label, text in parts if text))))


def _date(value: Mapping[str, Any]) -> str:
    try:
        words = describe(WorldDate(value["edtf"]))
    except InvalidDate:  # written by an earlier release that accepted it
        words = value["edtf"]
    wording = f" (“{value['text']}”)" if value.get("text") else ""
    inferred = f", dated by us: {value['basis']}" if value.get("inferred") else ""
    return f"{words}{wording}{inferred}"


def thing_of(document: Document) -> str:
    """What a document is of, as its address says: `claims`."""
    return str(document.get("api_url") or "").removeprefix("/api/v1/").partition("/")[0]


def label_of_member(member: str, thing: str = "") -> str:
    """What a member of a document, or of such a thing in it, is called on a page."""
    return name_of(thing, member)


def members_in_words(members: Iterable[str], document: Document) -> str:
    """Some members of a document, as a page names them."""
    return ", ".join(label_of_member(member, thing_of(document)) for member in members)


def path_in_words(path: str) -> str:
    """A place in a document, by the members that lead to it: `rebuttals.<id>.answers`."""
    return ", ".join(label_of_member(part) for part in path.split(".") if not ID.fullmatch(part))


def document_name(document: Document) -> str:
    """What a document is of, in a line."""
    return str(document.get("statement") or document.get("name") or document.get("slug"))
