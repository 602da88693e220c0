"""How alike two names are: what is an error in one, and what is another name."""

import pytest

from claims.tools.reconciliation.likeness import Likeness, likeness, name_of


def like(asked: str, known: str) -> Likeness:
    return likeness(name_of(asked), name_of(known))


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("KÄTHE BÖRNSDÖRFER", "Käthe Börnsdörfer"),
        ("Blauwasser-Institut", "Blauwasser Institut"),
        ("Ostrava Lantern", "The Ostrava Lantern"),
        ("Belgharbi, Fathi", "Fathi Belgharbi"),
        ("海上新闻社", "海上新闻社"),
    ],
)
def test_case_marks_and_articles_make_no_difference(asked: str, known: str) -> None:
    assert like(asked, known).sure
    assert like(asked, known).same


@pytest.mark.parametrize(
    "asked",
    ["Mirela Castelanova", "Mirela Casttellanova", "Mirela Castellanvoa", "Mirlea Castellanova", "Mirela Castellenova"],
)
def test_one_error_in_a_word_leaves_it_the_same_name(asked: str) -> None:
    found = like(asked, "Mirela Castellanova")
    assert found.sure
    assert not found.exact
    assert 80 < found.score < 100


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("Григорий Велимезов", "Grigori Velimezov"),
        ("يوسف الدروازي", "Yusuf al-Darwazi"),
        ("Δημήτρης Παπακωνσταντάκης", "Dimitris Papakonstantakis"),
    ],
)
def test_other_letters_are_heard(asked: str, known: str) -> None:
    assert like(asked, known).sure
    assert like(known, asked).sure


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("Maria Lindqvarn", "Marta Lindqvarn"),
        ("Brigade 418", "Brigade 417"),
        ("Channel 42 Veritasia", "Channel 24 Veritasia"),
        ("Castellanova", "Mirela Castellanova"),
        ("General Yusuf al-Darwazi", "Yusuf al-Darwazi"),
        ("Belgharbi Fathi", "Fathi Belgharbi"),
        ("Ostrov", "Astrov"),
        ("Grigori Velimirov", "Grigori Velimezov"),
        ("Valdoria Embassy", "Caldoria Embassy"),
    ],
)
def test_another_name_is_never_sure(asked: str, known: str) -> None:
    assert not like(asked, known).sure


def test_nothing_is_like_nothing() -> None:
    assert like("…", "The Ostrava Lantern").score == 0
    assert like("", "").score == 0
