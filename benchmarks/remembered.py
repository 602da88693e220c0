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
        self._known: dict[Role, dict[str, Any]] = {"query": {}, "passage": {}}
        folder.mkdir(parents=True, exist_ok=True)

    def encode(self, texts: Sequence[str], role: Role) -> Any:
        known = self._known[role]
        new = [text for text in texts if text not in known]
        for start in range(0, len(new), CHUNK):
            part = new[start : start + CHUNK]
            known.update(zip(part, self._chunk(part, role), strict=True))
        return np.array([known[text] for text in texts], np.float32).reshape(-1, WIDTH)

    def _chunk(self, texts: Sequence[str], role: Role) -> Any:
        said = "\0".join([self.name, role, *texts]).encode("utf-8", "surrogatepass")
        path = self._folder / f"{hashlib.sha256(said).hexdigest()}.npy"
        if not path.exists():
            np.save(path, self._encoder.encode(texts, role).astype(np.float16))
        return np.load(path)
