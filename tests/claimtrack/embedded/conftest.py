"""Homes, and those who hold their servers."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.claimtrack.embedded.holders import Holder, eventually, is_gone, open_directory


@pytest.fixture
def place() -> Iterator[Path]:
    directory = open_directory()
    yield directory
    shutil.rmtree(directory)


@pytest.fixture
def hold(place: Path) -> Iterator[Callable[..., Holder]]:
    """Start holders, which are killed at the end of the test; then nothing may be left of their servers."""
    started: list[tuple[Path, Holder]] = []

    def start(home: Path, *arguments: str, **options: Any) -> Holder:
        holder = Holder(home, *arguments, **options)
        started.append((Path(options.get("cwd", "/"), home), holder))
        return holder

    yield start
    for _, holder in started:
        holder.kill()
    for home, _ in started:
        eventually(partial(is_gone, home))


@pytest.fixture(scope="session")
def used_home() -> Iterator[Path]:
    """A home that was used before, which starts faster than a fresh one."""
    directory = open_directory()
    holder = Holder(directory / "Home")
    holder.server()
    assert holder.leave() == 0
    yield directory / "Home"
    shutil.rmtree(directory)


@pytest.fixture
def home(used_home: Path, hold: Callable[..., Holder]) -> Path:
    """The used home, where nothing runs when a test begins."""
    eventually(lambda: is_gone(used_home))
    return used_home


@pytest.fixture
def moved(used_home: Path, place: Path) -> Iterator[Callable[[str], Path]]:
    """Give the used home another name, for as long as the test runs."""
    names: list[Path] = []

    def move(name: str) -> Path:
        names.append(used_home.rename(place / name))
        return names[-1]

    yield move
    for name in names:
        name.rename(used_home)
