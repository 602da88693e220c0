"""A tool, as it is listed and called: its arguments, its answer, and what it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from claims.tools.assistants.arguments import Arguments


class Answer(NamedTuple):
    """What a tool found: `told` is a `Told` of its own, `text` the same for people, in Markdown."""

    told: Mapping[str, Any]
    text: str


class NoAnswer(Exception):
    """There is nothing to answer with; the sentence says why, and what to ask instead."""


@dataclass(frozen=True, slots=True)
class Tool:
    """`answers` is the shape of `told`; `run` reads the record by the alias `using`.

    `run` raises NoAnswer, and InvalidQuery for arguments that only the record can tell to be wrong.
    """

    name: str
    title: str
    description: str
    arguments: type[Arguments]
    answers: type
    run: Callable[[Any, str], Answer]
