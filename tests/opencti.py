"""OpenCTI's own splitter of bundles, without the rest of its client (see `.ci/requirements-opencti.txt`)."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import orjson

#: Where `make` puts what is installed apart.
APART = Path(sys.prefix) / "opencti"


def taken_apart(bundle: bytes) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The objects in the order in which OpenCTI takes them in, and those that it cannot take in."""
    splitter = _splitter_module().OpenCTIStix2Splitter()
    _, refused, bundles = splitter.split_bundle_with_expectations(bundle.decode(), cleanup_inconsistent_bundle=True)
    return [each for part in bundles for each in orjson.loads(part)["objects"]], refused


def _splitter_module() -> ModuleType:
    """The package is declared by hand: its own beginning imports all that the client is made of."""
    if "pycti" not in sys.modules:
        sys.path.append(str(APART))
        package = ModuleType("pycti")
        package.__path__ = [str(APART / "pycti")]
        sys.modules["pycti"] = package
    return import_module("pycti.utils.opencti_stix2_splitter")
