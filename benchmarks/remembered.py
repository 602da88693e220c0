"""Vectors of texts that are measured again and again, kept in a folder by what was encoded."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from claimtrack.meaning.encoding import WIDTH, Encoder, Role

#: Texts of one file: what was interrupted goes on after the last.
CHUNK: Final = 2_000


class Remembered:
    """An encoder that encodes nothing twice."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.name, self._encoder, self._folder = encoder.name, encoder, folder
        folder.mkdir(parents=True, exist_ok=True)

    def encode(self, texts: Sequence[str], role: Role) -> Any:
        chunks = [self._chunk(texts[start : start + CHUNK], role) for start in range(0, len(texts), CHUNK)]
        return np.concatenate(chunks).astype(np.float32) if chunks else np.empty((0, WIDTH), np.float32)

    def _chunk(self, texts: Sequence[str], role: Role) -> Any:
        said = "\0".join([self.name, role, *texts]).encode("utf-8", "surrogatepass")
        path = self._folder / f"{hashlib.sha256(said).hexdigest()}.npy"
        if not path.exists():
            np.save(path, self._encoder.encode(texts, role).astype(np.float16))
        return np.load(path)
