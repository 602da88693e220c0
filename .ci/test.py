"""Every check and every test, each step with its name and time; all run, and any failure fails the whole.

The suite runs on the embedded PostgreSQL; where the distribution's PostgreSQL is installed, all that a database has
a part in runs on that as well (or on whatever DATABASE_URL names, alone). With CI=true that server, a browser, npm,
curl and jq have to be there: what cannot be tried has failed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
DISTRIBUTION = Path("/usr/lib/postgresql")
OLDEST = 15
MEMORY = Path("/dev/shm")  # noqa: S108 - where Linux keeps files in memory
#: Bytes that the databases of the tests take, and as much again to spare.
ENOUGH = 4 * 1024**3

#: `check --deploy` looks at the settings of a real installation.
PRODUCTION = {
    "PUBLIC_URL": "https://claims.example.org",
    "TRUSTED_PROXIES": "1",
    "SECRET_KEY": "check-deploy-wants-a-long-key-of-many-different-characters-0123456789",
}

CHECKS = {
    "types": ["mypy", ".", ".ci"],
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "imports": ["lint-imports"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "deploy": ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}
TESTS = ["python", "-m", "pytest", "-n", "3", "--dist", "worksteal", "--durations", "15"]
DEPENDS_ON_THE_DATABASE = "database and not embedded and not rendering"
#: Where our own SQL decides: triggers, functions, COPY, indexes and locks.
ON_BOTH_SERVERS = [
    *(f"tests/claimtrack/{room}" for room in ("database", "editions", "query")),
    *(f"tests/claims/{room}" for room in ("imports/run", "record")),
    *(
        f"tests/claims/api/public/test_{name}.py"
        for name in ("claim_filters", "claim_list", "entries", "match", "search")
    ),
]
FOLLOWED = ["-p", "tests.coverage"]


def main() -> int:
    failed = []
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="claimtrack-ci-", dir=in_memory()) as home:
        environment = {"CLAIMTRACK_HOME": f"{home}/var", "CLAIMTRACK_THROWAWAY": "yes"} | os.environ
        if "CLAIMTRACK_HOME" in os.environ:
            del environment["CLAIMTRACK_THROWAWAY"]  # somebody's data may be in it
        if environment.pop("PYTHONDONTWRITEBYTECODE", None):
            # The tree stays clean, and a hundred processes still do not compile two thousand modules each.
            environment["PYTHONPYCACHEPREFIX"] = f"{home}/bytecode"
        Path(home).chmod(0o755)  # as root the database runs as another user, who has to pass through
        failed += missing(environment)
        with ThreadPoolExecutor(1) as beside:  # while the tests' database is made, on one processor
            checked = beside.submit(run_checks, environment)
            if "--checks-only" not in sys.argv:
                failed += run_tests(environment, Path(home))
            failed += checked.result()
    said = "FAILED: " + ", ".join(failed) if failed else "All steps passed."
    print(f"\n{said} It took {(time.monotonic() - started) / 60:.1f} minutes.", flush=True)
    return 1 if failed else 0


def in_memory() -> Path | None:
    """Where files lie in memory, if there is plenty; else None, for the usual place.

    Hundreds of databases are made and dropped, of 1,500 files each. ext4 looks long for numbers of files that were
    not just given up: a clone takes the system a second there, and a twentieth of one in memory.
    """
    try:
        is_there = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH
        words = Path("/proc/meminfo").read_text().split()
    except FileNotFoundError:
        return None
    return MEMORY if is_there and int(words[words.index("MemAvailable:") + 1]) * 1024 >= 2 * ENOUGH else None


def missing(environment: Mapping[str, str]) -> list[str]:
    """What the tests cannot do without on a machine of CI."""
    if environment.get("CI") != "true" or "--checks-only" in sys.argv:
        return []
    absent = []
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        absent.append("no browser: install chromium")
    if shutil.which("npm") is None:
        absent.append("no npm: install nodejs and npm")
    absent += [f"no {tool}: install {tool}" for tool in ("curl", "jq") if shutil.which(tool) is None]
    if not shutil.which("pgbouncer", path=f"{environment.get('PATH', '')}:/usr/sbin"):
        absent.append("no pooler: install pgbouncer")
    if "DATABASE_URL" not in environment and not installed_server():
        absent.append(f"no PostgreSQL {OLDEST} or newer below {DISTRIBUTION}: install postgresql")
    return absent


def installed_server() -> Path | None:
    """The programs of the oldest PostgreSQL that the distribution has installed and claimtrack supports."""
    versions = [int(path.parts[-3]) for path in DISTRIBUTION.glob("*/bin/initdb") if path.parts[-3].isdigit()]
    supported = [version for version in versions if version >= OLDEST]
    return DISTRIBUTION / str(min(supported)) / "bin" if supported else None


def run_checks(environment: Mapping[str, str]) -> list[str]:
    """Two at a time: that of types alone takes longer than the others together."""

    def passes(name: str) -> bool:
        extra = PRODUCTION if name == "deploy" else {}
        return step(name, CHECKS[name], {**environment, **extra}, at_once=True)

    with ThreadPoolExecutor(2) as pool:
        return [name for name, passed in zip(CHECKS, pool.map(passes, CHECKS), strict=True) if not passed]


def seed() -> int:
    """Of what tests make up: every commit has its own, so that other things are tried and a failure is repeatable."""
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, check=False, capture_output=True, text=True)  # noqa: S607
    return int(done.stdout[:8] or "0", 16)


def run_tests(environment: Mapping[str, str], home: Path) -> list[str]:
    failed = []
    seeded = f"--hypothesis-seed={seed()}"
    print(f"\nTo try again what tests make up for this commit: pytest {seeded} TEST", flush=True)
    seen = home / "coverage"
    seen.mkdir()
    if not step("tests", [*TESTS, seeded, *FOLLOWED], {**environment, "COVERAGE": str(seen)}):
        failed.append("tests")
    merging = ["python", "-m", "slipcover", "--branch", "--out", str(seen / "all"), "--merge"]
    if not step("coverage", [*merging, *sorted(map(str, seen.glob("*.json")))], environment):
        failed.append("coverage")
    if "DATABASE_URL" not in environment and (programs := installed_server()):
        name = f"tests on PostgreSQL {programs.parent.name}"
        with running_server(programs, home / "installed") as urls:
            if not step(
                name, [*TESTS, seeded, "-m", DEPENDS_ON_THE_DATABASE, *ON_BOTH_SERVERS], {**environment, **urls}
            ):
                failed.append(name)
    return failed


def step(name: str, command: list[str], environment: Mapping[str, str], *, at_once: bool = False) -> bool:
    """Run a step; `at_once` prints what it says when it has ended, in one piece."""
    head = f"\n== {name}: {' '.join(command)}"
    if not at_once:
        print(head, flush=True)
    output = subprocess.PIPE if at_once else None
    started = time.monotonic()
    done = subprocess.run(
        [BIN / command[0], *command[1:]],
        cwd=ROOT,
        env=environment,
        check=False,
        stdout=output,
        stderr=output,
        text=True,
    )
    told = f"{head}\n{done.stdout}{done.stderr}" if at_once else ""
    print(f"{told}-- {name}: exit {done.returncode} after {time.monotonic() - started:.0f} s", flush=True)
    return done.returncode == 0


@contextmanager
def running_server(programs: Path, directory: Path) -> Iterator[dict[str, str]]:
    """A throwaway server, on a socket of its own."""
    user = "nobody" if os.getuid() == 0 else None
    directory.mkdir()
    if user:
        shutil.chown(directory, user)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, *arguments], user=user, cwd=directory, check=True, stdout=subprocess.DEVNULL
        )

    run("initdb", "-D", str(directory / "data"), "-E", "UTF8", "--locale=C", "-A", "trust", "-U", "postgres")
    options = f"-k {directory} -c listen_addresses='' -c fsync=off"
    run("pg_ctl", "-D", str(directory / "data"), "-o", options, "-l", str(directory / "log"), "-w", "start")
    try:
        for statement in (
            "CREATE ROLE claimtrack_owner LOGIN CREATEDB",
            "CREATE ROLE claimtrack_app LOGIN",
            "CREATE ROLE claimtrack_reader LOGIN",
            "ALTER ROLE claimtrack_reader SET default_transaction_read_only = on",
            "ALTER ROLE claimtrack_reader SET statement_timeout = '2s'",
            "CREATE DATABASE claimtrack OWNER claimtrack_owner",
        ):
            run("psql", "-h", str(directory), "-U", "postgres", "-c", statement)
        host = str(directory).replace("/", "%2F")
        yield {
            "DATABASE_URL": f"postgresql://claimtrack_app@{host}/claimtrack",
            "DATABASE_OWNER_URL": f"postgresql://claimtrack_owner@{host}/claimtrack",
            "RECORD_DATABASE_URL": f"postgresql://claimtrack_reader@{host}/claimtrack",
        }
    finally:
        run("pg_ctl", "-D", str(directory / "data"), "-m", "immediate", "-w", "stop")


if __name__ == "__main__":
    sys.exit(main())
