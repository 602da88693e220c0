"""The contracts of imports in pyproject.toml are tried: each refuses what it is there for, and nothing stands outside.

A wall that nobody has run against may be painted on. So an import is added to a copy of the program, and
`lint-imports`, as `make check` runs it, has to refuse it by name.
"""

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("claimtrack", "sources", "claims")
LINT = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"]
CONTRACTS: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"]

READERS = "readers never reach the desk: its tables, its actions, or what composes from it"
APPS = "claims know sources, sources know neither claims nor the wiring"
GROUND = "the ground both apps stand on knows neither"
INSIDE_CLAIMS = "inside claims imports run one way"
#: What a newcomer might write: where, what it would import, and the contract that stands against it.
FORBIDDEN = [
    ("claims.record.listing", "claims.models", READERS),
    ("claims.exports.stix", "claims.composing.compose", READERS),
    ("claims.dossier.bundle", "claims.writing.publish", READERS),
    ("claims.api.public.filters", "sources.models", READERS),
    ("claims.api.public.export", "claims.imports.models", READERS),
    ("sources.record", "claimtrack.editions.publishing", READERS),
    ("claims.record.headline", "claims.imports.reviewed", INSIDE_CLAIMS),
    ("claims.models.claim", "claims.record.models", INSIDE_CLAIMS),
    ("claims.writing.publish", "claims.imports.run.start", INSIDE_CLAIMS),
    ("claims.scales.icd203", "claims.scales.verdicts", "inside the scales, too"),
    ("claims.dossier.drawing.layout", "claims.dossier.drawing.charts", "inside the drawing of pictures, too"),
    ("claims.imports.values.dates", "claims.imports.filing.rows", "inside the wing of imports, too"),
    ("sources.quotations", "claims.scales", APPS),
    ("sources.models", "sources.writing", "inside sources imports run one way"),
    ("claimtrack.editions.store", "claims.record.documents", GROUND),
    ("claimtrack.editions.chain", "claimtrack.api.problems", "inside the ground imports run one way"),
    ("claimtrack.dates.months", "claimtrack.dates.value", "inside dates, too"),
    ("claims.exports.tables", "claimtrack.api.problems", "what reads the record knows nothing of HTTP"),
    (
        "claims.admin.claim",
        "claimtrack.editions.bulk",
        "forms, pages and commands copy no rows into tables: actions do",
    ),
    ("claimtrack.embedded.server", "claimtrack.settings", "what has no Django in it stays so"),
]


@dataclass(frozen=True)
class Program:
    """A copy of the program's source files, with the contracts."""

    root: Path

    @contextmanager
    def importing(self, *additions: tuple[str, str]) -> Iterator[None]:
        """In each module, which is new unless it is there, stands one more import."""
        before = {self.path_of(module): self.text_of(module) for module, _ in additions}
        for module, imported in additions:
            self.path_of(module).write_text(f"{self.text_of(module) or ''}\nimport {imported}\n", encoding="utf-8")
        try:
            yield
        finally:
            for path, text in before.items():
                path.unlink() if text is None else path.write_text(text, encoding="utf-8")

    def path_of(self, module: str) -> Path:
        place = self.root.joinpath(*module.split("."))
        return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")

    def text_of(self, module: str) -> str | None:
        path = self.path_of(module)
        return path.read_text(encoding="utf-8") if path.exists() else None

    def lint(self) -> tuple[set[str], str]:
        """The names of the broken contracts, and all that is said."""
        done = subprocess.run(LINT, cwd=self.root, capture_output=True, text=True, check=False)
        kept = {name for name in names() if f"\n{name} KEPT" in done.stdout}
        broken = {name for name in names() if f"\n{name} BROKEN" in done.stdout}
        assert kept | broken == set(names()), done.stdout + done.stderr
        assert done.returncode == bool(broken)
        return broken, done.stdout


def names() -> list[str]:
    return [contract["name"] for contract in CONTRACTS]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    root = tmp_path_factory.mktemp("program")
    for path in (ROOT / "pyproject.toml", *(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))):
        copied = root / path.relative_to(ROOT)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copied)
    return Program(root)


def test_the_program_as_it_is_keeps_every_contract(program: Program) -> None:
    broken, said = program.lint()
    assert broken == set(), said


@pytest.mark.parametrize(("module", "imported", "contract"), FORBIDDEN, ids=lambda value: value[:40])
def test_an_import_the_wrong_way_is_refused(program: Program, module: str, imported: str, contract: str) -> None:
    with program.importing((module, imported)):
        broken, said = program.lint()
    assert contract in broken
    assert f"{module} -> {imported} " in said


def test_a_way_round_through_a_module_that_is_no_readers_is_refused(program: Program) -> None:
    with program.importing(("claims.exports.csv", "claims.tasks"), ("claims.tasks", "claims.models")):
        broken, said = program.lint()
    assert READERS in broken
    assert "claims.tasks -> claims.models " in said


def test_a_way_round_through_a_module_that_stands_nowhere_is_refused_with_the_module(program: Program) -> None:
    with program.importing(("claims.record.listing", "claims.shortcut"), ("claims.shortcut", "claims.models")):
        broken, said = program.lint()
    assert {READERS, INSIDE_CLAIMS} <= broken
    assert "claims.shortcut -> claims.models " in said
    assert "\n- claims.shortcut\n" in said


@pytest.mark.parametrize("package", PACKAGES)
def test_a_module_without_a_place_is_refused(program: Program, package: str) -> None:
    with program.importing((f"{package}.utils", "this")):
        _, said = program.lint()
    assert f"\n- {package}.utils\n" in said


def test_every_contract_has_an_import_that_it_refuses() -> None:
    assert {contract for _, _, contract in FORBIDDEN} == set(names())


def test_all_of_the_ground_but_the_wiring_is_kept_from_the_apps() -> None:
    [ground] = [contract for contract in CONTRACTS if contract["name"] == GROUND]
    [wiring] = [contract["layers"][0].split(" | ") for contract in CONTRACTS if contract["name"] == APPS]
    modules = {path.stem for path in (ROOT / "claimtrack").glob("[!_]*.py")}
    packages = {path.parent.name for path in (ROOT / "claimtrack").glob("*/__init__.py")}
    every = {f"claimtrack.{name}" for name in modules | packages - {"migrations"}}
    assert set(ground["source_modules"]) == every - set(wiring)
