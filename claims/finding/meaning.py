"""What a text means, beside what claims mean: vectors of the text, and of claims those that come near."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, Protocol, TypeAlias

from claims.finding.asking import Asked
from claims.record.grams import Numbers
from claimtrack.meaning.encoding import Encoder
from claimtrack.meaning.installed import ENGLISH

#: Of texts, by what was asked and by model, their vectors.
Vectors: TypeAlias = dict[Asked, dict[str, Numbers]]
#: Where more texts are asked at once, as the sentences of an article, they are matched by words alone: each takes a
#: model as long as all else together.
MOST: Final = 12
#: Words of most English texts, and of few in other languages.
_ENGLISH: Final = frozenset(
    ("the", "and", "that", "this", "with", "from", "were", "been", "has", "which", "they", "their")
)


class Meanings(Protocol):
    """What claims mean. `encoders` are by their names; a claim need not have vectors of each."""

    encoders: Mapping[str, Encoder]

    def near(self, vector: Numbers, most: int) -> Sequence[int]:
        """The numbers of the claims that mean most nearly the same, to the multilingual model."""
        ...

    def of(self, numbers: Collection[int]) -> Mapping[int, Mapping[str, Numbers]]:
        """By number and model, a claim's vectors: of the whole, then of its texts, the statement first."""
        ...


def meant(texts: Sequence[Asked], encoders: Mapping[str, Encoder]) -> Vectors:
    """Of each text its vector to every model that reads its language."""
    found: Vectors = {asked: {} for asked in texts}
    for name, encoder in encoders.items():
        read = [asked for asked in texts if name != ENGLISH or is_english(asked)]
        for asked, vector in zip(read, encoder.encode([asked.text for asked in read], "query"), strict=True):
            found[asked][name] = vector
    return found


def is_english(asked: Asked) -> bool:
    """Whether it has a word that English sentences have and others have not: to the English model, others are noise."""
    return not _ENGLISH.isdisjoint(term.word for term in asked.reading("").terms)


def cosines(asked: Mapping[str, Numbers], claims: Mapping[int, Mapping[str, Numbers]]) -> dict[int, dict[str, Numbers]]:
    """Of a text with each claim, by model: with the whole, then with each of its texts."""
    return {
        number: {name: vectors @ asked[name] for name, vectors in known.items() if name in asked}
        for number, known in claims.items()
    }
