"""From bytes to records: every form of input, plain or packed, and every way in which it can break off."""

import gzip
import io
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.imports.claimreview.records import NO_REVIEW, PASSED_OVER
from claims.imports.inputs.limits import KIB, LIMITS, MIB, InputFault, Limits
from claims.imports.inputs.streams import Input, Reader, opened
from claims.imports.markup import parsing
from claims.imports.markup.record import Record
from claims.imports.markup.records import FURTHER_PAGE, records
from claims.imports.read import Refused
from claims.imports.reviewed import Reviewed
from tests.markup import claim, found, html, markup, ndjson, one, reads, refusal, unhurried

SMALL = replace(LIMITS, record=2 * KIB, page=8 * KIB, kept=KIB)


def read_small(content: bytes, limits: Limits = SMALL) -> list[Record]:
    source = Input(Reader(io.BytesIO(content), limits), base="", size=None)
    return list(records(source, limits=limits))


def urls(content: bytes) -> list[str]:
    return [each.page.url for each in found(content) if isinstance(each, Reviewed) and each.page]


def numbered(count: int) -> list[dict[str, Any]]:
    return [markup(url=f"https://checks.example.org/{number}") for number in range(count)]


THREE = numbered(3)
ADDRESSES = [review["url"] for review in THREE]

FORMS = {
    "NDJSON": ndjson(*THREE),
    "NDJSON with blank lines and CRLF": b"\n\r\n" + b"\r\n\r\n".join(map(orjson.dumps, THREE)),
    "NDJSON with a byte order mark": b"\xef\xbb\xbf" + ndjson(*THREE),
    "JSON list": orjson.dumps(THREE),
    "JSON list, indented": orjson.dumps(THREE, option=orjson.OPT_INDENT_2),
    "JSON list, one item a line": b"[\n" + b",\n".join(map(orjson.dumps, THREE)) + b"\n]",
    "graph": orjson.dumps({"@context": "https://schema.org", "@graph": THREE}),
    "Data Commons feed": orjson.dumps(
        {
            "@context": ["https://schema.org", {"x": "y"}],
            "@type": "DataFeed",
            "dataFeedElement": [{"@type": "DataFeedItem", "item": [each]} for each in THREE],
        }
    ),
    "item list": orjson.dumps({"itemListElement": [{"@type": "ListItem", "item": each} for each in THREE]}),
    "two lists": orjson.dumps({"dataFeedElement": [], "@graph": THREE}),
    "page with JSON-LD": html(*(orjson.dumps(each).decode() for each in THREE)),
    "page with a graph": html(orjson.dumps({"@graph": THREE}).decode()),
}


@pytest.mark.parametrize("form", sorted(FORMS))
def test_each_form_of_input_gives_the_same_reviews_plain_or_packed(form: str) -> None:
    content = FORMS[form]
    assert urls(content) == ADDRESSES
    assert urls(gzip.compress(content)) == ADDRESSES
    half = len(content) // 2
    assert urls(gzip.compress(content[:half]) + gzip.compress(content[half:]) + b"\0" * 512) == ADDRESSES


def test_an_input_comes_from_a_path_or_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "reviews.ndjson.gz"
    path.write_bytes(gzip.compress(FORMS["NDJSON"]))
    with opened(str(path)) as source:
        assert len(list(records(source))) == 3
        assert source.position == source.size == path.stat().st_size
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(FORMS["JSON list"])))
    with opened("-") as source:
        assert len(list(records(source))) == 3
    with pytest.raises(FileNotFoundError), opened(str(tmp_path / "absent")):
        pass


