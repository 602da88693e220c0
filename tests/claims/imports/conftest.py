"""What tests of imports share."""

import pytest

from claims.imports.run import start as imports
from tests.listed_publishers import HOSTS, list_publishers


@pytest.fixture
def no_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No label has a reading but for those that a test gives."""
    monkeypatch.setattr(imports, "have_ratings", lambda: None)


@pytest.fixture(autouse=True)
def _listed_publishers(request: pytest.FixtureRequest) -> None:
    """Where there is a database, publishers whose judgements imports publish."""
    marker = request.node.get_closest_marker("django_db")
    if marker:
        request.getfixturevalue("transactional_db" if marker.kwargs.get("transaction") else "db")
        list_publishers(*HOSTS)
