"""Texts as vectors, by models that `manage.py make_models` made. Only what encodes imports the runtime of models."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Literal, Protocol, TypeAlias

import numpy as np

from claimtrack.meaning.pieces import Pieces
from claimtrack.meaning.word_pieces import WordPieces

Numbers: TypeAlias = np.ndarray[Any, np.dtype[Any]]
#: What a text is to the model: what is looked for, or what is found.
Role: TypeAlias = Literal["query", "passage"]

WIDTH: Final = 384
#: Tokens of a text that are read, and characters that may give so many.
TOKENS: Final = 128
CHARACTERS: Final = 1_000
#: Texts, and tokens with those that fill short texts up, that are encoded at once.
TEXTS_AT_ONCE: Final = 32
TOKENS_AT_ONCE: Final = 2_048


class Encoder(Protocol):
    """Gives each text a vector of length 1, float32 [texts, WIDTH]; vectors of one `name` can be compared."""

    name: str

    def encode(self, texts: Sequence[str], role: Role) -> Numbers: ...


class Reader(Protocol):
    """Takes a text apart into numbers of tokens, at most `most`."""

    def numbers_of(self, text: str, most: int) -> list[int]: ...


#: How models take texts apart, by the name in their manifest.
READERS: Final[dict[str, Callable[[Path], Reader]]] = {"pieces": Pieces, "word pieces": WordPieces}


class Model:
    """An encoder of a folder: its graph, a vector of eight bits for each word, and what its manifest says of it."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        import onnxruntime  # noqa: PLC0415 - needed by none that goes without

        about = json.loads((folder / "model.json").read_text("utf-8"))
        self.name: str = about["name"]
        self._prefixes: dict[Role, str] = about["prefixes"]
        self._reader = READERS[about["reader"]](folder)
        self._words = np.load(folder / "words.npy", mmap_mode="r")
        self._scales = np.load(folder / "scales.npy")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        # What it keeps between calls is as large as the longest batch ever was.
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "graph.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, texts: Sequence[str], role: Role) -> Numbers:
        read = [self._reader.numbers_of(f"{self._prefixes[role]}{text[:CHARACTERS]}", TOKENS) for text in texts]
        vectors = np.empty((len(texts), WIDTH), np.float32)
        for batch in _batches(read):
            vectors[batch] = self._vectors([read[place] for place in batch])
        return vectors

    def _vectors(self, read: Sequence[Sequence[int]]) -> Numbers:
        longest = max(map(len, read))
        numbers, mask = np.zeros((2, len(read), longest), np.int32)
        for row, each in enumerate(read):
            numbers[row, : len(each)], mask[row, : len(each)] = each, 1
        words = self._words[numbers] * self._scales[numbers][..., None]
        [vectors] = self._session.run(None, {"words": words, "mask": mask})
        made: Numbers = vectors
        return made


def _batches(read: Sequence[Sequence[int]]) -> list[list[int]]:
    """The places of texts that are encoded together: of about the same length, so that little is filled up."""
    batches: list[list[int]] = [[]]
    for place in sorted(range(len(read)), key=lambda each: len(read[each])):
        together = len(batches[-1]) + 1
        if together > TEXTS_AT_ONCE or together * len(read[place]) > TOKENS_AT_ONCE:
            batches.append([])
        batches[-1].append(place)
    return [batch for batch in batches if batch]
