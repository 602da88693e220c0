"""What is installed is pinned, with the hash of every file it may come from, and follows from what we chose."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
#: What `make lock` compiles, and from what.
COMPILED = {
    "requirements.txt": ".ci/requirements.in",
    "requirements-semantic.txt": ".ci/requirements-semantic.in",
    ".ci/requirements-dev.txt": ".ci/requirements-dev.in",
}
PINNED = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?P<rest>(?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.M)


def text(file: str) -> str:
    return (ROOT / file).read_text()


def pinned(file: str) -> dict[str, str]:
    return {found["name"]: found["version"] for found in PINNED.finditer(text(file))}


def chosen(file: str) -> dict[str, tuple[Requirement, str]]:
    """Each direct dependency, with the reason that stands beside it."""
    lines = [line.partition("#") for line in text(file).splitlines() if line and not line.startswith(("#", "-c "))]
    requirements = [(Requirement(line.strip()), reason.strip()) for line, _, reason in lines]
    return {requirement.name: (requirement, reason) for requirement, reason in requirements}


def asked_for(file: str) -> set[str]:
    """The packages that are there because somebody chose them, as pip-compile says beneath each."""
    blocks = re.split(r"^(?=[\w.-]+==)", text(file), flags=re.M)
    return {block.partition("==")[0] for block in blocks if f"-r {COMPILED[file]}" in block}


@pytest.mark.parametrize("file", COMPILED)
def test_every_package_is_pinned_with_the_hashes_of_its_files(file: str) -> None:
    entries = [line for line in text(file).splitlines() if line and not line.startswith((" ", "#"))]
    assert [entry for entry in entries if entry.split("==")[0] not in pinned(file)] == []
    assert "WARNING" not in text(file)


@pytest.mark.parametrize("file", COMPILED)
def test_what_was_chosen_and_what_is_pinned_agree(file: str) -> None:
    """Fails where one was changed without `make lock`."""
    versions, wanted = pinned(file), chosen(COMPILED[file])
    assert asked_for(file) == wanted.keys()
    for name, (requirement, _) in wanted.items():
        assert requirement.specifier.contains(versions[name]), name


@pytest.mark.parametrize("file", COMPILED.values())
def test_every_dependency_that_was_chosen_says_why(file: str) -> None:
    assert [name for name, (_, reason) in chosen(file).items() if not reason] == []


@pytest.mark.parametrize("file", ["claimtrack/meaning/making/requirements.txt", ".ci/requirements-opencti.txt"])
def test_what_is_installed_apart_is_pinned_by_hashes_and_says_why(file: str) -> None:
    text_ = text(file)
    entries = [line for line in text_.splitlines() if "==" in line]
    assert len(PINNED.findall(text_)) == len(entries) == len(re.findall(r"^# [a-z].*\n(?=[a-z])", text_, re.M))


def test_what_models_run_with_is_no_other_version_than_the_program_runs_with() -> None:
    run, semantic = pinned("requirements.txt"), pinned("requirements-semantic.txt")
    assert {name: semantic[name] for name in run.keys() & semantic.keys()} == {
        name: run[name] for name in run.keys() & semantic.keys()
    }


def test_a_tool_brings_no_other_version_than_the_program_runs_with() -> None:
    run, tools = pinned("requirements.txt"), pinned(".ci/requirements-dev.txt")
    assert {name: tools[name] for name in run.keys() & tools.keys()} == {
        name: run[name] for name in run.keys() & tools.keys()
    }
