"""A reason for the public that names who asked is found, in whatever letters; one that only seems to is told apart."""

import pytest

from claimtrack.corrections.naming import words_that_name

NAME, EMAIL = "Yevgenia Müller", "yev.m@example.org"


@pytest.mark.parametrize(
    ("reason", "named"),
    [
        ("Ms Müller says so.", ["Müller"]),
        ("Yevgenia wrote.", ["Yevgenia"]),
        ("MUELLER wrote.", ["MUELLER"]),
        ("Müller,\n Yevgenia", ["Müller", "Yevgenia"]),
        ("Yev\u200bgenia Mü\u00adller", ["Yevgenia", "Müller"]),
        ("Mull\u0435r wrote.", ["Mull\u0435r"]),  # with a letter that is Cyrillic
        ("yev.m at example.org", [EMAIL]),
        ("YEV.M (at) exam\u00adple dot org", [EMAIL]),
        ("It is as the document has it.", []),
        ("The mill was closed, and the milk sour.", []),
    ],
)
def test_a_name_is_found_however_it_is_spelled(reason: str, named: list[str]) -> None:
    assert words_that_name(reason, name=NAME, email=EMAIL) == named


@pytest.mark.parametrize(
    ("name", "reason", "named"),
    [
        ("Yevgenia Müller-Świętokrzyska", "muller-swietokrzyska", ["muller", "swietokrzyska"]),
        ("Иван Петров", "Ivan Petrov", ["Ivan", "Petrov"]),
        ("Иван Петров", "Ивана Петрова", ["Ивана", "Петрова"]),
        ("محمد الأحمد", "الاحمد", ["الاحمد"]),
        ("محمد الأحمد", "مُحَمَّد", ["مُحَمَّد"]),
        ("王小明", "王 小明", ["小明"]),
        ("王小明", "明天", []),
        ("Smith", "blacksmith work is fine", []),
        ("Al", "Also fine", []),
        ("A", "The reason is a good one", []),
    ],
)
def test_names_of_other_scripts_and_names_that_are_parts_of_words(name: str, reason: str, named: list[str]) -> None:
    assert words_that_name(reason, name=name, email="") == named
