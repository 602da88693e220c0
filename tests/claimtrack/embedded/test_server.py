"""A server's address, and the directory of its socket."""

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.database.addresses import at
from claimtrack.embedded import APP_ROLE, Server, UnsafeSocketDirectoryError, ensure
from claimtrack.embedded.server import check_socket_directory
from tests.claimtrack.embedded.holders import Holder, answer, is_gone

pytestmark = pytest.mark.embedded


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_the_url_keeps_any_directory_whole_through_the_parser_of_the_settings(name: str) -> None:
    server = Server(Path("/", name))
    parsed = at(server.url(role=APP_ROLE))
    assert parsed["HOST"] == str(server.socket_directory)
    assert (parsed["USER"], parsed["NAME"], parsed["PORT"]) == (APP_ROLE, "claimtrack", "5432")


@pytest.mark.parametrize("name", ["x" * 120, "Дело о слухах, part 2", 'it\'s "quoted" for $5'])
def test_a_home_whose_path_is_unfit_for_a_socket_has_a_private_directory_that_goes_with_the_server(
    name: str, moved: Callable[[str], Path], hold: Callable[..., Holder]
) -> None:
    home = moved(name)
    holder = hold(home)
    server = holder.server()
    assert server.socket_directory.parent == Path("/tmp")
    assert stat.S_IMODE(server.socket_directory.lstat().st_mode) == 0o700
    assert answer(server, "SELECT 1") == 1
    assert holder.leave() == 0
    assert not server.socket_directory.exists()
    assert is_gone(home)


def test_a_home_with_spaces_and_capitals_in_its_path_works_in_place(
    moved: Callable[[str], Path], hold: Callable[..., Holder]
) -> None:
    home = moved("My Claims")
    server = hold(home).server()
    assert server.socket_directory == home / "postgresql/socket"
    assert answer(server, "SELECT 1") == 1


def test_a_socket_directory_that_is_a_link_or_open_to_others_is_refused(home: Path) -> None:
    directory = home / "postgresql/socket"
    directory.symlink_to(home)
    with pytest.raises(UnsafeSocketDirectoryError, match=f"is not a directory: {directory}"):
        ensure(home)
    directory.unlink()
    directory.mkdir()
    directory.chmod(0o755)
    shutil.chown(directory, (home / "postgresql/data").stat().st_uid)
    with pytest.raises(UnsafeSocketDirectoryError, match="has mode 0755 instead of 0700"):
        ensure(home)
    directory.rmdir()


def test_a_socket_directory_of_somebody_else_is_refused(place: Path) -> None:
    directory = place / "socket"
    directory.mkdir(mode=0o700)
    with pytest.raises(UnsafeSocketDirectoryError, match=r"belongs to .* instead of"):
        check_socket_directory(directory, os.geteuid() + 1)
