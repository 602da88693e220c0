"""What somebody asks for, before anybody has read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs


@dataclass(frozen=True, slots=True)
class Asked:
    """Parameters as strings, each as often as it was given, and the path that `next` leads along."""

    parameters: Mapping[str, Sequence[str]]
    path: str

    @classmethod
    def in_query(cls, query: str, *, path: str) -> Self:
        """As an address has them behind its question mark."""
        return cls(parse_qs(query, keep_blank_values=True), path)
