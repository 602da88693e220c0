"""The handbooks' programs, run as they are printed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from claims.imports.case import load_case
from claimtrack.editions.models import Edition

pytestmark = pytest.mark.rendering

ROOT = Path(__file__).parents[2]


def program(handbook: str) -> Any:
    """The one Python program of a handbook."""
    text = (ROOT / "docs" / handbook).read_text(encoding="utf-8")
    [source] = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    return compile(source, handbook, "exec")


def test_the_recipe_for_strangers_confirms_every_edition_and_no_forgery(libya: APIClient) -> None:
    names: dict[str, Any] = {"__name__": "edition"}
    exec(program("verify.md"), names)
    changes = json.loads(libya.get("/api/v1/changes/?page_size=200").content)["results"]
    assert changes
    for change in changes:
        document = json.loads(libya.get(f"{change['api_url']}?edition={change['number']}").content)
        assert names["holds"](document)
        assert not names["holds"](document | {"slug": "another"})


@pytest.fixture
def anna(db: None) -> User:
    return User.objects.create_superuser("anna")


@pytest.fixture
def boris(db: None) -> User:
    return User.objects.create_superuser("boris")


def test_the_worked_example_of_a_redaction_ends_as_it_says(anna: User, boris: User, reader: APIClient) -> None:
    load_case(ROOT / "fixtures" / "libya_russia.json")
    names: dict[str, Any] = {}
    exec(program("erasure.md"), names)
    assert len(names["named"]) == 9
    assert names["editions_naming"](names["person"]) == []
    assert not Edition.objects.filter(text__icontains="a representative of the Russian").exists()
    claim = f"/api/v1/claims/{names['claims'][0].slug}/"
    assert json.loads(reader.get(claim).content)["edition"]["number"] == 3
    assert reader.get(f"{claim}?edition=1").status_code == 451
    assert reader.get(f"/api/v1/sources/{names['person'].pk}/").status_code == 451
    assert reader.get("/api/v1/sources/representative-of-russian-embassy-london/").status_code == 404
