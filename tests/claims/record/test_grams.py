"""Texts are compared by pieces of their words: what stands often counts more, and length costs a little."""

import numpy as np

from claims.record.grams import BUCKETS, grams, likeness

EVEN = np.ones(BUCKETS)


def test_a_misspelled_word_is_likelier_than_another() -> None:
    misspelled, other = likeness("vaccination", ["vacination", "elections"], EVEN)
    assert misspelled > 0.5 > other


def test_what_stands_more_often_counts_more_but_not_as_often() -> None:
    once, thrice = likeness(
        "tobruk", ["tobruk and many other words", "tobruk tobruk tobruk and many other words"], EVEN
    )
    assert once < thrice < 3 * once


def test_a_longer_text_loses_less_than_by_the_cosine() -> None:
    filler = "lemon window garden bottle"
    short, long = likeness("tobruk", ["tobruk", f"tobruk {filler}"], EVEN)
    pieces = [len(grams([text])[0]) for text in ("tobruk", f"tobruk {filler}")]
    assert (pieces[0] / pieces[1]) ** 0.5 < long / short < 1


def test_nothing_is_like_a_text_without_pieces() -> None:
    assert likeness("", ["tobruk", ""], EVEN).tolist() == [0, 0]
    assert likeness("tobruk", [""], EVEN).tolist() == [0]


def test_pieces_of_one_text_are_not_those_of_the_next() -> None:
    buckets, owners = grams(["abc", "xyz"])
    assert len(buckets) == len(owners)
    assert sorted(buckets[owners == 1]) == sorted(grams(["xyz"])[0])
