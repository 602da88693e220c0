"""Commands in an environment that was set up wrongly: one sentence that names the variable, and no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.rendering

ROOT = Path(__file__).resolve().parent.parent.parent
ABSENT = "postgresql://claimtrack_app:secret@127.0.0.1:1/claimtrack"  # nothing listens on port 1


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"DATABASE_URL": ABSENT}, "CommandError: PostgreSQL cannot be used as DATABASE_URL says: "),
        ({"DATABASE_URL": "mysql://localhost/x"}, "claimtrack runs on PostgreSQL"),
        ({"DATABASE_URL": "localhost"}, "claimtrack runs on PostgreSQL"),
        ({"DATABASE_OWNER_URL": ABSENT}, "DATABASE_OWNER_URL goes with DATABASE_URL"),
        ({"PORT": "70000"}, '"PORT" invalid'),
        ({"CLAIMTRACK_HOME": "/dev/null/home"}, "cannot use /dev/null/home"),
    ],
)
def test_what_is_wrong_with_the_environment_is_said_in_a_sentence(environment: dict[str, str], said: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    refused = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "run"],
        env=kept | {"PORT": "65535"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
