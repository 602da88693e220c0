"""How reliable a source is: the NATO Admiralty code's letters.

The letter grades the source, never one piece of information; that is credibility, 1 to 6, which belongs to
appearances and evidence. A grade is an entry in a dated ledger, with reasons and by whom.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from claimtrack.vocabulary import Described


class Reliability(Described):
    """Reliability of a source: NATO STANAG 2511, table I; AJP-2.1."""

    A = "A", "Tried and trusted; can be depended upon.", "completely reliable"
    B = "B", "Right in the past, with some doubt left in the case at hand.", "usually reliable"
    C = "C", "Used now and then before; some confidence can be based on it.", "fairly reliable"
    D = "D", "Used before, and wrong more often than right.", "not usually reliable"
    E = "E", "Used before, and proved unworthy of any confidence.", "unreliable"
    F = (
        "F",
        "Nothing to judge it by, as with a source not met before. Not the worst grade.",
        "cannot be judged",
    )


ReliabilityValue: TypeAlias = Literal["A", "B", "C", "D", "E", "F"]
