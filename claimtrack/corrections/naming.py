"""Whether a reason that everybody will read names who asked for a correction.

Names are compared word by word, as they are folded for searches: whatever letters, accents and cases they are written
in, inflected, or with marks between their letters that nobody sees. Part of a longer word is no name. That words are
alike proves nothing: whoever decides is asked, and has the last word.
"""

import re
import unicodedata
from typing import Final

from claimtrack.analysis.folding import fold
from claimtrack.analysis.names import keys_of_name
from claimtrack.analysis.words import Token, tokens

#: Shorter words of a name are words of many sentences, too.
_SHORTEST: Final = 3
#: A word that goes on no further than so is the same in another case: Petrov, Petrova, Петрову.
_ENDING: Final = 3
_SHORTEST_WITH_ENDING: Final = 4
#: Consonants by which words that are spelled differently are one: of two alphabets, of one.
_HEARD, _HEARD_ALIKE = 2, 3
_AT: Final = re.compile(r"\s*(?:@|[(\[{]\s*at\s*[)\]}]|(?<=\s)at(?=\s))\s*")
_DOT: Final = re.compile(r"\s*(?:[(\[{]\s*dot\s*[)\]}]|(?<=\s)dot(?=\s))\s*")


def words_that_name(reason: str, *, name: str, email: str) -> list[str]:
    """The words of the reason that may be somebody's name or e-mail address, as they stand there."""
    reason = _seen(reason)
    of_name = [token for token in tokens(_seen(name)) if len(token.word) >= (2 if token.unspaced else _SHORTEST)]
    found = [reason[each.start : each.end] for each in tokens(reason) if any(_is_one(each, own) for own in of_name)]
    if email and _address(_seen(email)) in _address(reason):
        found.append(email)
    return list(dict.fromkeys(found))


def _seen(text: str) -> str:
    """Without the marks that are not seen: soft hyphens, zero-width spaces, those that turn a text."""
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def _is_one(said: Token, own: Token) -> bool:
    if said.word == own.word:
        return True
    if said.unspaced or own.unspaced:
        return False
    ends = len(said.word) - len(own.word)
    if len(own.word) >= _SHORTEST_WITH_ENDING and said.word.startswith(own.word) and ends <= _ENDING:
        return True
    return _sound_alike(said.word, own.word)


def _sound_alike(said: str, own: str) -> bool:
    """Мюллер, Mueller, Müller; also with one letter of another alphabet, which looks like its own."""
    keys = set(keys_of_name(said)) & set(keys_of_name(own))
    if len(_alphabets(said)) > 1:
        return any(key.startswith("?") for key in keys)
    needed = _HEARD_ALIKE if _alphabets(said) == _alphabets(own) else _HEARD
    heard = any(key.startswith("^") and len(key) > needed for key in keys)
    return heard and said[0] == own[0] if needed == _HEARD_ALIKE else heard


def _alphabets(word: str) -> set[str]:
    """The scripts of its letters, by the first word of what Unicode calls them."""
    return {unicodedata.name(letter, "?").partition(" ")[0] for letter in word if letter.isalpha()}


def _address(text: str) -> str:
    """As addresses are compared: folded, without spaces, and with what is written for @ and the dots."""
    return "".join(_DOT.sub(".", _AT.sub("@", fold(text))).split())
