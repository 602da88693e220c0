"""The log is kept under a bound."""

from pathlib import Path

import pytest

from claimtrack.embedded.logs import bound

pytestmark = pytest.mark.embedded


def test_the_log_is_kept_under_a_bound(place: Path) -> None:
    log = place / "postgres.log"
    with log.open("ab", buffering=0) as server:
        server.write(b"old line\n")
        bound(log, 9)
        assert log.read_bytes() == b"old line\n"
        server.write(b"more\n")
        bound(log, 9)
        server.write(b"new line\n")
    assert log.read_bytes() == b"new line\n"
    assert (place / "postgres.log.1").read_bytes() == b"old line\nmore\n"
