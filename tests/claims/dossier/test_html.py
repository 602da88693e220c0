"""HTML: one file that loads and runs nothing, whatever stands in the record."""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import extruct
import html5lib
import pytest
from django.contrib.auth.models import User
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from claims import writing as actions
from claims.dossier import as_html
from claims.dossier.as_html import POLICY, Place, shown
from claims.dossier.blocks import Code, Item, Link, Section, Strong, Table, bullets, line
from claims.dossier.bundle import bundle
from claims.dossier.contents import OF_A_CLAIM, contents
from claims.dossier.letters import FONTS
from claims.models import Claim
from tests.claims.dossier.conftest import Case
from tests.claims.dossier.hostile import BIDI, HOSTILE, hostile_claim

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

ACTIVE = {"iframe", "object", "embed", "link", "base", "form", "img", "video", "audio", "foreignObject", "use", "image"}


def page(*claims: Claim) -> str:
    return as_html.render(bundle([claim.pk for claim in claims], using="default")).decode()


def elements(html: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """(name, attributes, text) of every element, as a browser's parser builds them."""
    tree = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    for element in tree.iter():
        if isinstance(element.tag, str):
            yield element.tag.rpartition("}")[2], dict(element.attrib), "".join(element.itertext())


def body_text(html: str) -> str:
    return next(text for name, _, text in elements(html) if name == "main")


def test_the_page_has_every_section_in_order_and_a_way_to_each(case: Case) -> None:
    html = page(case.claim)
    titles = [text for name, _, text in elements(html) if name == "h2"]
    dossier = contents(bundle([case.claim.pk], using="default"))
    sections = [block.title for block in dossier.blocks if isinstance(block, Section)]
    assert titles == ["Contents", *sections]
    assert len(sections) == len(OF_A_CLAIM) + 5
    ids = {attributes["id"] for _, attributes, _ in elements(html) if "id" in attributes}
    targets = [a["href"][1:] for name, a, _ in elements(html) if name == "a" and a["href"].startswith("#")]
    assert len(targets) == len(sections)
    assert set(targets) <= ids


def test_ids_are_unique_and_headings_never_skip_a_level(case: Case) -> None:
    found = list(elements(page(case.claim, case.opposite)))
    ids = [attributes["id"] for _, attributes, _ in found if "id" in attributes]
    assert len(ids) == len(set(ids))
    levels = [int(name[1]) for name, _, _ in found if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_it_loads_and_runs_nothing(case: Case) -> None:
    for name, attributes, _ in elements(page(case.claim)):
        assert name not in ACTIVE
        assert not [attribute for attribute in attributes if attribute.startswith("on") or attribute == "src"]
        assert name != "script" or attributes == {"type": "application/ld+json"}
    assert "url(" not in page(case.claim)
    assert "@import" not in page(case.claim)


def test_the_policy_is_in_the_page_as_far_as_a_page_can_carry_it(case: Case) -> None:
    [policy] = [a["content"] for name, a, _ in elements(page(case.claim)) if a.get("http-equiv")]
    assert f"sandbox; {policy}" == POLICY


def test_claim_review_is_found_by_a_reader_of_structured_data(case: Case) -> None:
    found = extruct.extract(page(case.claim), syntaxes=["json-ld"])["json-ld"]
    [graph] = [item["@graph"] for item in found]
    [review] = [node for node in graph if node["@type"] == "ClaimReview"]
    assert review["claimReviewed"] == case.claim.statement
    assert review["reviewRating"]["alternateName"] == "Unproven"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_field_stays_text(case: Case, editor: User, text: str) -> None:
    claim = hostile_claim(editor, text)
    html = page(claim, case.claim)
    names = {name for name, _, _ in elements(html)}
    assert names <= {name for name, _, _ in elements(page(case.claim, case.opposite))} | {"br", "wbr"}
    for script in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL):
        assert "<" not in script
        json.loads(script)
    assert " ".join(shown(text).split())[:40] in " ".join(body_text(html).split())


def test_texts_that_turn_the_direction_of_writing_turn_nothing_else(editor: User) -> None:
    hostile = f"{BIDI}abc"
    shared = [
        text
        for name, _, text in elements(page(hostile_claim(editor, hostile)))
        if name in {"p", "li", "td", "h1", "h2", "h3", "text"} and "\u202e" in text and text.strip() != hostile
    ]
    assert shared
    for text in shared:
        parts = text.split("\n") if "\n" in text else [text]
        for part in (part for part in parts if part.strip() != hostile):
            assert sum(map(part.count, "\u2066\u2067\u2068")) == part.count("\u2069")


def test_a_claim_with_no_ties_has_no_graph_and_a_retracted_one_no_chapter(case: Case, editor: User) -> None:
    actions.retract(claim=case.echo, by=editor, reason="Wrong.")
    html = as_html.render(bundle([case.echo.pk], edition=2, using="default")).decode()
    assert "<svg" not in html
    assert "Retracted" in html


def test_only_addresses_of_the_web_become_links() -> None:
    place = Place(paper=False)
    good, bad = Link("https://a.example/x?y=1&z"), Link("javascript:alert(1)")
    assert 'href="https://a.example/x?y=1&amp;z"' in as_html._block(line(good), place)
    assert "href" not in as_html._block(line(bad), place)


@given(st.text(min_size=1, max_size=60))
def test_any_text_in_any_block_reads_as_it_was_written(text: str) -> None:
    table = Table((text,), ((text,),))
    blocks = (
        line(text),
        line(Strong(text)),
        line(Code(text)),
        *bullets([line(text), Item((line("a"), line(text)))]),
        table,
    )
    html = as_html._block(Section(text, blocks), Place(paper=False, path=(1,)))
    for name, attributes, content in elements(html):
        if name in {"strong", "code", "th", "td", "h2"}:
            assert unbroken(content) == unbroken(shown(text))
        assert set(attributes) <= {"aria-labelledby", "id", "scope", "data-column", "class"}


def unbroken(text: str) -> str:
    """Without line breaks and white space, which HTML has in other forms."""
    return re.sub(r"\s", "", text)


def test_columns_of_a_table_on_paper_hold_their_longest_word_beside_each_other() -> None:
    sha = "0123456789abcdef" * 4
    for table in (
        Table(("Position", "What", "Edition", "SHA-256"), (("12345", "claim " + "long-slug-" * 6, "12", sha),)),
        Table(
            ("Edition", "Kind", "Position", "SHA-256", "SHA-256 of the one before"),
            (("1", "published", "7", sha, sha),),
        ),
        Table(("Day (UTC)", "Editions", "Positions", "SHA-256"), (("2026-11-27", "12345", "100001 to 100005", sha),)),
        Table(("Word", "Meaning"), (("6, truth cannot be judged", "Nothing to compare it with. " * 3),)),
    ):
        html = as_html._block(table, Place(paper=True))
        shares = [float(share) / 100 for share in re.findall(r'<col style="width: ([\d.]+)%', html)]
        assert sum(shares) == pytest.approx(1, abs=0.005)
        for share, *column in zip(shares, table.header, *table.rows, strict=True):
            words = [word for text in column for word in text.split() if len(word) <= as_html.LONGEST_IN_CELL]
            assert share * WIDTH_OF_A_PAGE - PADDING >= max(map(printed_width, words), default=0), column


#: In points: of A4 between its margins, and beside the text of a cell.
WIDTH_OF_A_PAGE, PADDING = 481.9, 10


def printed_width(word: str) -> float:
    """As a table's bold head prints it, in points."""
    font: Any = TTFont(FONTS / "DejaVuSansCondensed-Bold.ttf")
    letters, widths = font.getBestCmap(), font["hmtx"]
    units: int = sum(widths[letters[ord(letter)]][0] for letter in word)
    return 8 * units / int(font["head"].unitsPerEm)


def test_only_words_too_long_for_any_column_are_broken_in_the_middle() -> None:
    html = as_html._block(Table(("Kind", "SHA-256"), (("published", "f" * 64),)), Place(paper=False))
    assert '<td data-column="Kind">published</td>' in html
    assert '<td class="long" data-column="SHA-256">' in html
