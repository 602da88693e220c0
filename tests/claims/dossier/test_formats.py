"""The registry of formats, and that a bundle alone decides the bytes of each."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils.translation import override

from claims.dossier import FORMATS, as_json
from claims.dossier.bundle import bundle
from tests.claims.dossier.conftest import Case, rfc8785

RENDER = """
import django, json, sys
django.setup()
from claims.dossier import FORMATS
sys.stdout.buffer.write(FORMATS[sys.argv[1]].render(json.load(open(sys.argv[2]))))
"""


def test_json_and_markdown_are_offered_under_the_names_people_ask_for() -> None:
    assert {name: (form.extension, form.media_type.split(";")[0]) for name, form in FORMATS.items()} == {
        "json": ("json", "application/json"),
        "md": ("md", "text/markdown"),
    }


@pytest.mark.django_db
def test_json_is_the_canonical_form_with_a_line_feed(case: Case) -> None:
    made = bundle([case.claim.pk], using="default")
    assert as_json.render(made) == rfc8785(made) + b"\n"


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMATS)
def test_the_language_of_whoever_asks_changes_nothing(case: Case, name: str) -> None:
    made = bundle([case.claim.pk], using="default")
    expected = FORMATS[name].render(made)
    with override("de"):
        assert FORMATS[name].render(made) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMATS)
def test_the_same_bundle_gives_the_same_bytes_in_any_process(case: Case, name: str, tmp_path: Path) -> None:
    made = bundle([case.claim.pk, case.opposite.pk], using="default")
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    expected = FORMATS[name].render(made)
    for seed in ("1", "2"):
        result = subprocess.run(
            [sys.executable, "-c", RENDER, name, path],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=120,
        )
        assert result.stdout == expected
