"""Quotations are found letter by letter, whatever typesetting did to the text."""

import re
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sources.quotations import anchored, find, fold

PAGE = (
    "According to The Sun, Libya is becoming a “new Syria” for Moscow.\n\n"
    "Officials called it a “new\u00a0Syria” again. The embassy’s answer: the report has nothing  to do\n"
    "with reality. Gaddafi\u00ads visit, « un geste », and a\u0300 bient\u00f4t."
)


def quoted(quote: str, *, prefix: str = "", suffix: str = "", text: str = PAGE) -> list[str]:
    return [text[start:end] for start, end in find(quote=quote, prefix=prefix, suffix=suffix, text=text)]


# Whether it is there


def test_a_quotation_that_stands_in_a_text_is_anchored() -> None:
    assert anchored(quote="nothing to do with reality", texts=[PAGE]) is True


def test_a_quotation_that_stands_in_none_of_the_texts_is_not_anchored() -> None:
    assert anchored(quote="everything to do with reality", texts=["Another text.", PAGE]) is False


def test_one_text_of_several_is_enough() -> None:
    assert anchored(quote="new Syria", texts=["Another text.", PAGE]) is True


@pytest.mark.parametrize("texts", [[], [""], [" \n"]])
def test_without_a_text_nothing_is_said_about_the_quotation(texts: list[str]) -> None:
    assert anchored(quote="new Syria", texts=texts) is None


@pytest.mark.parametrize("quote", ["", " ", "\u00ad"])
def test_without_a_quotation_nothing_is_said_about_the_text(quote: str) -> None:
    assert anchored(quote=quote, texts=[PAGE]) is None
    assert find(quote=quote, text=PAGE) == []


def test_a_blank_text_beside_a_real_one_does_not_hide_that_the_quotation_is_missing() -> None:
    assert anchored(quote="not there", texts=[PAGE, ""]) is False


# What is folded


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("new Syria", "a new\u00a0Syria"),
        ("new Syria", "a new\u202fSyria"),
        ("new Syria", "a new \r\n\t Syria"),
        ("new Syria", "a new\u2003Syria"),
        ("new \u200b Syria", "a new Syria"),
        (" new Syria ", "a new Syria"),
        ('the "new" one', "the “new” one"),
        ('the "new" one', "the „new‟ one"),
        ('the "new" one', "the «new» one"),
        ("the “new” one", 'the "new" one'),
        ("the 'new' one", "the ‘new’ one"),
        ("the 'new' one", "the ‹new› one"),
        ("embassy's", "the embassy’s answer"),
        ("embassy's", "the embassyʼs answer"),
        ("embassy's", "the embassy`s answer"),
        ("embassy's", "the embassy´s answer"),
        ("embassy's", "the embassy\u1fefs answer"),
        ("Gaddafi", "Gad\u00addafi"),
        ("Gaddafi", "Gad\u200bdafi"),
        ("Gaddafi", "\ufeffGaddafi"),
        ("\u200fGaddafi\u200e", "Gaddafi"),
        ("à bientôt", "a\u0300 biento\u0302t"),
        ("a\u0300 biento\u0302t", "à bientôt"),
        ("été", "e\u00ad\u0301te\u200b\u0301"),
        ("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8"),
        ("Å", "\u212b"),
    ],
)
def test_typesetting_does_not_hide_a_quotation(quote: str, text: str) -> None:
    assert anchored(quote=quote, texts=[text]) is True


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("New Syria", "a new Syria"),
        ("new Syrias", "a new Syria"),
        ("new, Syria", "a new Syria"),
        ("newSyria", "a new Syria"),
        ("new-Syria", "a new–Syria"),
        ("new...", "new…"),
        ("a 'new' one", 'a "new" one'),
        ("ete", "été"),
        ("intervention", "inter-\nvention"),
        ("ﬁne", "fine"),
    ],
)
def test_another_letter_mark_or_case_is_another_quotation(quote: str, text: str) -> None:
    assert anchored(quote=quote, texts=[text]) is False


def test_a_letter_is_not_found_in_the_letter_with_an_accent() -> None:
    assert find(quote="e", text="e\u0301 é") == []
    assert find(quote="x", text="x\u030c x") == [(3, 4)]
    assert find(quote="\u030c", text="x\u030c") == []


def test_a_letter_that_composition_takes_apart_is_found_whole_or_not_at_all() -> None:
    assert find(quote="\u0f43", text="\u0f43") == [(0, 1)]
    assert find(quote="\u0f42\u0fb7", text="\u0f43") == [(0, 1)]
    assert find(quote="\u0f42", text="\u0f43") == []
    assert find(quote="\u0fb7", text="\u0f43") == []


