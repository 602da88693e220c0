"""Homes whose path PostgreSQL cannot work with are refused in words, before anything is made of them."""

import os
from pathlib import Path

import pytest

from claimtrack.embedded import EmbeddedError, ensure

pytestmark = pytest.mark.embedded


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("/".join(["x" * 200] * 4), "and PostgreSQL has room for 768"),
        (os.fsdecode(b"archive-\xe9"), r"is not UTF-8: .*archive-\\xe9"),
    ],
    ids=["long", "latin-1"],
)
def test_a_path_that_postgresql_cannot_work_with_is_refused_with_the_way_out(
    name: str, words: str, place: Path
) -> None:
    with pytest.raises(EmbeddedError, match=words) as refused:
        ensure(place / name)
    assert "Set CLAIMTRACK_HOME to another one." in str(refused.value)
    assert list(place.iterdir()) == []
