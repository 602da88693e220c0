"""The stems of words, beside them: by the Snowball stemmer of a language where there is one.

A stem stands behind a mark that stands in no word, `~vaccin`: it is neither a word nor the beginning of one. That it
does not name its language keeps questions short, in which a word is looked for by its stems in many: what two languages
have the same stem of is found in both, behind the word itself. A word is stemmed as it is spelled and as it is folded,
so that who types no accents finds the same forms; where its letters are not those of the language, it has no stem.
"""

import threading
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import Stemmer

from claimtrack.analysis.folding import fold
from claimtrack.analysis.words import MAX_WORD, Token, tokens

#: Snowball's stemmers by language (ISO 639-1); of Norwegian's two written forms, one stemmer serves both.
_ALGORITHMS: Final = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "st": "sesotho",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
#: The languages with stems.
STEMMED: Final = tuple(language for language in _ALGORITHMS if language not in {"nb", "nn"})
_SAME: Final = {"nb": "no", "nn": "no"}
#: Their capital of ı is I.
_DOTLESS: Final = {"tr"}
#: The first and last letters of what is not written in Latin letters; Serbian is written in both.
_LATIN: Final = ("a", "ɏ")
_LETTERS: Final = {
    **dict.fromkeys(("ar", "fa"), ("\u0600", "\u06ff")),
    **dict.fromkeys(("hi", "ne"), ("\u0900", "\u097f")),
    "el": ("\u0370", "\u03ff"),
    "hy": ("\u0530", "\u058f"),
    "ru": ("\u0400", "\u052f"),
    "sr": ("a", "\u052f"),
    "ta": ("\u0b80", "\u0bff"),
    "yi": ("\u0590", "\u05ff"),
}
MARK: Final = "~"


class Stemmed(NamedTuple):
    """A folded word, its stems, and where it stands."""

    word: str
    stems: tuple[str, ...]
    start: int
    end: int


def stemmed_languages(languages: Iterable[str]) -> list[str]:
    """Of these BCP 47 tags, the languages whose words have stems here, each once, in order."""
    return list(dict.fromkeys(_SAME.get(one, one) for tag in languages if (one := _primary(tag)) in _ALGORITHMS))


def stems(text: str, language: str | None) -> list[Stemmed]:
    """Every word of the text with its stems in that language, a BCP 47 tag; none where there is no stemmer for it."""
    return stemmed(tokens(text), language)


def stemmed(found: Sequence[Token], language: str | None) -> list[Stemmed]:
    """These words with their stems in that language, as `stems` has them."""
    languages = stemmed_languages([language] if language else [])
    beside = _stems(found, languages[0]) if languages else [()] * len(found)
    return [Stemmed(token.word, its, token.start, token.end) for token, its in zip(found, beside, strict=True)]


def stems_of(token: Token, languages: Iterable[str]) -> tuple[str, ...]:
    """The stems of one word in each of these languages; of what is no word, none."""
    return tuple(dict.fromkeys(stem for language in languages for stem in _stems([token], language)[0]))


def _stems(found: Sequence[Token], language: str) -> list[tuple[str, ...]]:
    """The stems of each: of the word as it is folded, and as it is written where that is another."""
    stem, (first, last) = _stemmer(language), _LETTERS.get(language, _LATIN)
    folded = stem.stemWords([token.word for token in found])
    written = stem.stemWords([_spelled(token, language) for token in found])
    return [
        _marked(pair) if token.written and first <= token.word[0] <= last else ()
        for token, pair in zip(found, zip(folded, written, strict=True), strict=True)
    ]


def _marked(stems: tuple[str, str]) -> tuple[str, ...]:
    one, other = stems
    first = f"{MARK}{fold(one)[:MAX_WORD]}"
    second = first if other == one else f"{MARK}{fold(other)[:MAX_WORD]}"
    return (first,) if first == second else (first, second)


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _spelled(token: Token, language: str) -> str:
    if language in _DOTLESS:
        return unicodedata.normalize("NFKC", token.written).replace("I", "ı").replace("İ", "i").lower()
    return token.word if token.written.isascii() else unicodedata.normalize("NFKC", token.written).lower()


_STEMMERS: Final = threading.local()


def _stemmer(language: str) -> Stemmer.Stemmer:
    """One for each thread, which they need; it remembers no word: what is asked is nobody's to keep."""
    known = _STEMMERS.__dict__
    if language not in known:
        known[language] = Stemmer.Stemmer(_ALGORITHMS[language], 0)
    return known[language]
