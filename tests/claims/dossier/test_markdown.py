"""Markdown, unmoved by hostile text."""

import json
import re
from datetime import date
from itertools import pairwise

import pytest
from django.contrib.auth.models import User
from hypothesis import given
from hypothesis import strategies as st

from claims import writing as actions
from claims.dossier import as_markdown
from claims.dossier.as_markdown import escaped
from claims.dossier.blocks import Code, Line, Quotation, Section, Table, bullets, line, within
from claims.models import Claim
from claimtrack.dates import WorldDate
from claimtrack.editions.models import Edition
from tests.claims.dossier.conftest import Case, rfc8785
from tests.claims.dossier.markdown import MARKDOWN, dossier, rendered, tokens
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    DocumentFactory,
    EvidenceFactory,
    GradeFactory,
    RebuttalFactory,
    SourceFactory,
)

pytestmark = pytest.mark.rendering

HOSTILE = (
    "# heading\n## another\n- item\n+ item\n1. first\n2) second\n> quoted\n---\n===\n| a | b |\n|---|---|\n| c | d |\n"
    "```sh\nrm -rf\n```\n~~~\n    indented\n\ttabbed\n<script>alert(1)</script> <!-- gone --> <b onclick=x>\n"
    "[link](https://evil.example) ![image](x) [ref]: /evil\n[ref]\n<https://evil.example> https://evil.example "
    "www.evil.example a@evil.example\n*em* **strong** _em_ __strong__ ~~struck~~ `code` ``more` &amp; &#60; &lt;b&gt;\n"
    "\\*not\\* C:\\path\\ $x$ trailing \\\n“quoted” 'single' \"double\" «guillemets»\n"
    "שלום עולם العربية \u202eover\u202c \u2067isolate\u2069 \u2069stray \u202aunclosed \u2066left open\n"
    "中文字符。日本語 👩‍👩‍👧‍👦 🇱🇾 e\u0301\n\x1b[31mred\x1b[0m \x07 \x7f"
)

WORD = "x" * 10_000

