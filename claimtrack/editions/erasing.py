"""What a redaction has to reach outside the record: one list, which every room that keeps texts of roots joins.

A room appends its own function when it is loaded (in the module that keeps the texts, or its app's `ready`), so
that a redaction reaches it without knowing it. All of them are called inside the redaction's transaction, before the
root's own desk rows are blanked; what lies in files is deleted by a job that such a function queues.

What can be made anew from the record, a rendition or a dump, is forgotten as well when something is withheld.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

#: What stands where words were.
ERASED: Final = "[redacted]"


@dataclass(frozen=True, slots=True)
class Erasure:
    """A root of which editions leave; `whole` when nothing of it stays, desk rows of a redacted one included.

    `words` are to be found nowhere afterwards: what is kept beside the desk's rows and has one of them goes as well.
    """

    subject_type: str
    subject_id: UUID
    whole: bool
    words: tuple[str, ...] = ()


#: Answers how many rows or files of which stores it took, or will have taken once its job has run.
Eraser = Callable[[Erasure], Mapping[str, int]]

#: In the order in which their rooms were loaded; none may depend on another.
ERASERS: Final[list[Eraser]] = []
#: Of what can be made anew.
FORGETTERS: Final[list[Eraser]] = []


#: Of what shows the names that members of staff have chosen, and can be made anew.
NAME_FORGETTERS: Final[list[Callable[[], None]]] = []


def eraser(function: Eraser) -> Eraser:
    """Join the list: a decorator."""
    ERASERS.append(function)
    return function


def forgetter(function: Eraser) -> Eraser:
    """Join the list of what keeps only what can be made anew: a decorator."""
    FORGETTERS.append(function)
    return function


def name_forgetter(function: Callable[[], None]) -> Callable[[], None]:
    """Join the list of what shows the names of staff: a decorator."""
    NAME_FORGETTERS.append(function)
    return function


def erase(erasure: Erasure) -> Mapping[str, int]:
    """Call every one of them; whatever one raises stops the redaction, which then has not happened."""
    return _called([*FORGETTERS, *ERASERS], erasure)


def sweep(erasure: Erasure) -> Mapping[str, int]:
    """Of a row that no edition prints: let go of what else has its words."""
    return _called(ERASERS, erasure)


def forget(erasure: Erasure) -> None:
    """Let go of what was made of these editions, and can be made anew once they are back."""
    _called(FORGETTERS, erasure)


def forget_names() -> None:
    """Let go of whatever was made with the names of staff: one of them is another, or none, from now on."""
    for function in NAME_FORGETTERS:
        function()


def _called(functions: list[Eraser], erasure: Erasure) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for function in functions:
        counts.update(function(erasure))
    return counts
