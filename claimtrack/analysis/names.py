"""Names as they are heard: what they are found by when they are spelled otherwise, in other letters, or wrongly.

A name has keys beside its words, each behind a mark that stands in no word:

- `^hftr`, the consonants of each word as Latin letters, alike where spellings of one name differ: Haftar, Hifter,
  حفتر, Хафтар. Vowels are left out but for a first one, doubled letters are one, and so are voiced and voiceless
  labials, sibilants, and whatever k and g are written by;
- `?hafar`, each word of four letters or more with one of its letters left out: two words of which one letter
  differs, is missing, or stands before its neighbour have such a key in common.

Who is found by a key is a suggestion: that two names sound alike says nothing about whose they are.
"""

import re
from collections.abc import Iterator
from typing import Final

from claimtrack.analysis.words import Token, tokens

#: What every name has: words that names are written with or without are looked for, and need not be there.
ANY: Final = "^"
_WITH_OR_WITHOUT: Final = frozenset(
    ["al", "el", "ul", "ad", "as", "ash", "ar", "an", "bin", "ibn", "ben", "de", "la", "le", "von", "van", "der", "the"]
)
#: Fewer consonants are those of too many names: of every name, and of one that is looked for by one word alone.
_FEWEST: Final = 2
_FEWEST_ALONE: Final = 3
#: Words of these lengths are looked for with a letter left out.
_SPELLED: Final = range(4, 25)
_LONGEST: Final = 200


def keys_of_name(text: str) -> list[str]:
    """The keys of every word of a name, or of several names."""
    found = [key for token in tokens(text)[:_LONGEST] if not token.unspaced for key in _keys(token.word)]
    return [ANY, *dict.fromkeys(found)]


def keys_asked(token: Token, *, alone: bool = False) -> tuple[str, ...]:
    """The keys that a word of a name is looked for by; `alone`: there is no other word."""
    if token.unspaced:
        return ()
    if token.word in _WITH_OR_WITHOUT:
        return (ANY,)
    keys = dict.fromkeys([*_keys(token.word), *(f"{ANY}{heard}" for heard in _heard_otherwise(token.word))])
    # In other letters few names are written, so that two consonants are not those of too many.
    fewest = _FEWEST_ALONE if alone and token.word.isascii() else _FEWEST
    return tuple(key for key in keys if key[0] != ANY or len(key) > fewest)


def _keys(word: str) -> Iterator[str]:
    yield from (f"^{heard}" for heard in _heard(word))
    if len(word) in _SPELLED:
        yield f"?{word}"
        yield from (f"?{word[:place]}{word[place + 1 :]}" for place in range(len(word)))


def _heard(word: str) -> Iterator[str]:
    """The consonants of a word, and those of an Arabic one without its article."""
    for spelled in (word, *((word[2:],) if word.startswith("ال") else ())):
        heard = consonants(spelled)
        if len(heard) >= _FEWEST:
            yield heard


def _heard_otherwise(word: str) -> Iterator[str]:
    """The consonants of a word whose w is spoken as v, or whose v others write as w: Wagner and Вагнер."""
    for heard in _heard(word):
        if heard[0] == "f":
            yield f"a{heard[1:]}"
        elif word[0] == "w":
            yield f"f{heard[1:]}"


def consonants(word: str) -> str:
    """A folded word by its consonants as Latin letters; "" where it has letters of which none are known."""
    latin = word.translate(_LETTERS)
    if not latin.isascii():
        return ""
    for several, one in _TOGETHER:
        latin = latin.replace(several, one)
    latin = _DOUBLED.sub(r"\1", latin.translate(_ALIKE))
    bare = latin[1:].replace("a", "").rstrip("h")
    return latin[:1] + bare


#: Letters of other scripts: vowels and half-vowels are `a`, signs nothing.
_LETTERS: Final = str.maketrans(
    {
        **dict(zip("ابپتثجچحخدذرزژسشصضطظعغفڤقكگلمنهوي", "abbttjshhddrsjsssdtsakffkkklmnhaa", strict=True)),
        **dict(zip("абвгґдђежзиійјклљмнњопрстћуўфхчшщыэюяєї", "abfkkdjajsaaaakllmnnabrstsaafhsssaaaaaa", strict=True)),
        **dict(zip("αβγδεζηθικλμνοπρστυφχω", "afkdasataklmnabrstafha", strict=True)),
        **dict(zip("אבגדהוזחטיכךלמםנןסעפףקרשת", "abkdhashtakklmmnnsaffkrst", strict=True)),
        **dict(
            zip("अआइईउऊएऐओऔकखगघचछजझटठडढतथदधनणपफबभमयरलवशषसह", "aaaaaaaaaakhkkssjjttddttddnnbfbbmarlfsssh", strict=True)
        ),
        "ц": "ts",
        "џ": "j",
        "ξ": "ks",
        "ψ": "bs",
        "צ": "ts",
        "ץ": "ts",
        **dict.fromkeys("ءьъािीुूेैोौ्ंः"),
    }
)
#: What is one consonant in Latin letters.
_TOGETHER: Final = (
    *(("shch", "s"), ("sch", "s"), ("tch", "s"), ("sh", "s"), ("ch", "s"), ("kh", "h"), ("gh", "k"), ("dzh", "j")),
    *(("zh", "j"), ("dj", "j"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("bh", "b"), ("yj", "y"), ("x", "ks")),
)
_ALIKE: Final = str.maketrans("eiouyw" + "pvzcgq", "aaaaaa" + "bfskkk")
_DOUBLED: Final = re.compile(r"(.)\1+")