ANY_TEXT = st.text(
    st.one_of(
        st.sampled_from("#*_`<>|[]()!&;\\~$-+=.:/@\n \t1a\"'\u202e\u2066\u2069\u05d0\u0627\u3000\x1b\u2028"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
    ),
    max_size=60,
)


def shown(text: str) -> str:
    """A text as a reader should see it: control characters visible, white space as Markdown keeps it."""
    visible = re.sub("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", lambda found: f"[U+{ord(found[0]):04X}]", text)
    lines = (line.strip(" \t") for line in re.split("\r\n|[\r\n\u2028\u2029]", visible))
    return "\n".join(line for line in lines if line)


@given(ANY_TEXT)
def test_any_paragraph_or_quotation_reads_as_it_was_written(text: str) -> None:
    for block in (Line((text,)), Quotation(text), *bullets([line(text)])):
        written = "\n".join(as_markdown._blocks([block], 2))
        assert rendered(written).strip() == shown(text).strip()
        assert {token.type for token in tokens(written)} <= {
            "paragraph_open", "paragraph_close", "inline", "text", "hardbreak",
            "blockquote_open", "blockquote_close",
            "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close",
        }  # fmt: skip


@given(ANY_TEXT)
def test_any_heading_or_table_cell_reads_as_it_was_written_on_one_line(text: str) -> None:
    expected = shown(text).replace("\n", " ")
    heading = "\n".join(as_markdown._blocks([Section(text, ())], 2))
    assert rendered(heading).strip() == expected.strip()
    assert sum(token.type == "heading_open" for token in tokens(heading)) == 1
    table = "\n".join(as_markdown._blocks([Table(("a", "b"), ((text, "end"),))], 2))
    assert rendered(table) == f"ab{expected.strip()}end"


@given(ANY_TEXT)
def test_any_code_reads_as_it_was_written(text: str) -> None:
    written = "\n".join(as_markdown._blocks([line("id ", Code(f"x{text}x"), " end")], 2))
    visible = re.sub("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "\ufffd", re.sub("\r\n|[\r\n\u2028\u2029]", " ", text))
    assert rendered(written) == f"id x{visible}x end"


@given(ANY_TEXT)
def test_no_text_within_a_sentence_turns_the_words_after_it(text: str) -> None:
    embedded = within(text)
    depth = 0
    for letter in embedded:
        depth += (letter in "\u2066\u2067\u2068") - (letter == "\u2069")
        assert depth >= 0
    assert depth == 0
    if any(letter in embedded for letter in "\u202a\u202b\u202d\u202e"):
        assert embedded.startswith("\u2068")
        assert embedded.endswith("\u2069")


@pytest.fixture
def hostile(editor: User) -> Claim:
    """A claim with hostile text in every field that takes one."""
    publisher = SourceFactory(name=HOSTILE[:290], description=HOSTILE)
    GradeFactory(source=publisher, grade="C", reasons=HOSTILE, at=date(2018, 1, 1))
    document = DocumentFactory(
        title=HOSTILE[:900], publisher=publisher, authors=[HOSTILE[:200]], url="https://example.org/a`b"
    )
    claim: Claim = ClaimFactory(
        appearance=None,
        statement=HOSTILE,
        context=f"{HOSTILE}\n\n{WORD}",
        aspects=[HOSTILE[:490]],
        made=WorldDate("2018", HOSTILE, inferred=True, basis=HOSTILE),
    )
    AppearanceFactory(
        claim=claim, document=document, hedge=HOSTILE[:190], audience=HOSTILE[:290], quote=HOSTILE, prefix=HOSTILE[:290]
    )
    rebuttal = RebuttalFactory(document=document, source=publisher, statement=HOSTILE, quote=HOSTILE, verb=HOSTILE[:90])
    AnswerFactory(rebuttal=rebuttal, claim=claim)
    other = ClaimFactory(statement=HOSTILE[::-1])
    EvidenceFactory(target_claim=claim, document=None, claim=other, note=HOSTILE)
    found = AssessmentFactory(claim=claim, rationale=HOSTILE, label=HOSTILE[:490], scale=HOSTILE[:190])
    actions.approve(assessment=found, by=editor)
    actions.publish(claims=[claim, other], by=editor, note=HOSTILE)
    claim.refresh_from_db()
    claim.statement = HOSTILE + WORD
    claim.save()
    actions.correct(claim=claim, by=editor, note=HOSTILE)
    return claim


@pytest.mark.django_db
def test_hostile_text_in_every_field_brings_no_markup_of_its_own(hostile: Claim, case: Case) -> None:
    text = dossier(hostile)
    found = list(tokens(text))
    types = {token.type for token in found}
    assert not types & {
        "html_block",
        "html_inline",
        "image",
        "em_open",
        "s_open",
        "hr",
        "ordered_list_open",
        "code_block",
    }
    links = {str(token.attrs["href"]) for token in found if token.type == "link_open"}
    assert not {link for link in links if "evil" in link}
    assert headings(text) - headings(dossier(case.claim)) == {"Correction 1"}
    assert rendered(text).count(shown(HOSTILE)) >= 8
    assert WORD in rendered(text)


def headings(text: str) -> set[str]:
    parsed = MARKDOWN.parse(text)
    names = {after.content for token, after in pairwise(parsed) if token.type == "heading_open"}
    return {name.split(",")[0] if name.startswith("Correction 1") else name for name in names}


@pytest.mark.django_db
def test_a_reader_is_told_of_characters_that_turn_the_direction_of_writing(hostile: Claim, case: Case) -> None:
    assert "**Invisible characters.**" in dossier(hostile)
    assert "**Invisible characters.**" not in dossier(case.claim)


@pytest.mark.parametrize("text", ["https://a.example", "www.a.example", "me@a.example", "ftp://a.example"])
def test_no_address_in_a_text_is_left_for_a_reader_to_link_by_itself(text: str) -> None:
    assert re.search(r"\\[:@.]", escaped(text))


def test_a_block_that_has_no_markdown_yet_is_refused() -> None:
    with pytest.raises(TypeError, match="no form for dict"):
        as_markdown._blocks([{}], 2)


@pytest.mark.django_db
def test_what_the_program_hashes_is_the_form_another_implementation_of_rfc_8785_gives(hostile: Claim) -> None:
    document = json.loads(str(Edition.objects.get(subject_id=hostile.pk, number=2).text))
    plain = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert plain.encode() == rfc8785(document)
