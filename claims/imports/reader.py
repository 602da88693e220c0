"""What an import has to know of a kind of input: an `InputReader`, which its folder gives and `readers` lists."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from claims.imports.inputs.streams import Input
from claims.imports.models import ImportRun, InputKind, RefusedRecord
from claims.imports.read import Read


def _read_in_one_way() -> Sequence[str]:
    return ()


def _no_faults(run: ImportRun) -> Iterator[tuple[str, str]]:
    yield from ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InputReader:
    """How one kind of input is read.

    `read` makes records of an opened input, which a run asks for and whose file has this name; `again` makes them of
    one that was refused, from how it came, and `refused` says whether that one was of this kind. `mappings` names
    the ways in which such an input can be read, none where there is one alone. `faults` are the reasons why a run
    could not be read, each with the field it belongs to. All of them may raise `InputFault`.
    """

    kind: InputKind
    read: Callable[[Input, ImportRun, str], Iterator[Read]]
    again: Callable[[RefusedRecord], Iterator[Read]]
    refused: Callable[[RefusedRecord], bool]
    mappings: Callable[[], Sequence[str]] = _read_in_one_way
    faults: Callable[[ImportRun], Iterator[tuple[str, str]]] = _no_faults
