"""Names that name nobody, told by their words: many people without names, an unnamed post, a platform."""

import re
from collections import defaultdict
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Final

from claimtrack.words import words_of

_ARTICLES: Final = ("وال", "بال", "لل", "ال", "و", "ب")  # what Arabic writes together with the word after it
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Naming(Enum):
    """Whom a name may stand for."""

    SOMEBODY = "somebody"
    MANY = "many"  # or an unnamed one of many
    THINGS = "things"  # posts, pages, people: many, unless an organisation is called so
    PLATFORM = "platform"  # where it was said, not who said it


def names_nobody(name: str) -> bool:
    """Whether a name only says that there is none."""
    return words_of(name) in _NOBODY


@lru_cache(maxsize=16_384)
def naming(name: str) -> Naming:
    """What a name says by its words: whoever has any word of their own is somebody."""
    words = words_of(name)
    sorts = _sorts_of_pieces(words.replace(" ", "")) if _UNSPACED.search(words) else _sorts_of(words.split())
    if not sorts:
        return Naming.SOMEBODY
    if sorts & {"many", "which"} or {"things", "places"} <= sorts:
        return Naming.MANY
    if "things" in sorts:
        return Naming.THINGS
    return Naming.PLATFORM if "places" in sorts else Naming.SOMEBODY


def _sorts_of(words: list[str]) -> set[str]:
    """The sorts of these words; none where one of them is not listed."""
    found = [_sort_of(word) for word in words]
    return {sort for sort in found if sort} if all(found) else set()


def _sort_of(word: str) -> str:
    if word in _WORDS:
        return _WORDS[word]
    stems = (word.removeprefix(article) for article in _ARTICLES if word.startswith(article))
    return next((_WORDS[stem] for stem in stems if stem in _WORDS), "")


def _sorts_of_pieces(text: str) -> set[str]:
    """The sorts of the pieces that a text without spaces is made of; none where it is made of others, too."""
    if not _PIECES.fullmatch(text):
        return set()
    return {match.lastgroup for match in _PIECE.finditer(text) if match.lastgroup}


def _listed() -> dict[str, list[str]]:
    """The lines of the list by their section."""
    sections: dict[str, list[str]] = defaultdict(list)
    section = ""
    for line in Path(__file__).with_name("collectives.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith("#"):
            sections[section].append(line)
    return sections


def _any_of(words: list[str]) -> str:
    """A pattern of these words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_LINES: Final = _listed()
_NOBODY: Final = {words_of(name) for line in ("", *_LINES["nobody"]) for name in line.split(";")}
_SECTIONS: Final = {name: words_of(" ".join(lines)).split() for name, lines in _LINES.items()}
#: Which sort a word is of; one that is listed twice counts as the sort that says less.
_WORDS: Final = {word: sort for sort in ("many", "which", "things", "places", "between") for word in _SECTIONS[sort]}
_UNSPACED_WORDS: Final = {name.removeprefix("pieces "): words for name, words in _SECTIONS.items() if " " in name}
_PIECE = re.compile("|".join(f"(?P<{sort}>{_any_of(words)})" for sort, words in _UNSPACED_WORDS.items()))
_PIECES = re.compile(f"(?:{_any_of([word for words in _UNSPACED_WORDS.values() for word in words])})+")