# Where it stands


def test_places_are_those_of_the_text_as_it_was_given() -> None:
    assert quoted("nothing to do with reality") == ["nothing  to do\nwith reality"]
    assert quoted("new Syria") == ["new Syria", "new\u00a0Syria"]
    assert quoted("Gaddafis visit") == ["Gaddafi\u00ads visit"]
    assert quoted('"un geste"') == []
    assert quoted('" un geste "') == ["« un geste »"]
    assert quoted("à bientôt.") == ["a\u0300 bient\u00f4t."]


def test_places_do_not_overlap() -> None:
    assert find(quote="aa", text="aaaaa") == [(0, 2), (2, 4)]


def test_a_prefix_and_a_suffix_choose_among_the_places() -> None:
    assert quoted("new Syria", prefix="called it a “") == ["new\u00a0Syria"]
    assert quoted("new Syria", suffix='" for Moscow') == ["new Syria"]
    assert quoted("new Syria", prefix='a "', suffix="” again") == ["new\u00a0Syria"]


def test_a_prefix_that_stands_elsewhere_does_not_anchor() -> None:
    assert anchored(quote="new Syria", prefix="The Sun", texts=[PAGE]) is False
    assert anchored(quote="new Syria", suffix="again", texts=[PAGE]) is False


def test_white_space_between_quotation_and_prefix_may_be_lost() -> None:
    text = "They said: we came. He said: we came too."
    assert find(quote="we came", prefix="They said:", text=text) == [(11, 18)]
    assert find(quote="we came", prefix="They said: ", text=text) == [(11, 18)]
    assert find(quote="we came", suffix="too", text=text) == [(29, 36)]


def test_the_suffix_of_one_place_may_be_the_prefix_of_the_next() -> None:
    assert find(quote="b", prefix="a", suffix="a", text="ababa") == [(1, 2), (3, 4)]


# Laws

LETTERS = [
    "a",
    "B",
    "é",
    "e\u0301",
    "x\u030c",
    "q\u0307\u0323",
    "각",
    "\u1100",
    "\u1161",
    "ش",
    "漢",
    "\u0344",
    "\u0f73",
]
SPACES = [" ", "  ", "\n", "\u00a0", " \u200b ", "\u3000", "\u00ad", "\u200d", "\ufeff", "\u2066", "\x1f"]
SIGNS = ["'", "’", "ʼ", "`", "\u1fef", '"', "“", "»", "‹", "-", "–", "…", ".", "\x00", "\x7f"]
UNITS = st.sampled_from([*LETTERS, *SPACES, *SIGNS])
TEXTS = st.lists(UNITS, max_size=40).map("".join) | st.text(max_size=40)


def folded_in_one_go(text: str) -> str:
    text = re.sub("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]", "", text)
    text = unicodedata.normalize("NFC", re.sub(r"\s+", " ", text))
    text = re.sub("[“”„‟«»″〝〞〟＂]", '"', text)
    return re.sub("[‘’‚‛‹›′ʼ＇`´]", "'", text)


@given(TEXTS)
def test_folding_piece_by_piece_is_folding_the_whole(text: str) -> None:
    assert fold(text) == folded_in_one_go(text)


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def begins_with_an_accent(text: str) -> bool:
    return unicodedata.combining((fold(text) or " ")[0]) != 0


def one_space(text: str) -> str:
    return re.sub(" +", " ", text)


@given(TEXTS, TEXTS, TEXTS)
def test_a_slice_of_a_text_is_anchored_in_it(before: str, middle: str, after: str) -> None:
    whole = before + middle + after
    assume(fold(middle).strip())
    # No letter is cut from its accent, no syllable in two.
    assume(not begins_with_an_accent(fold(middle).strip()) and not begins_with_an_accent(after))
    assume(one_space(fold(before) + fold(middle) + fold(after)) == fold(whole))
    assert anchored(quote=middle, texts=[whole]) is True
    assert anchored(quote=middle, prefix=before, suffix=after, texts=[whole]) is True


@given(TEXTS, st.data())
def test_a_place_maps_back_to_what_folds_to_the_quotation(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    quote = text[start : data.draw(st.integers(start, len(text)))]
    for place in find(quote=quote, text=text):
        assert fold(text[slice(*place)]).strip() == fold(quote).strip()


def test_a_book_is_read_in_one_pass() -> None:
    # Work that grew with the square of a million characters would take hours.
    book = "Ce n’était  qu’un e\u0301te\u0301 à Tripoli, et rien d’autre. " * 20_000
    [place] = find(quote="the end", text=book + "the end")
    assert place == (len(book), len(book) + len("the end"))
