"""Homes that the server's account, or ours, cannot use."""

import os
from pathlib import Path

import pytest

from claimtrack.embedded import EmbeddedError, UntraversableDirectoryError, ensure

pytestmark = pytest.mark.embedded


def test_a_directory_that_shuts_the_server_out_is_named(place: Path) -> None:
    closed = place / "closed"
    (closed / "below").mkdir(parents=True)
    closed.chmod(0o700 if os.geteuid() == 0 else 0)
    with pytest.raises(UntraversableDirectoryError, match=rf"whom {closed} shuts out.*chmod a\+x {closed}"):
        ensure(closed / "below" / "home")
    closed.chmod(0o700)


def test_a_home_that_is_a_file_is_refused(place: Path) -> None:
    (place / "home").touch()
    with pytest.raises(EmbeddedError, match=f"cannot use {place}/home: Not a directory"):
        ensure(place / "home")
