"""Which sentences of an article state something that could be checked: a rule whose words and weights are a file.

Every reason is told with what it is about, so that a reader sees why a sentence stands above another. It looks at
words: it does not know what is true, nor what matters.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import orjson

from claims.finding.figures import figures_of
from claimtrack.analysis import fold, tokens

FILE: Final = Path(__file__).parent / "checkable.json"
#: What a sentence is; only a statement can be checked as it stands.
Kind: TypeAlias = Literal["statement", "opinion", "prediction", "question"]
#: A shorter sentence leaves too much to what stands around it.
SHORT: Final = 6
LONG: Final = 45

#: Capital letters after another word; in German every noun has one.
_NAME: Final = re.compile(r"(?<=[\w,;] )[A-ZÀ-ÖØ-ÞĄĆĘŁŃŚŹŻА-ЯЁ][\w'’-]+")
_PERCENT: Final = re.compile(r"\d ?[%٪]|[$€£¥₹₽] ?\d|\d ?[$€£¥₹₽]")
_QUESTION: Final = re.compile(r"[?؟？]\W*$")


class Reading(NamedTuple):
    """What a sentence is, how checkable, the more the better, and the reasons with what each weighs."""

    kind: Kind
    score: float
    reasons: Mapping[str, float]


def reading_of(sentence: str, language: str) -> Reading:
    """By the words of its language; where they are not known, by figures, days, names and length."""
    reasons = dict.fromkeys(_signs(sentence, language.partition("-")[0]))
    weights = _file()["weights"]
    weighed = {reason: weights[reason] for reason in reasons}
    return Reading(_kind(weighed), round(sum(weighed.values()), 2), weighed)


def _kind(reasons: Mapping[str, float]) -> Kind:
    """What is asked, wished or foretold can be checked in part at most."""
    if "question" in reasons:
        return "question"
    if "opinion" in reasons and "said" not in reasons:
        return "opinion"
    return "prediction" if "prediction" in reasons else "statement"


def _signs(sentence: str, language: str) -> list[str]:
    found = [name for name, pattern in _patterns(language).items() if pattern.search(fold(sentence))]
    figures = figures_of(sentence, language)
    words = len(tokens(sentence))
    seen = {
        "figure": bool(figures.numbers),
        "amount": bool(_PERCENT.search(sentence)),
        "day": bool(figures.days),
        "name": language != "de" and bool(_NAME.search(sentence)),
        "question": bool(_QUESTION.search(sentence)),
        "short": words < SHORT,
        "long": words > LONG,
    }
    return [*(name for name, is_so in seen.items() if is_so), *found]


@cache
def _file() -> Mapping[str, Any]:
    document: Mapping[str, Any] = orjson.loads(FILE.read_bytes())
    return document


@cache
def _patterns(language: str) -> Mapping[str, re.Pattern[str]]:
    """For each sign the words of a language; a word that ends in - is the beginning of words."""
    words: Mapping[str, str] = _file()["words"].get(language, {})
    return {
        name: re.compile(rf"(?<!\w)(?:{'|'.join(map(_word, given.split()))})(?!\w)") for name, given in words.items()
    }


def _word(word: str) -> str:
    folded = re.escape(fold(word.rstrip("-")).replace("_", " "))
    return rf"{folded}\w*" if word.endswith("-") else folded
