"""Chinese characters that are written in one of several ways: 國 and 国, 臺, 颱, 檯 and 台.

Whoever asks in traditional characters is asked for in simplified ones as well, and the other way round. What is stored
stays as it is written: most characters have one form, so alternatives are few.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import islice, product
from typing import Final

from opencc import OpenCC

from claimtrack.analysis.words import Token

#: Unified ideographs and their first extension: where characters lie that most people write.
_CHARACTERS: Final = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
#: A pair of characters is looked for in so many ways at most.
_MOST: Final = 16


def spellings(word: Token) -> Sequence[str]:
    """A word as it is asked for, first; of a pair of characters, or the last one, every other way to write it, too."""
    if not word.unspaced:
        return (word.word,)
    forms = [_forms().get(character, (character,)) for character in word.word]
    found = ("".join(each) for each in product(*forms))
    return tuple(dict.fromkeys((word.word, *islice(found, _MOST))))


@cache
def _forms() -> Mapping[str, Sequence[str]]:
    """Of each character that has several forms, all of them."""
    simplified = OpenCC("t2s")
    alike: dict[str, list[str]] = defaultdict(list)
    for character in (chr(code) for block in _CHARACTERS for code in block):
        alike[simplified.convert(character)].append(character)
    return dict(_by_each((one, *(other for other in others if other != one)) for one, others in alike.items()))


def _by_each(groups: Iterable[Sequence[str]]) -> Iterable[tuple[str, Sequence[str]]]:
    return ((character, group) for group in groups if len(group) > 1 for character in group)
