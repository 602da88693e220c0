"""HTML pages: JSON-LD and microdata, in any encoding, broken in the ways that pages are."""

from dataclasses import replace

import orjson
import pytest

from claims.imports.claimreview import notes
from claims.imports.claimreview.records import READ_THERE, reviews
from claims.imports.inputs.streams import opened
from claims.imports.markup.pages import NO_REVIEW
from claims.imports.markup.parsing import SEVERAL_TEXTS
from claims.imports.read import Read, Refused
from claims.imports.reviewed import Reviewed
from tests.markup import PAGE, Node, claim, found, html, markup, one, reads, refusal

REVIEW = orjson.dumps(markup()).decode()

MICRODATA = f"""
<div itemscope itemtype="http://schema.org/ClaimReview">
  <a itemprop="url" href="/2021/harbour/">Link</a>
  <meta itemprop="datePublished" content="2021-03-04">
  <span itemprop="claimReviewed">The harbour was sold in secret.</span>
  <span itemprop="author" itemscope itemtype="http://schema.org/Organization">
    <span itemprop="name">Harbour Checks</span> <a itemprop="url" href="https://checks.example.org/">x</a></span>
  <span itemprop="reviewRating" itemscope itemtype="http://schema.org/Rating">
    <meta itemprop="ratingValue" content="1"><b itemprop="alternateName">Not true</b></span>
  <span itemprop="itemReviewed" itemscope itemtype="http://schema.org/Claim">
    <span itemprop="author" itemscope itemtype="http://schema.org/Person"><i itemprop="name">Ada Quay</i></span></span>
</div>
<link rel="canonical" href="{PAGE}">
"""


def from_address(content: bytes, url: str, content_type: str = "") -> list[Read]:
    with opened("test", upload=content) as source:
        source.base, source.content_type = url, content_type
        return list(reviews(source))


def test_microdata_is_read_as_json_ld_is() -> None:
    review = one(html(body=MICRODATA))
    assert review.page
    assert review.judgement
    assert (review.statement, review.page.url, review.judgement.label) == (
        "The harbour was sold in secret.",
        PAGE,
        "Not true",
    )
    assert [party.name for party in review.claimants] == ["Ada Quay"]
    assert review.page.publisher.name == "Harbour Checks"


def test_microdata_beside_json_ld_says_the_same_again() -> None:
    first, second = reads(html(REVIEW, body=MICRODATA))
    assert (first.place, first.says_again) == ("JSON-LD block 1", False)
    assert (second.place, second.says_again) == ("microdata item 1", True)


def test_what_a_review_leaves_out_is_read_from_its_page() -> None:
    bare = orjson.dumps(markup(url=None, headline=None, inLanguage=None)).decode()
    review = one(html(bare, head=f'<title>The page &amp; its title</title><link rel="canonical" href="{PAGE}">'))
    assert review.page
    assert (review.form, review.page.url, review.page.title, review.language) == (
        "page",
        PAGE,
        "The page & its title",
        "en",
    )


@pytest.mark.parametrize("base", ["/", "https://cdn.example.org/", "javascript:alert(1)"])
def test_what_a_page_is_relative_to_is_not_its_own_address(base: str) -> None:
    [read] = from_address(html(orjson.dumps(markup(url=None)).decode(), head=f'<base href="{base}">'), PAGE)
    [review] = read.found
    assert isinstance(review, Reviewed)
    assert review.page
    assert review.page.url == PAGE


def test_an_address_that_is_none_gives_way_to_the_pages_own_with_a_note() -> None:
    [read] = from_address(html(orjson.dumps(markup(url="javascript:alert(1)")).decode()), PAGE)
    [review] = read.found
    assert isinstance(review, Reviewed)
    assert review.page
    assert review.page.url == PAGE
    assert notes.OWN_ADDRESS in review.notes


@pytest.mark.parametrize(
    "page",
    [
        html(REVIEW).replace(b"application/ld+json", b"APPLICATION/LD+JSON; charset=utf-8"),
        html(REVIEW).replace(b"application/ld+json", b" application/ld+json "),
        html(f"<!-- x -->\n{REVIEW}\n"),
        html(f"//<![CDATA[\n{REVIEW}\n//]]>"),
        html(f"/*<![CDATA[*/{REVIEW}/*]]>*/"),
        html(f"<!--\n{REVIEW}\n//-->"),
        html("{not json}", '{"@type": "Organization"}', REVIEW),
        html(REVIEW.replace("secret.", "secret.\\u0000")).replace(b"<body>", b"<body>\x00\x01"),
        html(REVIEW)[: -len(b"</script></head><body></body></html>")] + b"</script>",
        b"\xef\xbb\xbf  " + html(REVIEW),
        html(REVIEW, body="&#0;&#xD800;" + "<div>" * 3000),
    ],
)
def test_json_ld_is_found_in_pages_as_they_are(page: bytes) -> None:
    [review] = [each for each in found(page) if isinstance(each, Reviewed)]
    assert review.statement == "The harbour was sold in secret."


