"""What a fresh home holds, and data that these programs cannot read."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from claimtrack.embedded import APP_ROLE, OWNER_ROLE, READER_ROLE, EmbeddedError, WrongMajorVersionError, ensure
from claimtrack.embedded.accounts import Account, choose_account
from claimtrack.embedded.cluster import create_cluster
from claimtrack.embedded.layout import Layout
from tests.claimtrack.embedded.holders import Holder, answer, connected, is_gone, rewritten

pytestmark = pytest.mark.embedded


def test_a_fresh_home_has_its_roles_and_the_database_and_listens_to_the_socket_alone(
    place: Path, hold: Callable[..., Holder]
) -> None:
    holder = hold(place / "home")
    server = holder.server()
    with connected(server, "postgres") as connection:
        roles = connection.execute(
            "SELECT rolname, rolcanlogin, rolcreatedb, rolsuper, rolcreaterole FROM pg_roles "
            "WHERE rolname LIKE 'claimtrack%' ORDER BY 1"
        ).fetchall()
        locale = connection.execute(
            "SELECT pg_encoding_to_char(encoding), datlocprovider::text, datlocale, datdba::regrole::text "
            "FROM pg_database WHERE datname = 'claimtrack'"
        ).fetchone()
        settings = dict(
            connection.execute(
                "SELECT name, setting FROM pg_settings "
                "WHERE name IN ('listen_addresses', 'fsync', 'server_version_num', 'TimeZone')"
            ).fetchall()
        )
    assert roles == [
        (APP_ROLE, True, False, False, False),
        (OWNER_ROLE, True, True, False, False),
        (READER_ROLE, True, False, False, False),
    ]
    assert locale == ("UTF8", "b", "C.UTF-8", OWNER_ROLE)
    assert settings.pop("server_version_num").startswith("18")
    assert settings == {"listen_addresses": "", "fsync": "on", "TimeZone": "UTC"}
    assert holder.leave() == 0
    assert is_gone(place / "home")


def test_the_application_role_may_only_connect(home: Path, hold: Callable[..., Holder]) -> None:
    server = hold(home).server()
    with connected(server, OWNER_ROLE) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS of_the_owner ()")
    for statement in (
        "CREATE TABLE public.intruder ()",
        "CREATE TEMPORARY TABLE shadow ()",
        "CREATE SCHEMA another",
        "CREATE DATABASE another",
        "SELECT * FROM of_the_owner",
    ):
        with connected(server) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_the_server_holds_the_readers_role_to_reading_and_to_two_seconds(
    home: Path, hold: Callable[..., Holder]
) -> None:
    with connected(hold(home).server(), READER_ROLE) as connection:
        held = connection.execute("SELECT name, setting FROM pg_settings WHERE source = 'user'").fetchall()
    assert dict(held) == {"default_transaction_read_only": "on", "statement_timeout": "2000"}


def test_a_home_of_an_older_release_gets_the_readers_role_when_it_starts_next(
    home: Path, hold: Callable[..., Holder]
) -> None:
    older = hold(home)
    with connected(older.server(), "postgres") as connection:
        connection.execute(f"DROP OWNED BY {READER_ROLE}")
        connection.execute(f"REVOKE CONNECT ON DATABASE claimtrack FROM {READER_ROLE}")
        connection.execute(f"DROP ROLE {READER_ROLE}")
    assert older.leave() == 0
    (home / "postgresql/data/claimtrack_additions").unlink()
    assert answer(hold(home).server(), f"SELECT rolcanlogin FROM pg_roles WHERE rolname = '{READER_ROLE}'") is True


def test_the_owner_role_migrates_and_creates_databases_for_tests(home: Path, hold: Callable[..., Holder]) -> None:
    with connected(hold(home).server(), OWNER_ROLE) as connection:
        connection.execute("CREATE TABLE public.another ()")
        connection.execute("DROP TABLE public.another")
        connection.execute("CREATE DATABASE test_claimtrack")
        connection.execute("DROP DATABASE test_claimtrack")


def test_data_of_another_major_version_is_refused_with_the_way_out(home: Path) -> None:
    data = home / "postgresql/data"
    with rewritten(data / "PG_VERSION", "16\n"), pytest.raises(WrongMajorVersionError) as refusal:
        ensure(home)
    message = str(refusal.value)
    assert "PostgreSQL 16" in message
    for step in ("pg_dump ", f"mv {data} {data}.16", "pg_restore "):
        assert step in message


def test_a_directory_without_a_database_in_the_place_of_the_data_is_left_alone(place: Path) -> None:
    data = place / "home/postgresql/data"
    data.mkdir(parents=True)
    if os.geteuid() == 0:
        os.chown(data, 65534, 65534)
    with pytest.raises(EmbeddedError, match=f"{data} holds no PostgreSQL database"):
        ensure(place / "home")
    assert data.exists()


@pytest.mark.parametrize("name", ['of "claims"', "costs $5", "of `us`", "a\\b"])
def test_a_path_that_initdb_cannot_hand_to_a_shell_is_refused_in_words(name: str, place: Path) -> None:
    room = place / name
    room.mkdir()
    with pytest.raises(EmbeddedError, match=rf"initdb hands its own path to a shell.*{re.escape(str(room))}"):
        create_cluster(room / "data", programs=room / "bin", account=_choose(place))
    assert list(room.iterdir()) == []


def test_a_cluster_that_could_not_be_made_leaves_nothing_beside_its_place(place: Path) -> None:
    (place / "bin").mkdir()
    (place / "bin/initdb").write_text("#!/bin/sh\necho the disk is full; exit 1\n")
    for path in (place / "bin", place / "bin/initdb"):
        path.chmod(0o755)
    with pytest.raises(EmbeddedError, match="initdb failed: the disk is full"):
        create_cluster(place / "data", programs=place / "bin", account=_choose(place))
    assert [path.name for path in place.iterdir()] == ["bin"]


def _choose(place: Path) -> Account:
    return choose_account(Layout(place / "home"))


@pytest.mark.parametrize("name", ['of "claims"', "costs $5"])
def test_a_home_with_a_quote_or_a_dollar_in_its_path_works_or_is_refused_in_words(
    name: str, place: Path, hold: Callable[..., Holder]
) -> None:
    """As root the programs are copied into home, and initdb cannot run from there."""
    if os.geteuid() == 0:
        with pytest.raises(EmbeddedError, match="or set CLAIMTRACK_HOME to one without such a character"):
            ensure(place / name)
        assert not (place / name / "postgresql/data").exists()
    else:
        assert answer(hold(place / name).server(), "SELECT 1") == 1
