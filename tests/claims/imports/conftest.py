"""What tests of imports share."""

import pytest

from claims.imports.run import start as imports


@pytest.fixture
def no_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No label has a reading but for those that a test gives."""
    monkeypatch.setattr(imports, "have_ratings", lambda: None)
