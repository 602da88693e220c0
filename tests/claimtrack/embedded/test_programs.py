"""The programs of the wheel."""

import subprocess
import sys
from pathlib import Path

import pytest

from claimtrack import embedded
from claimtrack.embedded import EmbeddedError, binary
from claimtrack.embedded.programs import package_directory, readable_copy
from tests.claimtrack.embedded.holders import ROOT

pytestmark = pytest.mark.embedded


def test_the_programs_for_a_backup_are_at_hand() -> None:
    version = subprocess.run([binary("pg_dump"), "--version"], capture_output=True, check=True).stdout
    assert b" 18." in version
    with pytest.raises(EmbeddedError, match="no program named 'pg_nothing'"):
        binary("pg_nothing")


def test_the_copy_for_another_account_runs_from_anywhere_and_takes_the_place_of_an_older_one(place: Path) -> None:
    (place / "binaries-18.4").mkdir()
    programs = readable_copy(package_directory(), "18.6", place)
    version = subprocess.run([programs / "initdb", "--version"], capture_output=True, check=True).stdout
    assert b" 18." in version
    assert [path.name for path in place.iterdir()] == ["binaries-18.6"]
    assert all(path.stat().st_mode & 0o004 for path in place.rglob("*"))
    assert readable_copy(package_directory(), "18.6", place) == programs


def test_everything_runs_on_the_standard_library_alone() -> None:
    """As the supervisor does, away from installed packages."""
    modules = [f"claimtrack.embedded.{path.stem}" for path in Path(embedded.__file__).parent.glob("*.py")]
    program = "import importlib, sys; sys.path.append(sys.argv[1]); [*map(importlib.import_module, sys.argv[2:])]"
    subprocess.run([sys.executable, "-I", "-S", "-c", program, ROOT, *modules], check=True)
