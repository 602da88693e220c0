"""Settings read the environment, and start nothing: who needs no database waits for none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import claimtrack
from claimtrack import settings

ROOT = Path(__file__).resolve().parents[2]
SET_UP = "import django; django.setup(); from claims.models import Claim; print(Claim.objects.all().query)"
ASKED = "import claimtrack.settings as s; print([str(s.SECRET_KEY) for _ in range(2)])"


def run(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "SECRET_KEY"))}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=kept | {"CLAIMTRACK_HOME": str(home), "DJANGO_SETTINGS_MODULE": "claimtrack.settings"},
        capture_output=True,
        text=True,
        check=True,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("-c", SET_UP),
        ("manage.py", "help"),
        ("manage.py", "check"),
        ("manage.py", "spectacular", "--file", os.devnull),
    ],
    ids=["setup", "help", "check", "spectacular"],
)
def test_what_needs_no_database_starts_none_and_leaves_the_disk_alone(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    run(tmp_path / "home", *arguments)
    assert not (tmp_path / "home").exists()


def test_a_secret_key_is_made_when_it_is_asked_for_and_kept(tmp_path: Path) -> None:
    printed = run(tmp_path / "home", "-c", ASKED).stdout
    key = (tmp_path / "home" / "secret_key").read_text().strip()
    assert printed == f"{[key, key]}\n"


def test_the_release_stands_in_one_place() -> None:
    assert claimtrack.__version__ == settings.VERSION
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = next(line for line in changelog.splitlines() if line.startswith("## "))
    assert newest.endswith(f" {settings.VERSION}") or newest.startswith(f"## [{settings.VERSION}]")


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, ("http://localhost:8000", False, False)),
        ({"PUBLIC_URL": "https://claims.example.org"}, ("https://claims.example.org", True, False)),
        ({"PUBLIC_URL": "https://claims.example.org", "SECOND_FACTOR": "false"}, ("https://claims.example.org", False, False)),
        ({"SECOND_FACTOR": "true", "PORT": "8001"}, ("http://localhost:8001", True, False)),
        ({"OIDC_ISSUER": "https://id.example.org", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}, ("http://localhost:8000", False, True)),
    ],
)  # fmt: skip
def test_the_second_factor_is_a_duty_under_https_unless_told_otherwise(
    environment: dict[str, str], told: tuple[str, bool, bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    asked = "import claimtrack.settings as s; print((s.PUBLIC_URL, s.SECOND_FACTOR, s.SINGLE_SIGN_ON is not None))"
    assert run(tmp_path / "home", "-c", asked).stdout == f"{told}\n"