@unhurried
@given(st.lists(st.integers(0, 5), max_size=8), st.integers(1, 40))
def test_archives_joined_anywhere_are_read_whole(sizes: list[int], chunk: int) -> None:
    """However the ends of archives fall on the chunks in which they are read."""
    parts = [b"x" * size for size in sizes]

    class Dripping(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(chunk)

    packed = b"".join(gzip.compress(part) for part in [b"y", *parts])
    assert Reader(Dripping(packed), LIMITS).readall() == b"y" + b"".join(parts)


# -- what is reported ------------------------------------------------------------------------------


def test_a_broken_line_is_refused_by_itself_with_its_number_and_as_it_came() -> None:
    content = b'\n{"@type": "ClaimReview", "url": "https://ch\n' + ndjson(THREE[0]) + b"\xff\xfe{}\n" + ndjson(THREE[1])
    first, second, third, fourth = reads(content)
    assert isinstance(first.found[0], Refused)
    assert (first.place, first.raw) == ("line 2", b'{"@type": "ClaimReview", "url": "https://ch')
    assert (third.place, third.raw, third.found) == ("line 4", b"\xff\xfe{}", (Refused("it is not in UTF-8"),))
    assert [type(read.found[0]) for read in (second, fourth)] == [Reviewed, Reviewed]


def test_items_of_other_types_are_passed_over_and_anything_else_without_a_review_is_refused() -> None:
    article, nothing, review = reads([{"@type": "NewsArticle", "name": "x"}, {"a": 1}, THREE[0]])  # type: ignore[arg-type]  # any JSON
    assert (article.found, article.note) == ((), PASSED_OVER)
    assert nothing.found == (Refused(NO_REVIEW),)
    assert isinstance(review.found[0], Reviewed)
    assert refusal(b'{"@type": "NewsArticle"}') == NO_REVIEW


def test_a_claim_that_a_review_elsewhere_in_the_graph_names_is_not_taken_in_twice() -> None:
    named = {**claim(), "@id": "#c", "text": "The harbour was sold in secret."}
    graph = {"@graph": [named, markup(itemReviewed={"@id": "#c"}, claimReviewed=None)]}
    [review] = found(graph)
    assert review == one(markup())


def test_a_page_of_googles_answer_says_that_there_are_more() -> None:
    answer = {"claims": [{"text": "x", "claimReview": [{"url": "https://checks.example.org/1"}]}] * 2}
    assert [read.note for read in reads(answer | {"nextPageToken": "t"})] == ["", FURTHER_PAGE]
    assert [read.note for read in reads(answer)] == ["", ""]


def packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (b"\xff\xfe{\x00}\x00", "UTF-16"),
        (b"PK\x03\x04", "zip"),
        (b"%PDF-1.7", "PDF"),
        (packed(b"{}" * 1000)[:-20], "breaks off"),
        (packed(b"{}")[:10] + b"\xff" * 40, "damaged"),
        (packed(packed(b"{}")), "packed twice"),
        (packed(b"{}\n") + b"and more", "something else"),
    ],
)
def test_what_cannot_be_read_on_says_why(content: bytes, words: str) -> None:
    with pytest.raises(InputFault, match=words):
        reads(content)


# -- mending ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ('{"a": "He said "no" to it", "b": 1}', parsing.MENDED_QUOTES),
        ('{"a": "He said "no"", "b": ["x"y", "z"]}', parsing.MENDED_QUOTES),
        ('{"a": "x", /* why */ "b": 1,}', parsing.MENDED_SYNTAX),
        ('{"a": "\\ud800"}', parsing.MENDED_HALVES),
        ('<!-- a --> {"a": "x", "b": 1};', parsing.MENDED_SYNTAX),
        ('{"a": "one\ntwo", "b": 1}', parsing.MENDED_SYNTAX),
        ('{"a": "x // no, /* no */ ,]", "b": [1, 2,\n],} // yes', parsing.MENDED_SYNTAX),
        ("{&quot;a&quot;: &quot;x&quot;}", parsing.MENDED_ENTITIES),
    ],
)
def test_json_is_mended_where_it_can_only_mean_one_thing(written: str, note: str) -> None:
    value, mended = parsing.parsed(written.encode())
    assert set(value) <= {"a", "b"}
    assert mended == note


@pytest.mark.parametrize("written", ["{", '{"a": }', "nothing", '{"a": NaN}', "[" * 5000])
def test_json_that_cannot_be_mended_is_refused(written: str) -> None:
    with pytest.raises(parsing.NotJSON):
        parsing.parsed(written.encode())


@pytest.mark.parametrize("unit", [" ", '"', '" ', '",', '\\"', '": "', "//", "/*", "&quot;", "]]>", "{", '{"a":['])
def test_broken_json_of_half_a_megabyte_is_given_up_in_time(unit: str) -> None:
    begun = time.process_time()
    with suppress(parsing.NotJSON):
        parsing.parsed(f'{{"a": "{unit * (400 * KIB // len(unit))}'.encode())
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("written", ['{"a": 1} {', '{"a": 1} 5', "1 2", '{"a": 1} x'])
def test_several_texts_of_which_one_is_none_are_refused(written: str) -> None:
    with pytest.raises(parsing.NotJSON):
        parsing.parsed(written.encode())


def test_a_sequence_of_json_texts_is_read_and_one_that_breaks_off_is_refused_by_itself() -> None:
    pretty = orjson.dumps(THREE[1], option=orjson.OPT_INDENT_2)
    content = b"\x1e" + b"\n\x1e".join([orjson.dumps(THREE[0]), b'{"@type": "ClaimRe', b"", pretty]) + b"\n"
    first, second, third = reads(content)
    assert [read.place for read in (first, second, third)] == ["record 1", "record 2", "record 3"]
    assert isinstance(second.found[0], Refused)
    assert [first.found, third.found] == [(one(THREE[0]),), (one(THREE[1]),)]


def test_a_record_of_a_sequence_that_is_too_long_is_refused_and_the_next_one_read() -> None:
    content = b"\x1e" + b'{"a": "' + b"x" * 3000 + b'"}\n\x1e' + orjson.dumps({"b": 1})
    with opened("test", upload=content) as source:
        long, short = records(source, limits=replace(LIMITS, record=1000))
    assert "longer than" in long.fault
    assert short.value == {"b": 1}


def test_several_documents_in_one_input_are_each_read() -> None:
    pretty = b"\n".join(orjson.dumps(each, option=orjson.OPT_INDENT_2) for each in THREE)
    assert found(pretty) == found(ndjson(*THREE))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
    max_leaves=12,
)


