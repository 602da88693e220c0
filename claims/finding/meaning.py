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
#: The first letter that is not Latin.
_NOT_LATIN: Final = "\u0250"


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
        read = [asked for asked in texts if name != ENGLISH or is_latin(asked.text)]
        for asked, vector in zip(read, encoder.encode([asked.text for asked in read], "query"), strict=True):
            found[asked][name] = vector
    return found


def is_latin(text: str) -> bool:
    """Whether most of its letters are Latin: to the English model, others are noise."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter < _NOT_LATIN for letter in letters) * 2 > len(letters)


def cosines(asked: Mapping[str, Numbers], claims: Mapping[int, Mapping[str, Numbers]]) -> dict[int, dict[str, Numbers]]:
    """Of a text with each claim, by model: with the whole, then with each of its texts."""
    return {
        number: {name: vectors @ asked[name] for name, vectors in known.items() if name in asked}
        for number, known in claims.items()
    }
