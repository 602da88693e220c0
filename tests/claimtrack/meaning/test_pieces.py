"""Texts are taken apart as the models' own readers do it: a wrong piece gives another vector without a word."""

from pathlib import Path

import pytest

from claimtrack.meaning import pieces
from claimtrack.meaning.encoding import _batches
from claimtrack.meaning.word_pieces import WordPieces, words_of

VOCABULARY = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁sea", "▁se", "a", "▁seal", "l", "s", "海", "▁海"]
SCORES = [0.0, 0.0, 0.0, 0.0, -2.0, -3.0, -3.5, -2.5, -6.5, -2.6, -2.7, -4.0, -9.0]


@pytest.fixture
def reader(tmp_path: Path) -> pieces.Pieces:
    pieces.write(tmp_path, VOCABULARY, SCORES, {"ſ": "s", "\t": " "})
    return pieces.Pieces(tmp_path)


def told(reader: pieces.Pieces, text: str, most: int = 128) -> list[str]:
    return [VOCABULARY[number] for number in reader.numbers_of(text, most)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sea", ["▁sea"]),
        ("seal", ["▁sea", "l"]),  # -5.6 is likelier than -6.5
        ("ſea\t  seas", ["▁sea", "▁sea", "s"]),
        ("海", ["▁", "海"]),
        ("sea!", ["▁sea", "<unk>"]),
        ("", ["▁"]),
        ("\ud800", ["▁", "<unk>"]),
    ],
)
def test_a_text_is_taken_apart_in_the_likeliest_way(reader: pieces.Pieces, text: str, expected: list[str]) -> None:
    assert told(reader, text) == ["<s>", *expected, "</s>"]


def test_of_a_long_text_the_beginning_is_read(reader: pieces.Pieces) -> None:
    assert told(reader, "sea " * 1_000, most=4) == ["<s>", "▁sea", "▁sea", "</s>"]


def test_two_pieces_with_one_hash_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_hash", lambda _: 1)
    with pytest.raises(ValueError, match="same hash"):
        pieces.write(tmp_path, VOCABULARY, SCORES, {})


def test_english_words_are_taken_apart_into_the_longest_pieces(tmp_path: Path) -> None:
    known = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "sea", "##gu", "##ll", "##s", "!", "é"]
    (tmp_path / "vocab.txt").write_text("\n".join(known), "utf-8")
    reader = WordPieces(tmp_path)
    read = [known[number] for number in reader.numbers_of("Seagulls! xyz " + "s" * 101, 128)]
    assert read == ["[CLS]", "sea", "##gu", "##ll", "##s", "!", "[UNK]", "[UNK]", "[SEP]"]
    assert len(reader.numbers_of("sea " * 50, 8)) == 8


def test_english_words_are_read_without_accents_and_marks_by_themselves() -> None:
    assert words_of("Café\u200b: 5€-note,\x00 癌症\tend") == ["cafe", ":", "5€", "-", "note", ",", "癌", "症", "end"]


def test_texts_are_encoded_together_with_those_of_their_length_and_not_too_many() -> None:
    lengths = [128, 3, 128, 2, *[4] * 40]
    batches = _batches([[0] * length for length in lengths])
    assert sorted(place for batch in batches for place in batch) == list(range(len(lengths)))
    assert [lengths[place] for batch in batches for place in batch] == sorted(lengths)
    assert all(len(batch) <= 32 for batch in batches)
    assert _batches([]) == []
