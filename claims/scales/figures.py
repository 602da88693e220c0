"""How a figure of spread is called."""

from typing import Any

from claims.scales.vocabulary import Measure, Precision


def counted(figure: Any, *, counts: str, precision: str) -> str:
    """`at least 20,000 views`: how exact it is, unless it is; the figure as it is written; what it counts."""
    exact = "" if precision == Precision.EXACT else f"{Precision(precision).label} "
    return f"{exact}{figure} {Measure(counts).label}"
