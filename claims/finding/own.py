"""Weights that an installation fitted itself (`manage.py fit_matching`): files in its home, before the shipped ones.

Every process notices when one is written or taken away. One that lists other features than the package's is of another
version: it is left alone, and said to be of no use.
"""

import logging
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

logger = logging.getLogger(__name__)


def place_of(name: str) -> Path:
    """Where the weights of this name are kept."""
    return Path(settings.HOME) / "matching" / f"{name}.json"


def own(name: str, features: Collection[str]) -> Mapping[str, Any] | None:
    """This installation's weights, if it has any that list these features."""
    place = place_of(name)
    try:
        changed = place.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return _read(place, changed, frozenset(features))


@lru_cache(maxsize=8)
def _read(place: Path, changed: int, features: frozenset[str]) -> Mapping[str, Any] | None:
    document: Mapping[str, Any] = orjson.loads(place.read_bytes())
    if {row["name"] for row in document["features"]} == features:
        return document
    logger.warning("%s lists other features than this version compares; the shipped weights are used.", place)
    return None
