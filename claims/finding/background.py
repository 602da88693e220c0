"""How common words are in general, which a record of few claims cannot tell: a readable file, counted or by hand."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import orjson

from claims.record.grams import BUCKETS, Numbers, grams
from claims.record.terms import terms_of

FILE: Final = Path(__file__).parent / "common.json"
#: Rarer words are not in the file.
LEAST_SHARE: Final = 0.002
MOST_SHARE: Final = 0.5


@cache
def shares() -> Mapping[str, float]:
    """In what share of texts a term stands, in the language where that is most."""
    found: dict[str, float] = {}
    for language, bands in _words().items():
        there: dict[str, float] = defaultdict(float)
        for share, words in bands.items():
            for term in {each.term for each in terms_of(words, language)}:
                there[term] += float(share)
        for term, its_share in there.items():
            found[term] = min(MOST_SHARE, max(its_share, found.get(term, 0.0)))
    return found


@cache
def gram_shares() -> Numbers:
    """In what share of texts a piece of each bucket stands, in the language where that is most."""
    found = np.zeros(BUCKETS)
    for bands in _words().values():
        there = np.zeros(BUCKETS)
        for share, words in bands.items():
            there += np.bincount(grams([words])[0], minlength=BUCKETS) * float(share)
        found = np.maximum(found, there)
    return np.minimum(found, MOST_SHARE)


def _words() -> Mapping[str, Mapping[str, str]]:
    """By language and share, words between spaces."""
    words: Mapping[str, Mapping[str, str]] = orjson.loads(FILE.read_bytes())["words"]
    return words