@unhurried
@given(JSON)
def test_json_that_is_whole_is_never_mended(value: Any) -> None:
    assert parsing.parsed(orjson.dumps(value)) == (value, "")


@unhurried
@given(JSON)
def test_no_json_breaks_the_reader_and_every_record_is_a_review_or_refused(value: Any) -> None:
    for content in (value, markup(reviewRating=value, itemReviewed=value), markup(url=value, author=value)):
        for read in reads(orjson.dumps(content) or b"0"):
            assert read.found or read.note
            for each in read.found:
                if isinstance(each, Reviewed):
                    assert Reviewed.from_json(each.to_json()) == each


# -- size and depth --------------------------------------------------------------------------------


def test_a_line_longer_than_a_record_is_refused_and_the_next_one_read() -> None:
    long = b'{"claimReviewed": "' + b"x" * 20 * KIB + b'"}\n'
    first, second, third = read_small(long + b'{"a": 1}\n' + long)
    assert "longer" in first.fault
    assert len(first.raw) == SMALL.kept
    assert (second.value, second.place) == ({"a": 1}, "line 2")
    assert "longer" in third.fault


@pytest.mark.parametrize("name", ["dataFeedElement", "claims", "@graph", "itemListElement", ""])
@pytest.mark.parametrize("separator", [b",", b",\n"])
def test_a_feed_longer_than_a_page_is_read_item_by_item(name: str, separator: bytes) -> None:
    items = [{"number": number, "text": "x" * 1000} for number in range(30)]
    listed = b"[" + separator.join(map(orjson.dumps, items)) + b"]"
    head = b'{"@context": ["a", {"b": "c"}], "publisher": {"name": "P"}, "%s": ' % name.encode()
    read = read_small(head + listed + b', "more": true}' if name else listed)
    assert [record.value for record in read] == items
    assert [record.place for record in read[:2]] == ["item 1", "item 2"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'[{"a": "' + b"x" * 400 * KIB + b'"}]', "item is longer"),
        (b'{"a": "x",\n"b": "' + b"x" * 400 * KIB + b'"}', "longer"),
        (b"[" + b'{"a": ' * 5000 + b"1" + b"}" * 5000 + b"]", "deeper"),
        (b"[" + b'{"a": 1},' * 5000, "not JSON"),
        (b'{"a": [\n' + b'{"a": 1},' * 5000 + b"1]}", "no list of items"),
    ],
)
def test_a_document_longer_than_a_page_that_is_no_feed_says_so(content: bytes, words: str) -> None:
    with pytest.raises(InputFault, match=words):
        read_small(content)


def test_a_text_of_brackets_alone_costs_no_more_memory_than_it_is_long() -> None:
    tracemalloc.start()
    with pytest.raises(InputFault, match="deeper"):
        read_small(b"[1," * 100_000)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 32 * MIB


@pytest.mark.parametrize("depth", [100, 300, 900, 5000])
@pytest.mark.parametrize("within", ["list", "review", "line", "page"])
def test_deep_nesting_is_refused_and_breaks_nothing(depth: int, within: str) -> None:
    deep = "[" * depth + "]" * depth
    review = orjson.dumps(markup(claimReviewed=None)).decode().removesuffix("}") + f', "claimReviewed": {deep}}}'
    content = {
        "list": f'[{deep}, {{"a": {deep}}}]'.encode(),
        "review": review.encode(),
        "line": b"{}\n" + review.encode() + b"\n",
        "page": html(review, body="<div>" * depth + "<p itemscope itemtype='https://schema.org/ClaimReview'>" * depth),
    }[within]
    assert {type(each) for each in found(content)} == {Refused}


class Endless(io.RawIOBase):
    """A gigabyte, made as it is read."""

    def __init__(self, begins: bytes, unit: bytes, size: int) -> None:
        self.chunks = self._chunks(begins, unit, size)

    @staticmethod
    def _chunks(begins: bytes, unit: bytes, size: int) -> Iterator[bytes]:
        yield begins
        for _ in range(0, size, len(unit)):
            yield unit

    def read(self, size: int = -1, /) -> bytes:
        return next(self.chunks, b"")


def taken(file: BinaryIO) -> tuple[list[Record], int]:
    """(records, peak of memory in bytes)."""
    tracemalloc.start()
    try:
        found = list(records(Input(Reader(file, LIMITS), base="", size=None)))
        return found, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_line_of_a_gigabyte_is_passed_over_without_being_held() -> None:
    read, peak = taken(Endless(b'{"claimReviewed": "', b"x" * MIB, 1024 * MIB))  # type: ignore[arg-type]  # as much of a file as is read
    assert [(record.place, len(record.raw)) for record in read] == [("line 1", MIB)]
    assert peak < 40 * MIB


@pytest.mark.parametrize("begins", [b"[", b'{"claims": [', b"<html>", b'"'])
def test_an_archive_that_unpacks_without_end_is_given_up(begins: bytes) -> None:
    bomb = gzip.compress(begins + b" " * 64 * MIB, compresslevel=9)
    with pytest.raises(InputFault, match=r"times its size|longer than"):
        taken(io.BytesIO(bomb))
