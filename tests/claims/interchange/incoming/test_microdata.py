"""Microdata as the standard reads it (WHATWG HTML, § 5), and as an independent reader does."""

import time
from typing import Any

import extruct
import pytest
from lxml.html import document_fromstring

from claims.interchange.incoming import microdata
from claims.interchange.incoming.nodes import TooDeep

BASE = "https://checks.example.org/2021/"


def items(body: str) -> list[Any]:
    return list(microdata.items(document_fromstring(f"<html><body>{body}</body></html>"), BASE))


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ('<meta itemprop="p" content=" x ">', "x"),
        ('<span itemprop="p" content="2021-03-04">4 March</span>', "2021-03-04"),
        ('<a itemprop="p" href="../a">x</a>', "https://checks.example.org/a"),
        ('<img itemprop="p" src="i.png">', "https://checks.example.org/2021/i.png"),
        ('<object itemprop="p" data="o"></object>', "https://checks.example.org/2021/o"),
        ('<data itemprop="p" value="5">five</data>', "5"),
        ('<meter itemprop="p" value="2"></meter>', "2"),
        ('<time itemprop="p" datetime="2021-03-04">4 March</time>', "2021-03-04"),
        ('<time itemprop="p">2021-03-04</time>', "2021-03-04"),
        ('<a itemprop="p">no address</a>', ""),
        ('<p itemprop="p">one<br>two <b>thr</b>ee<script>x()</script><!-- y -->\n four</p>', "one two three four"),
        ('<div itemprop="p"><p>one</p><p>two</p></div>', "one two"),
        ('<span itemprop="p">use &lt;b&gt;</span>', "use <b>"),
    ],
)
def test_the_value_of_a_property_is_where_its_element_keeps_it(element: str, value: str) -> None:
    assert items(f"<div itemscope>{element}</div>") == [{"p": value}]


def test_items_lie_in_items_and_names_repeat() -> None:
    body = """<div itemscope itemtype="https://schema.org/ClaimReview https://schema.org/Review" itemid="#r">
      <div itemprop="itemReviewed" itemscope itemtype="https://schema.org/Claim"><b itemprop="text">One</b></div>
      <i itemprop="name headline">Both</i> <i itemprop="name">Second</i></div>"""
    assert items(body) == [
        {
            "@type": ["https://schema.org/ClaimReview", "https://schema.org/Review"],
            "@id": "https://checks.example.org/2021/#r",
            "itemReviewed": {"@type": "https://schema.org/Claim", "text": "One"},
            "name": ["Both", "Second"],
            "headline": "Both",
        }
    ]


def test_what_an_item_refers_to_is_part_of_it_and_circles_end() -> None:
    body = """<div itemscope itemref="far nowhere"><b itemprop="name">One</b></div>
      <div id="far"><i itemprop="text">Far</i><p itemprop="author" itemscope><b itemprop="name">Ada</b></p></div>"""
    assert items(body) == [{"name": "One", "text": "Far", "author": {"name": "Ada"}}]
    assert items('<div itemscope itemref="a"></div><div id="a" itemprop="p" itemscope itemref="a"></div>') == [
        {"p": {}}
    ]


def test_an_item_that_is_a_property_of_nothing_is_read_too() -> None:
    body = '<div itemprop="review" itemscope itemtype="https://schema.org/ClaimReview"><b itemprop="name">x</b></div>'
    assert items(body) == [{"@type": "https://schema.org/ClaimReview", "name": "x"}]


def test_an_independent_reader_finds_the_same() -> None:
    body = """<div itemscope itemtype="https://schema.org/ClaimReview"><a itemprop="url" href="/a">x</a>
      <span itemprop="claimReviewed">The harbour was sold.</span><meta itemprop="datePublished" content="2021-03-04">
      <div itemprop="author" itemscope itemtype="https://schema.org/Organization"><b itemprop="name">Checks</b></div></div>"""

    def as_ours(item: Any) -> Any:
        return {"@type": item["type"]} | {
            k: as_ours(v) if isinstance(v, dict) else v for k, v in item["properties"].items()
        }

    theirs = extruct.extract(f"<html><body>{body}</body></html>", base_url=BASE, syntaxes=["microdata"])["microdata"]
    assert items(body) == [as_ours(item) for item in theirs]


def test_items_nested_without_end_are_refused_and_many_are_read_in_linear_time() -> None:
    with pytest.raises(TooDeep):
        items('<div itemscope itemprop="p">' * 100)
    begun = time.process_time()
    assert len(items("<div itemscope><b itemprop='p'>x</b></div>" * 5000)) == 5000
    assert len(items(f"<div itemscope>{'<b itemprop=p>x</b>' * 20_000}</div>")) == 1
    assert time.process_time() - begun < 2
