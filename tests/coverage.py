"""A pytest plugin, loaded with `-p tests.coverage`: what of the program the tests run through.

SlipCover writes its counting into the program's own bytecode and takes it out again where a line has been seen often.
It has to be at work before Django imports the first module of ours,
in every process that runs tests, or that a test follows; each leaves what it has seen in the folder that COVERAGE
names, to be merged. A process that hands tests out to workers (`-n`) runs none itself, and starts without waiting.
"""

import atexit
import json
import os
import sys
import tomllib
from pathlib import Path

import slipcover

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["slipcover"]

_what = {"source": [str(ROOT / name) for name in SETTINGS["source"]], "omit": SETTINGS["omit"]}
#: How often a line that was seen is counted on before counting is taken out. To take it out means to look through every
#: function of the program, a fifth of a second each time; to count once more, less than a microsecond.
OFTEN = 3000
_seen = slipcover.Slipcover(branch=SETTINGS["branch"], d_miss_threshold=OFTEN, **_what)
_runs_tests = "-n" not in sys.argv or "PYTEST_XDIST_WORKER" in os.environ
if _runs_tests:
    slipcover.ImportManager(_seen, slipcover.FileMatcher(_what["source"], _what["omit"])).__enter__()


def pytest_sessionfinish() -> None:
    if _runs_tests:
        _keep(os.environ.get("PYTEST_XDIST_WORKER", "main"))


def keep_at_exit() -> None:
    """Follow a process that a test has started, until it ends by itself."""
    atexit.register(lambda: _keep(f"process-{os.getpid()}"))


def _keep(process: str) -> None:
    Path(os.environ["COVERAGE"], f"{process}.json").write_text(json.dumps(_seen.get_coverage()))
