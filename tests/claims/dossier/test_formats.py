"""The registry of formats, and that a bundle alone decides the bytes of each."""

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from django.utils.translation import override

from claims.dossier import as_json
from claims.dossier.bundle import bundle
from claims.dossier.formats import FORMATS
from tests.claims.dossier.conftest import Case, rfc8785

pytestmark = pytest.mark.rendering

RENDER = """
import django, hashlib, json, sys
django.setup()
from claims.dossier.formats import FORMATS
made = json.load(open(sys.argv[1]))
for name in sys.argv[2:]:
    print(name, hashlib.sha256(FORMATS[name].render(made)).hexdigest())
"""

#: What a bundle alone decides within a moment; the others have tests of their own.
QUICK = [name for name, form in FORMATS.items() if not form.slow]


def test_every_format_is_offered_under_the_name_people_ask_for() -> None:
    assert {name: (form.extension, form.media_type.split(";")[0]) for name, form in FORMATS.items()} == {
        "json": ("json", "application/json"),
        "md": ("md", "text/markdown"),
        "html": ("html", "text/html"),
        "pdf": ("pdf", "application/pdf"),
        "zip": ("zip", "application/zip"),
    }


@pytest.mark.django_db
def test_json_is_the_canonical_form_with_a_line_feed(case: Case) -> None:
    made = bundle([case.claim.pk], using="default")
    assert as_json.render(made) == rfc8785(made) + b"\n"


@pytest.mark.django_db
@pytest.mark.parametrize("name", QUICK)
def test_the_language_of_whoever_asks_changes_nothing(case: Case, name: str) -> None:
    made = bundle([case.claim.pk], using="default")
    expected = FORMATS[name].render(made)
    with override("de"):
        assert FORMATS[name].render(made) == expected


@pytest.mark.django_db
def test_the_same_bundle_gives_the_same_bytes_in_any_process(case: Case, tmp_path: Path) -> None:
    made = bundle([case.claim.pk, case.opposite.pk], using="default")
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    expected = [f"{name} {sha256(FORMATS[name].render(made)).hexdigest()}" for name in QUICK]
    for seed in ("1", "2"):
        result = subprocess.run(
            [sys.executable, "-c", RENDER, path, *QUICK],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
            timeout=120,
        )
        assert result.stdout.splitlines() == expected
