"""The embedded PostgreSQL as Django connects to it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.claimtrack.embedded.holders import ROOT, Holder, is_gone

pytestmark = pytest.mark.embedded

RECONNECTED = """
import os, signal, django
django.setup()
from django.conf import settings
from django.db import connection
from tests.claimtrack.embedded.holders import kill, postmaster_of, supervisor_of

assert not (settings.HOME / "postgresql/data/postmaster.pid").exists()
connection.ensure_connection()
connection.close()
for number in (supervisor_of(settings.HOME), postmaster_of(settings.HOME)):
    kill(number)
with connection.cursor() as cursor:
    cursor.execute("SELECT current_user || '@' || current_database()")
    print(*cursor.fetchone())
"""


def run(home: Path, *arguments: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=kept | {"CLAIMTRACK_HOME": str(home), "DJANGO_SETTINGS_MODULE": "claimtrack.settings"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout


def test_the_first_connection_starts_the_server_and_a_later_one_brings_it_back(
    home: Path, hold: Callable[..., Holder]
) -> None:
    assert run(home, "-c", RECONNECTED) == "claimtrack_app@claimtrack\n"
    assert is_gone(home)


def test_a_shell_of_the_database_is_that_of_the_embedded_server(home: Path, hold: Callable[..., Holder]) -> None:
    asked = ("--database", "owner", "--", "-Atc", "SELECT current_user")
    assert run(home, "manage.py", "dbshell", *asked) == "claimtrack_owner\n"
    assert is_gone(home)
