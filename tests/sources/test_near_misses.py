"""A near miss shows what differs, and nothing that does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.near_misses import nearest
from sources.quotations import anchored

TEXT = "He said: (“Libya is a\nnew Syria for Moscow”.) Nobody else did; the embassy’s answer was “no”."


def differences(quote: str, text: str = TEXT) -> tuple[str, str]:
    near = nearest(quote, [text])
    assert near
    return near.quoted, near.stands


@pytest.mark.parametrize(
    ("quote", "quoted", "stands"),
    [
        # The quotation begins later or stops sooner than the marks around the passage do.
        (
            "Libya was a new Syria for Moscow",
            "Libya <del>was</del> a new Syria for Moscow",
            "Libya <ins>is</ins> a\nnew Syria for Moscow",
        ),
        (
            " “Libya was a new Syria for Moscow”\n",
            "“Libya <del>was</del> a new Syria for Moscow”",
            "“Libya <ins>is</ins> a\nnew Syria for Moscow”",
        ),
        # Straight marks, as they are typed, are those of the page.
        (
            '"Libya was a new Syria for Moscow".',
            "&quot;Libya <del>was</del> a new Syria for Moscow&quot;.",
            "“Libya <ins>is</ins> a\nnew Syria for Moscow”.",
        ),
        ("embassy's answers was", "embassy&#x27;s <del>answers</del> was", "embassy’s <ins>answer</ins> was"),
        # Punctuation that the quotation has, and the page has not there, is a difference.
        (
            "Libya is a new Syria for Moscow.",
            "Libya is a new Syria for Moscow<del>.</del>",
            "Libya is a\nnew Syria for Moscow<ins>”.)</ins>",
        ),
        (
            "‘Libya is a new Syria",
            "<del>‘</del>Libya is a new Syria",
            "<ins>(“</ins>Libya is a\nnew Syria",
        ),
    ],
)
def test_only_what_differs_is_marked(quote: str, quoted: str, stands: str) -> None:
    assert differences(quote) == (quoted, stands)


def test_a_quotation_of_marks_alone_is_shown_with_all_that_differs() -> None:
    assert differences("… ? …", "… ! …") == ("… <del>?</del> …", "… <ins>!</ins> …")


def test_of_several_texts_the_passage_most_like_it_is_shown() -> None:
    near = nearest("Libya was a new Syria", ["Nothing.", "Libya was once a new Syria.", TEXT])
    assert near
    assert near.passage == "Libya was once a new Syria"


PASSAGES = st.lists(
    st.sampled_from(["Libya", "is", "a", "“new", "new”", "Syria”.", "Syria", "(no)", "—", "’", ".", "\n"]),
    min_size=1,
    max_size=12,
).map(" ".join)


@given(PASSAGES, PASSAGES)
def test_what_is_not_there_letter_for_letter_always_has_a_difference_marked(quote: str, text: str) -> None:
    near = nearest(quote, [text])
    if near and anchored(quote=quote, texts=[text]) is False:
        assert "<del>" in near.quoted or "<ins>" in near.stands
