"""An English text in pieces of words, each as long as it can be (Devlin and others, 2019; Schuster and Nakajima, 2012).

As the library `tokenizers` would do it, which brings a client for downloads along.
"""

import unicodedata
from pathlib import Path
from typing import Final

_FIRST, _LAST, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
#: Longer words are unknown.
LONGEST: Final = 100
#: Chinese characters, which are words by themselves.
_CHINESE: Final = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2CEAF), (0x2F800, 0x2FA1F))
_ASCII: Final = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


class WordPieces:
    """The vocabulary in `vocab.txt` of a folder, a piece a line; those within a word begin with ##."""

    def __init__(self, folder: Path) -> None:
        lines = (folder / "vocab.txt").read_text("utf-8").splitlines()
        self._known = {piece: number for number, piece in enumerate(lines)}

    def numbers_of(self, text: str, most: int) -> list[int]:
        """The numbers of a text's pieces, those of its beginning and its end included: together at most `most`."""
        numbers = [self._known[_FIRST]]
        for word in words_of(text):
            numbers += self._taken_apart(word)
            if len(numbers) >= most:
                break
        return [*numbers[: most - 1], self._known[_LAST]]

    def _taken_apart(self, word: str) -> list[int]:
        numbers, start = [], 0
        while start < len(word) <= LONGEST:
            for end in range(len(word), start, -1):
                number = self._known.get(word[start:end] if start == 0 else f"##{word[start:end]}")
                if number is not None:
                    break
            else:
                return [self._known[_UNKNOWN]]
            numbers.append(number)
            start = end
        return numbers or [self._known[_UNKNOWN]]


class _Letters(dict[int, str]):
    """What is read in place of a character, worked out where it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = made = _read(chr(code))
        return made


def _read(letter: str) -> str:
    kind, code = unicodedata.category(letter), ord(letter)
    if letter.isspace():
        return " "
    if kind in {"Mn", "Cc", "Cf", "Cs", "Co", "Cn"} or letter == "\ufffd":
        return ""
    is_word = letter in _ASCII or kind.startswith("P") or any(first <= code <= last for first, last in _CHINESE)
    return f" {letter} " if is_word else letter


_LETTERS: Final = _Letters()


def words_of(text: str) -> list[str]:
    """Words in small letters without accents, and marks that stand by themselves."""
    return unicodedata.normalize("NFD", text).lower().translate(_LETTERS).split()
