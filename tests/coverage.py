"""A pytest plugin, loaded with `-p tests.coverage`: what of the program the tests run through.

SlipCover writes its counting into the program's own bytecode and takes it out again where a line has been seen, so
that following every test costs next to nothing. It has to be at work before Django imports the first module of ours,
in every process that runs tests; each leaves what it has seen in the folder that COVERAGE names, to be merged.
"""

import json
import os
import tomllib
from pathlib import Path

import slipcover

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["slipcover"]

_what = {"source": [str(ROOT / name) for name in SETTINGS["source"]], "omit": SETTINGS["omit"]}
_seen = slipcover.Slipcover(branch=SETTINGS["branch"], **_what)
slipcover.ImportManager(_seen, slipcover.FileMatcher(_what["source"], _what["omit"])).__enter__()


def pytest_sessionfinish() -> None:
    process = os.environ.get("PYTEST_XDIST_WORKER", "main")
    Path(os.environ["COVERAGE"], f"{process}.json").write_text(json.dumps(_seen.get_coverage()))
