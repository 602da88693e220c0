"""What clients of all sorts ask: the case of Libya as it is served, its schema, and the client that is made of that."""

import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.databases import FreshDatabase, cloned_database
from tests.libya import LIBYA, ROOT
from tests.processes.launch import run_in
from tests.serving import serving

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Site:
    """A server with the case of Libya and a dump of it, and its schema.

    `secret` is the token of an editor.
    """

    address: str
    database: FreshDatabase
    secret: str
    schema: Path
    dump: str


@pytest.fixture(scope="session")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("home")
    with cloned_database(LIBYA) as database:
        environment = database.environment | {"CLAIMTRACK_HOME": str(home)}
        subprocess.run([sys.executable, "manage.py", "dump"], cwd=ROOT, env=environment, check=True)
        [manifest] = home.glob("dumps/*.manifest.json")
        secret = run_in(database, "give_a_token", CLAIMTRACK_HOME=str(home)).strip()
        with serving(database, home) as address:
            schema = home / "schema.json"
            asked = urllib.request.Request(f"{address}/api/v1/schema/", headers={"Accept": "application/json"})
            with urllib.request.urlopen(asked) as answer:
                schema.write_bytes(answer.read())
            yield Site(address, database, secret, schema, manifest.name.removesuffix(".manifest.json"))


@pytest.fixture(scope="session")
def python_client(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the package that openapi-python-client has made, without a warning."""
    made = tmp_path_factory.mktemp("python") / "made"
    generator = [str(Path(sys.executable).with_name("openapi-python-client")), "generate", "--fail-on-warning"]
    told = ["--path", str(site.schema), "--config", str(HERE / "python.yaml"), "--output-path", str(made)]
    said([*generator, *told], made.parent)
    return made


def said(command: list[str], folder: Path) -> str:
    """What a command prints, which has to succeed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return done.stdout
