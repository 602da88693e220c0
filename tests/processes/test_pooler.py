"""Public readers through PgBouncer, which lends each transaction another process of the server."""

import http.client
import os
import pwd
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from tests.claimtrack.embedded.holders import open_directory
from tests.databases import ROOT, FreshDatabase
from tests.libya import NAMES, LoadedCase, addresses
from tests.processes.launch import until
from tests.public_addresses import public_routes

#: Server processes for each role: fewer than the threads that ask.
PROCESSES = 2
#: What is printed is read by the queries of `dossier.html`, and takes a second or two: of all of it, one file.
PRINTED = f"/api/v1/claims/{NAMES['claims'][0]}/dossier.zip"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A home with static files, which another account may pass through."""
    directory = open_directory()
    command = [sys.executable, "manage.py", "collectstatic", "--noinput"]
    environment = os.environ | {"CLAIMTRACK_HOME": str(directory)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    yield directory
    shutil.rmtree(directory)


@contextmanager
def pooler(place: Path, *, ignored: str = "") -> Iterator[int]:
    """PgBouncer in front of the server of these tests, in transaction mode; gives its port."""
    server = connections["record"].get_connection_params()
    port = free_port()
    roles = {connections[alias].settings_dict["USER"] for alias in ("default", "record")}
    (place / "roles").write_text("".join(f'"{role}" ""\n' for role in roles))
    (place / "pgbouncer.ini").write_text(
        f"[databases]\n* = host={server['host']} port={server.get('port', 5432)}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = trust\nauth_file = {place / 'roles'}\npool_mode = transaction\n"
        f"default_pool_size = {PROCESSES}\nignore_startup_parameters = {ignored}\n"
    )
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "install pgbouncer"
    command = [program, str(place / "pgbouncer.ini")]
    if os.geteuid() == 0:  # as whom the server runs: nobody else may enter the directory of its socket
        host = Path(str(server["host"]))
        command[1:1] = ["-u", pwd.getpwuid(host.stat().st_uid if host.is_dir() else 65534).pw_name]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        until(lambda: listens(port), seconds=20)
        yield port
    finally:
        process.kill()
        process.wait()


def behind(port: int, url: str) -> str:
    """The address of the same database and role, through the pooler."""
    role, database = url.removeprefix("postgresql://").split("@", maxsplit=1)
    return f"postgresql://{role}@127.0.0.1:{port}/{database.rsplit('/', maxsplit=1)[1]}"


def serving(database: FreshDatabase, home: Path, port: int, **environment: str) -> "subprocess.Popen[str]":
    given = {"CLAIMTRACK_HOME": str(home), "PORT": str(port), "READER_RATE": "1000000/min"} | environment
    options = [
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "1",
        "--worker-class",
        "claimtrack.serving.Worker",
        "--threads",
        "4",
    ]
    return subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "claimtrack.wsgi", *options, "--no-control-socket"],
        cwd=ROOT,
        env=database.environment | given,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def served(database: FreshDatabase, home: Path, **environment: str) -> Iterator[http.client.HTTPConnection]:
    port = free_port()
    process = serving(database, home, port, **environment)
    try:
        until(lambda: listens(port) or process.poll() is not None, seconds=60)
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as reader:
            yield reader
    finally:
        process.terminate()
        process.communicate()


def complaint(database: FreshDatabase, home: Path, **environment: str) -> str:
    """What a server says that does not start."""
    process = serving(database, home, free_port(), **environment)
    _, said = process.communicate(timeout=60)
    assert process.returncode != 0
    return str(said)


def status(reader: http.client.HTTPConnection, address: str) -> int:
    reader.request("GET", address)
    response = reader.getresponse()
    response.read()
    return response.status


def statuses(reader: http.client.HTTPConnection) -> dict[str, int]:
    """Of every public route with each of its queries and one of its names; of what is printed, PRINTED alone."""
    one_of_each: dict[tuple[str, str], str] = {}
    for route in public_routes():
        for address in addresses(route):
            path, _, query = address.partition("?")
            if not path.endswith(("dossier.pdf", "dossier.zip")):
                one_of_each.setdefault((route.pattern, query), address)
    return {address: status(reader, address) for address in ["/", *one_of_each.values(), PRINTED]}


def test_every_public_route_answers_alike_directly_and_behind_a_pooler(loaded_case: LoadedCase, place: Path) -> None:
    database = loaded_case.database
    with served(database, place) as reader:
        directly = statuses(reader)
    assert {address: code for address, code in directly.items() if code not in {200, 404}} == {}
    assert directly[PRINTED] == 200
    with (
        pooler(place) as port,
        served(database, place, RECORD_DATABASE_URL=behind(port, database.reader_url)) as reader,
    ):
        assert statuses(reader) == directly
        with psycopg.connect(database.owner_url) as owner:
            left = owner.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
                                 " (SELECT oid FROM pg_database WHERE datname = current_database())")  # fmt: skip
            assert left.fetchone() == (0,)


def test_a_pooler_that_drops_the_limits_of_a_role_without_them_is_found_out_at_the_start(
    loaded_case: LoadedCase, place: Path
) -> None:
    database = loaded_case.database
    with pooler(place, ignored="options") as port:
        said = complaint(database, place, RECORD_DATABASE_URL=behind(port, database.url))
    assert "Readers' connections are without default_transaction_read_only and statement_timeout." in said


def test_without_a_role_of_their_own_readers_are_served_unless_it_is_required(
    loaded_case: LoadedCase, place: Path
) -> None:
    database = loaded_case.database
    with served(database, place, RECORD_DATABASE_URL=database.url) as reader:
        assert status(reader, "/api/v1/claims/") == 200
    said = complaint(database, place, RECORD_DATABASE_URL=database.url, REQUIRE_READER_ROLE="true")
    assert "REQUIRE_READER_ROLE is set" in said
