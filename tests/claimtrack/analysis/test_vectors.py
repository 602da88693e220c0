import pytest
from django.db import connection

from claimtrack.analysis.asked import read
from claimtrack.analysis.marking import Marker, piece
from claimtrack.analysis.vectors import Text, stemmed_in, vector


def test_a_vector_has_words_and_stems_with_their_places_and_keys_without() -> None:
    texts = [Text("Vaccines save, vaccines", "A", "en"), Text("癌症", "B", "zh")]
    assert vector(texts, ["^key"]) == (
        "'vaccines':9A,11A '~vaccin':9A,11A 'save':10A '~save':10A '癌症':20B '症':21B '^key'"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"{number}word" * 6 for number in range(20_000)),
        "word " * 50_000,
        "词语" * 50_000,
        "\\' \\\\ ':A & | !",
    ],
    ids=["many words", "one word", "pairs", "marks"],
)
def test_postgresql_takes_every_vector(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(%s::tsvector)", [vector([Text(text, "A", "en"), Text(text, "D", None)])])
        assert cursor.fetchone() is not None


def test_a_piece_of_a_long_text_shows_the_first_word_that_was_found() -> None:
    text = f"{'before ' * 60}the tanks of <b>Tobruk</b> {'after ' * 60}"
    marks = Marker(read("tank tobruk"), stemmed_in(["en"])).marks(text, "en")
    parts = piece(text, marks)
    assert [part["text"] for part in parts if part["matched"]] == ["tanks", "Tobruk"]
    shown = "".join(part["text"] for part in parts)
    assert shown.startswith("…before")
    assert shown.endswith("after…")
    assert shown.strip("…") in text
    assert len(shown) < 300


def test_marks_are_those_of_whole_phrases_and_of_nothing_that_is_left_out() -> None:
    marker = Marker(read('"tanks on" -roads'), stemmed_in(["en"]))
    text = "Tanks on roads, on tanks"
    assert [text[start:end] for start, end in marker.marks(text, "en")] == ["Tanks on"]
