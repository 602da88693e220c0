"""The one analysis of texts: what is stored and what is asked are read alike, by the words that stand in them.

It knows no subject, no table and no settings, and keeps nothing of what it reads.
"""

from typing import Final

from claimtrack.analysis.folding import fold
from claimtrack.analysis.stemming import Stemmed, stemmed, stemmed_languages, stems, stems_of
from claimtrack.analysis.words import Token, tokens

__all__ = ["ANALYSIS", "Stemmed", "Token", "fold", "stemmed", "stemmed_languages", "stems", "stems_of", "tokens"]

#: Raised by whatever makes another word or stem of a text: what is stored is then analysed again.
ANALYSIS: Final = 1