@pytest.mark.parametrize(
    ("encoding", "head", "content_type"),
    [
        ("windows-1251", '<meta charset="windows-1251">', ""),
        ("windows-1251", "", "text/html; charset=windows-1251"),
        ("iso-8859-5", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-5">', ""),
        ("utf-8", "", ""),
        ("utf-8", '<meta charset="utf-8">', "text/html"),
    ],
)
def test_a_page_is_decoded_as_its_server_or_itself_declares(encoding: str, head: str, content_type: str) -> None:
    review = REVIEW.replace("The harbour was sold in secret.", "Гавань была продана.")
    [read] = from_address(html(review, head=head).decode().encode(encoding), PAGE, content_type)
    [each] = read.found
    assert isinstance(each, Reviewed)
    assert each.statement == "Гавань была продана."


NAMED = {
    "@graph": [
        {"@id": "#org", "name": "Harbour Checks"},
        {"@id": f"{PAGE}#org", "@type": "Organization", "url": "https://checks.example.org/"},
        {**claim(text="The harbour was sold in secret."), "@id": "#claim"},
        {"@id": "#rating", "@type": "Rating", "alternateName": "Not true"},
    ]
}


@pytest.mark.parametrize(
    "name", ["#org", f"{PAGE}#org", {"@id": "#org"}, {"@id": f"{PAGE}#org", "@type": "Organization"}]
)
def test_what_a_block_names_is_found_in_any_block_of_the_page(name: object) -> None:
    review = markup(author=name, claimReviewed=None, itemReviewed={"@id": "#claim"}, reviewRating={"@id": "#rating"})
    blocks = [orjson.dumps(each).decode() for each in (review, NAMED)]
    first, second = reads(html(*blocks, head=f'<link rel="canonical" href="{PAGE}">'))
    assert first.found == (replace(one(markup()), form="page", group=""),)
    assert (second.found, second.note) == ((), READ_THERE)


def test_of_things_that_share_a_name_the_one_of_the_type_that_is_named_is_meant() -> None:
    other = {"@type": "WebPage", "@id": PAGE, "name": "The page"}
    house = {"@type": "Organization", "@id": PAGE, "name": "Harbour Checks"}
    review = markup(author={"@type": "Organization", "@id": PAGE})
    read = one(html(*(orjson.dumps(each).decode() for each in (review, other, house))))
    assert read.page
    assert read.page.publisher.name == "Harbour Checks"


@pytest.mark.parametrize("between", ["", "\n", ",\n", ";", "\x1e"])
def test_several_texts_in_one_script_are_each_read(between: str) -> None:
    second = REVIEW.replace("in secret", "for a song")
    [block] = reads(html(f"{REVIEW}{between}{second}"))
    assert block.note == SEVERAL_TEXTS
    assert [each.statement for each in block.found if isinstance(each, Reviewed)] == [
        "The harbour was sold in secret.",
        "The harbour was sold for a song.",
    ]


def test_a_page_without_a_review_is_one_refused_record() -> None:
    assert refusal(html('{"@type": "NewsArticle"}', body="<p>ClaimReview</p>")) == NO_REVIEW
    assert refusal(b"<") == NO_REVIEW


def test_a_block_that_is_broken_beyond_mending_is_refused_when_it_is_about_a_review() -> None:
    [broken] = reads(html('{"@type": "ClaimReview", "url": '))
    assert isinstance(broken.found[0], Refused)
    assert broken.raw == b'{"@type": "ClaimReview", "url":'
    assert broken.page


def blocks(*nodes: Node) -> bytes:
    return html(*(orjson.dumps(each).decode() for each in nodes))


def _told(name: str, statement: str, page: str) -> Node:
    """A block whose machine-made names stand in every block of the page, for other things."""
    review = markup(url=page, claimReviewed=None, itemReviewed=None)
    named = {"@type": "Claim", "text": statement, "author": {"@id": f"{name}0"}, "review": {"@id": f"{name}1"}}
    return {
        "@graph": [named, {"@id": f"{name}0", "@type": "Person", "name": statement[0]}, review | {"@id": f"{name}1"}]
    }


@pytest.mark.parametrize("name", ["_:b", "#author"])
def test_a_name_that_two_blocks_give_to_two_people_joins_nobody(name: str) -> None:
    first = _told(name, "A fell.", f"{PAGE}a/")
    second = _told(name, "B fell.", f"{PAGE}b/")
    reviews = [each for each in found(blocks(first, second)) if isinstance(each, Reviewed)]
    said = [(each.statement, each.page and each.page.url, [who.name for who in each.claimants]) for each in reviews]
    assert said == [("A fell.", f"{PAGE}a/", ["A"]), ("B fell.", f"{PAGE}b/", ["B"])]


def test_of_a_name_for_two_people_elsewhere_on_the_page_the_first_is_told_without_the_other() -> None:
    people = [
        {"@id": "#author", "@type": "Person", "name": "Ada Quay"},
        {"@id": "#author", "@type": "Person", "name": "Ben Mole", "sameAs": "https://www.wikidata.org/wiki/Q1"},
    ]
    review = markup(itemReviewed={"@type": "Claim", "author": {"@id": "#author"}})
    [read] = [each for each in found(blocks(review, *people)) if isinstance(each, Reviewed)]
    assert [(who.name, who.same_as) for who in read.claimants] == [("Ada Quay", ())]
